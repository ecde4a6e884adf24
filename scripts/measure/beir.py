"""Read a folder in BEIR layout and index its corpus with the product's own code."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chatbot.corpus.documents import Document, Source, Span
from chatbot.corpus.passages import build_entries
from chatbot.corpus.readers.blocks import plain_blocks, trimmed
from chatbot.corpus.readers.parsed import ParsedEntry
from chatbot.encoding.encoder import Encoder
from chatbot.errors import ChatbotError, IndexUnusableError
from chatbot.index.index import Index
from chatbot.index.writer import write_index
from chatbot.settings import ROOT

CACHE = ROOT / "index" / "evaluation"
"""Default folder for the indexes of test sets."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question of a test set.

    Attributes:
        id: Its id in the set.
        text: The question itself.
        history: Earlier questions of the same person, oldest first.
        relevant: Ids of the entries that answer it; empty for an unanswerable question.
        kind: Its group in reports, such as "turn 1"; may be empty.
        part: The part of the corpus that it was asked of; empty in a set of one part.
    """

    id: str
    text: str
    history: tuple[str, ...]
    relevant: frozenset[str]
    kind: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class TestSet:
    """A corpus as one document, the id of each of its entries, and the questions.

    Attributes:
        parts: The part of the corpus to which each entry belongs, such as one FAQ of many; empty
            names if it has no parts.
    """

    name: str
    document: Document
    entry_ids: tuple[str, ...]
    queries: tuple[Query, ...]
    parts: tuple[str, ...] = ()


def read_beir(folder: Path) -> TestSet:
    """Read `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`; a title is an entry's question.

    Raises:
        ChatbotError: A file is missing or is not in BEIR layout.
    """
    try:
        corpus = [record for record in _lines(folder / "corpus.jsonl") if record["text"].strip()]
        relevant: dict[str, set[str]] = {}
        for line in (folder / "qrels/test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            query_id, entry_id, score = line.split("\t")
            if float(score) > 0:
                relevant.setdefault(query_id, set()).add(entry_id)
        queries = tuple(_query(record, relevant) for record in _lines(folder / "queries.jsonl"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ChatbotError(f"{folder}: this is not a folder in BEIR layout ({error}).") from error
    document = _document(folder.name, corpus)
    parts = tuple((record.get("metadata") or {}).get("part", "") for record in corpus)
    ids = tuple(record["_id"] for record in corpus)
    return TestSet(folder.name, document, ids, queries, parts)


def open_index(test_set: TestSet, cache: Path, encoder: Encoder, model: str) -> Index:
    """Open the index of a test set. Build it in `cache` unless it is there and current."""
    folder = cache / test_set.name
    try:
        index = Index.open(folder)
        if index.manifest.matches({test_set.name: test_set.document.sha256}, model):
            return index
    except IndexUnusableError:
        pass
    folder.mkdir(parents=True, exist_ok=True)
    write_index(folder, [test_set.document], None, lambda: encoder, model)
    return Index.open(folder)


def _lines(path: Path) -> list[Any]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def _query(record: dict[str, Any], relevant: dict[str, set[str]]) -> Query:
    metadata = record.get("metadata") or {}
    history = [
        turn["text"] for turn in metadata.get("history") or () if turn.get("role", "user") == "user"
    ]
    kind = "" if "turn" not in metadata else "turn 1" if metadata["turn"] == 1 else "turn > 1"
    answerable = metadata.get("answerable", True)
    return Query(
        id=record["_id"],
        text=record["text"],
        history=tuple(history),
        relevant=frozenset(relevant.get(record["_id"], ()) if answerable else ()),
        kind=kind,
        part=metadata.get("part", ""),
    )


def _document(name: str, corpus: Sequence[dict[str, Any]]) -> Document:
    parts, parsed, length = [], [], 0
    for record in corpus:
        question, answer = " ".join(record.get("title", "").split()), record["text"].strip()
        parts.append(f"{question}\n{answer}\n\n")
        heading = Span(length, length + len(question))
        body = Span(heading.end + 1, heading.end + 1 + len(answer))
        parsed.append((question, heading, body))
        length += len(parts[-1])
    text = "".join(parts)
    entries = build_entries(
        name,
        text,
        [
            ParsedEntry(question, heading, trimmed(text, *body), plain_blocks(text, *body))
            for question, heading, body in parsed
        ],
        "en",
    )
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(name, text, Source(title=name), entries, digest)
