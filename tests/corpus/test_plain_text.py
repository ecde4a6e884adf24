"""Questions in plain text: numbered, behind "Q:", on lines of their own, and headings."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.plain_text import REMEDY, read_plain_text
from chatbot.errors import CorpusError

PATH = Path("faq.txt")


def parsed(text):
    return read_plain_text(RawFile(PATH, text.encode()))


def read(text):
    return parsed(text).entries


def blocks(text):
    """[(block, depth), …] of the only answer."""
    [entry] = read("1. Why?\n" + text)
    return [(block.span.of("1. Why?\n" + text), block.depth) for block in entry.blocks]


def test_questions_headings_and_answers_of_the_real_document(shipped_text):
    entries = read(shipped_text)
    assert [shipped_text.count("\n", 0, entry.heading.start) + 1 for entry in entries] == [
        1, 3, 5, 11, 18, 20, 28, 34, 36, 43, 50, 61, 63, 65, 73, 81, 87, 95, 102, 109,
    ]  # fmt: skip
    assert entries[7].question == (
        "Are there any statistics or data available on the frequency of DMV data sharing with ICE "
        "in Connecticut?"
    )
    assert entries[7].heading.of(shipped_text) == "8. " + entries[7].question
    lines = shipped_text.splitlines()
    for entry, (first, last) in {0: (2, 2), 2: (6, 10), 10: (51, 60), 19: (110, 112)}.items():
        assert entries[entry].answer.of(shipped_text) == "\n".join(lines[first - 1 : last])


def test_list_items_are_not_questions():
    text = "1. Who?\n1. You.\n2. Me.\n2. What for?\n3. That.\n4. This?\n3. When?\nNow."
    assert [(entry.question, entry.answer.of(text)) for entry in read(text)] == [
        ("Who?", "1. You.\n2. Me."),
        ("What for?", "3. That.\n4. This?"),
        ("When?", "Now."),
    ]


@pytest.mark.parametrize(
    "heading",
    ["1. Why?", "1) Why?", "1: Why?", "Q1. Why?", "Q 1: Why?", "Question 1. Why?", "  1.\tWhy?  "],
)
def test_ways_to_number_a_question(heading):
    text = f"{heading}\nBecause."
    [entry] = read(text)
    assert (entry.question, entry.heading.of(text)) == ("Why?", heading.strip())


@pytest.mark.parametrize(
    "question", ["Why?", "“Why?”", "Why (not)?", "¿Por qué?", "なぜ？", "لماذا؟"]
)
def test_marks_that_end_a_question(question):
    assert read(f"1. {question}\nBecause.")[0].question == question


def test_each_line_is_a_block():
    assert blocks("First one.\nSecond one.\n\n  Third one.  \n") == [
        ("First one.", 0),
        ("Second one.", 0),
        ("Third one.", 0),
    ]


def test_hard_wrapped_lines_are_one_block():
    assert blocks("It goes\non here.\nNew one\n\nafter a blank line") == [
        ("It goes\non here.", 0),
        ("New one", 0),
        ("after a blank line", 0),
    ]


def test_hard_wrapped_lines_without_a_full_stop_are_read_in_linear_time():
    lines = "no full stop on this line\n" * 16_000
    assert blocks(lines) == [(lines.strip(), 0)]


@pytest.mark.parametrize("marker", ["1.", "2)", "a.", "b)", "-", "*", "+", "•", "–"])
def test_markers_of_list_items(marker):
    assert blocks(f"Steps:\n{marker} Go.\nDone.") == [
        ("Steps:", 0),
        (f"{marker} Go.", 1),
        ("Done.", 0),
    ]


def test_lists_in_lists_and_lines_under_items():
    assert blocks("- One.\n  More of one.\n  - Inner.\n    - Innermost.\n- Two\n  wrapped.\n") == [
        ("- One.\n  More of one.", 1),
        ("- Inner.", 2),
        ("- Innermost.", 3),
        ("- Two\n  wrapped.", 1),
    ]
    assert blocks("- One.\nA paragraph.\n  - Another list.\n") == [
        ("- One.", 1),
        ("A paragraph.", 0),
        ("- Another list.", 1),
    ]


def test_windows_line_ends_are_in_the_text_and_not_in_the_spans():
    text = "1. Why?\r\nBecause.\r\n2. When?\r\nNow.\r\n"
    assert [
        (entry.question, entry.heading.of(text), entry.answer.of(text)) for entry in read(text)
    ] == [("Why?", "1. Why?", "Because."), ("When?", "2. When?", "Now.")]
    assert parsed(text).text == text


def outline(text):
    """[(section, question, answer), …], each span checked."""
    file = parsed(text)
    for entry in file.entries:
        assert entry.line == text.count("\n", 0, entry.heading.start) + 1
        assert entry.answer == (entry.blocks[0].span.start, entry.blocks[-1].span.end)
    return [(entry.section, entry.question, entry.answer.of(text)) for entry in file.entries]


def left_out(text):
    return [tuple(left) for left in parsed(text).left_out]


def remarks(text):
    return [tuple(left) for left in parsed(text).remarks]


LIBRARY = [
    ((), "How many books may I borrow?", "Ten at a time."),
    ((), "What is the fine for a late book?", "20 cents a day."),
]


@pytest.mark.parametrize(
    "text",
    [
        "Q: How many books may I borrow?\nA: Ten at a time.\n\n"
        "Q: What is the fine for a late book?\nA: 20 cents a day.\n",
        "Q. How many books may I borrow?\nA. Ten at a time.\n"
        "Q. What is the fine for a late book?\nA. 20 cents a day.\n",
        "Q1: How many books may I borrow?\nA1: Ten at a time.\n\n"
        "Q2: What is the fine for a late book?\nA2: 20 cents a day.\n",
        "Frage: How many books may I borrow?\nAntwort: Ten at a time.\n\n"
        "Frage: What is the fine for a late book?\nAntwort: 20 cents a day.\n",
        "问：How many books may I borrow?\n答：Ten at a time.\n"
        "问：What is the fine for a late book?\n答：20 cents a day.\n",
        "Q: How many books may I borrow? A: Ten at a time.\n"
        "Q: What is the fine for a late book? A: 20 cents a day.\n",
        "Q: How many books\nmay I borrow?\nA: Ten at a time.\n\n"
        "Q: What is the fine\n   for a late book?\nA:\n20 cents a day.\n",
        "Question 1\nHow many books may I borrow?\nTen at a time.\n\n"
        "Question 2\nWhat is the fine for a late book?\n20 cents a day.\n",
        "How many books may I borrow?\nTen at a time.\n\n"
        "What is the fine for a late book?\n20 cents a day.\n",
        "How many books may I borrow?\nTen at a time.\n"
        "What is the fine for a late book?\n20 cents a day.\n",
        "How many books may I borrow?\r\n\r\nTen at a time.\r\n\r\n"
        "What is the fine for a late book?\r\n\r\n20 cents a day.\r\n",
        "How many books may\nI borrow?\n\nTen at a time.\n\n"
        "What is the fine for a\nlate book?\n\n20 cents a day.\n",
        "* How many books may I borrow?\n\nTen at a time.\n\n"
        "* What is the fine for a late book?\n\n20 cents a day.\n",
        "1.1 How many books may I borrow?\n\nTen at a time.\n\n"
        "1.2 What is the fine for a late book?\n\n20 cents a day.\n",
        "1.1. How many books may I borrow?\nTen at a time.\n"
        "1.2. What is the fine for a late book?\n20 cents a day.\n",
        "Subject: 1. How many books may I borrow?\n\nTen at a time.\n\n"
        "Subject: 2. What is the fine for a late book?\n\n20 cents a day.\n",
        "1. How many books may\n   I borrow?\nTen at a time.\n"
        "2. What is the fine for a late book?\n20 cents a day.\n",
        "How many books may I borrow?\n----------------------------\nTen at a time.\n\n"
        "What is the fine for a late book?\n~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n20 cents a day.\n",
        "1. How many books may I borrow?\nTen at a time.\n----------\n"
        "2. What is the fine for a late book?\n20 cents a day.\n==========\n",
        "1. How many books may I borrow?\nTen at a time.\n\x0c\n"
        "2. What is the fine for a late book?\n20 cents a day.\n* * *\n",
    ],
)
def test_styles(text):
    assert outline(text) == LIBRARY
    assert parsed(text).left_out == parsed(text).remarks == ()


@pytest.mark.parametrize(
    "title", ["Contents\n", "Contents\n\n", "Inhaltsverzeichnis\n\n", "Our questions\n"]
)
@pytest.mark.parametrize("mark", ["{}. ", "{}) ", "- ", ""])
@pytest.mark.parametrize("style", ["{}. ", "", "Q{}: "])
def test_contents_are_left_out(title, mark, style):
    questions = ["How many?", "What fine?", "Who pays?"]
    listed = [mark.format(number) + one for number, one in enumerate(questions, 1)]
    asked = [f"{style.format(number)}{one}\nSo.\n\n" for number, one in enumerate(questions, 1)]
    text = f"{title}{chr(10).join(listed)}\n\n{''.join(asked)}"
    assert [entry[1:] for entry in outline(text)] == [(question, "So.") for question in questions]
    first = title.count("\n") + 1
    assert left_out(text) == [
        (1, title.strip(), "table of contents"),
        *((line, words, "table of contents") for line, words in enumerate(listed, first)),
    ]
    assert not remarks(text)


def test_contents_with_pages():
    text = "1. How many? ..... 3\n2. What fine? ..... 4\n\n1. How many?\nTen.\n2. What fine?\nNo.\n"
    assert [question for _, question, _ in outline(text)] == ["How many?", "What fine?"]
    assert len(left_out(text)) == 2


@pytest.mark.parametrize("gap", [". ", ".", ") "])
def test_contents_in_slightly_other_words(gap):
    listed = ["¿ Where is it ?", "¿ How often, and when ?", "¿ Who may ride ?", "¡ It is late !"]
    asked = ["¿ Where is it ?", "¿ How often does it go ?", "¿ Who may ride ?", "¡ It is late !"]
    text = "".join(f"{number}{gap}{words}\n" for number, words in enumerate(listed, 1))
    for number, words in enumerate(asked, 1):
        text += f"\n{number}{gap}{words}\n\n  The answer to number {number}.\n"
    found = parsed(text)
    assert [entry.question for entry in found.entries] == asked
    assert {(left.line, left.reason) for left in found.left_out} == {
        (line, "table of contents") for line in range(1, 5)
    }
    assert found.remarks == ()


def test_lines_of_an_answer_that_come_twice_are_no_contents():
    again = "<br>\n<b>Note.</b> Bring a lamp with you, and a good rope.\n<br>\n"
    text = f"Is it dark?\nYes.\n{again}Go on.\n\nIs it deep?\nVery.\n{again}Go on.\n"
    assert parsed(text).left_out == ()


def test_answers_that_come_twice_are_no_contents():
    text = "Who?\nCall us.\nWrite to us.\n\nWhere?\nCall us.\nWrite to us.\n"
    assert [answer for _, _, answer in outline(text)] == ["Call us.\nWrite to us."] * 2
    assert not left_out(text)


@pytest.mark.parametrize("marks", [("", ""), ("1. ", "2. "), ("- ", "- ")])
def test_answers_that_come_again_with_a_line_between_are_no_contents(marks):
    first, second = (
        mark + one for mark, one in zip(marks, ["Yes, you may", "Call us"], strict=True)
    )
    text = f"Is it open\n\nMay I?\n{first}\n{second}\n\nMay we?\n{first}\nOr not.\n{second}\n"
    assert [question for _, question, _ in outline(text)] == ["May I?", "May we?"]
    assert not left_out(text)


def test_contents_of_a_chapter_hold_its_questions():
    listed = "How many?\nWhat fine?\n"
    asked = "How many?\n\nTen.\n\nWhat fine?\n\nNone.\n"
    text = f"Is it open?\n\nYes.\n\n{listed}\n{asked}"
    assert [question for _, question, _ in outline(text)] == [
        "Is it open?", "How many?", "What fine?",
    ]  # fmt: skip
    assert [words for _, words, _ in left_out(text)] == ["How many?", "What fine?"]


def test_numbers_with_letters():
    text = (
        "1) What is it?\n\n  A game.\n\n"
        "2a) I run it on a very old machine with a small\n    disk, and it stops\n\n  Clean up.\n"
        "  8 (eight) times.\n\n"
        "2b) Where is the door!\nBehind you.\n\n3) The end\n\n  Is near.\n"
    )
    found = parsed(text)
    assert [entry.question for entry in found.entries] == [
        "What is it?",
        "I run it on a very old machine with a small disk, and it stops",
        "Where is the door!",
        "The end",
    ]
    assert found.remarks == ()


def test_headings_between_equals_signs():
    text = (
        "== Questions ==\n\n= It stops. Why? =\nNo oil.\n\n= The light is red =\n\nWait.\n\n"
        "== For owners ==\n\n= Who pays? =\nYou.\n"
    )
    found = parsed(text)
    assert [(entry.section, entry.question) for entry in found.entries] == [
        ((), "It stops. Why?"),
        ((), "The light is red"),
        (("For owners",), "Who pays?"),
    ]
    assert found.metadata == {"title": "Questions"}


def test_statements_behind_bullets_with_indented_answers():
    text = (
        "Lamp\n\nSwitching\n\n  * The lamp stays dark!\n\n    Look at the plug.\n\n"
        "  * When I turn the lamp to the left, the shade falls\n    off\n\n    Turn it back.\n\n"
        "       * gently\n       * slowly\n\n"
        "Buying\n\n  * It costs too much\n    * Wait for a sale\n\n"
        "Contact\n\n   Write to us.\n"
    )
    assert [(entry.section, entry.question) for entry in read(text)] == [
        (("Switching",), "The lamp stays dark!"),
        (("Switching",), "When I turn the lamp to the left, the shade falls off"),
        (("Buying",), "It costs too much"),
        ((), "Contact"),
    ]


def test_a_list_of_short_items_holds_no_questions():
    text = "Is it safe?\n\n* yes\n* no\n* perhaps\n\nWho knows?\n\n* you\n* we\n* they\n"
    assert [entry.question for entry in read(text)] == ["Is it safe?", "Who knows?"]


def test_lines_behind_a_sign():
    text = (
        "# All about the tool, as far as we\n# know it.\n\n~What is it?\n   A tool.\n\n"
        "~ How does it work?\n   Well.\n\n~Steps to mend it:\n1. Open it.\n"
    )
    assert [entry.question for entry in read(text)] == [
        "faq",
        "What is it?",
        "How does it work?",
        "Steps to mend it:",
    ]


def test_labels_on_lines_of_their_own():
    text = (
        "Q:\nThe box is open,\nand nobody is there.\nIs that so?  It was shut.\n\n"
        "A:\nClose it.\n\nQ:\nWhy?\n\nA:\nSo:\n\nDay       Hour\n--------------\nToday     9\n"
    )
    found = read(text)
    assert [entry.question for entry in found] == [
        "The box is open, and nobody is there. Is that so?  It was shut.",
        "Why?",
    ]
    assert [entry.answer.of(text) for entry in found] == [
        "Close it.",
        "So:\n\nDay       Hour\n--------------\nToday     9",
    ]


def test_a_page_of_html_is_read_as_such():
    text = (
        "\n<!DOCTYPE html><html><body><h2>Why?</h2><p>So.</p><h2>Who?</h2><p>I.</p></body></html>"
    )
    found = parsed(text)
    assert [(entry.question, entry.answer.of(found.text)) for entry in found.entries] == [
        ("Why?", "So."),
        ("Who?", "I."),
    ]


def test_header_of_a_message():
    text = (
        "From: a@b.example\nNewsgroups: misc.faq\nSubject: Cards (1/2)\n\n"
        "Subject: 1. What does it cost?\n\nNothing.\n"
    )
    assert outline(text) == [((), "What does it cost?", "Nothing.")]
    assert left_out(text) == [
        (1, "From: a@b.example", "header of a message"),
        (2, "Newsgroups: misc.faq", "header of a message"),
        (3, "Subject: Cards (1/2)", "header of a message"),
    ]


@pytest.mark.parametrize(
    ("text", "questions", "remark"),
    [
        (
            "1. What does a card cost?\nNothing.\n\n3. Where can I park?\nBehind.\n",
            ["What does a card cost?", "Where can I park?"],
            (4, "Where can I park?", "question 2 is missing above this line"),
        ),
        (
            "2. When?\nNow.\n",
            ["When?"],
            (1, "When?", "question 1 is missing above this line"),
        ),
        (
            "1. Why?\n1. A.\n2. B.\n3. C.\n2. Who?\nYou.\n5. When?\nNow.\n",
            ["Why?", "Who?", "When?"],
            (7, "When?", "question 3 to 4 are missing above this line"),
        ),
        (
            "1. Why?\nBecause.\n2. When?\nNow.\n2. Who?\nYou.\n",
            ["Why?", "When?", "Who?"],
            (5, "Who?", "question 2 is here a second time, or is an item of a list"),
        ),
        (
            "1. Why?\nBecause.\n2. When?\nNow.\n3. Who?\nYou.\n2. How?\nSo.\n",
            ["Why?", "When?", "Who?", "How?"],
            (7, "How?", "question 2 is here a second time, or is an item of a list"),
        ),
        (
            "Q1: Why?\nA1: So.\nQ3: When?\nA3: Now.\n",
            ["Why?", "When?"],
            (3, "When?", "question 2 is missing above this line"),
        ),
        (
            "1.1 Why?\n\nSo.\n\n1.3 When?\n\nNow.\n\n2.1 Who?\n\nYou.\n",
            ["Why?", "When?", "Who?"],
            (5, "When?", "question 1.2 is missing above this line"),
        ),
    ],
)
def test_numbers_that_are_missing_or_repeated(text, questions, remark):
    assert [question for _, question, _ in outline(text)] == questions
    assert remarks(text) == [remark]


@pytest.mark.parametrize(
    "text",
    [
        "1. My card is lost\nAsk.\n\n2. What does it cost?\nNothing.\n",
        "1. My card is lost\nAsk.\n2. What does it cost?\nNothing.\n",
        "Q1: My card is lost\nA1: Ask.\n\nQ2: What does it cost?\nA2: Nothing.\n",
        "1.1 My card is lost\n\nAsk.\n\n1.2 What does it cost?\n\nNothing.\n",
    ],
)
def test_numbered_questions_without_a_question_mark(text):
    assert outline(text) == [
        ((), "My card is lost", "Ask."),
        ((), "What does it cost?", "Nothing."),
    ]
    assert not remarks(text)


def test_a_later_numbered_question_without_a_question_mark():
    text = "1. What is it?\nA card.\n\n2. Lost property\nAsk.\n\n3. Who pays?\nWe do.\n"
    assert [question for _, question, _ in outline(text)] == [
        "What is it?",
        "Lost property",
        "Who pays?",
    ]


@pytest.mark.parametrize(
    ("text", "line", "question"),
    [
        ("1. Why?\nBecause.\n2. When?\n\n3. Who?\nYou.\n", 3, "When?"),
        ("Q: Why?\nA: So.\n\nQ: When?\n\nQ: Who?\nA: You.\n", 4, "When?"),
        ("Why?\n\nBecause.\n\nWho?\n", 5, "Who?"),
        ("Why?\n\nBecause.\n\nWho?\n-----\n", 5, "Who?"),
    ],
)
def test_a_question_without_answer_is_named(text, line, question):
    assert question not in [asked for _, asked, _ in outline(text)]
    assert left_out(text) == [(line, question, "the question has no answer")]


@pytest.mark.parametrize(
    "text",
    [
        "When?\n\nAt what time?\n\nNow.\n",
        "When?\nAt what time?\nNow.\n",
        "1. When?\n2. At what time?\nNow.\n",
        "Q: When?\nQ: At what time?\nA: Now.\n",
    ],
)
def test_two_questions_above_one_answer_both_lead_to_it(text):
    [entry] = read(text)
    assert entry.question == "When? At what time?"
    assert entry.alternative_questions == ("When?", "At what time?")
    assert entry.answer.of(text) == "Now."
    assert not remarks(text)


def test_title_sections_and_headings_with_text_of_their_own():
    text = (
        "OUR LIBRARY\n===========\n\nWelcome here.\n\nLOANS\n-----\n\n"
        "How many books?\n\nTen.\n\nPage 1\n\nOPENING\n-------\n\nFINES\n-----\n\nWhat fine?\n\n"
        "20 cents.\n\nCONTACT US\n\nCall 555.\n\nPage 2\n"
    )
    file = parsed(text)
    assert file.metadata == {"title": "OUR LIBRARY"}
    assert outline(text) == [
        ((), "OUR LIBRARY", "Welcome here."),
        (("LOANS",), "How many books?", "Ten."),
        (("FINES",), "What fine?", "20 cents."),
        (("FINES",), "CONTACT US", "Call 555."),
    ]
    assert left_out(text) == [
        (13, "Page 1", "page number"),
        (15, "OPENING", "heading without text"),
        (29, "Page 2", "page number"),
    ]


@pytest.mark.parametrize("gap", ["\n\n{}\n\n", "\n{}\f\n"])
@pytest.mark.parametrize("form", ["- {} -", "Page {} of 9", "{}/9"])
def test_numbers_of_pages_are_left_out(form, gap):
    first, second = (gap.format(form.format(page)) for page in (3, 4))
    text = f"1. Why?\n\nSo it{first}is, he said.\n\n2. When?\n\nNow.{second}3. Who?\n\nWe.\n"
    assert [answer for _, _, answer in outline(text)][1:] == ["Now.", "We."]
    assert [words for _, words, _ in left_out(text)] == [form.format(3), form.format(4)]
    assert [block.span.of(text) for block in read(text)[0].blocks] == ["So it", "is, he said."]


@pytest.mark.parametrize(
    "text",
    [
        "When are you open?\n\n24/7\n\nWhen in May?\n\n25/7\n\nWho?\n\nWe.\n",
        "Which part?\n\nThis one:\n\n1/2\n\nWhen?\n\nNow.\n",  # only one
        "Which?\nBoth:\n1/2\n2/2\n\nWhen?\nNow.\n",  # not apart
        "Which?\n\nBoth:\n\n2/3\n\n1/3\n\nWhen?\n\nNow.\n",  # not rising
    ],
)
def test_numbers_in_answers_are_no_pages(text):
    assert not left_out(text)
    assert not remarks(text)


def test_numbered_chapters_are_sections():
    text = (
        "Our FAQ\n\n1. General\n\n1.1 What is it?\n\nA library.\n\n"
        "2. Money\n\n2.1 Is it free?\n\nYes.\n"
    )
    assert parsed(text).metadata == {"title": "Our FAQ"}
    assert outline(text) == [
        (("General",), "What is it?", "A library."),
        (("Money",), "Is it free?", "Yes."),
    ]


def test_a_short_line_above_several_questions_is_a_section():
    text = (
        "Shop\n\nGeneral\n\nDo you ship?\n\nYes.\n\nPayment options\n\n"
        "Do you take cards?\n\nYes.\n\nIs cash fine?\n\n12 Main Street\n"
    )
    assert outline(text) == [
        (("General",), "Do you ship?", "Yes."),
        (("Payment options",), "Do you take cards?", "Yes."),
        (("Payment options",), "Is cash fine?", "12 Main Street"),
    ]


def test_numbers_may_begin_again_below_a_heading():
    text = "LOANS\n\n1. Who?\nYou.\n2. When?\nNow.\n\nFINES\n\n1. Why?\nSo.\n2. How?\nSo.\n"
    assert [question for _, question, _ in outline(text)] == ["Who?", "When?", "Why?", "How?"]
    assert not remarks(text)


def test_headings_without_any_question():
    text = "INSTALLATION\nRun it.\n\nUSAGE OF IT\nClick.\nTwice.\n"
    assert outline(text) == [
        ((), "INSTALLATION", "Run it."),
        ((), "USAGE OF IT", "Click.\nTwice."),
    ]


def test_text_before_the_first_question_is_an_entry():
    text = "A guide.\nWhat it is.\n\n1. Why?\nBecause.\n"
    assert outline(text) == [((), "faq", "A guide.\nWhat it is."), ((), "Why?", "Because.")]
    assert parsed(text).metadata == {}


def test_questions_inside_answers_are_no_entries():
    text = (
        "1. Who?\nYou, and who else?\n- Me?\nWant more? Ask.\n\nReally?\n"
        "2. When?\nNow.\n3. How?\nSo.\n"
    )
    assert [question for _, question, _ in outline(text)] == ["Who?", "When?", "How?"]


@pytest.mark.parametrize("text", ["Just a story.\n", "1. A list,\n2. no question.\n", "----\n\n"])
def test_a_file_without_any_question_is_an_error(text):
    with pytest.raises(CorpusError) as error:
        read(text)
    assert str(error.value) == f"faq.txt: no question was found. {REMEDY}"


def test_a_file_without_any_answer_is_an_error():
    with pytest.raises(CorpusError) as error:
        read("1. Why?\n")
    assert str(error.value) == f"faq.txt: no question with an answer was found. {REMEDY}"


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
def test_a_file_of_too_many_lines_is_refused(line_end):
    with pytest.raises(CorpusError) as error:
        read("Why?" + line_end * 500_001)
    assert str(error.value) == (
        "faq.txt: it has more than 500,000 lines. Split it into several files."
    )


LETTERS = "abcdefghijklmnopqrstuvwxyz"
LINES = st.sampled_from(
    ["{}", "{}.", "{}?", "1. {}?", "2. {}", "3. {} {}?", "Q: {}?", "A: {}", "- {}", "1.1 {}?",
     "Subject: 1. {}", "  {} {}", "{} {}. {}?", "", "", "-----", "* * *", "Page 2", "\x0c", "Q:",
     "{} ........ 7", "Contents"]
)  # fmt: skip


@given(st.lists(LINES, max_size=25), st.booleans())
def test_each_word_is_in_an_entry_the_metadata_or_left_out(lines, capitals):
    count = 0
    written = []
    for line in lines:
        while "{}" in line:
            count += 1
            word = "zq" + LETTERS[count // 26] + LETTERS[count % 26]
            line = line.replace("{}", word.upper() if capitals and count % 3 else word, 1)
        written.append(line)
    text = "\n".join(written)
    try:
        file = parsed(text)
    except CorpusError:
        return
    told = [str(file.metadata), *(left.words for left in file.left_out)]
    for entry in file.entries:
        told += [entry.question, *entry.section, *(b.span.of(text) for b in entry.blocks)]
    told = " ".join(told)
    assert not [word for word in re.findall("zq..", text, re.I) if word not in told]
