"""YAML files with questions and answers, and those that are the metadata of a document."""

import pytest

from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.corpus.report import check_lines
from chatbot.errors import CorpusError


def documents(folder, **files):
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return [read_document(file) for file in scan_corpus(folder)]


def pairs(document):
    return [(one.question, one.answer.of(document.text)) for one in document.entries]


@pytest.mark.parametrize("ending", ["yaml", "yml"])
def test_questions_in_groups(tmp_path, ending):
    text = (
        "# Our questions\n"
        "- title: Loans\n  questions:\n"
        "    - question: How long may I keep a book?\n      answer: |\n"
        "        Three **weeks**.\n\n        Then bring it [back](https://x.example).\n"
        '    - question: "May I: renew?"\n      answer: Once.\n'
        "- title: Fines\n  questions:\n"
        "    - {question: 'Is it dear?', answer: 20 cents.}\n"
    )
    [document] = documents(tmp_path, **{f"faq__{ending}": text})
    assert pairs(document) == [
        ("How long may I keep a book?", "Three weeks.\n\nThen bring it back."),
        ("May I: renew?", "Once."),
        ("Is it dear?", "20 cents."),
    ]
    assert [entry.section for entry in document.entries] == [("Loans",), ("Loans",), ("Fines",)]
    assert [entry.line for entry in document.entries] == [4, 9, 13]


def test_what_is_no_question_is_named(tmp_path):
    text = "page: help\nfaq:\n  - {q: 'Why?', a: So., id: 7}\n  - {q: 'When?'}\n"
    [document] = documents(tmp_path, faq__yml=text)
    assert [line for line in check_lines(document) if "left out" in line] == [
        "  left out: “id”: a column that is not used, in 1 row",
        "  left out: “page: help”: not part of a question or answer",
        "  left out: “q: When?”: not part of a question or answer",
    ]


def test_beside_a_document_it_is_metadata(tmp_path):
    answer = "## Why?\n\nSo.\n"
    [document] = documents(tmp_path, faq__md=answer, faq__yaml="title: Help\nlanguage: en\n")
    assert (document.source.title, pairs(document)) == ("Help", [("Why?", "So.")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("asked_as: {1: ['How?', 'Why?']}\n", "there is no document of this name"),
        ("not_covered: ['Is it free?', 'Is it far?']\n", "there is no document of this name"),
        ("just words\n", "there is no document of this name"),
        ("site: {name: Us, colour: red}\n", "no question was found"),
        ("- question: Why?\n  answer: [So\n", "this is not valid YAML"),
    ],
)
def test_other_files_are_refused(tmp_path, text, message):
    with pytest.raises(CorpusError, match=message):
        documents(tmp_path, other__yaml=text)


@pytest.mark.parametrize("words", ["No", "yes", "12:30", "010", "1_000", "2024-02-03", "1e3"])
def test_words_stay_as_they_are_written(tmp_path, words):
    record = f"- question: What stands there?\n  answer: {words}\n- {words}?: So.\n"
    [document] = documents(tmp_path, faq__yaml=record)
    assert pairs(document) == [("What stands there?", words), (f"{words}?", "So.")]


@pytest.mark.parametrize("nothing", ["", "~", "null"])
def test_nothing_is_no_answer(tmp_path, nothing):
    text = f"- {{q: 'Why?', a: So.}}\n- {{q: no, a: {nothing}}}\n"
    [document] = documents(tmp_path, faq__yaml=text)
    assert pairs(document) == [("Why?", "So.")]
    assert [one.words for one in document.left_out] == ["no"]


def test_words_of_front_matter_stay_too(tmp_path):
    text = "---\ntitle: Hut\nfaq:\n- {q: 'Open?', a: No}\n- {q: 'Since when?', a: 8:15}\n---\n"
    [document] = documents(tmp_path, faq__md=text + "Words.\n")
    assert pairs(document) == [("Open?", "No"), ("Since when?", "8:15")]


def test_every_document_of_a_file_is_read(tmp_path):
    text = "---\nfaq:\n- {q: 'Why?', a: So.}\n---\n- {q: 'When?', a: Now.}\n...\n---\n"
    [document] = documents(tmp_path, faq__yaml=text)
    assert pairs(document) == [("Why?", "So."), ("When?", "Now.")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x: &d So.\nfaq:\n- {q: 'Why?', a: *d }\n", "line 3: this has an alias .* Write out what"),
        ("[" * 90 + "x" + "]" * 90, "nested too deeply. Put fewer lists and keys"),
        ("[" * 900 + "x" + "]" * 900, "nested too deeply. Put fewer lists and keys"),
    ],
)
def test_what_is_valid_and_not_read_is_said(tmp_path, text, message):
    with pytest.raises(CorpusError, match=message):
        documents(tmp_path, faq__yaml=text)


def test_equal_keys_lose_nothing(tmp_path):
    text = (
        "- question: When are you open?\n  answer: Every day.\n  answer: From nine to five.\n"
        "- question: Where are you?\n  question: How do I find you?\n  answer: By the lake.\n"
    )
    [document] = documents(tmp_path, faq__yaml=text)
    assert pairs(document) == [
        ("When are you open?", "Every day.\n\nFrom nine to five."),
        ("Where are you?", "By the lake."),
    ]
    assert document.entries[1].alternative_questions == ("How do I find you?",)


def test_a_question_that_comes_twice_keeps_both_answers(tmp_path):
    [document] = documents(tmp_path, faq__yaml="May I come?: Yes.\nMay I come?: With a dog.\n")
    assert pairs(document) == [("May I come?", "Yes.\n\nWith a dog.")]


def test_tags_of_values_do_not_matter(tmp_path):
    number = "0x" + "f" * 5000
    text = (
        "- {question: Since when, answer: !!timestamp 2024-01-01}\n"
        f"- question: How many?\n  answer: !!int {number}\n"
        "- {question: What, answer: !!binary aGVsbG8=}\n"
    )
    [document] = documents(tmp_path, faq__yaml=text)
    assert [answer for _, answer in pairs(document)] == ["2024-01-01", number, "aGVsbG8="]


def test_a_number_too_long_to_be_written_is_named(tmp_path):
    [document] = documents(tmp_path, faq__md=f"---\nx: 0x{'f' * 5000}\n---\n\n# Why?\n\nSo.\n")
    assert document.left_out[0].words.startswith("x: 0xfff")
