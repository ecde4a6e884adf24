"""Pages: names of groups, labels above questions, parts of topics, pairs in lists."""

from pathlib import Path

import pytest

from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.markdown import read_markdown
from chatbot.corpus.readers.parsed import RawFile


def read(body, name="help.html"):
    reader = read_html if name.endswith("html") else read_markdown
    return reader(RawFile(Path(name), body.encode()))


def outline(parsed):
    return [(one.section, one.question, one.answer.of(parsed.text)) for one in parsed.entries]


@pytest.mark.parametrize("second", ["Part 2: Boats of the club", "Boats"])
def test_names_of_groups_are_sections_also_with_a_colon(second):
    group = "<div><div class=name>{}</div><div><h4>Is it {}?</h4><div>It is.</div></div></div>"
    parsed = read(
        group.format("Part 1: Rooms of the club", "big")
        + group.format(second, "new")
        + "<div class=name>Ask us anything</div><form><input></form>"
    )
    assert outline(parsed) == [
        (("Part 1: Rooms of the club",), "Is it big?", "It is."),
        ((second,), "Is it new?", "It is."),
    ]


def test_a_label_above_each_question_is_its_section():
    card = "<div><h5>{}</h5><h3>{}</h3><p>{}</p></div>"
    parsed = read(
        "<h1>Club</h1>"
        + card.format("Rooms", "Is it big?", "Quite.")
        + card.format("Rooms", "Is it warm?", "In May.")
        + card.format("Boats", "Is it new?", "No.")
    )
    assert outline(parsed) == [
        (("Rooms",), "Is it big?", "Quite."),
        (("Rooms",), "Is it warm?", "In May."),
        (("Boats",), "Is it new?", "No."),
    ]


@pytest.mark.parametrize("name", ["help.html", "help.md"])
def test_parts_that_every_topic_has_belong_to_its_answer(name):
    parsed = read(
        "<h1>Faults</h1>\n\n<h2>The oar is bent</h2>\n\n<h3>Cause</h3>\n\n<p>Rocks.</p>\n\n"
        "<h3>Remedy</h3>\n\n<p>Steam.</p>\n\n<h2>The boat is wet</h2>\n\n<h3>Cause</h3>\n\n"
        "<p>Rain.</p>\n\n<h3>Hint</h3>\n\n<p>Look up.</p>\n\n<h3>Remedy</h3>\n\n<p>Sun.</p>\n",
        name,
    )
    assert [(question, answer) for _, question, answer in outline(parsed)] == [
        ("The oar is bent", "Cause\n\nRocks.\n\nRemedy\n\nSteam."),
        ("The boat is wet", "Cause\n\nRain.\n\nHint\n\nLook up.\n\nRemedy\n\nSun."),
    ]


def test_questions_that_two_topics_share_are_entries():
    both = "<h3>Is it free?</h3><p>{0}.</p><h3>Is it far?</h3><p>{0}.</p>"
    parsed = read(f"<h2>Rooms</h2>{both.format('No')}<h2>Boats</h2>{both.format('Yes')}")
    assert [(section, answer) for section, _, answer in outline(parsed)] == [
        (("Rooms",), "No."),
        (("Rooms",), "No."),
        (("Boats",), "Yes."),
        (("Boats",), "Yes."),
    ]


def test_headings_that_topics_do_not_share_are_entries():
    parsed = read(
        "<h2>Rooms</h2><h3>Keys</h3><p>At the desk.</p><h3>Heat</h3><p>In May.</p>"
        "<h2>Boats</h2><h3>Keys</h3><p>On board.</p><h3>Oars</h3><p>Two.</p>"
    )
    assert [question for _, question, _ in outline(parsed)] == ["Keys", "Heat", "Keys", "Oars"]


def test_items_with_prefixes_are_question_and_answer():
    parsed = read(
        "<h3>BOATS</h3><ul><li>Q. Is it new?</li><li>A. No.<p></p></li>"
        "<li>Q. The oar is bent.</li><li>A. Take another:<ul><li>a red one</li></ul></li></ul>"
        "<h3>ROOMS</h3><ul><li>Keys</li><li>Heat</li></ul>"
    )
    assert outline(parsed) == [
        (("BOATS",), "Is it new?", "No."),
        (("BOATS",), "The oar is bent.", "Take another:\n• a red one"),
        ((), "ROOMS", "• Keys\n• Heat"),
    ]


def test_toml_above_a_page_is_its_title():
    parsed = read('+++\ntitle = "Our club"\n+++\n<h3>Is it free?</h3><p>Yes.</p>')
    assert parsed.metadata["title"] == "Our club"
    assert outline(parsed) == [((), "Is it free?", "Yes.")]


def test_rows_of_links_at_the_foot_are_no_answer():
    row = "<p>| <a href=a>Boats</a> | <a href=b>Rooms</a> | <a href=c>Map</a> |</p>"
    free = "<h3>Is it free?</h3><p>Yes.</p>"
    parsed = read(f"<h1>Club</h1>{free}{row}<address>club@example.org</address>")
    assert outline(parsed) == [((), "Is it free?", "Yes.\n\nclub@example.org")]
    assert [one.words for one in parsed.left_out] == ["| Boats | Rooms | Map |"]
    answered = read(f"{free}<h3>Where do I look?</h3>{row}")
    assert outline(answered)[-1][2] == "| Boats | Rooms | Map |"


def test_headings_in_panels_below_headings_belong_to_the_answer():
    item = (
        "<div><h2><button data-bs-toggle=collapse data-bs-target='#{0}'>{1}</button></h2>"
        "<div id={0}>{2}</div></div>"
    )
    hours, prices = "From nine.<h5>Sunday</h5><p>Closed.</p>", "<p>Five.</p>"
    parsed = read(item.format("a", "Hours", hours) + item.format("b", "Prices", prices))
    assert outline(parsed) == [
        ((), "Hours", "From nine.\n\nSunday\n\nClosed."),
        ((), "Prices", "Five."),
    ]
    group = "<h5>By boat</h5><p>Row.</p><h5>By foot</h5><p>Walk.</p>"
    parsed = read(item.format("a", "Ways", group) + item.format("b", "Prices", prices))
    assert [question for _, question, _ in outline(parsed)] == ["By boat", "By foot", "Prices"]


def test_first_lines_of_boxes_are_questions_if_some_ask():
    box = "<div class=box><span class=name>{}</span><p>{}</p></div>"
    rows = [("Hours", "From nine."), ("Is it far?", "No."), ("Prices", "Five.")]
    parsed = read("".join(box.format(*row) for row in rows))
    assert outline(parsed) == [((), *row) for row in rows]


def test_a_question_written_twice_is_one():
    parsed = read("<h3>Is it free?</h3><h3>Is it free?</h3><p>Yes.</p>")
    assert outline(parsed) == [((), "Is it free?", "Yes.")]
    assert (parsed.entries[0].alternative_questions, parsed.remarks) == ((), ())


def test_equal_headings_without_a_known_name_are_entries():
    both = "<h3>Installation</h3><p>{0}.</p><h3>Update</h3><p>{0}.</p>"
    parsed = read(f"<h2>Windows</h2>{both.format('Run')}<h2>Mac</h2>{both.format('Drag')}")
    assert [(section, question) for section, question, _ in outline(parsed)] == [
        (("Windows",), "Installation"),
        (("Windows",), "Update"),
        (("Mac",), "Installation"),
        (("Mac",), "Update"),
    ]
