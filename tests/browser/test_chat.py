"""The real page, with the real model and the real document, in a real browser."""

import pytest

from visitor import PRIVATE, source_of, used

pytestmark = pytest.mark.browser

PROCESS = "What is the process for individuals to request information about whether their data"


@pytest.fixture
def guide(shipped_document):
    return shipped_document


def test_page_says_what_it_answers_from(visitor, app, guide):
    tab = visitor.visit(app).tab
    assert tab.title() == guide.source.title
    assert tab.locator("h1").all_inner_texts() == [
        f"Ask, and read word for word what is said in\n{guide.source.title}"
    ]
    assert tab.locator(".masthead .notice").inner_text() == guide.source.notice
    assert tab.locator(".masthead a").get_attribute("href") == guide.source.url
    assert tab.locator("#starters .ask").count() == 5
    assert tab.locator("#panel h3").count() == len(guide.entries) == 20


def test_starter_question_is_answered_by_its_own_entry(visitor, app):
    starter = visitor.visit(app).tab.locator("#starters .ask").nth(2)
    question = starter.inner_text()
    answer = visitor.after(starter.click)
    assert visitor.tab.locator("#chat .user-row").inner_text().strip() == question
    assert answer.locator(".verdict").inner_text() == "This document answers that"
    assert answer.locator(".question").first.inner_text() == question


def test_typed_question_brings_the_passage_word_for_word(visitor, app, guide):
    answer = visitor.visit(app).ask(PRIVATE)
    best = answer.locator(".quotation").first
    assert best.locator(".question").inner_text().startswith(PROCESS)
    texts = answer.locator(".words").evaluate_all("all => all.map(one => one.textContent)")
    assert len(texts) == 5
    passages = {passage.text for entry in guide.entries for passage in entry.passages}
    assert set(texts) <= passages
    assert all(text in guide.text for text in texts)
    sentences = {
        span.of(guide.text)
        for entry in guide.entries
        for passage in entry.passages
        for span in passage.sentences
    }
    assert best.locator("mark").inner_text() in sentences
    assert (
        best.locator(".place")
        .inner_text()
        .endswith(f"Question 9 of {guide.source.title}, uscisguide.com")
    )
    assert best.locator(".place a").get_attribute("rel") == "noopener noreferrer"
    assert answer.locator(".related, .onward .ask").count() == 3


def test_answer_highlights_its_passage_inside_the_panel(visitor, app):
    answer = visitor.visit(app).ask("Public Act 13-155")
    assert used(visitor) == source_of(answer.locator(".quotation").first)
    others = {source_of(one) for one in answer.locator(".further .quotation").all()}
    marked = visitor.tab.locator(".passage.also").evaluate_all("all => all.map(one => one.id)")
    assert set(marked) == others


def test_source_opens_its_place_and_takes_the_reader_back(visitor, app):
    answer = visitor.visit(app).ask(PRIVATE)
    answer.locator(".further summary").click()
    last = answer.locator(".quotation").last
    before = visitor.tab.url
    last.locator("a.source").click()
    place = source_of(last)
    visitor.tab.wait_for_function(
        "id => document.querySelector('.passage.used')?.id === id", arg=place
    )
    assert used(visitor) == place
    assert visitor.tab.evaluate("document.activeElement.id") == place
    assert visitor.tab.locator(".passage.used").count() == 1
    assert (
        visitor.tab.locator(f"[id='{place}']").inner_text() == last.locator(".words").inner_text()
    )
    assert visitor.tab.url == before
    assert len(visitor.tab.context.pages) == 1
    visitor.tab.keyboard.press("Escape")
    assert visitor.tab.evaluate("document.activeElement.className") == "source"


def test_follow_up_says_what_was_searched_for(visitor, app):
    first = visitor.visit(app).ask(PRIVATE)
    assert first.locator(".searched").count() == 0
    second = visitor.ask("how long does that take?")
    searched = second.locator(".searched").inner_text()
    assert searched.startswith("Searched with your earlier questions in mind: “")
    assert f"{PRIVATE} how long does that take?" in searched


def test_long_context_is_cut_short_to_the_eye_only(visitors, app):
    visitor = visitors(375, 812)
    visitor.visit(app)
    for _ in range(3):
        visitor.ask(PRIVATE)
    searched = visitor.ask("how long does that take?").locator(".searched")
    height, line = searched.evaluate(
        "one => [one.clientHeight, parseFloat(getComputedStyle(one).lineHeight)]"
    )
    assert height <= 2 * line + 1
    assert searched.evaluate("one => one.scrollHeight") > height
    assert searched.text_content().endswith("how long does that take?”.")


