"""HTML pages: signs, numbers, bars and lines that answer nothing; groups; other answers."""

import json
from pathlib import Path

import pytest

from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.html_scraps import (
    ABOVE_TITLE,
    BAR,
    CALL,
    FORM,
    NUMBER_OF_PART,
    SIGN_OF_PAIR,
)
from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.structured_data import OTHER_ANSWER

PAIRS = (("Is it free?", "Yes, it is."), ("When is it open?", "Always."))


def read(body, head=""):
    page = f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'
    return read_html(RawFile(Path("faq.html"), page.encode()))


def pairs(parsed):
    return tuple((one.question, one.answer.of(parsed.text)) for one in parsed.entries)


def left_out(parsed):
    return [(one.words, one.reason) for one in parsed.left_out]


@pytest.mark.parametrize(("asking", "answering"), [("Q", "A"), ("Q.", "A."), ("問", "답변")])
def test_signs_in_elements_of_their_own_are_left_out(asking, answering):
    parsed = read(
        "".join(
            f'<h3><span class="i">{asking}</span>{question}</h3>'
            f'<div><div class="i">{answering}</div><p>{answer}</p></div>'
            for question, answer in PAIRS
        )
    )
    assert pairs(parsed) == PAIRS
    assert sorted(left_out(parsed)) == sorted(
        [(asking, SIGN_OF_PAIR), (answering, SIGN_OF_PAIR)] * 2
    )


def test_an_answer_of_one_letter_stays():
    parsed = read("<h3>Which grade is best?</h3><p>A</p><h3>And worst?</h3><p>F is worst.</p>")
    assert pairs(parsed) == (("Which grade is best?", "A"), ("And worst?", "F is worst."))


def test_several_answers_of_one_letter_stay():
    parsed = read("<h3>Which grade is best?</h3><p>A</p><h3>Which hall is it in?</h3><p>A</p>")
    assert pairs(parsed) == (("Which grade is best?", "A"), ("Which hall is it in?", "A"))


def test_no_space_stands_behind_the_prefix_in_japanese():
    parsed = read("<div>Q.犬は入れますか？</div><div>A.はい、入れます。</div>")
    assert pairs(parsed) == (("犬は入れますか？", "はい、入れます。"),)


def test_numbers_of_parts_are_left_out_and_numbers_that_answer_stay():
    parsed = read(
        "<h1>Help</h1>"
        "<section><div>01</div><h2>Rooms</h2><h3>How many are there?</h3><p>42</p></section>"
        "<section><div>02</div><h2>Beds</h2><h3>Are they wide?</h3><p>Yes.</p></section>"
    )
    assert pairs(parsed) == (("How many are there?", "42"), ("Are they wide?", "Yes."))
    assert [one.section for one in parsed.entries] == [("Rooms",), ("Beds",)]
    assert left_out(parsed) == [("01", NUMBER_OF_PART), ("02", NUMBER_OF_PART)]


@pytest.mark.parametrize("number", ["42", "7", "404", "No. 5"])
def test_numbers_that_count_nothing_are_words(number):
    asked = "<h2>Is it free?</h2><p>Yes, it is.</p>"
    parsed = read(f"<h1>Help</h1>{asked}<h2>{number}</h2><p>A number.</p><h2>512</h2><p>More.</p>")
    assert pairs(parsed) == (PAIRS[0], (number, "A number."), ("512", "More."))
    parsed = read(f"{asked}<h2><b>{number}</b> coins to pay?</h2><p>No.</p>")
    assert pairs(parsed) == (PAIRS[0], (f"{number} coins to pay?", "No."))


def test_numbers_with_text_below_end_the_answer_above():
    codes = "".join(f"<h2>{n}</h2><p>Error {n}.</p>" for n in (1, 2, 3))
    parsed = read(f"<h2>Is it free?</h2><p>Yes, it is.</p>{codes}")
    assert pairs(parsed) == (PAIRS[0], *((f"{n}", f"Error {n}.") for n in (1, 2, 3)))


def test_a_bar_of_buttons_is_left_out():
    parsed = read(
        "<h1>Help</h1><p>Ask us anything.</p>"
        '<div><div onclick="f(1)">All</div><div onclick="f(2)">Prices</div></div>'
        + "".join(f"<h3>{question}</h3><p>{answer}</p>" for question, answer in PAIRS)
    )
    assert pairs(parsed) == (("Help", "Ask us anything."), *PAIRS)
    assert left_out(parsed) == [("All Prices", BAR)] or left_out(parsed) == [("AllPrices", BAR)]


@pytest.mark.parametrize(
    ("above", "kept"),
    [
        ("<span>Good to know</span>", False),
        ('<a href="/">← Home</a>', False),
        ("<p>We are closed in May.</p>", True),
        ("<p>Telephone 555 01 99</p>", True),
        ("<p>No buses today</p>", True),
        ("<div>No buses today</div>", True),
        ('<p class="kicker">Good to know</p>', False),
        ("<p>Bus FAQ</p>", False),
        ("<p>Help</p>", False),
        ('<p><a href="/">Home</a></p>', False),
    ],
)
def test_lines_above_the_title(above, kept):
    parsed = read(f"<div>{above}<h1>Help</h1></div><h2>Is it free?</h2><p>Yes, it is.</p>")
    assert pairs(parsed)[-1] == PAIRS[0]
    assert len(parsed.entries) == (2 if kept else 1)
    assert (ABOVE_TITLE in [reason for _, reason in left_out(parsed)]) is not kept


