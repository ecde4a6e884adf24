"""Decide if the corpus answers a query: a probability, and one of three verdicts.

No single score is enough: a query near the topic scores as high as one that is answered. The
evidence is the fused score of the best passage and the match of its best sentence. The match of the
nearest question of an entry is evidence too. Editors may also list questions that a document does
not cover. One of those that is nearer than anything in the document lowers the probability.

The nearest question is strong evidence where an editor lists many wordings of each. Where entries
have only their own, it is weak: "Do you have parking?" is near to "Do you have a pool?".
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from chatbot.retrieval.calibration import LISTED, PLAIN
from chatbot.retrieval.features import FEATURES
from chatbot.retrieval.ranking import WEIGHTS, Ranking

# Thresholds of the probability. In each set that scripts/measure/fit.py prints, nine in ten
# answerable questions reach the lower one.
ANSWERED_FROM = 0.5
WEAK_FROM = 0.25

PROBABILITY_DECIMALS = 4
"""Decimals of a probability, in comparisons and in JSON."""
STRONG_SHARE, FAIR_SHARE = 0.9, 0.75
"""Shares of the best score that make another passage a strong or a fair match."""


class Verdict(StrEnum):
    """Verdict on the answer in the corpus."""

    ANSWERED = "answered"
    WEAK = "weak"
    NOT_ANSWERED = "not_answered"


class Strength(StrEnum):
    """Strength of a match, in words for people."""

    STRONG = "strong match"
    FAIR = "fair match"
    WEAK = "weak match"


def evidence(ranking: Ranking, weights: NDArray[np.floating] = WEIGHTS) -> NDArray[np.float64]:
    """Collect the evidence for an answer, float64 [len(EVIDENCE)].

    Args:
        ranking: The passages that were found.
        weights: [len(FEATURES)], weights of the features in the score.
    """
    columns = dict(zip(FEATURES, ranking.features.T, strict=True))
    sentence = float(columns["sentence"][0])
    asked = float(columns["question"].max())
    known = max(asked, float(columns["sentence"].max()))
    # Capped at 0: being far from the not_covered list is not evidence for an answer.
    covered = min(0.0, known - ranking.not_covered) if ranking.not_covered is not None else 0.0
    # Not the ranking's own scores: there, alternative questions have more weight. These weights put
    # all corpora on one scale.
    score = float(ranking.features[0] @ weights)
    return np.array([score, sentence, asked, covered])


def confidence(ranking: Ranking) -> float:
    """Return the probability in [0, 1] that the corpus answers the query."""
    found = evidence(ranking)
    logit = ranking.listed * LISTED.logit(found) + (1 - ranking.listed) * PLAIN.logit(found)
    return round(1 / (1 + float(np.exp(-logit))), PROBABILITY_DECIMALS)


def combined(alone: float, with_context: float) -> float:
    """Combine the probabilities of a follow-up without and with its context: mean log-odds.

    Without context, it may lack its subject. With context, it has the earlier subjects too.
    """
    both = np.clip([alone, with_context], 1e-9, 1 - 1e-9)
    return round(1 / (1 + float(np.exp(-np.log(both / (1 - both)).mean()))), PROBABILITY_DECIMALS)


def verdict(confidence: float) -> Verdict:
    """Return the verdict for a probability."""
    if confidence >= ANSWERED_FROM:
        return Verdict.ANSWERED
    return Verdict.WEAK if confidence >= WEAK_FROM else Verdict.NOT_ANSWERED


def strength(score: float, best: float, confidence: float) -> Strength:
    """Return the strength of one passage, from its score, the best score and the probability."""
    if confidence >= ANSWERED_FROM and score >= best * STRONG_SHARE:
        return Strength.STRONG
    fair = confidence >= WEAK_FROM and score >= best * FAIR_SHARE
    return Strength.FAIR if fair else Strength.WEAK
