"""Questions beside all that an index holds: several of them in one matrix product.

What is compared is explained in `features.py`. A corpus that is ordered as a whole is
compared here, for all the questions that are read together; of a larger one, `signals` compares the
candidates of each question.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings
from chatbot.index.index import Index

# Word pieces of questions that are compared in one go: more would be no faster, and take memory.
TOGETHER = 128

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A question of t word pieces beside everything that an index holds.

    Attributes:
        segments: float32 [t, segments], best cosine of each word piece in each segment of the
            passages; -1 where a segment has no word piece.
        questions: float32 [questions], how near it is to each question of the index.
    """

    segments: FloatArray
    questions: FloatArray


def compare_everywhere(index: Index, encoding: Embeddings) -> list[Comparison]:
    """Compare each of some questions with all that an index holds, where that is little.

    Several take less time together than one after the other: a matrix product reads the vectors of
    the index once.
    """
    passages, questions = index.passages.token_vectors[:], index.questions.token_vectors[:]
    in_segment, in_question = map(np.diff, (index.segment_offsets, index.questions.token_offsets))
    found = []
    for run in _runs(encoding.offsets):
        vectors = encoding.token_vectors[run[0] : run[-1]]
        near_passages, near_questions = vectors @ passages.T, vectors @ questions.T
        for start, end in pairwise(run):
            own = slice(start - run[0], end - run[0])
            weights = index.token_weights(encoding.token_ids[start:end])
            segments = best_by_segment(near_passages[own], in_segment)
            nearness = nearness_of_questions(
                near_questions[own], weights, index.question_token_weights, in_question
            )
            found.append(Comparison(segments, nearness))
    return found


def _runs(offsets: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The offsets of texts that have `TOGETHER` word pieces at most, or of one that has more."""
    first = 0
    while first < len(offsets) - 1:
        fitting = int(np.searchsorted(offsets, offsets[first] + TOGETHER, side="right")) - 1
        end = max(first + 1, fitting)
        yield offsets[first : end + 1]
        first = end


def best_by_segment(cosines: NDArray[np.floating], counts: NDArray[np.int64]) -> FloatArray:
    """float32 [t, segments]: the best cosine of each word piece in each segment; -1 in empty ones.

    Args:
        cosines: float32 [t, T], with the word pieces of the segments, one after the other.
        counts: int64 [segments], how many word pieces each segment has.
    """
    filled = counts > 0
    best = np.full((len(cosines), len(counts)), -1, dtype=np.float32)
    starts = (np.cumsum(counts) - counts)[filled]
    best[:, filled] = np.maximum.reduceat(cosines, starts, axis=1)
    return best


def nearness_of_questions(
    cosines: NDArray[np.floating],
    weights: FloatArray,
    listed_weights: FloatArray,
    counts: NDArray[np.int64],
) -> FloatArray:
    """float32 [questions]: late interaction in both directions, halved.

    Args:
        cosines: float32 [t, T], with the word pieces of the questions, one after the other.
        weights: float32 [t], inverse document frequencies.
        listed_weights: float32 [T], those of the questions' word pieces.
        counts: int64 [questions], how many word pieces each question has.
    """
    filled = counts > 0
    nearness = np.zeros(len(counts), dtype=np.float32)
    if filled.any() and len(weights):
        starts = (np.cumsum(counts) - counts)[filled]
        found = shares(weights) @ np.maximum.reduceat(cosines, starts, axis=1)
        weight_of_row = np.maximum(np.add.reduceat(listed_weights, starts), 1e-9)
        covered = np.add.reduceat(listed_weights * cosines.max(axis=0), starts) / weight_of_row
        nearness[filled] = (found + covered) / 2
    return nearness


def shares(weights: FloatArray) -> FloatArray:
    """Weights that sum to 1."""
    return (weights / max(float(weights.sum()), 1e-9)).astype(np.float32)