def test_names_of_groups_are_sections():
    parsed = read(
        "".join(
            f'<div><div class="group">{name}</div>'
            f'<div><button class="q">{question}</button><div>{answer}</div></div></div>'
            for name, (question, answer) in zip(("Prices", "Hours"), PAIRS, strict=True)
        )
    )
    assert pairs(parsed) == PAIRS
    assert [one.section for one in parsed.entries] == [("Prices",), ("Hours",)]


def test_a_footer_with_a_title_of_its_own_is_left_out():
    parsed = read(
        "<h1>Help</h1><h2>Is it free?</h2><p>Yes, it is.</p>"
        '<div class="footer"><h1>Hill House</h1><p>Your home.</p></div>'
    )
    assert pairs(parsed) == PAIRS[:1]
    assert ("Hill House Your home.") in [" ".join(words.split()) for words, _ in left_out(parsed)]


@pytest.mark.parametrize(
    ("answer", "named"), [("<p>Yes, <b>it</b>  is!</p>", False), ("It costs 5 euros.", True)]
)
def test_another_answer_in_the_structured_data_is_named(answer, named):
    data = {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": "Is it free?",
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
        ],
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    parsed = read("<h2>Is it free?</h2><p>Yes, it is.</p>", script)
    assert pairs(parsed) == PAIRS[:1]
    assert left_out(parsed) == ([("It costs 5 euros.", OTHER_ANSWER)] if named else [])


def test_questions_and_answers_of_two_classes_need_few_question_marks():
    asked = (("Dogs", "Yes."), ("Is it free?", "Yes."), ("Opening hours", "9 to 5."))
    parsed = read(
        "".join(f'<p class="ask">{one}</p><p class="reply">{other}</p>' for one, other in asked)
    )
    assert pairs(parsed) == asked


def test_the_last_tab_names_its_own_panel():
    parsed = read(
        '<h1>Help</h1><ul role="tablist"><li><a href="#g1" data-toggle="tab" role="tab">General</a>'
        '</li><li><a href="#g2" data-toggle="tab" role="tab">Money</a></li></ul><div>'
        '<div id="g1"><h3>Is it free?</h3><div>Yes, it is.</div></div>'
        '<div id="g2"><h3>When is it open?</h3><div>Always.</div></div></div>'
    )
    assert pairs(parsed) == PAIRS
    assert [one.section for one in parsed.entries] == [("General",), ("Money",)]


@pytest.mark.parametrize("name", ["copyright", "share-buttons", "lang-switch", "pagination"])
def test_parts_that_their_class_names_are_left_out(name):
    parsed = read(f'<h2>Is it free?</h2><p>Yes, it is.</p><div class="{name}">Hill House</div>')
    assert pairs(parsed) == PAIRS[:1]
    assert [words for words, _ in left_out(parsed)] == ["Hill House"]


def test_a_heading_with_nothing_but_a_button_is_left_out():
    parsed = read(
        "<h2>Is it free?</h2><p>Yes, it is.</p>"
        '<div><h2>Any more questions?</h2> <a class="btn btn-big" href="/c">Write</a></div>'
    )
    assert pairs(parsed) == PAIRS[:1]
    assert left_out(parsed) == [("Any more questions? Write", CALL)]


def test_headings_that_lay_out_an_answer_in_a_panel_are_its_text():
    parsed = read(
        '<button class="q">Is it free?</button>'
        '<div class="a"><h1><small>Yes, it is.</small></h1></div>'
        '<button class="q">When is it open?</button>'
        '<div class="a"><h3>In summer:</h3><h4>Always.</h4></div>'
    )
    assert pairs(parsed) == (
        ("Is it free?", "Yes, it is."),
        ("When is it open?", "In summer:\n\nAlways."),
    )


def test_part_in_which_people_sign_in_is_left_out():
    parsed = read(
        "<h2>Is it free?</h2><p>Yes.</p><h2>When is it open?</h2><p>Always.</p>"
        '<article><h3>Log in</h3><p>With your card.</p><input type="password"></article>'
    )
    assert [one.question for one in parsed.entries] == ["Is it free?", "When is it open?"]
    assert left_out(parsed) == [("Log in With your card.", FORM)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("FAQ", False),
        ('<a href="/contact">Contact us</a>', False),
        ('<a href="mailto:us@club.test">us@club.test</a>', True),
        ("Write to us.", True),
    ],
)
def test_heading_whose_text_says_nothing_is_no_entry(text, kept):
    parsed = read(f"<h2>Is it free?</h2><p>Yes.</p><h2>FAQ</h2><p>{text}</p>")
    assert [one.question for one in parsed.entries] == ["Is it free?", "FAQ"][: 1 + kept]
    assert len(left_out(parsed)) == (0 if kept else 2)


def test_labels_before_chinese_have_no_space_behind_them():
    parsed = read(
        "<dl><dt>Q1.可以退票嗎？</dt><dd>A1.可以。</dd><dt>Q2.幾點開？</dt><dd>A2.九點。</dd></dl>"
    )
    assert pairs(parsed) == (("可以退票嗎？", "可以。"), ("幾點開？", "九點。"))


def test_menu_that_is_not_closed_does_not_hide_the_page():
    panels = "".join(
        f'<h4><a data-toggle="collapse" href="#c{number}">{question}</a></h4>'
        f'<div id="c{number}" class="collapse">{answer}</div>'
        for number, (question, answer) in enumerate(PAIRS)
    )
    parsed = read(f'<nav class="navbar"><ul><li><a href="/">Home</a></li></ul>{panels}')
    assert pairs(parsed)[-2:] == PAIRS
