"""Any file becomes a document whose passages are spans of it, or an error of one line."""

import json
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.corpus.folder import METADATA_SUFFIX, CorpusFile, read_document
from chatbot.corpus.readers import READERS
from chatbot.errors import CorpusError

# Pieces of the formats, whole and broken, so that generated files are almost valid.
PIECES = [
    "1. Why?\n",
    "2. How?\n",
    "3.",
    "Because of that. ",
    "- item\n",
    "1) ",
    "# ",
    "## Why?\n\n",
    "Q1: ",
    "---\n",
    "title: ",
    "url: https://",
    "asked_as: {1: [",
    "not_covered:\n",
    "? ",
    "&a ",
    "language: en\n",
    "*a ",
    "!!int ",
    "!!timestamp ",
    "<<: ",
    "2024-13-45",
    '"\\ud800"',
    ": ",
    "\\U00110000",
    "question,answer\n",
    "question;answer\n",
    '"',
    '""',
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    '{"question": "Why?", "answer": "So."}\n',
    '{"question": "',
    '", "answer": "',
    '"}\n',
    "\\ud83d",
    "[",
    "]",
    "{",
    "}",
    "> ",
    "```\n",
    "<!--",
    "-->",
    "| a | b |\n|---|---|\n",
    "    ",
    "\0",
    "\x0b",
    "\x0c",
    "\x85",
    "\u2028",
    "\ufeff",
    "\u200b",
    "\u202e",
    "\ud7ff",
    "\U0010ffff",
    "é",
    "日本？",
    "٣. ",
]
RIGHT = {
    ".txt": "1. Why?\nBecause.\n",
    ".md": "# Why?\n\nBecause.\n",
    ".markdown": "# Why?\n\nBecause.\n",
    ".csv": "question,answer\nWhy?,Because.\n",
    ".tsv": "question\tanswer\nWhy?\tBecause.\n",
    ".json": '[{"question": "Why?", "answer": "Because."}]\n',
    ".jsonl": '{"question": "Why?", "answer": "Because."}\n',
    ".xlsx": "",
}
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join)
contents = texts.map(str.encode) | st.binary(max_size=60)
keys = st.sampled_from(["title", "url", "language", "notice", "asked_as", "not_covered"])
values = st.sampled_from(PIECES) | texts | texts.map(lambda text: f'"{text}"')
metadata_files = st.dictionaries(keys, values, min_size=1, max_size=3).map(
    lambda said: "".join(f"{key}: {value}\n" for key, value in said.items()).encode()
)


@pytest.mark.parametrize("ending", READERS)
@settings(max_examples=200)
@given(data=st.data())
def test_any_file_is_a_document_or_refused_in_one_line(ending, data):
    right = RIGHT[ending].encode()
    check(ending, data.draw(contents | contents.map(right.__add__)), b"")


@settings(max_examples=400)
@given(metadata=metadata_files | contents)
def test_any_metadata_file_is_accepted_or_refused_in_one_line(metadata):
    check(".txt", RIGHT[".txt"].encode(), metadata)


@settings(max_examples=400)
@given(metadata=metadata_files)
def test_any_front_matter_is_accepted_or_refused_in_one_line(metadata):
    check(".md", b"---\n" + metadata + b"---\n" + RIGHT[".md"].encode(), b"")


def check(ending, content, metadata):
    path = Path(f"faq{ending}")
    try:
        document = read_document(CorpusFile("faq", path, content, metadata, "hash"))
    except CorpusError as error:
        assert error.path in (path, path.with_suffix(METADATA_SUFFIX))
        assert str(error).startswith(str(error.path))
        assert len(str(error).splitlines()) == 1 and str(error).endswith(".")
        return
    assert document.entries
    for entry in document.entries:
        assert entry.answer.of(document.text).strip()
        for passage in entry.passages:
            assert passage.text == document.text[passage.start : passage.end]
            assert entry.answer.start <= passage.start < passage.end <= entry.answer.end
            for sentence in passage.sentences:
                assert passage.start <= sentence.start < sentence.end <= passage.end
    told = [document.text, *document.not_covered, *astuple(document.source)]
    told += [
        text
        for entry in document.entries
        for text in (entry.question, *entry.alternative_questions)
    ]
    json.dumps(told, ensure_ascii=False).encode()  # it can be encoded
