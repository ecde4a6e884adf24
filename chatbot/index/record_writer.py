"""The texts of an index, written as records: documents, their sources, passages and questions."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from chatbot.corpus.documents import Document
from chatbot.index.index import Index
from chatbot.index.jsonlines import RecordWriter
from chatbot.index.parts import Part, passages_of, required


def write_records(files: Path, parts: Sequence[Part], old: Index | None) -> None:
    """Write documents, their sources, passages and questions into the folder `files`."""
    with RecordWriter(files / "passages.jsonl") as passages:
        for part in parts:
            if part.document is None:
                first, after = required(old).document_starts[[part.first, part.after], 1].tolist()
                passages.copy(required(old).passage_records, first, after)
            else:
                passages.add(asdict(passage) for passage in passages_of(part))
    with RecordWriter(files / "documents.jsonl") as documents:
        for part in parts:
            if part.document is None:
                documents.copy(required(old).document_records, part.first, part.after)
            else:
                documents.add([_document_record(part.document)])
    with RecordWriter(files / "sources.jsonl") as sources:
        for part in parts:
            if part.document is None:
                sources.copy(required(old).source_records, part.first, part.after)
            else:
                sources.add([asdict(part.document.source)])
    with RecordWriter(files / "questions.jsonl") as questions:
        for part in parts:
            if part.document is None:
                first, after = required(old).document_starts[[part.first, part.after], 2].tolist()
                questions.copy(required(old).question_records, first, after)
            else:
                for entry in part.document.entries:
                    questions.add([entry.question, *entry.alternative_questions])
        for part in parts:
            if part.document is None:
                before = required(old).document_starts
                first, after = (before[-1, 2] + before[[part.first, part.after], 3]).tolist()
                questions.copy(required(old).question_records, first, after)
            else:
                questions.add(part.document.not_covered)


def _document_record(document: Document) -> dict[str, object]:
    """A document as it is kept; `rows` count from its own first passage."""
    entries = []
    first = 0
    for entry in document.entries:
        after = first + len(entry.passages)
        entries.append(
            {
                "number": entry.number,
                "question": entry.question,
                "heading": entry.heading,
                "answer": entry.answer,
                "rows": [first, after],
                "asked_as": entry.alternative_questions,
            }
        )
        first = after
    return {
        "id": document.id,
        "text": document.text,
        "entries": entries,
        "sha256": document.sha256,
        "not_covered": document.not_covered,
    }
