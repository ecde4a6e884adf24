"""Any file becomes a document whose passages are spans of it, or an error of one line."""

import json
from dataclasses import astuple
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.corpus.folder import METADATA_SUFFIX, CorpusFile, read_document
from chatbot.corpus.readers import READERS, docx_file, pdf_file
from chatbot.corpus.readers.docx_html import docx_html
from chatbot.corpus.readers.pdf_lines import pdf_lines
from chatbot.errors import CorpusError
from small_docx import paragraph, small_docx
from small_pdf import Text, small_pdf

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
    "<p>",
    "</div>",
    "<details><summary>Why?</summary>",
    "<script type='application/ld+json'>{",
    "<table><tr><td>",
    "<li>",
    "<button aria-controls=t>",
    "<div id=t class=q>",
    "<a role=tab href=#t>",
    "<meta charset=",
    "&amp;",
    "&#0;",
    "<![CDATA[",
    "<!DOCTYPE ",
]
PAGE = b"<html><head><meta charset=utf-8></head><body><h1>Why?</h1><p>Because.</p></body></html>"
RIGHT = {
    ".txt": b"1. Why?\nBecause.\n",
    ".md": b"# Why?\n\nBecause.\n",
    ".markdown": b"# Why?\n\nBecause.\n",
    ".mdx": b"# Why?\n\nBecause.\n",
    ".csv": b"question,answer\nWhy?,Because.\n",
    ".tsv": b"question\tanswer\nWhy?\tBecause.\n",
    ".json": b'[{"question": "Why?", "answer": "Because."}]\n',
    ".jsonl": b'{"question": "Why?", "answer": "Because."}\n',
    ".yaml": b"- question: Why?\n  answer: Because.\n",
    ".yml": b"- question: Why?\n  answer: Because.\n",
    ".xlsx": b"",
    ".html": PAGE,
    ".htm": PAGE,
    ".xhtml": PAGE,
    ".docx": small_docx([paragraph("Why?", "H1"), paragraph("Because.")]),
    ".pdf": small_pdf([[Text(60, 60, "Why?", 16, True), Text(60, 90, "Because.")]]),
}
CONVERTERS = {".docx": docx_html, ".pdf": pdf_lines}


@pytest.fixture(autouse=True, scope="module")
def without_child_processes():
    """Convert in this process, for speed; what fails in a child process is refused."""

    def convert(file, *_):
        try:
            return CONVERTERS[file.path.suffix](BytesIO(file.content))
        except Exception as error:
            raise CorpusError(file.path, "it is damaged.", "Save it again.") from error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(docx_file, "convert", convert)
        patch.setattr(pdf_file, "convert", convert)
        yield


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
    right = RIGHT[ending]
    cut = data.draw(st.just(len(right)) | st.integers(0, len(right)))
    inserted = contents.map(lambda content: right[:cut] + content + right[cut:])
    check(ending, data.draw(contents | inserted), b"")


@settings(max_examples=400)
@given(metadata=metadata_files | contents)
def test_any_metadata_file_is_accepted_or_refused_in_one_line(metadata):
    check(".txt", RIGHT[".txt"], metadata)


@settings(max_examples=400)
@given(metadata=metadata_files)
def test_any_front_matter_is_accepted_or_refused_in_one_line(metadata):
    check(".md", b"---\n" + metadata + b"---\n" + RIGHT[".md"], b"")


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
