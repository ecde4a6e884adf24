"""Does the corpus answer the question at all? A belief in [0, 1], cut into three words.

No single score tells: a near-topic question scores as high as a real one. The evidence is how well
the best passage fits by all signals together, how well one sentence of it does, and how near the
question is to one that an entry is known to answer. Where its editor lists questions that a
document does not cover, belief falls as one of those is nearer than anything that it holds.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from chatbot.retrieval.features import SIGNALS
from chatbot.retrieval.ranking import WEIGHTS, Ranking


class Verdict(StrEnum):
    """Whether the corpus answers the question."""

    ANSWERED = "answered"
    WEAK = "weak"
    NOT_ANSWERED = "not_answered"


class Strength(StrEnum):
    """How well a passage fits, in words for people."""

    STRONG = "strong match"
    FAIR = "fair match"
    WEAK = "weak match"


EVIDENCE = ("score", "sentence", "question", "covered")
# Logistic regression over the evidence, fitted by scripts/measure/fit.py.
COEFFICIENTS = np.array([0.517, 2.848, 4.793, 14.52])
INTERCEPT = -3.82

# Cuts on confidence: the lower one is reached by nine in ten answerable questions of each set that
# scripts/measure/fit.py prints.
ANSWERED = 0.5
WEAK = 0.25


def evidence(ranking: Ranking, weights: NDArray[np.floating] = WEIGHTS) -> NDArray[np.float64]:
    """float64 [len(EVIDENCE)] of what speaks for an answer.

    Args:
        ranking: What was found.
        weights: Of the signals in the score; [len(SIGNALS)].
    """
    columns = dict(zip(SIGNALS, ranking.signals.T, strict=True))
    sentence = float(columns["sentence"][0])
    asked = float(columns["question"].max())
    known = max(asked, float(columns["sentence"].max()))
    # At most 0: that a question is far from a list of three lines says nothing for it.
    covered = min(0.0, known - ranking.not_covered) if ranking.not_covered is not None else 0.0
    # The fused score weighs lists of ways to ask more, where there are any: here all corpora are
    # put on one scale.
    score = float(ranking.signals[0] @ weights)
    return np.array([score, sentence, asked, covered])


def confidence(ranking: Ranking) -> float:
    """Belief in [0, 1] that the corpus answers the question."""
    return float(1 / (1 + np.exp(-(evidence(ranking) @ COEFFICIENTS + INTERCEPT))))


def both_beliefs(alone: float, with_context: float) -> float:
    """Belief in [0, 1] in an answer to a question that may go on from others: mean log-odds.

    Alone it may lack its subject; with the questions before it, it holds theirs.
    """
    beliefs = np.clip([alone, with_context], 1e-9, 1 - 1e-9)
    return float(1 / (1 + np.exp(-np.log(beliefs / (1 - beliefs)).mean())))


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
