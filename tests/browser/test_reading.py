"""The document beside the conversation: contents, one place after the other, search."""

import pytest

pytestmark = pytest.mark.browser

PRIVATE = "How can I find out whether the DMV gave my data to ICE?"
POSITION = ".steps .position"


def used(visitor) -> str:
    return visitor.tab.locator(".passage.used").get_attribute("id")


def passages_of(answer) -> list[str]:
    links = answer.locator("a.source").evaluate_all("all => all.map(one => one.href)")
    return [f"passage-{link.partition('?p=')[2]}" for link in links]


def wait_until_in_view(tab, selector):
    tab.wait_for_function(
        """selector => {
            const place = document.querySelector(selector).getBoundingClientRect();
            const tools = document.querySelector(".tools").getBoundingClientRect();
            return place.top >= Math.max(0, tools.bottom) && place.bottom <= innerHeight;
        }""",
        arg=selector,
    )


def test_contents_lead_to_each_question_and_close(visitor, app, shipped_document):
    tab = visitor.visit(app).tab
    tab.locator(".contents summary").click()
    questions = tab.locator(".contents a").all_inner_texts()
    assert questions == [entry.question for entry in shipped_document.entries]
    page = tab.evaluate("scrollY")
    tab.locator(".contents a").nth(16).click()
    wait_until_in_view(tab, "#entry-17")
    assert tab.evaluate("document.activeElement.id") == "entry-17"
    assert tab.locator(".contents ol").is_hidden()
    assert tab.evaluate("scrollY") == page
    tab.locator(".contents summary").click()
    tab.keyboard.press("Escape")
    assert tab.locator(".contents ol").is_hidden()
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_next_and_previous_go_through_the_passages_of_the_answer(visitors, app):
    visitor = visitors(reduced_motion="reduce")
    tab = visitor.visit(app).tab
    assert tab.locator(".steps").is_hidden()
    passages = passages_of(visitor.ask(PRIVATE))
    tab.locator(".passage.used").wait_for()
    assert tab.locator(POSITION).inner_text() == "Passage 1 of 5"
    page = tab.evaluate("scrollY")
    for number in (2, 3):
        tab.locator(".steps .next").click()
        assert used(visitor) == passages[number - 1]
        assert tab.locator(POSITION).inner_text() == f"Passage {number} of 5"
        wait_until_in_view(tab, ".passage.used")
    for _ in range(3):
        tab.locator(".steps .previous").click()
    assert used(visitor) == passages[4]
    assert tab.locator(".passage.also").count() == 4
    assert tab.evaluate("scrollY") == page
    tab.locator("#clear").click()
    tab.locator(".steps").wait_for(state="hidden")


def test_passages_of_what_is_not_answered_are_only_stepped_to(visitor, app):
    passages = passages_of(visitor.visit(app).ask("What is the best pizza in New Haven?"))
    assert visitor.tab.locator(POSITION).inner_text() == "Passages: 5"
    assert visitor.tab.locator(".passage.used").count() == 0
    visitor.tab.locator(".steps .previous").click()
    assert used(visitor) == passages[4]


def test_search_finds_every_place_in_any_case_and_goes_round(visitor, app, shipped_document):
    tab = visitor.visit(app).tab
    count = shipped_document.text.lower().count("court")
    assert count == 3
    tab.locator("input.find").fill("COURT")
    assert tab.locator(POSITION).inner_text() == f"1 of {count}"
    found = "[...CSS.highlights.get('found')].map(range => range.toString().toLowerCase())"
    assert tab.evaluate(found) == ["court"] * count
    here = "[...CSS.highlights.get('found-here')][0]"
    tops = []
    for _ in range(count + 1):
        tops.append(tab.evaluate(f"{here}.startContainer.data"))
        tab.keyboard.press("Enter")
    assert tops[0] == tops[count]
    tab.keyboard.press("Shift+Enter")
    assert tab.locator(POSITION).inner_text() == "1 of 3"
    tab.wait_for_function(f"""() => {{
        const place = {here}.getBoundingClientRect();
        const sheet = document.querySelector("#sheet").getBoundingClientRect();
        return place.top > sheet.top && place.bottom < innerHeight;
    }}""")
    assert tab.evaluate("document.activeElement.className") == "find"
    tab.locator("input.find").fill("")
    assert tab.locator(".steps").is_hidden()
    assert tab.evaluate("CSS.highlights.get('found').size") == 0


@pytest.mark.parametrize(
    ("words", "position"),
    [
        ("zebra", "not found"),
        ("individual's  immigration", "1 of 1"),  # in the document with ’ and one space
        (".*", "not found"),
        ("(ice)", "1 of "),
    ],
)
def test_search_takes_words_as_they_are_meant(visitor, app, words, position):
    tab = visitor.visit(app).tab
    tab.locator("input.find").fill(words)
    assert tab.locator(POSITION).inner_text().startswith(position)


