"""Tables, lists, code, links and sections of a document in a real browser."""

import pytest

from hostile_strings import own
from marked_documents import SAFE, TARGETS, club, marked_document
from our_html import addresses_of, foreign
from stub import stubbed_page
from visitor import SCREENSHOTS, findings

pytestmark = pytest.mark.browser

CLIPBOARD = ["clipboard-read", "clipboard-write"]
CLUB = club()
POSITION = ".steps .position"


def passage(words: str):
    """The first passage of the club that begins with these words."""
    passages = (passage for entry in CLUB.entries for passage in entry.passages)
    return next(passage for passage in passages if passage.text.startswith(words))


def text_of(locator) -> str:
    return locator.evaluate("one => one.textContent")


def clipboard(visitor) -> str:
    return visitor.tab.evaluate("navigator.clipboard.readText()")


def copied(visitor, answer) -> str:
    answer.locator(".copy").first.click()
    answer.get_by_text("Copied").first.wait_for()
    return clipboard(visitor)


def test_screenshot_of_a_table_with_links(visitors, rowing):
    visitor = visitors(1280, 800, reduced_motion="reduce")
    visitor.visit(rowing.address).ask("coaching")
    visitor.tab.locator(".passage.used").wait_for()
    visitor.tab.wait_for_timeout(500)  # until both columns have scrolled
    SCREENSHOTS.mkdir(exist_ok=True)
    visitor.tab.screenshot(path=SCREENSHOTS / "table.png")
    assert visitor.tab.evaluate("document.documentElement.scrollWidth") == 1280


def test_markup_of_a_quotation_survives_the_sanitizer_of_the_chat(visitor, rowing):
    answer = visitor.visit(rowing.address).ask("novices")
    table = answer.locator(".quotation table").first
    assert table.locator("th[scope=col]").all_inner_texts() == ["Day", "Opens", "Closes", "Notes"]
    cells = ["Saturday", "06:30", "18:00", "Novices from nine"]
    assert table.locator("tbody td mark").all_inner_texts() == cells
    assert text_of(table.locator(".words")) == passage("Saturday").text
    assert answer.locator(".sections").inner_text() == "On the water"
    answer = visitor.ask("curl")
    assert answer.locator("pre.words").inner_text() == passage("curl").text
    answer = visitor.ask("refunded")
    assert "Students pay nothing" not in answer.inner_text()  # it is struck out
    assert answer.locator(".words em").inner_text() == "except"
    lines = ["The address is", "Marlow Bridge Rowing Club", "12 River Lane", "Marlow"]
    assert visitor.ask("Lane").locator(".words").inner_text().split("\n") == lines
    link = visitor.ask("membership form").locator(".words a").first
    names = ("href", "target", "rel")
    assert [link.get_attribute(name) for name in names] == [
        "https://club.test/join?from=faq&lang=en",
        "_blank",
        "noopener noreferrer",
    ]
    for question, address in (
        ("Send", "mailto:membership@club.test"),
        ("hear", "tel:+441632960001"),
    ):
        link = visitor.ask(question).locator(".quotation a.link").first
        assert link.get_attribute("href") == address
    assert visitor.outside() == []


def test_copies_of_rows_and_code_are_plain_text(visitors, rowing):
    visitor = visitors(permissions=CLIPBOARD)
    tab = visitor.visit(rowing.address).tab
    row = copied(visitor, visitor.ask("novices"))
    assert row.startswith(
        "“Day | Opens | Closes | Notes\nSaturday | 06:30 | 18:00 | Novices from nine”\n\n"
        "On the water\nWhen is the boathouse open?\nQuestion 3 of Marlow Bridge Rowing Club"
    )
    code = copied(visitor, visitor.ask("curl"))
    assert code.startswith(f"“{passage('curl').text}”\n")
    link = copied(visitor, visitor.ask("membership form"))
    assert link.startswith(f"“{passage('1. Fill in').text}”\n")
    tab.locator("#copy-conversation").click()
    tab.locator("#copy-conversation", has_text="Copied").wait_for()
    conversation = clipboard(visitor)
    assert (
        "> On the water\n> \n> **When is the boathouse open?**\n> \n"
        "> Day | Opens | Closes | Notes\n> Saturday | 06:30 | 18:00 | Novices from nine\n"
    ) in conversation
    lines = passage("curl").text.replace("\n", "\n> ")
    assert f"> Replace MEMBER with your number:\n> \n> {lines}\n" in conversation


@pytest.mark.parametrize("width", [375, 1280])
def test_row_is_highlighted_and_reached_by_its_permalink(visitors, rowing, width):
    saturday = passage("Saturday")
    tab = visitors(width, reduced_motion="reduce").visit(f"{rowing.address}?p={saturday.id}").tab
    used = tab.locator(".passage.used")
    used.wait_for()
    assert used.evaluate("one => one.tagName") == "TR"
    assert text_of(used) == saturday.text
    box = used.bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 800
    section = tab.locator(".document h3.sections", has_text="On the water")
    tools = tab.locator(".tools").bounding_box()
    assert section.bounding_box()["y"] >= tools["y"] + tools["height"]
    colour = used.locator("td").first.evaluate("one => getComputedStyle(one).backgroundColor")
    other = tab.locator(".document tr:not(.used) td").first
    assert colour != other.evaluate("one => getComputedStyle(one).backgroundColor")


