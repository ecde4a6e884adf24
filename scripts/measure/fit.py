"""Fit the weights of ranking and verdict: `python scripts/measure/fit.py FOLDER […]`.

Ranking: a softmax over the candidate passages of each answerable question, with one weight for each
feature, none below 0. The loss is the negative log-probability of the passages of right entries.
The weights are fitted on the BEIR folders only, not on the golden questions. No public set has
alternative questions. Several weights for them are tried on the golden questions of split "dev".
Their figures are printed, and a person chooses.

Verdict: a logistic regression over the evidence, no coefficient below 0. It is fitted on every set
that has unanswerable questions and on the golden questions of split "dev", with and without the
editor's lists. Every set and both of its classes weigh the same.

The first figures are the ones to quote. For each public set and the golden questions without lists
they come from a fit without that set and without sets of the same text (`SAME_TEXT` in
`samples.py`). Then come the weights and coefficients of a fit on all sets, which the product ships,
and the shares of questions that reach each cut with them.
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

MAX_FITTED = 300  # answerable questions of a set for the ranking, at most
SUM_OF_WEIGHTS = 2.0
PENALTY = 0.001  # of squared weights, in the softmax
EVIDENCE_PENALTY = 0.01  # of squared coefficients of standardised evidence
TRIED = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0)  # weights of `question` with alternative questions


def main() -> int:
    """Fit and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    folders = parser.parse_args().folders
    try:
        settings = Settings.from_environment()
        model = find_model(settings.model)
        # The encoder of the product, which is exported when no export exists.
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
        parser.error("name at least two sets of different texts that have unanswerable questions")
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
    """Return the weights of the features, float64 [len(FEATURES)].

    None is below 0, and they sum to `SUM_OF_WEIGHTS`.
    """
    questions: list[tuple[float, Floats, NDArray[np.bool_]]] = []
    for sample in samples:
        rows = np.flatnonzero(sample.answerable)
        if len(rows) > MAX_FITTED:
            rows = np.random.default_rng(SEED).choice(rows, MAX_FITTED, replace=False)
        for row in rows:
            ranking = sample.rankings[row]
            right = np.isin(ranking.entries, list(sample.relevant[row]))
            if right.any():
                features = ranking.features.astype(np.float64)
                questions.append((1 / (len(rows) * len(samples)), features, right))

    def loss(weights: Floats) -> tuple[float, Floats]:
        value, gradient = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for share, features, right in questions:
            scores = features @ weights
            scores -= scores.max()
            exponentials = np.exp(scores)
            total, hit = exponentials.sum(), exponentials[right].sum()
            value += share * float(np.log(total) - np.log(hit))
            gradient += share * (
                exponentials @ features / total - exponentials[right] @ features[right] / hit
            )
        return value, gradient

    start = np.full(len(FEATURES), 1.0)
    bounds = [(0, None)] * len(FEATURES)
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    return np.asarray(found * SUM_OF_WEIGHTS / found.sum())


def fit_verdict(samples: Sequence[Sample], weights: Floats) -> tuple[Floats, float]:
    """Return coefficients, none below 0, and intercept; use sets with unanswerable questions."""
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
    """Print the figures of one set."""
    first, three = hits(sample.ordered(weights))
    truth = sample.answerable
    auroc = "–"
    if not truth.all():
        auroc = (
            f"{roc_auc_score(truth, evidence_of(sample, weights) @ coefficients + intercept):.3f}"
        )
    print(f"{sample.name:36} {first:.3f} / {three:.3f}, {auroc}", flush=True)


def shares_answered(sample: Sample, weights: Floats, coefficients: Floats, intercept: float) -> str:
    """Return the shares of answerable and unanswerable questions that reach each cut."""
    probability = 1 / (1 + np.exp(-(evidence_of(sample, weights) @ coefficients + intercept)))
    truth = sample.answerable
    return ", ".join(
        f"{cut:.2f}: {(probability[truth] >= cut).mean():.2f}"
        + ("" if truth.all() else f" / {(probability[~truth] >= cut).mean():.2f}")
        for cut in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
    )


if __name__ == "__main__":
    sys.exit(main())
