"""Rank passages for one query: find candidates with FAISS and BM25, order them by all features.

`scripts/measure/fit.py` fits the weights; `features.py` explains the features.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings
from chatbot.index.index import Index
from chatbot.retrieval.features import FEATURES, NEAREST, Candidates, FloatArray, compare
from chatbot.retrieval.maxsim import PassageMatches

# Weights of the features in the fused score, each on the scale of its own column. They sum to 2.
WEIGHTS = np.array([0.254, 0.222, 0.219, 0.277, 0.277, 0.203, 0.22, 0.328], dtype=np.float32)
QUESTION_WEIGHT = 3.0
"""Weight of the feature `question` where an editor lists many alternatives for every entry."""

# Candidates from each of FAISS and BM25. Five times as many took three times as long and found no
# more (scripts/measure/EXPERIMENTS.md). Of a small corpus every passage is a candidate.
CANDIDATES = 20
SMALL_CORPUS = 200  # passages
# Candidates from question search: the first passage of the nearest entries, and every passage of
# the best few.
SEARCHED_QUESTIONS = 50
NEAREST_ENTRIES = 10
WHOLE_ENTRIES = 3
# Questions that are compared token by token: the nearest 200, and of the nearest 1,000 the first
# few of each candidate's entry. With fewer, right entries with many alternatives are lost; with
# more, none is found (scripts/measure/EXPERIMENTS.md).
NEAREST_QUESTIONS = 1000
COMPARED_QUESTIONS = 200
COMPARED_NOT_COVERED = 50

CLOSE = 0.02
"""Fused scores of passages of one entry that differ by less are equally good."""
DECIMALS = 5
"""Digits of a fused score that count in the order."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates for one query, best first.

    Attributes:
        rows: int64 [c], passages as rows of the index.
        entries: int32 [c], ordinals of their entries.
        scores: float32 [c], fused.
        features: float32 [c, len(FEATURES)].
        order: int64 [c]; candidate i is column order[i] of `matches`.
        matches: Late interaction with the passages.
        not_covered: Nearness to the nearest question that the corpus does not cover; None if no
            such questions are known.
        listed: How far the lists of an editor go (`Index.listed`).
    """

    rows: NDArray[np.int64]
    entries: NDArray[np.int32]
    scores: FloatArray
    features: FloatArray
    order: NDArray[np.int64]
    matches: PassageMatches
    not_covered: float | None
    listed: float = 0.0

    def reordered(self, scores: FloatArray) -> "Ranking":
        """Order the same candidates by other scores.

        Args:
            scores: float32 [c], in the present order.
        """
        # Queries encoded together round differently than alone; that must not decide a tie.
        order = np.argsort(-np.round(scores, DECIMALS), kind="stable")
        return replace(
            self,
            rows=self.rows[order],
            entries=self.entries[order],
            scores=scores[order],
            features=self.features[order],
            order=self.order[order],
        )

    def blended(self, other: "Ranking", weight: float) -> "Ranking":
        """Blend the order of this ranking with another one.

        Args:
            other: A ranking of the same rows.
            weight: Weight of the other's scores, beside 1 for this ranking's own.
        """
        by_row = np.argsort(other.rows)
        scores = other.scores[by_row][np.searchsorted(other.rows[by_row], self.rows)]
        share = np.float32(weight / (1 + weight))
        return self.reordered((1 - share) * self.scores + share * scores)

    def best_of_entries(self, count: int) -> list[int]:
        """Return the positions of one passage for each of the best entries, best entry first.

        An entry is as good as its best passage. If its opening comes close, the query is about the
        entry as a whole, and the opening is shown.
        """
        positions = []
        for best in np.sort(np.unique(self.entries, return_index=True)[1])[:count]:
            same = np.flatnonzero(self.entries == self.entries[best])
            opening = same[self.rows[same].argmin()]
            close = self.scores[opening] >= self.scores[best] - CLOSE
            positions.append(int(opening if close else best))
        return positions

    def sentence_scores(self, position: int) -> FloatArray:
        """Return the score of each sentence, by itself, of the candidate at `position`."""
        column = self.order[position]
        return self.matches.sentences[
            self.matches.offsets[column] : self.matches.offsets[column + 1]
        ]


def rank(
    index: Index, text: str, query: Embeddings, also: NDArray[np.int64] | None = None
) -> Ranking:
    """Find and order the passages for one query.

    Args:
        index: The index.
        text: The query.
        query: Its embeddings.
        also: Rows of passages to order beside the candidates that are found.
    """
    candidates = find_candidates(index, text, query.vectors, also)
    features = compare(index, query, candidates)
    rows = candidates.passages
    scores = features.values @ feature_weights(index)
    return Ranking(
        rows=rows,
        entries=index.entry_of_passage[rows],
        scores=scores,
        features=features.values,
        order=np.arange(len(rows)),
        matches=features.matches,
        not_covered=features.not_covered,
        listed=index.listed,
    ).reordered(scores)


def feature_weights(index: Index) -> FloatArray:
    """Return the weights, float32 [len(FEATURES)]; an editor's lists raise that of `question`."""
    weights = WEIGHTS.copy()
    at = FEATURES.index("question")
    weights[at] += index.listed * (QUESTION_WEIGHT - weights[at])
    return weights


