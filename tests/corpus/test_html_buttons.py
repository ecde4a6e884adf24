"""HTML pages: links and buttons that answer, that are words of a sentence, that only call."""

from pathlib import Path

import pytest

from chatbot.corpus.readers import html_calls
from chatbot.corpus.readers.html_blocks import PICTURE
from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.html_scraps import BUTTON, CALL, CLOSER
from chatbot.corpus.readers.parsed import RawFile

LINK = '<a class="btn btn-big" href="/x">{}</a>'
NEXT = "<h2>Is it far?</h2><p>No.</p>"


def read(body):
    page = f'<!doctype html><html lang="en"><body>{body}</body></html>'
    return read_html(RawFile(Path("faq.html"), page.encode()))


def pairs(parsed):
    return [(one.question, one.answer.of(parsed.text)) for one in parsed.entries]


def left_out(parsed):
    return [(one.words, one.reason) for one in parsed.left_out]


@pytest.mark.parametrize("box", ["{}", "<p>{}</p>", "<div><div>{}</div></div>"])
@pytest.mark.parametrize("names", [["Join the club"], ["For iOS", "For Android"]])
def test_a_link_like_a_button_is_an_answer_where_nothing_else_is(box, names):
    links = " ".join(LINK.format(name) for name in names)
    asked = "<h2>Where do I join?</h2>"
    expected = [("Where do I join?", " ".join(names)), ("Is it far?", "No.")]
    assert pairs(read(f"<h1>Club</h1>{asked}{box.format(links)}{NEXT}")) == expected
    assert pairs(read(f"{NEXT}{asked}{box.format(links)}")) == expected[::-1]


def test_a_link_like_a_button_beside_an_answer_is_left_out():
    parsed = read(f"<h2>May I join?</h2><p>Yes.</p>{LINK.format('Join')}{NEXT}")
    assert pairs(parsed) == [("May I join?", "Yes."), ("Is it far?", "No.")]
    assert left_out(parsed) == [("Join", BUTTON)]


def test_a_box_with_a_question_and_a_button_is_one_of_several_boxes():
    boxes = f"<section><h2>Where do I join?</h2>{LINK.format('Here')}</section>"
    parsed = read(f"<div>{boxes}<section>{NEXT}</section></div>")
    assert pairs(parsed) == [("Where do I join?", "Here"), ("Is it far?", "No.")]


def test_a_heading_that_is_a_link_like_a_button_stays():
    body = "".join(
        f'<h5><a class="btn btn-link" data-toggle="collapse" href="#c{name}">{name}</a></h5>'
        f'<div id="c{name}">{answer}</div>'
        for name, answer in (("Refunds", "Within a week."), ("Sizes", "All."))
    )
    assert pairs(read(body)) == [("Refunds", "Within a week."), ("Sizes", "All.")]


@pytest.mark.parametrize("named", [' class="btn"', ""])
def test_each_of_many_links_side_by_side_is_looked_at_once(named, monkeypatch):
    looked = 0
    has_words = html_calls.has_words

    def counted(element):
        nonlocal looked
        looked += 1
        return has_words(element)

    monkeypatch.setattr(html_calls, "has_words", counted)
    links = 400
    many = f'<a href="/x"{named}>go</a>' * links
    assert pairs(read(f"<div>{many}</div>{NEXT}"))[-1] == ("Is it far?", "No.")
    assert looked < 4 * links


@pytest.mark.parametrize(
    "answer",
    [
        "<p>Press <button>OK</button> and wait.</p>",
        "<p>Press the <b>red</b> <button>OK</button></p>",
        "<p>Press <b><button>OK</button></b>, then <button>Send</button> <button>Now</button></p>",
        "<ul><li><i>Quickly</i>: <button type=submit>OK</button></li></ul>",
        "<div>Press <button>OK</button> and wait.</div>",
    ],
)
def test_a_button_is_a_word_of_the_sentence_around_it(answer):
    parsed = read(f"<h2>How do I save?</h2>{answer}{NEXT}")
    words = pairs(parsed)[0][1]
    assert "OK" in words
    assert "Send" not in answer or words.endswith("Send Now")
    assert not parsed.left_out


def test_a_button_that_stands_apart_is_left_out():
    apart = "<button>Print</button><div><span>May 2</span><button>Share</button></div>"
    parsed = read(f"<h2>How do I save?</h2><p>Always.</p>{apart}{NEXT}")
    assert left_out(parsed) == [("Print", BUTTON), ("Share", BUTTON)]


@pytest.mark.parametrize("link", ['class="close" href="javascript:;"', 'href="#"'])
def test_a_link_that_closes_an_answer_is_left_out(link):
    closer = f"<a {link}>Fold up</a>"
    answers = ("<p>No, it is dry.</p>", "<p>Yes.</p>")
    asked = ("Is it wet?", "Is it warm?")
    body = "".join(
        f"<h2>{question}</h2><div>{answer}{closer}</div>"
        for question, answer in zip(asked, answers, strict=True)
    )
    parsed = read(body)
    assert pairs(parsed) == [("Is it wet?", "No, it is dry."), ("Is it warm?", "Yes.")]
    assert left_out(parsed) == [("Fold up", CLOSER)] * 2


