"""Pages: windows, bars above the title, names of groups, and text laid out in a table."""

import json
from pathlib import Path

import pytest

from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.parsed import RawFile


def read(body):
    page = f"<html><head><title>Help</title></head><body>{body}</body></html>"
    return read_html(RawFile(Path("help.html"), page.encode()))


def outline(parsed):
    return [(one.section, one.question, one.answer.of(parsed.text)) for one in parsed.entries]


def left_out(parsed):
    return [(one.words, one.reason) for one in parsed.left_out]


FREE = "<h3>Is it free?</h3><p>Yes.</p>"
IS_FREE = ((), "Is it free?", "Yes.")


def test_a_window_with_a_form_is_no_text_whatever_it_asks():
    window = (
        "<section class='main__pop-up'><article><main><h3>Sign up</h3><h4>New here?</h4>"
        "<p>Enter the code.</p><input type=text></main></article></section>"
    )
    parsed = read(f"<main>{FREE}{window}</main>")
    assert outline(parsed) == [IS_FREE]
    assert left_out(parsed) == [("Sign up New here? Enter the code.", "a window over the page")]
    asking = "<h3>Is it far?</h3><p>No.</p><h3>Is it dear?</h3><p>No.</p>"
    assert len(read(f"<div class=popup>{FREE}{asking}</div>").entries) == 3


def test_a_bar_above_the_title_is_left_out_and_a_sentence_is_not():
    def page(words):
        return f"<div><a href='tel:5550199'>{words}</a></div><div><h1>Help</h1>{FREE}</div>"

    parsed = read(page("(555) 0199 9 Mill Street, Newtown"))
    assert outline(parsed) == [IS_FREE]
    assert left_out(parsed)[0][1] == "a line above the title"
    assert len(read(page("We are closed for the whole of May.")).entries) == 2


def test_a_label_or_the_title_again_above_the_first_question_answers_nothing():
    for words in ("Help", "Got questions?", "General questions"):
        parsed = read(f"<div>{words}</div>{FREE}")
        assert outline(parsed) == [IS_FREE]
        assert words in [words for words, _ in left_out(parsed)]


def test_names_of_groups_between_questions_of_one_class():
    def item(question):
        return f"<div class=item><button>{question}?</button><div>Yes.</div></div>"

    def title(words):
        return f"<div class=name>{words}</div>"

    body = title("Fees") + item("Is it free") + title("Loans") + item("May I") + item("Can I")
    assert outline(read(f"<h1>Help</h1><div>{body}</div>")) == [
        (("Fees",), "Is it free?", "Yes."),
        (("Loans",), "May I?", "Yes."),
        (("Loans",), "Can I?", "Yes."),
    ]


def test_a_table_with_the_text_of_the_page_in_a_cell():
    asked = "<p>Q: Is it free?<br><b>A: Yes.</b></p>"
    more = "<p>Q: Is it far?<br><b>A: No.</b></p>" * 4
    parsed = read(f"<table><tr><td>Menu</td><td>{asked}{more}</td></tr></table>")
    assert outline(parsed)[:2] == [IS_FREE, ((), "Is it far?", "No.")]


def test_numbers_as_headings_are_no_entries():
    steps = "".join(f"<h3>{n}</h3><p>Do step {n} now.</p>" for n in (1, 2))
    assert outline(read(f"<h2>How do I pay?</h2>{steps}{FREE}")) == [
        ((), "How do I pay?", "Do step 1 now.\n\nDo step 2 now."),
        (("How do I pay?",), "Is it free?", "Yes."),
    ]


def test_classes_named_question_and_answer():
    def pair(number, words):
        return (
            f"<li><div class=question><div class=num>Q{number}</div> {words}</div>"
            "<div class=answer>At the desk.</div></li>"
        )

    parsed = read(f"<ul>{pair(1, 'Lost keys')}{pair(2, 'New cards')}</ul>")
    assert outline(parsed) == [
        ((), "Lost keys", "At the desk."),
        ((), "New cards", "At the desk."),
    ]


def test_an_arrow_behind_a_question_is_a_sign():
    body = "".join(
        f"<div class=q>{words}?<span>›</span></div><div class=a>Yes.</div>"
        for words in ("Is it free", "May I")
    )
    assert [question for _, question, _ in outline(read(body))] == ["Is it free?", "May I?"]


def test_bold_first_lines_that_state_among_those_that_ask():
    lines = ("Is it free?", "I lost my key. What a day.", "May I?")
    body = "".join(f"<p><strong>{line}<br></strong>Yes.</p>" for line in lines)
    assert [question for _, question, _ in outline(read(f"<p><b>Help</b></p>{body}"))] == [*lines]


def test_paragraphs_above_an_answer_are_questions_whatever_they_say():
    body = "".join(
        f"<li><p>{words}</p><p><b>Answer:</b> Yes.</p></li>"
        for words in ("Is it free?", "The list is wrong.")
    )
    assert outline(read(f"<ul>{body}</ul>")) == [IS_FREE, ((), "The list is wrong.", "Yes.")]


@pytest.mark.parametrize("name", ["id=login", "class=login", "class=popup", "class='box modal'"])
def test_a_part_with_a_question_and_its_answer_is_text_whatever_its_name(name):
    part = f"<section {name}><h3>How do I sign in?</h3><p>With your card.</p></section>"
    sign_in = ((), "How do I sign in?", "With your card.")
    assert outline(read(f"<h1>Help</h1>{part}{FREE}")) == [sign_in, IS_FREE]


