"""Measure the product on test sets: `python scripts/evaluate.py FOLDER […] [--golden]`.

FOLDER is in BEIR layout. The product's own code indexes each corpus and answers each question. An
index is kept in `index/evaluation` until its corpus changes. Each part of the ranking is measured
alone, too. `--variations` asks the questions a second time: typed differently, or after other
questions (`measure/variations.py`). Two pictures are written: risk against coverage, and the
distribution of confidence over answerable and unanswerable questions.
"""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import MRR, Qrel, ScoredDoc, Success, nDCG
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from chatbot.answering.chatbot import Chatbot
from chatbot.answering.conversation import clean
from chatbot.answering.small_talk import small_talk
from chatbot.encoding.model_files import find_model
from chatbot.errors import ChatbotError
from chatbot.index.build import build
from chatbot.retrieval.confidence import WEAK_FROM
from chatbot.retrieval.features import FEATURES
from chatbot.retrieval.ranking import Ranking
from chatbot.settings import Settings
from scripts.measure.beir import CACHE, Query, TestSet, open_index, read_beir
from scripts.measure.golden import read_golden
from scripts.measure.pictures import Outcome, draw
from scripts.measure.variations import variations
from scripts.measure.verdicts import print_verdicts

MEASURES = {Success @ 1: "hit@1", Success @ 3: "hit@3", nDCG @ 10: "ndcg@10", MRR @ 10: "mrr@10"}
# The product as a whole, then each part alone.
SYSTEMS = ("all", "dense", "bm25", "late")
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Result:
    """Result for one question.

    Attributes:
        query: The question.
        runs: System → entry ids, best first, with their scores.
        confidence: System → its best score. For "all" it is the probability of an answer.
    """

    query: Query
    runs: Mapping[str, Sequence[tuple[str, float]]]
    confidence: Mapping[str, float]


