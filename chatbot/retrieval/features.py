"""The features by which passages are ranked for a query, one column each.

Late interaction is explained in `maxsim.py`. The features of a passage, in the order of `FEATURES`:

late      Late interaction with the whole passage in its context (question and lead).
plain     The same with equal weights for all tokens.
entry     Late interaction with all candidates of the passage's entry together.
sentence  Late interaction with the best sentence in its context. A long passage has something near
          to every token, a sentence does not.
alone     The same without that context.
question  Nearness to the alternative questions of the entry: the mean over the `NEAREST` nearest
          ones, or the nearest one if fewer are compared.
dense     Cosine of the two sentence vectors.
bm25      BM25 as a share of the best possible score.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings
from chatbot.index.index import Index
from chatbot.retrieval.maxsim import PassageMatches, match_passages, match_questions, shares

FEATURES = ("late", "plain", "entry", "sentence", "alone", "question", "dense", "bm25")
NEAREST = 3
"""Alternative questions of an entry that count: one may be near by accident."""

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows of the index that are compared with a query in detail.

    Attributes:
        passages: int64 [c], ascending.
        questions: int64 [q], of the questions that the entries of these passages answer, each
            entry's own and the nearest.
        not_covered: int64 [n], questions that the corpus does not cover.
        bm25: float32 [passages of the index], the feature `bm25` of all passages.
    """

    passages: NDArray[np.int64]
    questions: NDArray[np.int64]
    not_covered: NDArray[np.int64]
    bm25: FloatArray


@dataclass(frozen=True, slots=True)
class Features:
    """The comparison of a query with c candidates.

    Attributes:
        values: float32 [c, len(FEATURES)].
        matches: Late interaction with the passages.
        not_covered: Nearness to the nearest question that the corpus does not cover; None if no
            such questions are known.
    """

    values: FloatArray
    matches: PassageMatches
    not_covered: float | None


def compare(index: Index, query: Embeddings, candidates: Candidates) -> Features:
    """Compare a query with its candidates.

    Args:
        index: The index.
        query: The embeddings of one text.
        candidates: What to compare it with.
    """
    rows = candidates.passages
    entries = index.entry_of_passage[rows]
    matches = match_passages(index, rows, query)
    _, first, of_candidate = np.unique(entries, return_index=True, return_inverse=True)
    by_entry = np.maximum.reduceat(matches.passages, first, axis=1)
    asked = np.concatenate([candidates.questions, candidates.not_covered])
    nearness = match_questions(index, asked, query)
    covered, outside = np.split(nearness, [len(candidates.questions)])
    of_question = np.searchsorted(entries[first], index.entry_of_question[candidates.questions])
    columns = {
        "late": matches.weights @ matches.passages,
        "plain": shares(np.ones_like(matches.weights)) @ matches.passages,
        "entry": (matches.weights @ by_entry)[of_candidate],
        "sentence": np.maximum.reduceat(matches.in_context, matches.offsets[:-1]),
        "alone": np.maximum.reduceat(matches.sentences, matches.offsets[:-1]),
        "question": mean_of_nearest(covered, of_question)[of_candidate],
        "dense": index.passages.vectors[rows] @ query.vectors[0],
        "bm25": candidates.bm25[rows],
    }
    values = np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)
    return Features(values, matches, float(outside.max()) if len(outside) else None)


def mean_of_nearest(nearness: FloatArray, groups: NDArray[np.int64]) -> FloatArray:
    """Return the mean of the `NEAREST` highest values of each group, float32 [groups].

    A group with fewer values gives its highest: a second alternative must not lower the first.

    Args:
        nearness: float32 [n].
        groups: int64 [n], from 0 to the last without a gap.
    """
    order = np.lexsort((-nearness, groups))
    starts = np.searchsorted(groups[order], np.arange(int(groups.max()) + 1))
    place = np.arange(len(order)) - starts[groups[order]]
    counted = np.where(np.bincount(groups) >= NEAREST, NEAREST, 1)
    nearest = order[place < counted[groups[order]]]
    return (np.bincount(groups[nearest], nearness[nearest]) / counted).astype(np.float32)
