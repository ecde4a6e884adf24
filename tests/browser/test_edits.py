"""A page that is open while the corpus is edited goes on, and so do its links."""

from types import SimpleNamespace

import pytest

from chatbot.answering.chatbot import Chatbot
from chatbot.page.blocks import Page
from chatbot.server.application import application
from chatbot.server.server import Server
from chatbot.settings import Settings

pytestmark = pytest.mark.browser

POOL = """\
1. When does the pool open?
The pool opens at nine.
2. Who may swim?
All may swim.
"""
LIBRARY = "# Who pays a library fine?\n\nNobody pays a library fine.\n"


@pytest.fixture
def site(tmp_path, shipped_index_folder):
    """A page over a folder of its own, served from this process."""
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    for folder in (corpus, index):
        folder.mkdir()
    for export in shipped_index_folder.glob("encoder-*"):
        (index / export.name).symlink_to(export)
    (corpus / "pool.txt").write_text(POOL)
    settings = Settings(corpus=corpus, index=index, rate=0, time_limit=600)
    page = Page(Chatbot.open(settings), settings)
    server = Server(application(page), "127.0.0.1", 0)
    server.start()
    yield SimpleNamespace(address=server.address, corpus=corpus, renew=page.renew)
    server.stop()


def used(tab, words):
    """Wait until the passage with these words is the one that is highlighted."""
    tab.locator(".passage.used", has_text=words).wait_for()
    assert tab.locator(".passage.used").count() == 1


def test_links_lead_to_the_document_as_it_is_now(visitor, site):
    tab = visitor.visit(site.address).tab
    visitor.ask("When does the pool open?")
    used(tab, "The pool opens at nine.")
    (site.corpus / "pool.txt").write_text(POOL.replace("opens at nine", "opens at eleven"))
    assert site.renew()
    answer = visitor.ask("When does the pool open?")
    assert "The pool opens at eleven." in answer.locator(".words").first.inner_text()
    used(tab, "The pool opens at eleven.")
    # The passage that the first answer quotes is gone: the answer that it was part of is shown.
    tab.locator(".passage.used").evaluate("one => one.classList.remove('used')")
    tab.locator(".answer").first.locator("a.source").first.click()
    used(tab, "The pool opens at eleven.")
    assert "nine" not in tab.locator("#panel").inner_text()


def test_document_that_is_new_is_opened_and_one_that_is_gone_breaks_nothing(visitor, site):
    tab = visitor.visit(site.address).tab
    (site.corpus / "library.md").write_text(LIBRARY)
    assert site.renew()
    visitor.ask("Who pays a library fine?")
    used(tab, "Nobody pays a library fine.")
    assert tab.locator("select.documents option").count() == 2
    visitor.ask("When does the pool open?")
    used(tab, "The pool opens at nine.")
    (site.corpus / "library.md").unlink()
    assert site.renew()
    tab.locator(".answer").first.locator("a.source").first.click()
    tab.locator("select.documents").wait_for(state="detached")
    assert tab.locator("article.document").get_attribute("id") == "document-pool"
    assert tab.locator(".passage.used").count() == 0
    visitor.ask("Who may swim?")
    used(tab, "All may swim.")


def test_who_opens_the_page_next_sees_it_as_it_is_now(visitors, site):
    visitors().visit(site.address)
    (site.corpus / "library.md").write_text(LIBRARY)
    assert site.renew()
    tab = visitors().visit(site.address).tab
    assert tab.title() == "2 documents"
    assert "2 documents" in tab.locator("h1").inner_text()
    assert "Nobody pays a library fine." in tab.locator("#panel").inner_text()
    assert "Who pays a library fine?" in tab.locator("#starters").inner_text()
    spanish = visitors(locale="es-MX").visit(site.address).tab
    assert "Nobody pays a library fine." in spanish.locator("#panel").inner_text()
    assert spanish.locator("select.documents option").count() == 2
