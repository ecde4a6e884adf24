"""The golden questions of `tests/data/golden.jsonl`, as records and as a test set."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.settings import ROOT
from scripts.measure.beir import Query, TestSet


def golden_records() -> list[dict[str, Any]]:
    """Return a record for each line: "text", "entries", "kind", "split", and maybe "history"."""
    lines = (ROOT / "tests" / "data" / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def read_golden(*, split: str | None = None, share: float = 1.0) -> TestSet:
    """Return the shipped corpus with the golden questions, grouped by kind.

    Args:
        split: Only the questions of that split. Those of "dev" were used in development.
        share: The share of the editor's lists (`asked_as`, `not_covered`) that is kept, chosen
            evenly.
    """
    document = read_document(scan_corpus(ROOT / "corpus")[0])
    if share < 1:
        kept = tuple(
            replace(entry, alternative_questions=thinned(entry.alternative_questions, share))
            for entry in document.entries
        )
        name = f"{document.id}-with-{share:g}-of-lists" if share else f"{document.id}-without-lists"
        rest = thinned(document.not_covered, share)
        document = replace(document, id=name, entries=kept, not_covered=rest, sha256=f"{name} 1")
    queries = []
    for number, record in enumerate(golden_records()):
        if split not in (None, record["split"]):
            continue
        relevant = frozenset(str(entry) for entry in record["entries"])
        history = tuple(record.get("history", ()))
        queries.append(Query(str(number), record["text"], history, relevant, record["kind"]))
    entry_ids = tuple(str(entry.number) for entry in document.entries)
    return TestSet(document.id, document, entry_ids, tuple(queries))


def thinned(texts: Sequence[str], share: float) -> tuple[str, ...]:
    """Return a share of some texts, at equal distances."""
    count = round(len(texts) * share)
    return tuple(texts[round(place * len(texts) / count)] for place in range(count))
