"""Fit the weights of ranking and verdict: `python scripts/measure/fit.py FOLDER […]`.

Ranking: a softmax over the candidate passages of each answerable question, with one weight for each
feature, none below 0. The loss is the negative log-probability of the passages of right entries.
The weights are fitted on the BEIR folders only, not on the golden questions. No public set has
alternative questions. Several weights for them are tried on the golden questions of split "dev".
Their figures are printed, and a person chooses.

Verdict: a logistic regression over the evidence, no coefficient below 0. It is fitted on every set
that has unanswerable questions, also on those of `--verdict`, and on the golden questions of split
"dev". Every set and both of its classes weigh the same. All log-odds are divided by a temperature,
so that of each set nineteen answerable questions in twenty reach the lower cut. For corpora with
lists, the golden questions with lists are added, and the sets of `--verdict` and the temperature
are left out.

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
from chatbot.retrieval.calibration import EVIDENCE
from chatbot.retrieval.confidence import WEAK_FROM
from chatbot.retrieval.features import FEATURES
from chatbot.settings import Settings
from scripts.measure.beir import read_beir
from scripts.measure.golden import read_golden
from scripts.measure.samples import SEED, Floats, Sample, collect, evidence_of, hits
from scripts.measure.verdicts import STAY

MAX_FITTED = 300  # answerable questions of a set for the ranking, at most
SUM_OF_WEIGHTS = 2.0
PENALTY = 0.001  # of squared weights, in the softmax
EVIDENCE_PENALTY = 0.01  # of squared coefficients of standardised evidence
PLAIN_QUESTION = 1.0
"""Coefficient of `question` without lists, by hand. From 1 to 3 the mean AUROC over the sets is the
same. The lower it is, the less often a similar question about something else passes."""
TRIED = (0.5, 1.0, 2.0, 3.0, 4.0, 6.0)  # weights of `question` with alternative questions


def main() -> int:
    """Fit and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--verdict", nargs="+", type=Path, default=[], metavar="FOLDER")
    arguments = parser.parse_args()
    folders = arguments.folders
    try:
        settings = Settings.from_environment()
        model = find_model(settings.model)
        # The encoder of the product, which is exported when no export exists.
        _, encoder = build(settings.corpus, settings.index, model)
        public, more = (
            [collect(read_beir(folder), encoder, model) for folder in some]
            for some in (folders, arguments.verdict)
        )
        dev, test, listed_dev, listed_test = (
            collect(read_golden(split=split, share=share), encoder, model, listed=bool(share))
            for share in (0, 1)
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
        report(one, weights, *fit_verdict([*others, *more, dev], weights))
    weights = fit_order(public)
    for name, part in (("dev", dev), ("test", test)):
        fitted = fit_verdict([*public, *more], weights)
        report(replace(part, name=f"golden {name}, no lists"), weights, *fitted)
    for one in more:
        others = [*public, *(other for other in more if other is not one), dev]
        report(one, weights, *fit_verdict(others, weights))
    print("\nfitted on all")
    print(dict(zip(FEATURES, weights.round(3).tolist(), strict=True)))
    for weight in TRIED:
        first, three = hits(listed_dev.ordered(weights, weight))
        print(f"listed {weight}: golden dev {first:.3f} / {three:.3f}")
    listed = fit_verdict([*public, dev, listed_dev], weights, listed=True)
    print_fit("with lists", *listed)
    for part in (listed_dev, listed_test):
        print(f"{part.name:36} {shares_answered(part, weights, *listed)}")
    coefficients, intercept = fit_verdict([*public, *more, dev], weights)
    print_fit("without lists", coefficients, intercept)
    for part in (*public, *more, dev, test):
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


def fit_verdict(
    samples: Sequence[Sample], weights: Floats, *, listed: bool = False
) -> tuple[Floats, float]:
    """Return coefficients, none below 0, and intercept; use sets with unanswerable questions.

    Args:
        samples: The sets.
        weights: Those of the features.
        listed: Fit it for corpora with lists, without temperature.
    """
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
    known = np.zeros(len(EVIDENCE))
    if not listed:
        known[EVIDENCE.index("question")] = PLAIN_QUESTION
    offset = values @ known
    values = np.where(known, 0.0, values)
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = (values - mean) / spread

    def loss(parameters: Floats) -> tuple[float, Floats]:
        logits = scaled @ parameters[:-1] + parameters[-1] + offset
        wrong = share * (1 / (1 + np.exp(-logits)) - truth)
        value = share @ np.logaddexp(0, np.where(truth > 0, -logits, logits))
        gradient = scaled.T @ wrong + 2 * EVIDENCE_PENALTY * parameters[:-1]
        value += EVIDENCE_PENALTY * (parameters[:-1] ** 2).sum()
        return float(value), np.append(gradient, wrong.sum())

    bounds = [(0, None)] * len(EVIDENCE) + [(None, None)]
    start = np.zeros(len(EVIDENCE) + 1)
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    coefficients = found[:-1] / spread
    intercept = float(found[-1] - coefficients @ mean)
    coefficients += known
    divisor = 1.0 if listed else temperature(parts, coefficients, intercept)
    return coefficients / divisor, intercept / divisor


def temperature(
    parts: Sequence[tuple[Floats, NDArray[np.bool_]]], coefficients: Floats, intercept: float
) -> float:
    """Return the temperature with which `STAY` of the answerable questions reach the lower cut.

    Guo et al. 2017, On Calibration of Modern Neural Networks (arXiv:1706.04599).

    Args:
        parts: Evidence and truth of each set.
        coefficients: Those that were found.
        intercept: The same.
    """
    lowest = min(
        np.quantile(values[truth] @ coefficients + intercept, 1 - STAY) for values, truth in parts
    )
    cut = float(np.log(WEAK_FROM / (1 - WEAK_FROM)))
    return max(1.0, float(lowest) / cut)


def print_fit(name: str, coefficients: Floats, intercept: float) -> None:
    """Print coefficients and intercept."""
    print(
        name, dict(zip(EVIDENCE, coefficients.round(3).tolist(), strict=True)), round(intercept, 3)
    )


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
