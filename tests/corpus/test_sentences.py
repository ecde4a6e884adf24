"""Sentences are spans that leave nothing out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.corpus.sentences import sentence_spans


def split(text, language="en"):
    return [span.of(text) for span in sentence_spans(text, 0, len(text), language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One stands here. Another does!", ["One stands here.", "Another does!"]),
        ("Dr. Smith paid $3.50. She left.", ["Dr. Smith paid $3.50.", "She left."]),
        ("It’s allowed, e.g. by law. Is it?", ["It’s allowed, e.g. by law.", "Is it?"]),
        ("He said “Stop.” Then he left.", ["He said “Stop.”", "Then he left."]),
        ("Grüße 😀. Zweiter Satz.", ["Grüße 😀.", "Zweiter Satz."]),
        ("The steps are as follows:", ["The steps are as follows:"]),
        ("Hard-wrapped\ntext goes on. Next.", ["Hard-wrapped\ntext goes on.", "Next."]),
        ("no full stop", ["no full stop"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_english_sentences(text, expected):
    assert split(text) == expected


def test_other_languages_and_unknown_ones():
    assert split("日本語です。はい。", "ja") == ["日本語です。", "はい。"]
    assert split("Erstens z. B. das. Zweitens.", "de") == ["Erstens z. B. das.", "Zweitens."]
    for language in ("", "xx", "no such language"):
        assert split("One. Two.", language) == ["One.", "Two."]


def test_spans_count_from_the_start_of_the_document():
    text = "Title 😀\n  First one.  Second one. \nAfter"
    assert sentence_spans(text, 7, 34, "en") == ((10, 20), (22, 33))


@given(st.text(), st.text(), st.text(), st.sampled_from(["en", "de", "es", "ja", "xx"]))
def test_sentences_leave_out_white_space_only(before, inside, after, language):
    text = before + inside + after
    position, end = len(before), len(before) + len(inside)
    for start, stop in sentence_spans(text, position, end, language):
        assert text[position:start].strip() == ""
        assert text[start:stop] == text[start:stop].strip() != ""
        position = stop
    assert position <= end
    assert text[position:end].strip() == ""
