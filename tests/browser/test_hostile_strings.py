"""Hostile strings typed, in links and as documents, in a real browser: nothing of them ever runs.

Nothing is asked of another host, no script runs and none is even tried, and the page goes on.
"""

import re
from urllib.parse import quote

import pytest

from chatbot.corpus.folder import read_document, scan_corpus
from hostile_strings import HARM, SETS, messages, own
from our_html import addresses_of, foreign

pytestmark = pytest.mark.browser

# Whatever a payload calls, and whatever the policy has to stop, is told to the test.
WATCH = """
for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => tell(name);
addEventListener("securitypolicyviolation", (event) =>
  tell(`${event.effectiveDirective} of ${event.blockedURI} by ${event.sourceFile}`));
"""
TYPED_AT_ONCE = 19_000  # characters; the server of these tests reads 20 000
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\s\ufffd]")
SAMPLE = 20  # one of so many strings of the public set is typed; test_hostile_text.py has all
OF_A_PAGE = 15  # questions in one link


@pytest.fixture
def watched(visitor):
    """A visitor, to whom nothing may happen that a string wants."""
    told = []
    visitor.tab.expose_function("tell", lambda what: told.append(what))
    visitor.tab.add_init_script(WATCH)
    yield visitor
    assert visitor.ask("hello").inner_text().startswith("Hello. Ask in your own words")
    assert told == []
    assert visitor.outside() == []


@pytest.fixture(scope="module")
def documents(hostile):
    return [read_document(file) for file in scan_corpus(hostile.folder / "corpus")]


def drawn(visitor, selector, documents):
    """Return the markup in some elements of the page that is not ours."""
    addresses = {address for document in documents for address in addresses_of(document)}
    elements = visitor.tab.locator(selector).evaluate_all("all => all.map(one => one.outerHTML)")
    assert elements
    return [found for element in elements for found in foreign(element, addresses)]


@pytest.mark.parametrize("strings", SETS)
def test_whatever_is_typed_is_shown_as_it_is(watched, hostile, strings):
    tab = watched.visit(hostile.address).tab
    for typed in messages(strings()[:: 1 if strings is own else SAMPLE], TYPED_AT_ONCE):
        answer = watched.ask(typed)
        row = tab.locator("#chat .user-row .prose").last
        assert UNSEEN.sub("", row.text_content()) == UNSEEN.sub("", typed)
        assert row.locator("*").evaluate_all("all => all.map(one => one.tagName)") == ["P", "SPAN"]
        assert "trouble" not in answer.get_attribute("class")
        tab.locator("#clear").click()  # or drawing all of it again would take ever longer
        tab.locator("#chat .message-row").first.wait_for(state="detached")


def test_documents_of_such_strings_are_shown_as_they_are(watched, hostile, documents):
    tab = watched.visit(hostile.address).tab
    parts = "#bar .bar, #masthead .masthead, #starters nav"
    assert drawn(watched, parts, documents) == []
    for document in reversed(documents):
        tab.locator("select.documents").select_option(document.id)
        tab.locator(f"#document-{document.id}").wait_for()
        assert drawn(watched, "#panel .sheet", documents) == []
        shown = tab.locator("#panel .entry h3").evaluate_all("all => all.map(one => one.innerText)")
        for said, entry in zip(shown, document.entries, strict=True):
            assert UNSEEN.sub("", said) == UNSEEN.sub("", f"{entry.number} {entry.question}")
        for entry in [one for one in document.entries if HARM in one.question][:4]:
            watched.ask(entry.question)
        assert drawn(watched, "#chat .answer", documents) == []
    tab.locator("#chat .answer").last.locator("a.source").first.click()
    tab.locator(".passage.used").wait_for()


def test_links_of_such_strings_are_only_questions_and_places(watched, hostile, documents):
    tab = watched.tab
    texts = [quote(string[:300]) for string in own()]
    chunks = [texts[start : start + OF_A_PAGE] for start in range(0, len(texts), OF_A_PAGE)]
    links = ["&".join(f"q={text}" for text in chunk) for chunk in chunks]
    links += [f"{link}&{link.replace('q=', 'p=')}" for link in links[-2:]]
    links += [
        "q=&q=&p=&p=&q",
        "q=%E0%A4%A&p=%&%=%&q=%FF%FE%00&p=%00",
        "p=text:%22]%3Cimg%20src=x%20onerror=alert(1)%3E:*&p=text",
        f"lang={texts[-1]}&__theme={quote('<script>alert(1)</script>')}&view=x&deep_link=y",
        f"q=hello#{texts[-1]}",
        f"q={'a' * 50_000}",
    ]
    for link in links:
        watched.visit(f"{hostile.address}?{link}")
        if re.search("q=[^&#]", link):
            answer = tab.locator("#chat .answer").last
            answer.wait_for()
            assert "trouble" not in answer.get_attribute("class")
            assert drawn(watched, "#chat .answer", documents) == []
        assert tab.url == hostile.address or tab.url.partition("#")[0] == hostile.address
        assert watched.ask("thank you").locator("p").count() == 1


def test_link_that_is_too_long_leaves_the_page_as_it_was(watched, hostile):
    watched.visit(hostile.address)
    # Not by going there: Chromium shows a page of its own in the place of such an answer.
    answer = watched.tab.context.request.get(f"{hostile.address}?q={'a' * 100_000}")
    assert answer.status in (200, 400, 414, 431)


@pytest.mark.parametrize("strings", SETS)
def test_passage_by_any_name_is_there_or_not(watched, hostile, documents, strings):
    tab = watched.visit(hostile.address).tab
    entry = documents[-1].entries[0].passages[0].id.rpartition(":")[0]
    open_each = """([texts, entry]) => {
      for (const text of texts) {
        for (const place of [text, `${entry.split(":")[0]}:${text}`, `${entry}:${text}`]) {
          faqReading.open([place], 0, null);
        }
      }
    }"""
    tab.evaluate(open_each, [strings(), entry])
    tab.wait_for_function("faqReading.fetching() === null")
    assert tab.locator(".passage.used").count() <= 1
