"""Fit the coefficients of `chatbot/verdict.py`: `python scripts/fit_verdict.py FOLDER […]`.

A logistic regression over the evidence, on the questions of the BEIR folders named (turn 1 only)
and on the golden questions of the split "dev", with the editor's lists and without. Each answerable
question of a folder serves twice: as it is, and as an unanswerable one with the entries that answer
it taken out of the candidates. Every set and both of its classes weigh the same, and no evidence
may count against an answer. Prints the coefficients, and the AUROC on each set of a fit without it
(for the golden questions: on their split "test").
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

from chatbot.chatbot import Chatbot
from chatbot.conversation import clean
from chatbot.encoder import Encoder, ModelFiles, find_model, load_encoder
from chatbot.ranking import Ranking
from chatbot.settings import Settings
from chatbot.small_talk import small_talk
from chatbot.verdict import EVIDENCE, evidence

SEED = 0
QUESTIONS = 900  # of a set at most
WITHOUT_ANSWER = 0.3  # weight of a question whose answer was taken out, beside 1 of a real one
PENALTY = 0.01  # of squared coefficients of standardised evidence


@dataclass(frozen=True, slots=True)
class Sample:
    """The evidence of n questions, whether each is answerable, its weight, whether it is real."""

    evidence: NDArray[np.float64]
    answerable: NDArray[np.bool_]
    weights: NDArray[np.float64]
    real: NDArray[np.bool_]

    def take(self, rows: NDArray[np.bool_]) -> "Sample":
        """The questions of these rows, both classes weighing 1 in all."""
        truth, weights = self.answerable[rows], self.weights[rows].copy()
        for side in (truth, ~truth):
            if side.any():
                weights[side] /= weights[side].sum()
        return Sample(self.evidence[rows], truth, weights, self.real[rows])


def main() -> int:
    """Fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    folders = parser.parse_args().folders
    model = find_model(Settings().model)
    encoder = load_encoder(model)
    samples = {}
    for folder in folders:
        sample = collect(read_beir(folder), encoder, model)
        samples[folder.name] = sample.take(np.ones(len(sample.real), dtype=bool))
    lines = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    is_dev = np.array(
        [line["split"] == "dev" for line in lines if not small_talk(clean(line["text"], 2000))]
    )
    tests = {}
    for test_set in (read_golden(), read_golden(plain=True)):
        golden = collect(test_set, encoder, model)
        samples[test_set.name], tests[test_set.name] = golden.take(is_dev), golden.take(~is_dev)
    for name in samples:
        others = [samples[other] for other in samples if other != name or other in tests]
        held_out = tests.get(name, samples[name])
        print(f"{name}: AUROC {auroc(held_out, *fit(others))}")
    coefficients, intercept = fit(list(samples.values()))
    print(dict(zip(EVIDENCE, coefficients.round(2).tolist(), strict=True)), round(intercept, 2))
    for name, sample in (samples | tests).items():
        print(f"{name}: {shares_answered(sample, coefficients, intercept)}")
    return 0


def collect(test_set: TestSet, encoder: Encoder, model: ModelFiles) -> Sample:
    """The evidence of a set's questions, as the product finds it."""
    index = open_index(test_set, CACHE, encoder, model.identity)
    chatbot = Chatbot(index, encoder, Settings().max_question)
    ordinals = {entry_id: ordinal for ordinal, entry_id in enumerate(test_set.entry_ids)}
    queries = [query for query in test_set.queries if query.kind != "turn > 1"]
    if len(queries) > QUESTIONS:
        chosen = np.random.default_rng(SEED).choice(len(queries), QUESTIONS, replace=False)
        queries = [queries[row] for row in sorted(chosen)]
    golden = test_set.name in (read_golden().name, read_golden(plain=True).name)
    rows, truth, weights, real = [], [], [], []
    for query in queries:
        question = clean(query.text, Settings().max_question)
        if small_talk(question):
            continue
        ranking = chatbot.search(question, query.history).ranking
        rows.append(evidence(ranking))
        truth.append(bool(query.relevant))
        weights.append(1.0)
        real.append(True)
        keep = ~np.isin(ranking.entries, [ordinals[entry] for entry in query.relevant])
        if query.relevant and not golden and keep.any():
            rows.append(evidence(without(ranking, keep)))
            truth.append(False)
            weights.append(WITHOUT_ANSWER)
            real.append(False)
    return Sample(np.array(rows), np.array(truth), np.array(weights), np.array(real))


def without(ranking: Ranking, keep: NDArray[np.bool_]) -> Ranking:
    """The ranking of the candidates that are kept."""
    return replace(
        ranking,
        rows=ranking.rows[keep],
        entries=ranking.entries[keep],
        scores=ranking.scores[keep],
        signals=ranking.signals[keep],
        order=ranking.order[keep],
    )


def fit(samples: Sequence[Sample]) -> tuple[NDArray[np.float64], float]:
    """Coefficients (none below 0) and intercept of a logistic regression over all samples."""
    values = np.concatenate([sample.evidence for sample in samples])
    truth = np.concatenate([sample.answerable for sample in samples]).astype(float)
    weights = np.concatenate([sample.weights for sample in samples])
    weights = weights / weights.sum()
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    scaled = (values - mean) / spread

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = scaled @ parameters[:-1] + parameters[-1]
        wrong = weights * (1 / (1 + np.exp(-logits)) - truth)
        value = weights @ np.logaddexp(0, np.where(truth > 0, -logits, logits))
        gradient = np.append(scaled.T @ wrong + 2 * PENALTY * parameters[:-1], wrong.sum())
        return float(value + PENALTY * (parameters[:-1] ** 2).sum()), gradient

    bounds = [(0, None)] * len(EVIDENCE) + [(None, None)]
    start = np.zeros(len(EVIDENCE) + 1)
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    coefficients = found[:-1] / spread
    return coefficients, float(found[-1] - coefficients @ mean)


def auroc(sample: Sample, coefficients: NDArray[np.float64], intercept: float) -> str:
    """Answerable against really unanswerable questions; "–" where the set has none of those."""
    truth = sample.answerable[sample.real]
    if truth.all():
        return "–"
    return f"{roc_auc_score(truth, sample.evidence[sample.real] @ coefficients + intercept):.3f}"


def shares_answered(sample: Sample, coefficients: NDArray[np.float64], intercept: float) -> str:
    """Answerable and really unanswerable questions that reach each cut, for choosing the cuts."""
    belief = 1 / (1 + np.exp(-(sample.evidence @ coefficients + intercept)))[sample.real]
    truth = sample.answerable[sample.real]
    return ", ".join(
        f"{cut:.2f}: {(belief[truth] >= cut).mean():.2f}"
        + ("" if truth.all() else f" / {(belief[~truth] >= cut).mean():.2f}")
        for cut in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
    )


if __name__ == "__main__":
    sys.exit(main())
