"""Fit the weights of ranking and verdict: `python scripts/fit.py FOLDER […]`.

Order: a softmax over the entries of each answerable question, each entry by its best passage, with
one weight for each signal, none below 0 (the loss is that of ListNet with one right answer, Cao et
al. 2007). Fitted on the BEIR folders named; the golden questions take no part. The weight of lists
of ways to ask, which no public set has, is then chosen on the golden questions of split "dev".

Verdict: a logistic regression over the evidence, no coefficient below 0, on every set that has
unanswerable questions and on the golden questions of split "dev", with the editor's lists and
without. Every set and both of its classes weigh the same.

First it prints, for each set, the figures of weights and coefficients fitted without that set
(folders whose names begin alike, as "squad2_dev" and "xquad_en" hold the same text, are left out
together): those are the figures to quote. Then the ones fitted on all, which the product ships.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from beir import TestSet, open_index, read_beir
from evaluate import CACHE, GOLDEN, read_golden
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from chatbot.chatbot import Chatbot
from chatbot.conversation import clean
from chatbot.encoder import Encoder, ModelFiles, find_model, load_encoder
from chatbot.errors import ChatbotError
from chatbot.ranking import LISTED, Ranking
from chatbot.settings import Settings
from chatbot.signals import SIGNALS
from chatbot.small_talk import small_talk
from chatbot.verdict import EVIDENCE, evidence

SEED = 0
QUESTIONS = 1500  # of a set at most
FITTED = 300  # answerable questions of a set that the order is fitted on, at most
SUM_OF_WEIGHTS = 2.0
PENALTY = 0.001  # of squared weights, in the softmax
EVIDENCE_PENALTY = 0.01  # of squared coefficients of standardised evidence
TRIED = (0.5, 1.0, 1.5, 2.0, 3.0)  # weights of `question` where ways to ask are listed
# Sets that hold the same text, so that one cannot be judged by what was learned on the other.
SAME_TEXT = {"xquad_en": "squad2_dev"}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """What the product found for some questions of a set, and the entries that answer each.

    Attributes:
        name: The set.
        rankings: As the shipped weights order them.
        relevant: Ordinals of the entries; empty where none answers.
        listed: Whether an editor lists ways to ask every entry.
    """

    name: str
    rankings: tuple[Ranking, ...]
    relevant: tuple[frozenset[int], ...]
    listed: bool = False

    @property
    def answerable(self) -> NDArray[np.bool_]:
        """Which questions are."""
        return np.array([bool(entries) for entries in self.relevant])

    @property
    def group(self) -> str:
        """Sets of one group are left out together."""
        return SAME_TEXT.get(self.name, self.name)

    def take(self, rows: Sequence[bool] | NDArray[np.bool_]) -> "Sample":
        """The questions of these rows."""
        chosen = np.flatnonzero(rows)
        return replace(
            self,
            rankings=tuple(self.rankings[row] for row in chosen),
            relevant=tuple(self.relevant[row] for row in chosen),
        )

    def ordered(self, weights: Floats, listed_weight: float = LISTED) -> "Sample":
        """By other weights; the second one is that of `question` where ways to ask are listed."""
        used = weights.copy()
        if self.listed:
            used[SIGNALS.index("question")] = listed_weight
        rankings = [
            ranking.reordered((ranking.signals @ used).astype(np.float32))
            for ranking in self.rankings
        ]
        return replace(self, rankings=tuple(rankings))


def main() -> int:
    """Fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    folders = parser.parse_args().folders
    try:
        model = find_model(Settings().model)
        encoder = load_encoder(model)
        public = [collect(read_beir(folder), encoder, model) for folder in folders]
        listed = replace(collect(read_golden(), encoder, model), listed=True)
        plain = collect(read_golden(plain=True), encoder, model)
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    dev, test = (np.array(split) for split in golden_splits())
    print("fitted without the set: right entry first / in three, AUROC")
    for one in public:
        others = [other for other in public if other.group != one.group]
        weights = fit_order(others)
        parts = [*others, plain.take(dev), listed.take(dev)]
        report(one, weights, *fit_verdict(parts, weights))
    weights = fit_order(public)
    for name, split in (("dev", dev), ("test", test)):
        part = replace(plain.take(split), name=f"golden {name}, without lists")
        report(part, weights, *fit_verdict(public, weights))
    print("\nfitted on all")
    print(dict(zip(SIGNALS, weights.round(3).tolist(), strict=True)))
    for weight in TRIED:
        first, three = hits(listed.take(dev).ordered(weights, weight))
        print(f"listed {weight}: golden dev {first:.3f} / {three:.3f}")
    parts = [*public, plain.take(dev), listed.take(dev)]
    coefficients, intercept = fit_verdict(parts, weights)
    print(dict(zip(EVIDENCE, coefficients.round(3).tolist(), strict=True)), round(intercept, 3))
    shown = [*public, *(part.take(split) for part in (plain, listed) for split in (dev, test))]
    for part in shown:
        print(f"{part.name:36} {shares_answered(part, weights, coefficients, intercept)}")
    return 0


def golden_splits() -> tuple[list[bool], list[bool]]:
    """Which golden questions that `collect` takes are of split "dev", and which of "test"."""
    lines = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    asked = [line for line in lines if not line.get("history") and not is_small_talk(line["text"])]
    return [line["split"] == "dev" for line in asked], [line["split"] == "test" for line in asked]


def is_small_talk(text: str) -> bool:
    """Whether the product would not search for it."""
    return small_talk(clean(text, Settings().max_question)) is not None