def test_a_window_that_only_asks_back_is_no_text():
    window = "<div class=modal><h3>Are you sure?</h3><button>Yes</button><a href=/>No</a></div>"
    parsed = read(f"{window}{FREE}")
    assert outline(parsed) == [IS_FREE]
    assert [reason for _, reason in left_out(parsed)] == ["a window over the page"]


def test_headings_in_a_definition_are_parts_of_it():
    body = "<dl><dt>How?</dt><dd><p>So.</p><h3>First step</h3><p>Open it.</p></dd></dl>"
    assert outline(read(body)) == [((), "How?", "So.\n\nFirst step\n\nOpen it.")]


def test_a_link_like_a_button_is_no_part_of_an_answer():
    body = FREE + "<a class='btn-primary' href=/c>Get in touch</a>" + "<h3>May I?</h3><p>Yes.</p>"
    parsed = read(body)
    assert outline(parsed) == [IS_FREE, ((), "May I?", "Yes.")]
    assert ("Get in touch", "a button") in left_out(parsed)
    kept = read("<h3>How?</h3><p>Press <a class=button href=/c>Start</a> twice.</p>")
    assert outline(kept)[0][2] == "Press Start twice."


def test_structured_data_that_asks_in_other_words_adds_nothing():
    def data(name, text):
        answer = {"@type": "Answer", "text": text}
        question = {"@type": "Question", "name": name, "acceptedAnswer": answer}
        page = {"@type": "FAQPage", "mainEntity": [question]}
        return f"<script type='application/ld+json'>{json.dumps(page)}</script>"

    shown = "<h3>What do you take?</h3><p>We take cards, notes and coins at the desk.</p>"
    parsed = read(data("How can I pay?", "We take cards, notes, coins at the desk.") + shown)
    assert [question for _, question, _ in outline(parsed)] == ["What do you take?"]
    assert "the page asks this in other words" in [reason for _, reason in left_out(parsed)]
    assert len(read(data("Is it far?", "Two miles north of town.") + shown).entries) == 2


def test_a_number_in_an_element_of_its_own_is_no_word_of_the_question():
    body = "".join(
        f"<h3><span>0{n}</span><span>{words}?</span></h3><p>Yes.</p>"
        for n, words in ((1, "Is it free"), (2, "May I"))
    )
    assert [question for _, question, _ in outline(read(body))] == ["Is it free?", "May I?"]


@pytest.mark.parametrize("link", ['<link rel="stylesheet" href="/a.css">\n', "<style>a{}</style>"])
def test_a_page_of_a_site_generator_without_a_body_is_read(link):
    front = "---\nlayout: plain\ntitle: Boats\nhero: All of it\n---\n"
    parts = "<section><h4>Is it wet?</h4><blockquote><p>Yes.</p></blockquote></section>"
    more = "<section><h4>And cold?</h4><p>No.</p></section><div><p>Both.</p></div>"
    parsed = read_html(RawFile(Path("faq.html"), f"{front}\n{link}{parts}{more}".encode()))
    answers = [(one.question, one.answer.of(parsed.text)) for one in parsed.entries]
    assert answers == [("Is it wet?", "Yes."), ("And cold?", "No.\n\nBoth.")]
    assert parsed.metadata["title"] == "Boats"
    assert [(one.line, one.words, one.reason) for one in parsed.left_out] == [
        (1, "layout: plain hero: All of it", "the front matter of the page")
    ]


def test_a_box_named_a_question_may_hold_its_answer():
    boxes = "".join(
        f'<div class="faq-question">{question}<span>{answer}</span></div>'
        for question, answer in (("Is it wet?", "No."), ("Is it warm?", "Quite <b>warm</b>."))
    )
    parsed = read(f"<h1>Boats</h1><section><h2>Lakes</h2>{boxes}</section>")
    assert outline(parsed) == [
        (("Lakes",), "Is it wet?", "No."),
        (("Lakes",), "Is it warm?", "Quite warm."),
    ]


@pytest.mark.parametrize("target", ["#", "javascript:;", "javascript:void(0)"])
def test_links_that_open_answers_are_questions_although_one_states(target):
    asked = ("Is it wet?", "It is said to be cold.", "Is it far?")
    boxes = "".join(
        f'<div><a class="open" href="{target}">{one}</a><div><p>No {number}.</p></div></div>'
        for number, one in enumerate(asked)
    )
    found = [(question, answer) for _, question, answer in outline(read(boxes))]
    assert found == [(one, f"No {number}.") for number, one in enumerate(asked)]


def test_a_question_that_liquid_captures():
    one = "{{% capture question %}}\n{}\n{{% endcapture %}}\n"
    one += "{{% capture answer %}}\n{}{{% endcapture %}}"
    asked = [("Is it <i>wet</i>?", "<a>Lake</a>\n<p>No.</p>"), ("It is cold", "<p>Yes.</p>")]
    parsed = read("<h1>Boats</h1>" + "\n".join(one.format(*pair) for pair in asked))
    assert [(question, answer) for _, question, answer in outline(parsed)] == [
        ("Is it wet?", "Lake\n\nNo."),
        ("It is cold", "Yes."),
    ]
    assert [entry.line for entry in parsed.entries] == [1, 7]
    assert sum("capture" in left_out.words for left_out in parsed.left_out) == 8


def test_the_name_of_a_page_above_its_questions_is_left_out():
    found = read("<div>FAQ - Frequently Asked Questions</div><h3>May I?</h3><p>Yes.</p>")
    assert [question for _, question, _ in outline(found)] == ["May I?"]
    assert [words for words, _ in left_out(found)] == ["FAQ - Frequently Asked Questions"]
