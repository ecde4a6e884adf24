"""Links to answers and passages, copies of quotations, and leaving the page."""

import re
import urllib.request

import pytest

from chatbot.page.header_html import SAFE_PLACE

pytestmark = pytest.mark.browser

PRIVATE = "How can I find out whether the DMV gave my data to ICE?"
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def clipboard(visitor) -> str:
    return visitor.tab.evaluate("navigator.clipboard.readText()")


def words(answer) -> list[str]:
    return answer.locator(".words").evaluate_all("all => all.map(one => one.textContent)")


def test_link_to_an_answer_brings_the_same_to_someone_else(visitors, app):
    one = visitors(permissions=CLIPBOARD)
    answer = one.visit(app).ask("can they see   my licence & <address>?")
    answer.locator(".permalink").click()
    answer.get_by_text("Copied").wait_for()
    link = clipboard(one)
    assert link.startswith(f"{app}?q=")
    other = visitors().visit(link)
    other.tab.locator(".answer").wait_for()
    assert other.tab.url == app  # the browser's history does not keep the question
    asked = other.tab.locator("#chat .user-row .prose").evaluate("one => one.textContent")
    assert " ".join(asked.split()) == "can they see my licence & <address>?"
    assert words(other.tab.locator(".answer")) == words(answer)


def test_link_to_a_follow_up_takes_along_what_it_goes_on_from(visitors, app):
    one = visitors()
    one.visit(app).ask("Which pizza place is open late?")
    one.ask(PRIVATE)
    answer = one.ask("how long does that take?")
    searched = answer.locator(".searched").inner_text()
    assert answer.locator(".permalink").inner_text().endswith("with your earlier questions")
    other = visitors().visit(answer.locator(".permalink").evaluate("one => one.href"))
    other.tab.locator(".answer").wait_for()
    assert other.tab.locator("#chat .user-row").inner_text().strip() == "how long does that take?"
    assert other.tab.locator(".searched").inner_text() == searched
    assert words(other.tab.locator(".answer"))[0] == words(answer)[0]


def test_link_to_an_answer_that_stands_on_its_own_says_nothing_of_earlier_ones(visitor, app):
    visitor.visit(app).ask(PRIVATE)
    link = visitor.ask("Public Act 13-155").locator(".permalink").get_attribute("href")
    assert link == "?q=Public+Act+13-155"


@pytest.mark.parametrize("query", ["?q=", "?q=%20", "?q=&q=", "?p=", "?x=1", "?lang=xx&q=", "?p=:"])
def test_link_without_anything_to_ask_is_the_page_as_it_is(visitor, app, query):
    tab = visitor.visit(f"{app}{query}").tab
    assert tab.locator("#chat .message-row").count() == 0
    assert tab.locator("#starters .ask").first.is_visible()


def test_copied_conversation_is_markdown_with_questions_words_and_sources(
    visitors, app, shipped_document
):
    visitor = visitors(permissions=CLIPBOARD)
    tab = visitor.visit(app).tab
    assert tab.locator("#copy-conversation").is_hidden()
    first = visitor.ask("Public Act 13-155")
    second = visitor.ask("What is the best pizza in New Haven?")
    visitor.ask("thanks")
    tab.locator("#copy-conversation").click()
    tab.locator("#copy-conversation", has_text="Copied").wait_for()
    copied = clipboard(visitor)
    assert copied.startswith(f"# {shipped_document.source.title}\n\n## Public Act 13-155\n\n**")
    assert f"> {words(first)[0]}\n" in copied
    link = f"[{shipped_document.source.title}]({shipped_document.source.url})"
    assert f"— Question 2 of {link}, uscisguide.com, <{app}?p=" in copied
    assert "**This document does not answer that**" in copied
    assert [text in copied for text in words(second)] == [True, True, False, False, False]
    assert "## thanks\n\nYou are welcome." in copied
    assert copied.count(shipped_document.source.notice) == 1
    assert re.search(rf"Read on \w+ \d+, \d{{4}}\. <{app}>\n$", copied)


def test_copied_quotation_says_when_it_was_read_in_the_language_of_the_page(visitors, app):
    visitor = visitors(permissions=CLIPBOARD, locale="es-MX")
    answer = visitor.visit(app).ask("Public Act 13-155")
    answer.locator(".copy").first.click()
    answer.get_by_text("Copiado").first.wait_for()
    assert re.search(r"\nLeído el \d+ de \w+ de \d{4}\.\n", clipboard(visitor))


@pytest.mark.parametrize("width", [375, 1280])
def test_leaving_shows_nothing_on_the_way_back_or_forward(visitors, app, width):
    visitor = visitors(width, reduced_motion="reduce")
    tab = visitor.visit(f"{app}?q=who+sued+the+state").tab
    tab.locator("a.source").first.evaluate("one => one.click()")
    if width == 375:
        tab.locator(".close").click()
        tab.wait_for_function("!document.body.classList.contains('reading')")
    tab.context.route(SAFE_PLACE, lambda route: route.fulfill(body="elsewhere"))
    leave = tab.locator("a.leave")
    assert leave.get_attribute("href") == SAFE_PLACE
    assert leave.get_attribute("rel") == "noopener noreferrer"
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    leave.click()
    tab.wait_for_url(SAFE_PLACE)
    tab.go_forward()
    tab.wait_for_timeout(300)  # in which the page could come back that must not
    assert "sued" not in tab.content() + tab.url
    tab.go_back()
    tab.wait_for_timeout(300)
    assert "sued" not in tab.content() + tab.url


def test_copy_that_fails_is_not_called_one(visitors, app):
    visitor = visitors()
    answer = visitor.visit(app).ask("Public Act 13-155")
    refusal = "navigator.clipboard.writeText = () => Promise.reject(new Error('no')); null"
    visitor.tab.evaluate(refusal)
    answer.locator(".copy").first.click()
    visitor.tab.wait_for_timeout(300)
    assert answer.locator(".copy").first.inner_text() == "Copy quotation"
    assert visitor.errors == []


def test_copying_without_a_clipboard_keeps_the_focus(visitors, app):
    visitor = visitors()
    answer = visitor.visit(app).ask("Public Act 13-155")
    visitor.tab.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    answer.locator(".copy").first.click()
    answer.get_by_text("Copied").wait_for()
    assert visitor.tab.evaluate("document.activeElement.className") == "copy"


def test_preview_of_a_link_names_the_document_and_no_other_host(app, shipped_document):
    with urllib.request.urlopen(f"{app}?q=secret") as response:
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "connect-src 'self'" in response.headers["content-security-policy"]
        page = response.read().decode()
    head = page[: page.index("<style")]
    tags = dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', page))
    assert tags["og:title"].replace("&#45;", "-") == shipped_document.source.title
    assert "word for word" in tags["description"]
    assert tags["twitter:card"] == "summary"
    assert (
        "og:image" not in page and "twitter:image" not in page and "githubusercontent" not in head
    )
    assert "secret" not in re.sub(r'"(?:url|root)":"[^"]*"', "", page)


def test_page_has_its_own_icon(visitor, app):
    with urllib.request.urlopen(f"{app}favicon.ico") as response:
        assert response.headers["content-type"].startswith("image/svg+xml")
        assert b"#0c5a66" in response.read()


def test_documentation_of_the_endpoint_opens_from_the_address(visitor, app):
    tab = visitor.visit(f"{app}?api").tab
    docs = tab.locator(".api-docs")
    docs.get_by_text("/ask", exact=True).first.wait_for()
    assert "history" in docs.inner_text()
    assert visitor.outside() == []
