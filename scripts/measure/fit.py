"""Fit the weights of ranking and verdict: `python scripts/measure/fit.py FOLDER […]`.

Order: a softmax over the candidate passages of each answerable question, with one weight for each
signal, none below 0; the loss is the negative logarithm of the share that the passages of right
entries have. Fitted on the BEIR folders named; the golden questions take no part. For the weight of
lists of ways to ask, which no public set has, it prints the figures of several on the golden
questions of split "dev", for a person to choose by.

Verdict: a logistic regression over the evidence, no coefficient below 0, on every set that has
unanswerable questions and on the golden questions of split "dev", with the editor's lists and
without. Every set and both of its classes weigh the same.

First it prints, for each public set, and for the golden questions without lists, the figures of
weights and coefficients fitted without that set, nor another that holds the same text (`SAME_TEXT`
in `samples.py`): those are the figures to quote. Then weights and coefficients fitted on all, which
the product ships, and how many questions reach each cut with them.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from chatbot.encoding.model_files import find_model
from chatbot.errors import ChatbotError
from chatbot.index.build import build
from chatbot.retrieval.confidence import EVIDENCE
from chatbot.retrieval.features import FEATURES
from chatbot.settings import Settings
from scripts.measure.beir import read_beir
from scripts.measure.golden import read_golden
from scripts.measure.samples import SEED, Floats, Sample, collect, evidence_of, hits

FITTED = 300  # answerable questions of a set that the order is fitted on, at most
SUM_OF_WEIGHTS = 2.0
PENALTY = 0.001  # of squared weights, in the softmax
EVIDENCE_PENALTY = 0.01  # of squared coefficients of standardised evidence
TRIED = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0)  # weights of `question` where ways to ask are listed


def main() -> int:
    """Fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    folders = parser.parse_args().folders
    try:
        settings = Settings.from_environment()
        model = find_model(settings.model)
        # The encoder that answers questions in the product, which exports it if need be.
        _, encoder = build(settings.corpus, settings.index, model)
        public = [collect(read_beir(folder), encoder, model) for folder in folders]
        dev, test, listed_dev, listed_test = (
            collect(read_golden(split=split, plain=plain), encoder, model, listed=not plain)
            for plain in (True, False)
            for split in ("dev", "test")
        )
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if len({sample.group for sample in public if not sample.answerable.all()}) < 2:
        parser.error("name two sets of other texts that have unanswerable questions, or more")
    print("fitted without the set: right entry first / in three, AUROC")
    for one in public:
        others = [other for other in public if other.group != one.group]
        weights = fit_order(others)
        report(one, weights, *fit_verdict([*others, dev, listed_dev], weights))
    weights = fit_order(public)
    for name, part in (("dev", dev), ("test", test)):
        report(
            replace(part, name=f"golden {name}, no lists"), weights, *fit_verdict(public, weights)
        )
    print("\nfitted on all")
    print(dict(zip(FEATURES, weights.round(3).tolist(), strict=True)))
    for weight in TRIED:
        first, three = hits(listed_dev.ordered(weights, weight))
        print(f"listed {weight}: golden dev {first:.3f} / {three:.3f}")
    coefficients, intercept = fit_verdict([*public, dev, listed_dev], weights)
    print(dict(zip(EVIDENCE, coefficients.round(3).tolist(), strict=True)), round(intercept, 3))
    for part in (*public, dev, test, listed_dev, listed_test):
        print(f"{part.name:36} {shares_answered(part, weights, coefficients, intercept)}")
    return 0


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
                signals = ranking.features.astype(np.float64)
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

    start = np.full(len(FEATURES), 1.0)
    bounds = [(0, None)] * len(FEATURES)
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
