"""Does the corpus answer the question at all? A belief in [0, 1], cut into three words.

The evidence is meant to carry over to other corpora, so it holds no raw cut-off of one score: a
near-topic question scores as high as a real one, but some word of it ("Texas", "docket") has no
counterpart in the passage that was found.
"""

import numpy as np

from chatbot.answer import Strength, Verdict
from chatbot.ranking import SIGNALS, Ranking

EVIDENCE = ("late", "dense", "bm25", "worst_match", "margin")
COEFFICIENTS = np.array([8.0, 3.0, 1.5, 3.0, 6.0])
INTERCEPT = -7.2

# Cuts on confidence.
ANSWERED = 0.5
WEAK = 0.25


def evidence(ranking: Ranking) -> np.ndarray:
    """float64 [len(EVIDENCE)] of what speaks for an answer."""
    best = ranking.signals[0]
    weights, found = ranking.matches.weights, ranking.matches.passages[:, ranking.order[0]]
    heavy = weights >= np.median(weights) if len(weights) else np.zeros(0, dtype=bool)
    worst_match = float(found[heavy].min()) if heavy.any() else 0.0
    others = ranking.scores[ranking.entries != ranking.entries[0]]
    margin = float(ranking.scores[0] - others.max()) if len(others) else 0.0
    value = dict(zip(SIGNALS, best, strict=True))
    return np.array([value["late"], value["dense"], value["bm25"], worst_match, margin])


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
    return Strength.FAIR if score >= best * 0.75 and confidence >= WEAK else Strength.WEAK
