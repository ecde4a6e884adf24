"""The golden questions of `tests/data/golden.jsonl`, as records and as a test set."""

import json
from dataclasses import replace
from typing import Any

from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.settings import ROOT
from scripts.measure.beir import Query, TestSet


def golden_records() -> list[dict[str, Any]]:
    """Return a record for each line: "text", "entries", "kind", "split", and maybe "history"."""
    lines = (ROOT / "tests" / "data" / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def read_golden(*, plain: bool = False, split: str | None = None) -> TestSet:
    """Return the shipped corpus with the golden questions, grouped by kind.

    Args:
        split: Only the questions of that split. Those of "dev" were used in development.
        plain: Leave out the editor's lists (`asked_as` and `not_covered`).
    """
    document = read_document(scan_corpus(ROOT / "corpus")[0])
    if plain:
        bare = tuple(replace(entry, alternative_questions=()) for entry in document.entries)
        name = f"{document.id}-without-lists"
        document = replace(document, id=name, entries=bare, not_covered=(), sha256=f"{name} 1")
    queries = []
    for number, record in enumerate(golden_records()):
        if split not in (None, record["split"]):
            continue
        relevant = frozenset(str(entry) for entry in record["entries"])
        history = tuple(record.get("history", ()))
        queries.append(Query(str(number), record["text"], history, relevant, record["kind"]))
    entry_ids = tuple(str(entry.number) for entry in document.entries)
    return TestSet(document.id, document, entry_ids, tuple(queries))
