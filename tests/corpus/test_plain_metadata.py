"""Metadata as "key: value" lines at the top of Markdown and text files."""

from pathlib import Path

import pytest

from chatbot.corpus.readers.markdown import read_markdown
from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.plain_metadata import REASON
from chatbot.corpus.readers.plain_text import read_plain_text


def markdown(text):
    return read_markdown(RawFile(Path("faq.md"), text.encode()))


def plain_text(text):
    return read_plain_text(RawFile(Path("faq.txt"), text.encode()))


def pairs(parsed):
    return [(one.question, one.answer.of(parsed.text), one.line) for one in parsed.entries]


@pytest.mark.parametrize("start", ["", "\ufeff", "\n\n"])
@pytest.mark.parametrize("below", ["", "# Boats\n\n"])
def test_lines_with_known_keys_are_the_metadata_of_markdown(start, below):
    text = f"{start}Title: Our boats\nslug: a/b\nhero-text:\nDate: 2020-01-02\n\n{below}"
    parsed = markdown(text + "## Is it wet?\n\nNo.\n")
    assert pairs(parsed) == [("Is it wet?", "No.", text.count("\n") + 1)]
    assert parsed.metadata["title"] == "Our boats"
    first = start.count("\n") + 1
    others = [one for one in parsed.left_out if one.reason == REASON]
    assert [(one.line - first, one.words) for one in others] == [
        (1, "slug: a/b"),
        (2, "hero-text:"),
        (3, "Date: 2020-01-02"),
    ]


@pytest.mark.parametrize(
    "top",
    [
        "Title: of the land is needed.",
        "Hours: ten to six\nPhone: 12 34 56",
        "Title: Boats\nDate: today\nand tomorrow.",
        "Date: Monday\nDate: Tuesday\nTitle: Boats",
    ],
)
def test_other_lines_above_the_first_question_are_text(top):
    words = " ".join(top.split())
    found = markdown(f"{top}\n\n## Is it wet?\n\nNo.\n")
    assert [" ".join(answer.split()) for _, answer, _ in pairs(found)] == [words, "No."]


def test_lines_with_known_keys_are_the_metadata_of_a_text():
    questions = "Q: Is it wet?\nA: No.\n\nQ: Is it warm?\nA: Yes.\n"
    found = plain_text(f"Company: Boats\nDocument: Our FAQ\n\n---\n\n{questions}")
    assert [(question, answer) for question, answer, _ in pairs(found)] == [
        ("Is it wet?", "No."),
        ("Is it warm?", "Yes."),
    ]
    assert found.metadata["title"] == "Our FAQ"
    assert [(one.line, one.words, one.reason) for one in found.left_out] == [
        (1, "Company: Boats", REASON),
        (2, "Document: Our FAQ", REASON),
    ]


def test_lines_of_a_text_with_other_keys_are_words():
    questions = "Q: Is it wet?\nA: No.\n\nQ: Is it warm?\nA: Yes.\n"
    found = plain_text(f"Document: Our FAQ\nVersion: 2\nPhone: 12 34 56\n\n{questions}")
    assert "12 34 56" in pairs(found)[0][1]


def test_questions_below_metadata_are_no_metadata():
    text = "Author: Me\nDate: 2024\nQ: Is it free?\nA: Yes.\n\n**Q: Far?**\n\nA: No.\n"
    assert "Is it free?" in markdown(text).text