def main() -> int:
    """Measure the named sets, print tables, write pictures and JSON; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="BEIR folders")
    parser.add_argument("--golden", action="store_true", help="measure tests/data/golden.jsonl too")
    parser.add_argument("--share", type=float, help="golden with that share of the lists, 0 to 1")
    parser.add_argument("--split", choices=("dev", "test"), help="only these golden questions")
    parser.add_argument("--variations", action="store_true", help="ask the questions otherwise too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--pictures", type=Path, default=CACHE, metavar="DIR")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="DIR", help="for the indexes")
    arguments = parser.parse_args()
    if not arguments.folders and not arguments.golden and arguments.share is None:
        parser.error("name a FOLDER or --golden")
    if arguments.share is not None and not 0 <= arguments.share <= 1:
        parser.error("--share is from 0 to 1")
    figures: dict[str, dict[str, dict[str, float | None]]] = {}
    measured: dict[str, list[Result]] = {}
    try:
        settings = Settings.from_environment()
        model = find_model(settings.model)
        # The encoder of the product, which is exported when no export exists.
        _, encoder = build(settings.corpus, settings.index, model)
        sets = [read_beir(folder) for folder in arguments.folders]
        split = arguments.split
        golden = (
            [read_golden(split=split), read_golden(split=split, share=0)]
            if arguments.golden
            else []
        )
        if arguments.share is not None:
            golden.append(read_golden(split=split, share=arguments.share))
        for test_set in [*sets, *golden]:
            began = time.perf_counter()
            index = open_index(test_set, arguments.cache, encoder, model.identity)
            built = time.perf_counter() - began
            chatbot = Chatbot(index, encoder, Settings().max_question)
            results = [
                ask(chatbot, test_set, query)
                for query in tqdm(test_set.queries, desc=test_set.name, leave=False, disable=None)
            ]
            took = time.perf_counter() - began - built
            measured[test_set.name] = results
            figures[test_set.name] = report(test_set.name, results, built, took)
            if arguments.variations:
                for name, queries in variations(test_set.queries).items():
                    again = [ask(chatbot, test_set, query) for query in queries]
                    print_row(f"all, {name}", measure(again, "all"))
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    draw({name: outcome(results) for name, results in measured.items()}, arguments.pictures)
    return 0


def ask(chatbot: Chatbot, test_set: TestSet, query: Query) -> Result:
    """Ask the product one question and return the order of every system."""
    question = clean(query.text, Settings().max_question)
    if small_talk(question):
        no_entries: dict[str, list[tuple[str, float]]] = {system: [] for system in SYSTEMS}
        return Result(query, no_entries, dict.fromkeys(SYSTEMS, 0.0))
    found = chatbot.search(question, query.history)
    ranking = found.ranking
    columns = dict(zip(FEATURES, ranking.features.T, strict=True)) | {"all": ranking.scores}
    runs = {
        system: best_entries(ranking, columns[system], test_set.entry_ids) for system in SYSTEMS
    }
    best = {system: float(columns[system].max()) for system in SYSTEMS}
    return Result(query, runs, best | {"all": found.confidence})


def best_entries(
    ranking: Ranking, scores: NDArray[np.float32], entry_ids: Sequence[str]
) -> list[tuple[str, float]]:
    """Return ids and scores of the best entries, each with the score of its best passage."""
    order = np.argsort(-scores, kind="stable")
    first = np.sort(np.unique(ranking.entries[order], return_index=True)[1])[:DEPTH]
    return [(entry_ids[ranking.entries[row]], float(scores[row])) for row in order[first]]


def measure(results: Sequence[Result], system: str) -> dict[str, float | None]:
    """Return the figures of one system; None where the questions do not determine a figure."""
    answerable = [result for result in results if result.query.relevant]
    qrels = [
        Qrel(result.query.id, entry, 1) for result in answerable for entry in result.query.relevant
    ]
    # A run's scores are its ranks, so that ties are not broken by id.
    run = [
        ScoredDoc(result.query.id, entry, DEPTH - rank)
        for result in answerable
        for rank, (entry, _) in enumerate(result.runs[system])
    ]
    values: dict[str, float | None] = dict.fromkeys(MEASURES.values())
    if run:
        found = ir_measures.calc_aggregate(list(MEASURES), qrels, run)
        values = {name: float(found[measure]) for measure, name in MEASURES.items()}
    confidence = np.array([result.confidence[system] for result in results])
    truth = np.array([bool(result.query.relevant) for result in results])
    both = bool(truth.any() and not truth.all())
    # Only the whole product has a verdict.
    answered = confidence >= WEAK_FROM if system == "all" else None
    return values | {
        "auroc": float(roc_auc_score(truth, confidence)) if both else None,
        "answered": float(answered[truth].mean()) if answered is not None and truth.any() else None,
        "wrongly_answered": float(answered[~truth].mean())
        if answered is not None and both
        else None,
        "answerable": int(truth.sum()),
        "unanswerable": int((~truth).sum()),
    }


def report(
    name: str, results: Sequence[Result], built: float, took: float
) -> dict[str, dict[str, float | None]]:
    """Print the figures by system, and of the product by kind; return those by system."""
    figures = {system: measure(results, system) for system in SYSTEMS}
    print(f"\n{name}: index {built:.0f} s, {len(results)} questions {took:.0f} s")
    print(f"{'':24}" + "".join(f"{column:>17}" for column in figures["all"]))
    rows = dict(figures)
    for kind in sorted({result.query.kind for result in results} - {""}):
        rows[f"all, {kind}"] = measure([one for one in results if one.query.kind == kind], "all")
    unanswerable = {result.query.kind for result in results if not result.query.relevant}
    if "near_topic" in unanswerable:
        near = [one for one in results if one.query.relevant or one.query.kind == "near_topic"]
        rows["all, near-topic only"] = measure(near, "all")
    for row, values in rows.items():
        print_row(row, values)
    print_verdicts(outcome(results))
    return figures


def outcome(results: Sequence[Result]) -> Outcome:
    """Return the arrays that the pictures show."""
    return Outcome(
        confidence=np.array([result.confidence["all"] for result in results]),
        right=np.array(
            [
                bool(result.runs["all"]) and result.runs["all"][0][0] in result.query.relevant
                for result in results
            ]
        ),
        answerable=np.array([bool(result.query.relevant) for result in results]),
    )


def print_row(name: str, values: Mapping[str, float | None]) -> None:
    """Print one row of the table."""
    cells = ("–" if value is None else f"{value:.3g}" for value in values.values())
    print(f"{name:24}" + "".join(f"{cell:>17}" for cell in cells), flush=True)


if __name__ == "__main__":
    sys.exit(main())
