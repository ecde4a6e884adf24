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
