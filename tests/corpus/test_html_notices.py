"""Pages: notices about cookies, windows with a field, labels of checkboxes, cells with "Q:"."""

from pathlib import Path

import pytest

from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.parsed import RawFile


def read(body):
    return read_html(RawFile(Path("help.html"), body.encode()))


def pairs(parsed):
    return [(one.question, one.answer.of(parsed.text)) for one in parsed.entries]


def left_out(parsed):
    return [(one.words, one.reason) for one in parsed.left_out]


FREE = "<h3>Is it free?</h3><p>Yes.</p>"
IS_FREE = ("Is it free?", "Yes.")


def test_a_notice_about_cookies_has_no_telling_name():
    reason = "a notice about cookies"
    parsed = read(f"{FREE}<div class=box1><span>Our cookies taste.</span><button>OK</button></div>")
    assert pairs(parsed) == [IS_FREE]
    assert left_out(parsed) == [("Our cookies taste. OK", reason)]
    parsed = read(f"{FREE}<div class=toast><h4>Tea</h4>With cookies.<button>OK</button></div>")
    assert left_out(parsed) == [("Tea With cookies. OK", reason)]


def test_text_about_cookies_with_a_button_stays():
    bare = "<h3>Is there cake?</h3><div>No, cookies. <button>More</button></div>"
    assert pairs(read(bare))[0][1].startswith("No, cookies.")
    card = "<div><h3>{}</h3><p>{}</p><button>Copy</button></div>"
    parsed = read(card.format("Tea", "Hot.") + card.format("Cake", "Cookies, too."))
    assert pairs(parsed) == [("Tea", "Hot."), ("Cake", "Cookies, too.")]


def test_a_window_with_a_field_is_no_text():
    field = "<div class=my-popup2><h3>Our letter</h3><p>Each week.</p><input type=email></div>"
    parsed = read(f"{FREE}{field}<button>Go</button>")
    assert pairs(parsed) == [IS_FREE]
    inside = field.replace("<input type=email>", "<input type=email><button>Go</button>")
    assert left_out(read(f"{FREE}{inside}")) == [
        ("Our letter Each week. Go", "a window over the page")
    ]
    asking = field.replace("Our letter", "Is it dear?")
    assert pairs(read(f"{FREE}{asking}")) == [IS_FREE, ("Is it dear?", "Each week.")]


def test_labels_of_checkboxes_that_open_a_part_are_questions():
    tab = "<div><input type=checkbox id={0}><label for={0}>{1}</label><div>{2}</div></div>"
    parsed = read(tab.format("a", "Prices", "Five.") + tab.format("b", "Hours", "From nine."))
    assert pairs(parsed) == [("Prices", "Five."), ("Hours", "From nine.")]
    menu = tab.format("a", "Rooms", "<a href=a>Big</a>") + tab.format(
        "b", "Boats", "<a href=b>B</a>"
    )
    assert pairs(read(FREE + menu))[1:] == []


def test_cells_with_prefixes_are_question_and_answer():
    row = "<tr><td><b>{}</b></td><td>{}</td></tr>"
    parsed = read(
        "<h2>Boats</h2><table>"
        + row.format("Q:", "<b>The oar is bent.</b>")
        + row.format("A:", "Take another.<p>Or two.")
        + row.format("Q:", "Is it new?")
        + row.format("A:", "No.")
        + "</table>"
    )
    assert pairs(parsed) == [
        ("The oar is bent.", "Take another.\n\nOr two."),
        ("Is it new?", "No."),
    ]
    assert {reason for _, reason in left_out(parsed)} == {"the sign of a question or an answer"}
    plain = read(f"{FREE}<table>{row.format('Q', 'five')}{row.format('R', 'six')}</table>")
    assert pairs(plain) == [("Is it free?", "Yes.\n\nQ | five\nR | six")]


def test_rows_of_docbook_are_question_and_answer():
    row = "<tr class={}><td>{}</td><td><p>{}</p></td></tr>"
    rows = [("question", "<b>1.1.</b>", "Is it new?"), ("answer", "", "No.")]
    rows += [("question", "<b>1.2.</b>", "The oar is bent."), ("answer", "", "Take another.")]
    parsed = read(f"<h2>Boats</h2><table>{''.join(row.format(*one) for one in rows)}</table>")
    assert pairs(parsed) == [("Is it new?", "No."), ("The oar is bent.", "Take another.")]
    assert left_out(parsed) == [("1.1.", "the number of a part"), ("1.2.", "the number of a part")]


def test_links_with_a_script_open_the_part_that_it_names():
    link = "<a href=\"javascript:toggle('{0}')\">{1}</a><div id={0}>{2}</div><br>"
    parsed = read(link.format("a", "Is it free?", "Yes.") + link.format("b", "Prices", "Five."))
    assert pairs(parsed) == [("Is it free?", "Yes."), ("Prices", "Five.")]
    button = "<div onclick=\"open('{0}')\">{1}</div><div id={0}>{2}</div>"
    parsed = read(button.format("a", "Hours", "From nine.") + button.format("b", "Pets", "None."))
    assert pairs(parsed) == [("Hours", "From nine."), ("Pets", "None.")]


@pytest.mark.parametrize(
    "box",
    [
        "<div class='wrap banner'><h1>Cookie guide</h1><h2>What it is</h2><p>A file.</p>"
        "<h2>Deletion</h2><p>Delete it.</p><button>Print</button></div>",
        "<section id='fixed-width'><h1>Cookie guide</h1><h2>What it is</h2><p>A file.</p>"
        "<h2>Deletion</h2><p>Delete it.</p><input type=submit></section>",
    ],
)
def test_a_page_about_cookies_is_no_notice(box):
    assert [question for question, _ in pairs(read(box))] == ["What it is", "Deletion"]


def test_half_of_an_answer_about_cookies_stays():
    found = read(
        "<h2>Which cookies do you set?</h2><div class=answer><div><p>Those of a session.</p></div>"
        "<div><p>Cookies that count. <button>Details</button></p></div></div>"
    )
    assert pairs(found) == [
        ("Which cookies do you set?", "Those of a session.\n\nCookies that count. Details")
    ]


def test_many_boxes_without_words_are_read_in_linear_time():
    found = read("<h2>Why?</h2><p>So.</p>" + "<div>!<button>.</button></div>" * 20_000)
    assert pairs(found)[0][0] == "Why?"
