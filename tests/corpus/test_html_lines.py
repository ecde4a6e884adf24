"""Pages whose questions stand in lines, items and labels without a heading of their own."""

from pathlib import Path

from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.parsed import RawFile


def read(body):
    page = f"<html><head><title>Help</title></head><body>{body}</body></html>"
    return read_html(RawFile(Path("help.html"), page.encode()))


def pairs(parsed):
    return [(one.question, one.answer.of(parsed.text)) for one in parsed.entries]


def left_out(parsed):
    return [(one.words, one.reason) for one in parsed.left_out]


def test_bold_questions_in_one_cell_are_parted_by_line_breaks():
    parsed = read(
        "<table><tr><td><font size=2><b>1. Is the lake deep?</b></font><br>Very.<br><br>"
        "<font size=2><b>2. Is it cold?</b></font><br>In May.<br>Not in June.</td></tr></table>"
    )
    assert pairs(parsed) == [
        ("Is the lake deep?", "Very."),
        ("Is it cold?", "In May.\nNot in June."),
    ]


def test_a_single_bold_line_in_an_answer_stays_there():
    parsed = read("<h3>Is it far?</h3><p>No.<br><b>Really?</b><br>Yes.<br>Ten minutes.</p>")
    assert pairs(parsed) == [("Is it far?", "No.\nReally?\nYes.\nTen minutes.")]


def test_prefixed_questions_are_parted_by_line_breaks():
    parsed = read(
        "<h3>Boats</h3><p>Ask us.<br>Q: The oar is lost.<br><b>A: Take another.</b><br>"
        "Q: Is it dear?<br><b>A: No.</b></p>"
    )
    assert pairs(parsed) == [
        ("Boats", "Ask us."),
        ("The oar is lost.", "Take another."),
        ("Is it dear?", "No."),
    ]


def test_lone_items_ask_below_a_heading_that_asks():
    lists = "<ul><div><li>Is it {0}?</li></div></ul><div><p>It is {0}.</p></div>"
    parsed = read(f"<h4>What is it like?</h4>{lists.format('big')}{lists.format('old')}")
    assert pairs(parsed) == [("Is it big?", "It is big."), ("Is it old?", "It is old.")]


def test_counters_of_questions_may_have_a_gap():
    heads = "".join(f"<h2>Q{number} Is it {number}?</h2><p>Yes.</p>" for number in (1, 2, 4))
    assert [question for question, _ in pairs(read(heads))] == ["Is it 1?", "Is it 2?", "Is it 4?"]


FREE = "<h3>Is it free?</h3><p>Yes.</p>"
IS_FREE = ("Is it free?", "Yes.")


def test_what_opens_all_answers_is_left_out():
    reason = "a button that opens or closes all answers"
    links = (
        "<a href='javascript:open()'><img src=p.png alt='Open all'></a><a href='#'>Close all</a>"
    )
    parsed = read(f"<h1>Help</h1>{links}<p>Développer tout</p>{FREE}")
    assert pairs(parsed) == [IS_FREE]
    assert left_out(parsed) == [
        ("Close all", reason),
        ("Développer tout", reason),
        ("Open all", "a picture"),
    ]
    inside = "<h3>How do I see more?</h3><p>Press <b>Show all</b> below.</p>"
    assert pairs(read(inside)) == [("How do I see more?", "Press Show all below.")]


def test_menus_crumbs_and_page_numbers_are_left_out():
    def named(part):
        parsed = read(f"<h1>Help</h1><p>Ask us.</p>{part}{FREE}")
        return (pairs(parsed)[-1], left_out(parsed))

    menu = "<ul class=top-menu><li><a href=a.html>Boats</a></li><li><a href=b.html>Oars</a></ul>"
    assert named(menu) == (IS_FREE, [("Boats Oars", "navigation")])
    crumbs = "<ul class=breadcrumb-2><li><a href=/>Home</a> /</li><li>Help</li></ul>"
    assert named(crumbs) == (IS_FREE, [("Home / Help", "navigation")])
    pages = "<p>[1] <a href=2.html>2</a> <a href=3.html>3</a> <a href=2.html>Next</a></p>"
    assert named(pages) == (IS_FREE, [("[1] 2 3 Next", "links to the pages of a list")])


def test_links_that_answer_are_no_menu():
    links = "<ul class=our-menu><li><a href=a.html>Boats</a></li><li><a href=b.html>Oars</a></ul>"
    parsed = read(f"<h3>What do you lend?</h3>{links}{FREE}")
    assert pairs(parsed)[0] == ("What do you lend?", "• Boats\n• Oars")
    years = "<p>See <a href=1.html>1</a> and <a href=2.html>2</a>.</p>"
    assert pairs(read(f"<h3>Which?</h3>{years}")) == [("Which?", "See 1 and 2.")]


def test_bold_lines_that_count_on_are_questions():
    def page(*lines):
        return pairs(read("".join(f"<p><b>{line}</b></p><p>Text.</p>" for line in lines)))

    counted = page("1. Is it free?", "2. Opening hours", "3. Prices", "4. Pets")
    assert counted == [
        (words, "Text.") for words in ("Is it free?", "Opening hours", "Prices", "Pets")
    ]
    assert len(page("Is it free?", "1. Opening hours", "2. Prices", "3. Pets")) == 1


def test_plain_lines_that_ask_below_empty_lines_are_questions():
    words = "Hello.<br><br>Is it free?<br>Yes.<br>Really.<br><br>Is it far?<br>No.<br>Is it?"
    parsed = pairs(read(f"<div>{words}</div>"))
    assert parsed == [
        ("Help", "Hello."),
        ("Is it free?", "Yes.\nReally."),
        ("Is it far?", "No.\nIs it?"),
    ]
    inside = pairs(read(f"<h3>What is it like?</h3><div>{words}</div>"))
    assert [question for question, _ in inside] == ["What is it like?"]
