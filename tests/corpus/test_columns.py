"""Which columns and keys are part of an answer, in CSV and in JSON."""

import json
from pathlib import Path

import pytest

from chatbot.corpus.readers.csv_file import read_csv
from chatbot.corpus.readers.json_file import read_json
from chatbot.corpus.readers.parsed import RawFile
from tables import pairs, told


def csv(record, **columns):
    lines = [",".join(record), ",".join(record.values())]
    return read_csv(RawFile(Path("faq.csv"), "\n".join(lines).encode(), columns))


def in_json(record, **columns):
    return read_json(RawFile(Path("faq.json"), json.dumps([record]).encode(), columns))


both = pytest.mark.parametrize("read", [csv, in_json])


@both
@pytest.mark.parametrize("name", ["Note", "notes", "Notes (internal)"])
def test_notes_are_no_part_of_an_answer(read, name):
    parsed = read({"question": "Why?", "answer": "So.", name: "Ask Ann first"})
    assert pairs(parsed) == [("Why?", "So.")]
    assert told(parsed.left_out) == [(0, name, "a column that is not used, in 1 row")]


@both
def test_notes_that_the_metadata_names_are_the_answer(read):
    parsed = read(
        {"question": "Why?", "kind": "a", "notes": "So."}, answer="notes", question="question"
    )
    assert pairs(parsed) == [("Why?", "So.")]


@both
def test_questions_and_answers_with_numbers_belong_together(read):
    record = {"category": "Rooms", "q1": "Why?", "a1": "So.", "q2": "When?", "a2": "Now."}
    parsed = read(record)
    assert pairs(parsed) == [("Why?", "So."), ("When?", "Now.")]
    assert [entry.section for entry in parsed.entries] == [("Rooms",), ("Rooms",)]


@both
def test_the_first_question_may_have_no_number(read):
    record = {"question": "Why?", "answer": "So.", "question 2": "When?", "answer 2": "Now."}
    assert pairs(read(record)) == [("Why?", "So."), ("When?", "Now.")]


@both
def test_a_number_without_a_question_of_its_own_is_more_of_the_answer(read):
    parsed = read({"question": "Why?", "answer": "So.", "answer_2": "And so."})
    assert pairs(parsed) == [("Why?", "So.\n\nAnd so.")]


@both
def test_empty_questions_with_numbers_are_passed_over(read):
    parsed = read({"topic": "Rooms", "q1": "Why?", "a1": "So.", "q2": "", "a2": ""})
    assert (pairs(parsed), parsed.left_out) == ([("Why?", "So.")], ())


def test_a_question_with_a_number_and_no_answer_is_named():
    questions = {"q1": "Why?", "a1": "So.", "q2": "When?", "a2": "Now.", "q3": "Who?", "id": 7}
    parsed = in_json({"faq": questions})
    assert pairs(parsed) == [("Why?", "So."), ("When?", "Now.")]
    assert [words for _, words, _ in told(parsed.left_out)] == ["faq", "id: 7", "q3: Who?"]


def test_a_row_without_any_of_its_questions_is_named():
    text = "q1,a1,q2,a2,category\nWhy?,So.,How?,Thus.,X\n,,,,Lost\n"
    found = read_csv(RawFile(Path("faq.csv"), text.encode()))
    assert [(one.line, one.words) for one in found.left_out] == [(3, "Lost")]


def test_values_of_a_numbered_question_that_is_empty_are_named():
    second = {
        "q1": None,
        "a1": {"html": "Lost"},
        "q2": "When?",
        "a2": "Now.",
        "q3": "So?",
        "a3": "No.",
    }
    values = [{"q1": "Why?", "a1": "So.", "q2": "How?", "a2": "Thus."}, second]
    found = read_json(RawFile(Path("faq.json"), json.dumps(values).encode()))
    assert len(found.entries) == 4
    assert any("Lost" in one.words for one in found.left_out)