def find_candidates(
    index: Index, text: str, vectors: FloatArray, also: NDArray[np.int64] | None = None
) -> Candidates:
    """Find what to compare with a query: by FAISS, by BM25 and by the nearest questions.

    Args:
        index: The index.
        text: The query.
        vectors: float32 [1, dimension], its sentence vector.
        also: Rows of passages to add.
    """
    count = len(index) if len(index) <= SMALL_CORPUS else CANDIDATES
    bm25 = index.bm25.shares(index.terms.split(text))
    asked = index.nearest_questions(vectors, NEAREST_QUESTIONS)
    entries = _distinct(index.entry_of_question[asked[:SEARCHED_QUESTIONS]])[:NEAREST_ENTRIES]
    firsts = np.searchsorted(index.entry_of_passage, entries)
    ends = np.searchsorted(index.entry_of_passage, entries[:WHOLE_ENTRIES], side="right")
    whole = [np.arange(*span) for span in zip(firsts, ends, strict=False)]
    added = [] if also is None else [also]
    by_vector = index.nearest_passages(vectors, count)
    passages = np.unique(np.concatenate([by_vector, _best(bm25, count), firsts, *whole, *added]))

    entries = np.unique(index.entry_of_passage[passages])
    questions = _compared_questions(index, asked, entries)
    not_covered = index.nearest_not_covered(vectors, COMPARED_NOT_COVERED)
    return Candidates(passages, questions, not_covered, bm25)


def _compared_questions(
    index: Index, asked: NDArray[np.int64], entries: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Choose the questions of some entries to compare: the nearest, and some of every entry.

    Args:
        index: The index.
        asked: int64 [n], questions, nearest first.
        entries: int32 [m], ascending.
    """
    of_entry = index.entry_of_question[asked]
    order = np.argsort(of_entry, kind="stable")
    place = np.empty(len(asked), dtype=np.int64)  # among the questions of the same entry
    place[order] = np.arange(len(asked)) - np.searchsorted(of_entry[order], of_entry[order])
    near = (np.arange(len(asked)) < COMPARED_QUESTIONS) | (place < NEAREST)
    own = np.searchsorted(index.entry_of_question[: index.covered], entries)
    return np.union1d(own, asked[near & np.isin(of_entry, entries)])


def _best(scores: FloatArray, count: int) -> NDArray[np.int64]:
    """Return the rows of the `count` highest scores above 0, in no order."""
    found = np.flatnonzero(scores)
    if len(found) > count:
        found = found[np.argpartition(-scores[found], count)[:count]]
    return found


def _distinct(values: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return each value once, in the order of their first occurrences."""
    return np.asarray(values[np.sort(np.unique(values, return_index=True)[1])])
