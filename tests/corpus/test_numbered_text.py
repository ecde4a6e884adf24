"""Numbered questions in plain text, whose answers hold numbered lists of their own."""

from pathlib import Path

import pytest

from chatbot.corpus.readers.numbered_text import REMEDY, read_numbered_text
from chatbot.corpus.readers.parsed import RawFile
from chatbot.errors import CorpusError

PATH = Path("faq.txt")


def parsed(text):
    return read_numbered_text(RawFile(PATH, text.encode()))


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


def test_a_question_may_be_an_item_of_a_list():
    text = "1. Who?\nAsk yourself:\n1. Is it you?\n2. Is it me?\n2. When?\nNow."
    assert [entry.question for entry in read(text.replace("2. Is it", "- Is it"))] == [
        "Who?",
        "When?",
    ]
    with pytest.raises(CorpusError) as error:
        read(text)
    assert str(error.value) == (
        "faq.txt, line 5: question 2 is here a second time. "
        "If one of the two is an item of a list, begin its line with a dash."
    )


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


def test_text_before_the_first_question_belongs_to_none():
    text = "A guide.\nWhat is it?\n\n1. Why?\nBecause.\n"
    [entry] = read(text)
    assert entry.answer.of(text) == "Because."


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


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Just a story.\n", f"faq.txt: no question was found. {REMEDY}"),
        ("1. A list,\n2. no question.\n", f"faq.txt: no question was found. {REMEDY}"),
        (
            "1. Why?\nBecause.\n\n3. When?\nNow.\n",
            f"faq.txt, line 4: question 3 is where question 2 was expected. {REMEDY}",
        ),
        (
            "1. Why?\n1. A.\n2. B.\n3. C.\n2. Who?\nYou.\n4. When?\nNow.\n",
            f"faq.txt, line 7: question 4 is where question 3 was expected. {REMEDY}",
        ),
        (
            "2. When?\nNow.\n",
            f"faq.txt, line 1: question 2 is where question 1 was expected. {REMEDY}",
        ),
        (
            "1. Why?\nBecause.\n2. When?\nNow.\n2. Who?\nYou.\n",
            "faq.txt, line 5: question 2 is here a second time. "
            "If one of the two is an item of a list, begin its line with a dash.",
        ),
        (
            "1. Why?\nBecause.\n2. When?\nNow.\n3. Who?\nYou.\n2. How?\nSo.\n",
            "faq.txt, line 7: question 2 is here a second time. "
            "If one of the two is an item of a list, begin its line with a dash.",
        ),
        (
            "1. Why?\nBecause.\n2. When?\n\n3. Who?\nYou.\n",
            "faq.txt, line 3: the question 'When?' has no answer. "
            "Write the answer below it, or remove the question.",
        ),
        (
            "1. Why?\n",
            "faq.txt, line 1: the question 'Why?' has no answer. "
            "Write the answer below it, or remove the question.",
        ),
    ],
)
def test_errors_name_the_line_and_the_remedy(text, message):
    with pytest.raises(CorpusError) as error:
        read(text)
    assert str(error.value) == message
