"""The documents of a new index: those that are written, and runs of those that the old one keeps.

Rows of documents, entries, passages and questions stand in the order of the documents, so what is
kept is taken over in long stretches, whatever lies between them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.corpus.documents import Document, Entry, Passage
from chatbot.index.index import NO_ENTRY, Index

_NONE = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class Part:
    """Documents of the new index that follow each other: one that is written, or some kept ones.

    Attributes:
        document: What is written; None for kept ones.
        first: Ordinal in the old index of the first that is kept.
        after: Ordinal after the last.
    """

    document: Document | None
    first: int = 0
    after: int = 0


def parts_of(documents: Sequence[Document | str], old: Index | None) -> Iterator[Part]:
    """The documents, those that are kept and follow each other in the old index, too, together."""
    run = Part(None)
    for document in documents:
        if isinstance(document, str):
            row = required(old).document_rows[document]
            if run.first < run.after == row:
                run = Part(None, run.first, row + 1)
                continue
        if run.first < run.after:
            yield run
        run = Part(None)
        if isinstance(document, str):
            run = Part(None, row, row + 1)
        else:
            yield Part(document)
    if run.first < run.after:
        yield run


def required(old: Index | None) -> Index:
    """The old index, where something is taken from it."""
    if old is None:
        raise ValueError("there is no old index to take this from")
    return old


def read_again(document: Document | str, old: Index | None) -> Document:
    """The document; one that the old index keeps is read from there."""
    if isinstance(document, Document):
        return document
    known = required(old).document(document)
    if known is None:
        raise ValueError(f"{document!r} is not in the old index")
    return known


def language_of(first: Document | str, old: Index | None) -> str:
    """The language by which an index is stemmed: that of its first document."""
    return read_again(first, old).source.language


def passages_of(part: Part) -> list[Passage]:
    """The passages of a document that is written; none of kept ones."""
    entries = part.document.entries if part.document else ()
    return [passage for entry in entries for passage in entry.passages]


def document_starts(parts: Sequence[Part], old: Index | None) -> NDArray[np.int64]:
    """`Index.document_starts` of the new index."""
    sizes = [np.zeros((1, 4), dtype=np.int64)]
    for part in parts:
        if part.document is None:
            sizes.append(
                np.diff(required(old).document_starts[part.first : part.after + 1], axis=0)
            )
        else:
            entries = part.document.entries
            asked = sum(1 + len(entry.alternative_questions) for entry in entries)
            others = len(part.document.not_covered)
            sizes.append(np.array([[len(entries), len(passages_of(part)), asked, others]]))
    return np.cumsum(np.concatenate(sizes), axis=0)


def kept_rows(
    parts: Sequence[Part], old: Index | None, column: int, shift: int = 0
) -> NDArray[np.int64]:
    """int64 [n]: rows of the old index, by a column of `document_starts`; -1 where one is new."""
    rows = [np.empty(0, dtype=np.int64)]
    for part in parts:
        if part.document is None:
            starts = required(old).document_starts[:, column]
            rows.append(shift + np.arange(starts[part.first], starts[part.after]))
        else:
            rows.append(np.full(document_starts([part], old)[-1, column], -1))
    return np.concatenate(rows)


def questions_of(
    parts: Sequence[Part], old: Index | None, starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[str], NDArray[np.int32]]:
    """Where the questions are: rows of the old index or -1, texts of the latter, and entries."""
    answered_before = int(old.document_starts[-1, 2]) if old else 0
    rows = [kept_rows(parts, old, 2), kept_rows(parts, old, 3, answered_before)]
    texts = [
        question
        for part in parts
        if part.document
        for entry in part.document.entries
        for question in (entry.question, *entry.alternative_questions)
    ]
    texts += [one for part in parts if part.document for one in part.document.not_covered]
    kept = old.entry_of_question if old else _NONE
    answered = _entries(
        parts, old, starts, kept, 2, lambda entry: 1 + len(entry.alternative_questions)
    )
    entries = np.concatenate([answered, np.full(starts[-1, 3], NO_ENTRY, dtype=np.int32)])
    return np.concatenate(rows), texts, entries


def entry_of_passage(
    parts: Sequence[Part], old: Index | None, starts: NDArray[np.int64]
) -> NDArray[np.int32]:
    """int32 [passages]: the ordinal, over all documents, of the entry that a passage is part of."""
    kept = old.entry_of_passage if old else _NONE
    return _entries(parts, old, starts, kept, 1, lambda entry: len(entry.passages))


def hashes_of(parts: Sequence[Part], old: Index | None) -> dict[str, str]:
    """Document id → hash of the file that it was read from."""
    hashes: dict[str, str] = {}
    known = list(old.manifest.documents.items()) if old else []
    for part in parts:
        hashes |= (
            dict(known[part.first : part.after])
            if part.document is None
            else {part.document.id: part.document.sha256}
        )
    return hashes


def _firsts(parts: Sequence[Part], starts: NDArray[np.int64], column: int) -> list[int]:
    """What stands in a column of `starts` before each part."""
    counts = [part.after - part.first if part.document is None else 1 for part in parts]
    ordinals = np.cumsum([0, *counts])[:-1]
    return [int(first) for first in starts[ordinals, column]]


def _entries(
    parts: Sequence[Part],
    old: Index | None,
    starts: NDArray[np.int64],
    kept: NDArray[np.int32],
    column: int,
    rows_of: Callable[[Entry], int],
) -> NDArray[np.int32]:
    """int32 [rows]: the ordinal of the entry that each row belongs to, which moves with its part.

    Args:
        parts: Of the new index.
        old: The old one.
        starts: See `document_starts`.
        kept: int32, the same of the old index; empty where there is none.
        column: Where `document_starts` counts such rows.
        rows_of: How many rows an entry has.
    """
    entries = [_NONE]
    for part, first in zip(parts, _firsts(parts, starts, 0), strict=True):
        if part.document is None:
            before = required(old).document_starts
            rows = kept[before[part.first, column] : before[part.after, column]]
            entries.append(rows + np.int32(first - before[part.first, 0]))
        else:
            counts = [rows_of(entry) for entry in part.document.entries]
            entries.append(np.repeat(first + np.arange(len(counts), dtype=np.int32), counts))
    return np.concatenate(entries).astype(np.int32)
