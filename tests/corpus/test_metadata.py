"""Metadata: the source of a document, alternative questions, and questions not covered."""

from pathlib import Path

import pytest

from chatbot.corpus.metadata import editor_lists, known_values, read_metadata
from chatbot.errors import CorpusError

PATH = Path("faq.yaml")
LISTS = 'Write `asked_as:` with lines like `3: ["…", "…"]` below it, and `not_covered: ["…"]`.'
KEYS = "Use only title, publisher, url, language, notice, columns, asked_as, not_covered."
CODE = "its language is not a code. Write its ISO 639 code, such as en or es."


def lists(text, entries=3):
    """Read the two lists of a metadata file for a document with this many questions."""
    return editor_lists(PATH, text, read_metadata(PATH, text), entries)


def known(text):
    return known_values(PATH, text, read_metadata(PATH, text))


def message(function, text):
    with pytest.raises(CorpusError) as error:
        function(text)
    return str(error.value)


# The editor's lists


def test_both_lists():
    text = """\
title: A
asked_as:
  1: ["Is it free?", "What does it\\n  cost?"]
  3:
    - Where do I go?
not_covered:
  - "Who will win?"
  - Is it far?
"""
    assert lists(text) == (
        {1: ("Is it free?", "What does it cost?"), 3: ("Where do I go?",)},
        ("Who will win?", "Is it far?"),
    )
    assert known(text) == {"title": "A"}


@pytest.mark.parametrize(
    "text", ["", "title: A\n", "asked_as:\nnot_covered:\n", "asked_as: {}\nnot_covered: []\n"]
)
def test_lists_that_are_missing_or_empty(text):
    assert lists(text) == ({}, ())


def test_empty_questions_in_a_list_are_left_out():
    assert lists("asked_as: {2: ['', ' ', 'Why?'], 3: []}\nnot_covered: ['']\n") == (
        {2: ("Why?",), 3: ()},
        (),
    )


@pytest.mark.parametrize(
    "asked_as",
    [
        "Why?",
        "['Why?']",
        "7",
        "yes",
        "{1: 'Why?'}",
        "{1: [7]}",
        "{1: {a: b}}",
        "{1: [['Why?']]}",
        "{1: }",
    ],
)
def test_asked_as_of_another_shape(asked_as):
    text = f"title: A\nasked_as: {asked_as}\n"
    assert message(lists, text) == f"faq.yaml, line 2: its asked_as is not a list. {LISTS}"


@pytest.mark.parametrize(
    "not_covered", ["Why?", "{1: ['Why?']}", "7", "yes", "[7]", "[['Why?']]", "[~]"]
)
def test_not_covered_of_another_shape(not_covered):
    text = f"title: A\n\nnot_covered: {not_covered}\n"
    assert message(lists, text) == f"faq.yaml, line 3: its not_covered is not a list. {LISTS}"


@pytest.mark.parametrize("number", ["0", "4", "-1", "'1'", "1.0", "one", "~", "true", "2024-01-31"])
def test_asked_as_with_an_unknown_question(number):
    text = f"title: A\nasked_as: {{{number}: ['Why?']}}\n"
    [value] = read_metadata(PATH, text)["asked_as"]
    assert message(lists, text) == (
        f"faq.yaml, line 2: its asked_as names question {value!r}, and there are 3. {LISTS}"
    )


def test_the_last_question_may_be_named():
    assert lists("asked_as: {3: ['Why?']}", entries=3)[0] == {3: ("Why?",)}
    assert message(lambda text: lists(text, entries=2), "asked_as: {3: ['Why?']}") == (
        f"faq.yaml, line 1: its asked_as names question 3, and there are 2. {LISTS}"
    )


def test_an_unknown_key_is_named():
    assert message(known, "asked_as: {}\nnot-covered: []\n") == (
        f"faq.yaml, line 2: the key 'not-covered' is unknown. {KEYS}"
    )


# Hostile values


NOT_YAML = (
    "this is not valid YAML. "
    'Write lines like `title: "Name of the guide"`; only in quotes may a value contain a colon.'
)
SURROGATE = (
    "has an incomplete character (a lone surrogate). "
    "Write the character itself instead of its code."
)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("'", ", line 1"),
        ("\0", ""),
        ("2024-13-45", ""),
        ("2024-01-01 25:00:00", ""),
        ("!!int x", ""),
        ("!!float x", ""),
        ("!!bool x", ""),
        ("!!timestamp x", ""),
        ("!!float 1" + ":1" * 500, ""),
        ('"\\U00110000"', ""),
        ("0b_", ""),
        ("9" * 5000, ""),
    ],
)
def test_yaml_with_an_impossible_value(value, line):
    expected = f"faq.yaml{line}: {NOT_YAML}"
    assert message(lambda text: read_metadata(PATH, text), f"title: {value}") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("[" * 1500, "this is nested too deeply. Put fewer lists and keys inside each other."),
        ("*us", "this has an alias (`*name`), and aliases are not read. Write out what it"),
    ],
)
def test_yaml_that_is_not_read(value, expected):
    assert expected in message(lambda text: read_metadata(PATH, text), f"title: {value}")


@pytest.mark.parametrize(
    ("function", "text", "key"),
    [
        (known, 'title: "\\ud800"', "title"),
        (known, 'notice: "a \\udfff b"', "notice"),
        (lists, 'not_covered: ["\\ud83d"]', "not_covered"),
        (lists, 'asked_as: {1: ["a", "\\ude00"]}', "asked_as"),
    ],
)
def test_a_lone_surrogate_is_refused(function, text, key):
    assert message(function, text) == f"faq.yaml, line 1: its {key} {SURROGATE}"


# The language


@pytest.mark.parametrize(
    ("language", "code"),
    [("de", "de"), ("en-GB", "en"), ("ZH-hant-TW", "zh"), ("' es '", "es"), ("haw", "haw")],
)
def test_a_language_is_its_primary_subtag(language, code):
    assert known(f"language: {language}\n") == {"language": code}


@pytest.mark.parametrize(
    "language", ["English", "e", "en_GB", "-en", "e1", "'en; x'", "éé", "日本"]
)
def test_a_language_that_is_not_a_code(language):
    assert message(known, f"title: A\nlanguage: {language}\n") == f"faq.yaml, line 2: {CODE}"
