"""Measure the product on test sets: `python scripts/evaluate.py FOLDER […] [--golden]`.

FOLDER is in BEIR layout. Each set's corpus is indexed by the product's own code (kept in
`index/evaluation`, by content), each question goes the way that it goes in the product, and each
part of the ranking is measured alone beside it. With `--variations` the questions are put once
more, typed otherwise or with other questions before them (`measure/variations.py`). Writes two
pictures: risk against coverage, and how confidence is distributed over answerable and unanswerable
questions.
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
from chatbot.retrieval.confidence import WEAK_FROM, Verdict, verdict
from chatbot.retrieval.features import FEATURES
from chatbot.retrieval.ranking import Ranking
from chatbot.settings import Settings
from scripts.measure.beir import CACHE, Query, TestSet, open_index, read_beir
from scripts.measure.golden import read_golden
from scripts.measure.pictures import Outcome, draw
from scripts.measure.variations import variations

MEASURES = {Success @ 1: "hit@1", Success @ 3: "hit@3", nDCG @ 10: "ndcg@10", MRR @ 10: "mrr@10"}
# The product as a whole, then each part alone.
SYSTEMS = ("all", "dense", "bm25", "late")
DEPTH = 10
BINS = 5  # of confidence


@dataclass(frozen=True, slots=True)
class Result:
    """What came out for one question.

    Attributes:
        query: The question.
        runs: System → entry ids, best first, with their scores.
        confidence: System → belief that the corpus answers (a part's best score, for a part).
    """

    query: Query
    runs: Mapping[str, Sequence[tuple[str, float]]]
    confidence: Mapping[str, float]


def main() -> int:
    """Measure what the arguments name, print a table, and write JSON and pictures if wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="BEIR folders")
    parser.add_argument("--golden", action="store_true", help="measure tests/data/golden.jsonl too")
    parser.add_argument("--split", choices=("dev", "test"), help="only these golden questions")
    parser.add_argument("--variations", action="store_true", help="ask the questions otherwise too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--pictures", type=Path, default=CACHE, metavar="DIR")
    parser.add_argument("--cache", type=Path, default=CACHE, metavar="DIR", help="for the indexes")
    arguments = parser.parse_args()
    if not arguments.folders and not arguments.golden:
        parser.error("name a FOLDER or --golden")
    figures: dict[str, dict[str, dict[str, float | None]]] = {}
    measured: dict[str, list[Result]] = {}
    try:
        settings = Settings.from_environment()
        model = find_model(settings.model)
        # The encoder that answers questions in the product, which exports it if need be.
        _, encoder = build(settings.corpus, settings.index, model)
        sets = [read_beir(folder) for folder in arguments.folders]
        split = arguments.split
        golden = (
            [read_golden(split=split), read_golden(split=split, plain=True)]
            if arguments.golden
            else []
        )
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
    """Put one question to the product and note the order of every system."""
    question = clean(query.text, Settings().max_question)
    if small_talk(question):
        nothing: dict[str, list[tuple[str, float]]] = {system: [] for system in SYSTEMS}
        return Result(query, nothing, dict.fromkeys(SYSTEMS, 0.0))
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
    """The best entries by these scores, each by its best passage."""
    order = np.argsort(-scores, kind="stable")
    first = np.sort(np.unique(ranking.entries[order], return_index=True)[1])[:DEPTH]
    return [(entry_ids[ranking.entries[row]], float(scores[row])) for row in order[first]]


def measure(results: Sequence[Result], system: str) -> dict[str, float | None]:
    """The figures of one system over some questions."""
    answerable = [result for result in results if result.query.relevant]
    qrels = [
        Qrel(result.query.id, entry, 1) for result in answerable for entry in result.query.relevant
    ]
    # Ties are broken by rank, not by id: a run's scores are its ranks.
    run = [
        ScoredDoc(result.query.id, entry, DEPTH - rank)
        for result in answerable
        for rank, (entry, _) in enumerate(result.runs[system])
    ]
    values: dict[str, float | None] = dict.fromkeys(MEASURES.values())
    if run:
        found = ir_measures.calc_aggregate(list(MEASURES), qrels, run)
        values = {name: float(found[measure]) for measure, name in MEASURES.items()}
    belief = np.array([result.confidence[system] for result in results])
    truth = np.array([bool(result.query.relevant) for result in results])
    both = bool(truth.any() and not truth.all())
    # Only the whole product says whether it answers; its parts have scores but no verdict.
    said = belief >= WEAK_FROM if system == "all" else None
    return values | {
        "auroc": float(roc_auc_score(truth, belief)) if both else None,
        "answered": float(said[truth].mean()) if said is not None and truth.any() else None,
        "wrongly_answered": float(said[~truth].mean()) if said is not None and both else None,
        "answerable": int(truth.sum()),
        "unanswerable": int((~truth).sum()),
    }


def report(
    name: str, results: Sequence[Result], built: float, took: float
) -> dict[str, dict[str, float | None]]:
    """Print the figures of a set, by system and (for the product) by kind, and return them."""
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
    print_words(outcome(results))
    return figures


def outcome(results: Sequence[Result]) -> Outcome:
    """Belief in each question, whether its first entry is right, and whether any is."""
    return Outcome(
        belief=np.array([result.confidence["all"] for result in results]),
        right=np.array(
            [
                bool(result.runs["all"]) and result.runs["all"][0][0] in result.query.relevant
                for result in results
            ]
        ),
        answerable=np.array([bool(result.query.relevant) for result in results]),
    )


def print_words(found: Outcome) -> None:
    """Print how often each word is said, and how often what is believed so much is true."""
    belief, truth = found.belief, found.answerable
    if truth.all():
        return
    said = np.array([verdict(value).value for value in belief])
    for word in Verdict:
        of_answerable, of_others = ((said[side] == word).mean() for side in (truth, ~truth))
        print(f"says {word.value:19} {of_answerable:.1%} of answerable, {of_others:.1%} of others")
    # As if half of all questions were answerable, as in the fit.
    weights = np.where(truth, 0.5 / truth.sum(), 0.5 / (~truth).sum())
    bins = np.minimum((belief * BINS).astype(int), BINS - 1)
    cells = []
    for one in np.unique(bins):
        share = weights[(bins == one) & truth].sum() / weights[bins == one].sum()
        cells.append(f"{one / BINS:.1f}+: {share:.2f}")
    print(f"{'answerable by belief':24} {', '.join(cells)}")


def print_row(name: str, values: Mapping[str, float | None]) -> None:
    """Print one row of the table."""
    cells = ("–" if value is None else f"{value:.3g}" for value in values.values())
    print(f"{name:24}" + "".join(f"{cell:>17}" for cell in cells), flush=True)


if __name__ == "__main__":
    sys.exit(main())