def test_whole_answer_is_folded_under_its_item_and_open_for_its_own_question(visitor, app, guide):
    answer = visitor.visit(app).ask(PRIVATE)
    whole = answer.locator(".quotation .whole")
    assert whole.locator(".lines").is_hidden()
    whole.locator("summary").click()
    entry = guide.entries[8]
    lines = whole.locator("p").evaluate_all("all => all.map(one => one.textContent)")
    assert lines == entry.answer.of(guide.text).strip().split("\n")
    assert len(lines) > 4
    again = visitor.ask(entry.question.lower().replace("?", ""))
    assert again.locator(".quotation .whole .lines").is_visible()


def test_notice_goes_with_every_answer(visitor, app, guide):
    visitor.visit(app)
    for question in ("Public Act 13-155", "What is the best pizza in New Haven?"):
        assert visitor.ask(question).locator(".notice").all_inner_texts() == [guide.source.notice]


def test_off_topic_question_is_not_answered(visitor, app):
    answer = visitor.visit(app).ask("What is the best pizza in New Haven?")
    assert answer.locator(".verdict").inner_text() == "This document does not answer that"
    assert answer.locator(".nearest h3").inner_text() == "Nearest passages, which may not answer it"
    assert answer.locator(".onward h3").inner_text() == "Questions that it does answer"
    assert answer.locator("mark").count() == 0
    assert visitor.tab.locator(".passage.used").count() == 0


def test_related_question_goes_on(visitor, app):
    related = visitor.visit(app).ask("Public Act 13-155").locator(".onward .ask").first
    question = related.inner_text()
    answer = visitor.after(related.click)
    assert answer.locator(".question").first.inner_text() == question


def test_hello_gets_a_line_and_no_passage(visitor, app):
    answer = visitor.visit(app).ask("hello")
    assert answer.inner_text().startswith("Hello. Ask in your own words")
    assert answer.locator(".quotation, .verdict").count() == 0


def test_question_in_the_address_is_asked_and_a_passage_opened(visitors, app, guide):
    asked = visitors().visit(f"{app}?q=Public+Act+13-155")
    asked.tab.locator(".answer").wait_for()
    assert asked.tab.locator("#chat .user-row").inner_text().strip() == "Public Act 13-155"
    passage = guide.entries[16].passages[2]
    reader = visitors().visit(f"{app}?p={passage.id}")
    assert used(reader) == f"passage-{passage.id}"


def test_phone_opens_the_document_over_the_conversation_and_closes_it(visitors, app):
    visitor = visitors(375, 812, reduced_motion="reduce")
    tab = visitor.visit(app).tab
    answer = visitor.ask(PRIVATE)
    # Clear of the box at the bottom, so that the click need not scroll.
    answer.locator("a.source").first.evaluate("one => one.scrollIntoView({block: 'center'})")
    place = tab.evaluate("scrollY")
    answer.locator("a.source").first.click()
    assert used(visitor) == source_of(answer.locator(".quotation").first)
    assert tab.evaluate("document.elementFromPoint(187, 400).closest('#sheet') !== null")
    tab.go_back()
    tab.wait_for_function("!document.body.classList.contains('reading')")
    assert abs(tab.evaluate("scrollY") - place) <= 1
    assert tab.evaluate("document.activeElement.className") == "source"


def test_quotation_is_copied_with_its_source(visitors, app, guide):
    visitor = visitors(permissions=["clipboard-read", "clipboard-write"])
    answer = visitor.visit(app).ask("Public Act 13-155")
    answer.locator(".copy").first.click()
    answer.get_by_text("Copied").first.wait_for()
    copied = visitor.tab.evaluate("navigator.clipboard.readText()")
    words = answer.locator(".words").first.evaluate("one => one.textContent")
    assert copied.startswith(f"“{words}”\n\n")
    assert guide.source.title in copied
    assert guide.source.url in copied
    assert f"{app}?p={guide.id}:" in copied


def test_nothing_is_asked_of_another_host_and_nothing_is_kept(visitor, app):
    visitor.visit(app).ask(PRIVATE)
    visitor.tab.locator("a.source").first.click()
    assert len(visitor.requests) > 5
    assert visitor.outside() == []
    kept = "[...Object.values(localStorage), ...Object.values(sessionStorage)]"
    assert not any("ICE" in value for value in visitor.tab.evaluate(kept))
    assert visitor.tab.context.cookies() == []