def test_steps_go_from_rows_to_code_and_paragraphs(visitors, rowing):
    visitor = visitors(reduced_motion="reduce")
    tab = visitor.visit(rowing.address).tab
    visitor.ask("Saturday curl forum")
    kinds = []
    for number in (1, 2, 3):
        assert tab.locator(POSITION).inner_text() == f"Passage {number} of 3"
        kinds.append(
            tab.locator(".passage.used").evaluate("one => one.closest('tr, pre, p').tagName")
        )
        tab.locator(".steps .next").click()
    assert kinds == ["TR", "PRE", "P"]


def test_passage_over_several_blocks_is_highlighted_in_all_of_them(visitor, rowing):
    tab = visitor.visit(rowing.address).tab
    tab.evaluate("""() => {
        const [first, second] = document.querySelectorAll(".entry .passage");
        second.dataset.passage = first.id;
        second.removeAttribute("id");
        faqReading.mark([first.id.replace("passage-", "")], 0);
    }""")
    assert tab.locator(".passage.used").count() == 2
    assert tab.locator(".passage.also").count() == 0


@pytest.mark.parametrize(
    "words", ["maintenance", "--USER member:", "at night", "membership form", "18:00"]
)
def test_search_finds_words_in_cells_code_headings_and_links(visitor, rowing, words):
    tab = visitor.visit(rowing.address).tab
    tab.locator("input.find").fill(words)
    assert tab.locator(POSITION).inner_text() == "1 of 1"
    found = "[...CSS.highlights.get('found')].map(range => range.toString().toLowerCase())"
    assert tab.evaluate(found) == [words.lower()]


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (375, "dark"), (1280, "light")])
def test_only_wide_tables_and_code_scroll_sideways(visitors, rowing, width, scheme):
    visitor = visitors(width, 800, color_scheme=scheme, reduced_motion="reduce")
    tab = visitor.visit(rowing.address).tab
    answer = visitor.ask("novices")
    answer.locator(".whole summary").click()
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"
    scrolling = tab.locator(".scrolled, pre").evaluate_all(wide)
    assert (scrolling > 0) is (width < 1280)
    assert tab.locator(".document p").evaluate_all(wide) == 0
    assert findings(tab) == []
    visitor.ask("curl").locator(".whole summary").click()
    assert findings(tab) == []


def test_search_brings_a_hidden_column_into_view(visitors, rowing):
    tab = visitors(320, 800, reduced_motion="reduce").visit(rowing.address).tab
    tab.locator("input.find").fill("Racing crews")
    tab.wait_for_function("""() => {
        const [range] = CSS.highlights.get("found-here");
        const { left, right } = range.getBoundingClientRect();
        return left >= 0 && right <= innerWidth;
    }""")
    assert tab.locator(".document .scrolled").last.evaluate("one => one.scrollLeft") > 0


def test_lists_are_indented_by_their_depth_in_both_directions(visitor, rowing):
    tab = visitor.visit(rowing.address).tab
    left = "all => all.map(one => parseFloat(getComputedStyle(one).paddingInlineStart))"
    one, two, three = (
        tab.locator(f".entry .item{depth}").first.evaluate_all(left)[0]
        for depth in (":not([class*=depth])", ".depth-2", ".depth-3")
    )
    assert one < two < three


def test_hostile_text_targets_and_sections_stay_text(visitor, tmp_path):
    texts = [*TARGETS, *SAFE, *(string for string in own() if len(string) < 200)]
    document = marked_document([f"word{number} {text}" for number, text in enumerate(texts)])
    targets = marked_document([*TARGETS, *SAFE], "targets")
    addresses = addresses_of(document) | addresses_of(targets)
    told = []
    visitor.tab.expose_function("tell", lambda what: told.append(what))
    visitor.tab.add_init_script("window.alert = () => tell('alert');")
    with stubbed_page(tmp_path, [document, targets]) as hostile:
        tab = visitor.visit(hostile.address).tab
        for name in ("targets", "marked"):
            tab.locator("select.documents").select_option(name)
            tab.locator(f"#document-{name}").wait_for()
            [panel] = tab.locator(".sheet").evaluate_all("all => all.map(one => one.outerHTML)")
            assert foreign(panel, addresses) == []
        for number in range(0, len(texts), 7):
            answer = visitor.ask(f"word{number}")
            assert foreign(answer.evaluate("one => one.outerHTML"), addresses) == []
        links = tab.locator("a.link").evaluate_all("all => all.map(one => one.protocol)")
        assert set(links) <= {"http:", "https:", "mailto:", "tel:"}
        assert told == []
        assert visitor.outside() == []
