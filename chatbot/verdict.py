"""Does the corpus answer the question at all? A belief in [0, 1], cut into three words.

No single score tells: a near-topic question scores as high as a real one. But some of its words
("Texas", "docket") have no counterpart in the passage that was found, so the evidence holds how
well the worst matched quarter of the question fares, and how far the best entry stands out from
the next, beside the signals of the best passage. Where its editor lists questions that a document
does not cover, it counts whether the question is nearer to those or to what the document holds.
"""

import numpy as np
from numpy.typing import NDArray

from chatbot.answer import Strength, Verdict
from chatbot.ranking import SIGNALS, Ranking, shares

EVIDENCE = ("late", "dense", "bm25", "worst_quarter", "margin", "covered")
# Logistic regression over the evidence, fitted by scripts/fit_verdict.py.
COEFFICIENTS = np.array([2.25, 3.1, 0.0, 1.08, 2.66, 18.64])
INTERCEPT = -3.61

# Cuts on confidence: the lower one is reached by at least nine in ten answerable questions of each
# set that scripts/fit_verdict.py prints.
ANSWERED = 0.45
WEAK = 0.25


def evidence(ranking: Ranking) -> NDArray[np.float64]:
    """float64 [len(EVIDENCE)] of what speaks for an answer, each mostly in [0, 1]."""
    best = dict(zip(SIGNALS, ranking.signals[0].tolist(), strict=True))
    matches = ranking.matches.passages[:, ranking.order[0]]
    worst_quarter = weighted_quantile(matches, ranking.matches.weights, 0.25)
    others = ranking.scores[ranking.entries != ranking.entries[0]]
    margin = float(ranking.scores[0] - others[0]) if len(others) else 0.0
    asked = float(ranking.signals[:, SIGNALS.index("question")].max())
    known = max(asked, best["sentence"])
    covered = known - ranking.not_covered if ranking.not_covered is not None else 0.0
    return np.array([best["late"], best["dense"], best["bm25"], worst_quarter, margin, covered])


def weighted_quantile(
    values: NDArray[np.float32], weights: NDArray[np.float32], quantile: float
) -> float:
    """The value up to which that share of the weight lies; 0 where there are no values."""
    if not len(values):
        return 0.0
    order = np.argsort(values)
    reached = np.cumsum(shares(weights)[order]).searchsorted(quantile)
    return float(values[order[min(int(reached), len(values) - 1)]])


def confidence(ranking: Ranking) -> float:
    """Belief in [0, 1] that the corpus answers the question."""
    return float(1 / (1 + np.exp(-(evidence(ranking) @ COEFFICIENTS + INTERCEPT))))


def verdict(confidence: float) -> Verdict:
    """The word for a confidence."""
    if confidence >= ANSWERED:
        return Verdict.ANSWERED
    return Verdict.WEAK if confidence >= WEAK else Verdict.NOT_ANSWERED


def strength(score: float, best: float, confidence: float) -> Strength:
    """The word for one passage: how near it comes to the best, and how good that is."""
    if confidence >= ANSWERED and score >= best * 0.9:
        return Strength.STRONG
    return Strength.FAIR if confidence >= WEAK and score >= best * 0.75 else Strength.WEAK