def collect(test_set: TestSet, encoder: Encoder, model: ModelFiles) -> Sample:
    """What the product finds for a set's questions that nothing was asked before."""
    index = open_index(test_set, CACHE, encoder, model.identity)
    chatbot = Chatbot(index, encoder, Settings().max_question)
    ordinals = {entry_id: ordinal for ordinal, entry_id in enumerate(test_set.entry_ids)}
    queries = [
        query for query in test_set.queries if not query.history and not is_small_talk(query.text)
    ]
    if len(queries) > QUESTIONS:
        chosen = np.random.default_rng(SEED).choice(len(queries), QUESTIONS, replace=False)
        queries = [queries[row] for row in sorted(chosen)]
    rankings = [
        chatbot.search(clean(query.text, Settings().max_question)).ranking
        for query in tqdm(queries, desc=test_set.name, leave=False, disable=None)
    ]
    relevant = [frozenset(ordinals[entry] for entry in query.relevant) for query in queries]
    return Sample(test_set.name, tuple(rankings), tuple(relevant))


def fit_order(samples: Sequence[Sample]) -> Floats:
    """Weights of the signals, none below 0, that sum to `SUM_OF_WEIGHTS`."""
    questions: list[tuple[float, Floats, NDArray[np.bool_]]] = []
    for sample in samples:
        rows = np.flatnonzero(sample.answerable)
        if len(rows) > FITTED:
            rows = np.random.default_rng(SEED).choice(rows, FITTED, replace=False)
        for row in rows:
            ranking = sample.rankings[row]
            right = np.isin(ranking.entries, list(sample.relevant[row]))
            if right.any():
                signals = ranking.signals.astype(np.float64)
                questions.append((1 / (len(rows) * len(samples)), signals, right))

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, gradient = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for share, signals, right in questions:
            scores = signals @ weights
            scores -= scores.max()
            grown = np.exp(scores)
            total, hit = grown.sum(), grown[right].sum()
            value += share * float(np.log(total) - np.log(hit))
            gradient += share * (grown @ signals / total - grown[right] @ signals[right] / hit)
        return value, gradient

    start = np.full(len(SIGNALS), 1.0)
    bounds = [(0, None)] * len(SIGNALS)
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    return np.asarray(found * SUM_OF_WEIGHTS / found.sum())


def fit_verdict(samples: Sequence[Sample], weights: Floats) -> tuple[Floats, float]:
    """Coefficients (none below 0) and intercept, on the sets with unanswerable questions."""
    parts = [
        (evidence_of(sample, weights), sample.answerable)
        for sample in samples
        if not sample.answerable.all()
    ]
    values = np.concatenate([part for part, _ in parts])
    truth = np.concatenate([answerable for _, answerable in parts]).astype(float)
    share = np.concatenate(
        [np.where(one, 1 / one.sum(), 1 / (~one).sum()) / (2 * len(parts)) for _, one in parts]
    )
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = (values - mean) / spread

    def loss(parameters: Floats) -> tuple[float, Floats]:
        logits = scaled @ parameters[:-1] + parameters[-1]
        wrong = share * (1 / (1 + np.exp(-logits)) - truth)
        value = share @ np.logaddexp(0, np.where(truth > 0, -logits, logits))
        gradient = scaled.T @ wrong + 2 * EVIDENCE_PENALTY * parameters[:-1]
        value += EVIDENCE_PENALTY * (parameters[:-1] ** 2).sum()
        return float(value), np.append(gradient, wrong.sum())

    bounds = [(0, None)] * len(EVIDENCE) + [(None, None)]
    start = np.zeros(len(EVIDENCE) + 1)
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    coefficients = found[:-1] / spread
    return coefficients, float(found[-1] - coefficients @ mean)


def evidence_of(sample: Sample, weights: Floats) -> Floats:
    """float64 [questions, len(EVIDENCE)] as these weights order the passages."""
    return np.array([evidence(ranking, weights) for ranking in sample.ordered(weights).rankings])


def hits(sample: Sample) -> tuple[float, float]:
    """Shares of answerable questions with a right entry first, and among the first three."""
    first, three = [], []
    for ranking, relevant in zip(sample.rankings, sample.relevant, strict=True):
        if relevant:
            places = ranking.best_of_entries(3)
            found = [int(ranking.entries[place]) in relevant for place in places]
            first.append(found[0])
            three.append(any(found))
    return float(np.mean(first)), float(np.mean(three))


def report(sample: Sample, weights: Floats, coefficients: Floats, intercept: float) -> None:
    """Print the figures of a set."""
    first, three = hits(sample.ordered(weights))
    truth = sample.answerable
    auroc = "–"
    if not truth.all():
        auroc = (
            f"{roc_auc_score(truth, evidence_of(sample, weights) @ coefficients + intercept):.3f}"
        )
    print(f"{sample.name:36} {first:.3f} / {three:.3f}, {auroc}", flush=True)


def shares_answered(sample: Sample, weights: Floats, coefficients: Floats, intercept: float) -> str:
    """Answerable and unanswerable questions that reach each cut, for choosing the cuts."""
    belief = 1 / (1 + np.exp(-(evidence_of(sample, weights) @ coefficients + intercept)))
    truth = sample.answerable
    return ", ".join(
        f"{cut:.2f}: {(belief[truth] >= cut).mean():.2f}"
        + ("" if truth.all() else f" / {(belief[~truth] >= cut).mean():.2f}")
        for cut in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
    )


if __name__ == "__main__":
    sys.exit(main())
