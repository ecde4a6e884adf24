"""Which passages fit a question: candidates from FAISS and BM25, ordered by all signals together.

The weights are fitted by `scripts/measure/fit.py`; what each signal is stands in `features.py`.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings
from chatbot.index.bm25 import TermScores
from chatbot.index.index import Index
from chatbot.retrieval.features import SIGNALS, WAYS, FloatArray, Matches, bm25_scores, compare
from chatbot.retrieval.maxsim import Comparison

# Weights of the signals in the fused score, each on the scale of its own column. They sum to 2.
WEIGHTS = np.array([0.254, 0.222, 0.219, 0.277, 0.277, 0.203, 0.22, 0.328], dtype=np.float32)
# Weight of the signal `question` where an editor lists ways to ask every entry.
LISTED = 3.0
# A corpus of no more passages is ordered as a whole; of a larger one, candidates are.
WHOLE_UP_TO = 200
# Taken from each of FAISS and BM25. Five times as many took three times as long and found no more
# (scripts/measure/EXPERIMENTS.md).
CANDIDATES = 20
# Taken by the questions that entries answer, of which so many are looked for: the first passage of
# each of the nearest entries, and all passages of the very nearest.
NEAREST_QUESTIONS = 50
NEAREST_ENTRIES = 10
WHOLE_ENTRIES = 3
# Fused scores of passages of one entry that differ by less are equally good.
CLOSE = 0.02


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates for one question, best first.

    Attributes:
        rows: int64 [c], passages as rows of the index.
        entries: int32 [c], ordinals of their entries.
        scores: float32 [c], fused.
        signals: float32 [c, len(SIGNALS)].
        order: int64 [c]; candidate i is column order[i] of `matches`.
        matches: What late interaction found.
        not_covered: How near the question is to the nearest that the corpus is known not to
            cover; None where no such questions are known.
    """

    rows: NDArray[np.int64]
    entries: NDArray[np.int32]
    scores: FloatArray
    signals: FloatArray
    order: NDArray[np.int64]
    matches: Matches
    not_covered: float | None

    def reordered(self, scores: FloatArray) -> "Ranking":
        """The same candidates by other scores.

        Args:
            scores: float32 [c], in the present order.
        """
        order = np.argsort(-scores, kind="stable")
        return replace(
            self,
            rows=self.rows[order],
            entries=self.entries[order],
            scores=scores[order],
            signals=self.signals[order],
            order=self.order[order],
        )

    def blended(self, other: "Ranking", weight: float) -> "Ranking":
        """The order of this ranking and another one together.

        Args:
            other: What weighs in; a ranking of the same rows.
            weight: Of the other's scores, beside 1 of this ranking's own.
        """
        by_row = np.argsort(other.rows)
        scores = other.scores[by_row][np.searchsorted(other.rows[by_row], self.rows)]
        share = np.float32(weight / (1 + weight))
        return self.reordered((1 - share) * self.scores + share * scores)

    def best_of_entries(self, count: int) -> list[int]:
        """Positions of the passages that stand for the best entries, best entry first.

        An entry is as good as its best passage. Where its opening comes close, the question is
        about the entry as a whole, and the opening serves best.
        """
        positions = []
        for best in np.sort(np.unique(self.entries, return_index=True)[1])[:count]:
            same = np.flatnonzero(self.entries == self.entries[best])
            opening = same[self.rows[same].argmin()]
            close = self.scores[opening] >= self.scores[best] - CLOSE
            positions.append(int(opening if close else best))
        return positions

    def sentence_scores(self, position: int) -> FloatArray:
        """Late interaction of each sentence, alone, of the candidate at `position`."""
        column = self.order[position]
        return self.matches.sentences[
            self.matches.offsets[column] : self.matches.offsets[column + 1]
        ]


def rank(
    index: Index,
    question: str,
    encoding: Embeddings,
    also: NDArray[np.int64] | None = None,
    everywhere: Comparison | None = None,
) -> Ranking:
    """Find and order the passages for one question.

    Args:
        index: Where to search.
        question: The text that is searched for.
        encoding: Its encoding; one text.
        also: Rows to order beside the candidates that are found.
        everywhere: What `compare_everywhere` found for it, where that was asked.
    """
    lexical = bm25_scores(index, question)
    rows = candidates(index, encoding.vectors, lexical)
    if also is not None:
        rows = np.union1d(rows, also)
    signals, matches, not_covered = compare(index, rows, encoding, lexical, everywhere)
    entries = index.entry_of_passage[rows]
    scores = signals @ signal_weights(index)
    places = np.arange(len(rows))
    return Ranking(rows, entries, scores, signals, places, matches, not_covered).reordered(scores)


def signal_weights(index: Index) -> FloatArray:
    """float32 [len(SIGNALS)]: lists of ways to ask say more than the entries' questions alone."""
    listed = index.share_of_entries_asked(WAYS)
    weights = WEIGHTS.copy()
    at = SIGNALS.index("question")
    weights[at] += listed * (LISTED - weights[at])
    return weights


def is_ordered_whole(index: Index) -> bool:
    """Whether all passages are ordered for every question, none chosen before."""
    return len(index) <= WHOLE_UP_TO


def candidates(index: Index, vectors: FloatArray, lexical: TermScores) -> NDArray[np.int64]:
    """Rows worth a closer look, ascending: the best by FAISS, by BM25 and by nearest question."""
    if is_ordered_whole(index):
        return np.arange(len(index))
    _, nearest = index.passages.vectors.search(vectors, CANDIDATES)
    found_by_vector = nearest[0][nearest[0] >= 0]
    asked = index.entry_of_question[index.nearest_questions(vectors, NEAREST_QUESTIONS)]
    entries = asked[np.sort(np.unique(asked, return_index=True)[1])][:NEAREST_ENTRIES]
    starts = np.searchsorted(index.entry_of_passage, entries)
    ends = np.searchsorted(index.entry_of_passage, entries[:WHOLE_ENTRIES], side="right")
    whole = [np.arange(*span) for span in zip(starts, ends, strict=False)]
    return np.unique(np.concatenate([found_by_vector, lexical.best(CANDIDATES), starts, *whole]))