def test_search_in_another_document_begins_anew(visitor, stub):
    tab = visitor.visit(stub.address).tab
    tab.locator("input.find").fill("desk")
    assert tab.locator(POSITION).inner_text() == "1 of 1"
    tab.locator("select.documents").select_option("pool")
    tab.locator("#document-pool").wait_for()
    tab.locator(".steps").wait_for(state="hidden")
    assert tab.locator("input.find").input_value() == ""
    tab.locator("input.find").fill("no 3")
    assert tab.locator(POSITION).inner_text() == "1 of 11"


def test_next_passage_may_stand_in_another_document(visitor, stub):
    tab = visitor.visit(stub.address).tab
    visitor.ask("pays closes")
    tab.locator("#document-library .passage.used").wait_for()
    tab.locator(".steps .next").click()
    tab.locator("#document-pool .passage.used").wait_for()
    assert tab.locator(POSITION).inner_text() == "Passage 2 of 2"


def test_phone_reads_the_document_below_the_conversation_too(visitors, app):
    tab = visitors(375, 812, reduced_motion="reduce").visit(app).tab
    tab.locator(".contents summary").click()
    tab.locator(".contents a").nth(8).click()
    tab.wait_for_function("""() => {
        const top = document.querySelector("#entry-9").getBoundingClientRect().top;
        return top > document.querySelector("#bar").getBoundingClientRect().bottom && top < 200;
    }""")
    assert not tab.evaluate("document.body.classList.contains('reading')")


def test_phone_steps_through_passages_over_the_conversation(visitors, app):
    visitor = visitors(375, 812, reduced_motion="reduce")
    tab = visitor.visit(app).tab
    answer = visitor.ask(PRIVATE)
    passages = passages_of(answer)
    before = tab.evaluate("scrollY")
    answer.locator("a.source").first.evaluate("one => one.click()")
    tab.locator(".steps .next").click()
    assert used(visitor) == passages[1]
    tab.locator(".close").click()
    tab.wait_for_function("!document.body.classList.contains('reading')")
    assert tab.evaluate("scrollY") == before


def test_turning_a_phone_while_reading_leaves_nothing_covered(visitors, app):
    visitor = visitors(430, 932, reduced_motion="reduce")
    tab = visitor.visit(app).tab
    answer = visitor.ask(PRIVATE)
    answer.locator("a.source").first.evaluate("one => one.click()")
    tab.locator("body.reading").wait_for()
    tab.set_viewport_size({"width": 932, "height": 430})
    tab.wait_for_function("!document.body.classList.contains('reading')")
    assert visitor.ask("hello").inner_text().startswith("Hello.")


def test_way_out_stays_in_reach_while_a_phone_shows_the_document(visitors, app):
    for width, height in ((375, 812), (812, 375), (320, 200)):
        visitor = visitors(width, height, reduced_motion="reduce")
        tab = visitor.visit(app).tab
        answer = visitor.ask(PRIVATE)
        answer.locator("a.source").first.evaluate("one => one.click()")
        tab.locator(".steps .next").click()
        for control in (".leave", ".language", ".close", ".steps .previous"):
            box = tab.locator(control).bounding_box()
            assert box["y"] >= 0 and box["y"] + box["height"] <= height, (control, width)
        tab.locator(".close").click()
        tab.wait_for_function("!document.body.classList.contains('reading')")


@pytest.mark.parametrize("width", [375, 1280])
def test_link_that_is_older_than_the_document_opens_what_is_left_of_it(
    visitors, app, shipped_document, width
):
    passage = shipped_document.entries[16].passages[0]
    entry = passage.id.rpartition(":")[0]
    tab = visitors(width).visit(f"{app}?p={entry}:gone").tab
    tab.locator(".passage.used").wait_for()
    assert tab.locator(".passage.used").get_attribute("id") == f"passage-{passage.id}"
    for gone in (f"{shipped_document.id}:gone:gone", "ghost:1:2", "nothing", '"]:x:y', "::"):
        tab = visitors(width).visit(f"{app}?p={gone}").tab
        tab.wait_for_function("faqReading.fetching() === null")
        tab.locator(".steps").wait_for(state="hidden")
        assert tab.locator(".passage.used, .passage.also").count() == 0


def test_showing_a_passage_ends_the_search(visitor, app):
    tab = visitor.visit(app).tab
    answer = visitor.ask(PRIVATE)
    tab.locator("input.find").fill("court")
    answer.locator("a.source").first.click()
    assert tab.locator(POSITION).inner_text() == "Passage 1 of 5"
    assert tab.locator("input.find").input_value() == ""