@pytest.mark.parametrize(
    "end",
    [
        '<p>Then press <a href="#">Reset</a></p>',
        '<p><b>Then:</b> <a href="#">Reset</a></p>',
        '<a href="/reset">Reset</a>',
    ],
)
def test_a_link_in_a_sentence_closes_nothing(end):
    parsed = read("".join(f"<h2>{name}?</h2><div><p>So.</p>{end}</div>" for name in "AB"))
    assert all(answer.endswith("Reset") for _, answer in pairs(parsed))
    assert not left_out(parsed)


def test_a_link_to_nowhere_is_an_answer_where_nothing_else_is():
    parsed = read("".join(f'<h2>{name}?</h2><div><a href="#">Yes</a></div>' for name in "AB"))
    assert pairs(parsed) == [("A?", "Yes"), ("B?", "Yes")]


def test_a_link_that_leads_back_is_left_out():
    parsed = read(f'<h1>Club</h1><p>All of it.</p><p><a href="/">← To the club</a></p>{NEXT}')
    assert pairs(parsed) == [("Club", "All of it."), ("Is it far?", "No.")]
    assert left_out(parsed) == [("← To the club", CLOSER)]


def test_a_question_with_nothing_but_a_button_is_a_call():
    call = f"<div><p>Nothing found?</p> {LINK.format('Write')}</div>"
    parsed = read(f"{NEXT}{call}")
    assert pairs(parsed) == [("Is it far?", "No.")]
    assert left_out(parsed) == [("Nothing found? Write", CALL)]


@pytest.mark.parametrize("script", ["href=\"javascript:show('{}')\"", "onclick=\"show('{}')\""])
def test_a_script_names_what_a_question_opens(script):
    asked = ("Is it wet?", "It is said to be cold.", "Is it far?")
    body = '<h1>Boats</h1><a href="javascript:all()"><img alt="Open all"></a><br>'
    for number, one in enumerate(asked):
        link = f"<a {script.format(f'a{number}')}>{one}</a>"
        body += f'{link}<br><div id="a{number}">No {number}.</div><br>'
    parsed = read(body)
    assert pairs(parsed) == [(one, f"No {number}.") for number, one in enumerate(asked)]
    assert left_out(parsed) == [("Open all", PICTURE)]


def test_a_script_that_shows_more_of_an_answer_names_no_question():
    more = '<a onclick="show(\'{0}\')">More</a><div id="{0}">Rain.</div>'
    body = "".join(f"<h2>{one}?</h2><p>So.</p>{more.format(one)}" for one in "ab")
    assert [question for question, _ in pairs(read(body))] == ["a?", "b?"]


@pytest.mark.parametrize("sign", [">", " › "])
def test_a_line_that_says_where_a_page_is_says_nothing(sign):
    trail = f'<div><a href="/">All about the boats of our lake</a>{sign}Our boats</div>'
    parsed = read(f"{trail}<div><h2>Boats</h2><h3>Is it far?</h3><p>No.</p></div>")
    assert pairs(parsed) == [("Is it far?", "No.")]


def test_words_of_a_button_that_are_the_answer_stay():
    found = read("<h2>What is the button called?</h2><p>Show all</p><h2>Why?</h2><p>So.</p>")
    assert pairs(found) == [("What is the button called?", "Show all"), ("Why?", "So.")]


def test_a_menu_to_eat_from_is_no_navigation():
    found = read(
        "<h2>What is for lunch?</h2><p>Today:</p><ul class=menu>"
        "<li><a href=/s>Soup</a><li><a href=/p>Pasta</a></ul>"
    )
    assert pairs(found) == [("What is for lunch?", "Today:\n\n• Soup\n• Pasta")]


def test_a_link_in_quotation_marks_leads_nowhere_back():
    found = read("<h2>¿Cuánto cuesta?</h2><p>Vea:<br><a href='/x'>«Lista» de hoy</a></p>")
    assert pairs(found) == [("¿Cuánto cuesta?", "Vea:\n«Lista» de hoy")]


def test_what_is_left_out_with_a_picture_is_named():
    found = read(
        "<h2>Why?</h2><p>So.</p><div class=breadcrumb><a href=/x><img alt=Home></a> &gt; "
        "<a href=/y>FAQ</a></div><form>Search <img alt=lens></form>"
    )
    told = " ".join(words for words, _ in left_out(found))
    assert all(word in told for word in ("Home", "FAQ", "Search", "lens"))


def test_many_links_without_words_are_read_in_linear_time():
    found = read("<h2>Why?</h2><p>So.</p>" + "<p><a href='x'></a></p>" * 20_000)
    assert pairs(found) == [("Why?", "So.")]
