"""How well passages fit a question: the signals that the ranking weighs, one column each.

Late interaction (Khattab & Zaharia 2020, ColBERT) compares word pieces: for each one of the
question the best cosine among those of a text, averaged with the piece's inverse document
frequency as weight. The signals of a candidate, in the order of `SIGNALS`:

late      Late interaction with the whole passage in its context (question and lead).
plain     The same with every word piece weighing the same.
entry     Late interaction with all candidates of the passage's entry together.
sentence  Late interaction with one sentence in its context, for the best sentence: a long passage
          holds something near to every word, a sentence does not.
alone     The same with one sentence without that context.
question  How near the question is to the ways in which the entry is known to be asked: late
          interaction in both directions, halved, as the mean over the `WAYS` nearest ways; where
          fewer are known, with the nearest.
dense     Cosine of the two sentence vectors.
bm25      BM25 as a share of what a passage with every term of the question could reach; a term
          that occurs nowhere counts as the rarest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings
from chatbot.index.bm25 import TermScores
from chatbot.index.index import NO_ENTRY, Index
from chatbot.index.rows import joined_ranges
from chatbot.retrieval.maxsim import Comparison, best_by_segment, nearness_of_questions, shares

SIGNALS = ("late", "plain", "entry", "sentence", "alone", "question", "dense", "bm25")
# Of the known ways to ask for an entry, how many of the nearest count: one may be an accident.
WAYS = 3
# Questions that are not covered: where there are more, only the nearest are compared.
NOT_COVERED = 200

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Matches:
    """Late interaction between a question of t word pieces and c passages with s sentences in all.

    Attributes:
        weights: float32 [t], inverse document frequency of each word piece.
        passages: float32 [t, c], best cosine of each word piece in each passage.
        sentences: float32 [s], late interaction with each sentence alone.
        in_context: float32 [s], late interaction with each sentence and its passage's context.
        offsets: int64 [c + 1]; the sentences of each passage.
    """

    weights: FloatArray
    passages: FloatArray
    sentences: FloatArray
    in_context: FloatArray
    offsets: NDArray[np.int64]


def compare(
    index: Index,
    rows: NDArray[np.int64],
    encoding: Embeddings,
    lexical: TermScores,
    everywhere: Comparison | None = None,
) -> tuple[FloatArray, Matches, float | None]:
    """Compare a question with some passages.

    Args:
        index: Where the passages are.
        rows: int64 [c], the passages, ascending.
        encoding: The question's encoding; one text.
        lexical: `bm25_scores` of the question.
        everywhere: What `compare_everywhere` found for it, where that was asked.

    Returns:
        float32 [c, len(SIGNALS)]; what late interaction found; and how near the question is to
        the nearest that the corpus is known not to cover, None where none is known.
    """
    entries = index.entry_of_passage[rows]
    matches = late_interaction(index, rows, encoding, everywhere)
    asked, not_covered = question_matches(index, entries, encoding, everywhere)
    share = shares(matches.weights)
    _, first, of_candidate = np.unique(entries, return_index=True, return_inverse=True)
    by_entry = np.maximum.reduceat(matches.passages, first, axis=1)
    columns = {
        "late": share @ matches.passages,
        "plain": shares(np.ones_like(share)) @ matches.passages,
        "entry": (share @ by_entry)[of_candidate],
        "sentence": np.maximum.reduceat(matches.in_context, matches.offsets[:-1]),
        "alone": np.maximum.reduceat(matches.sentences, matches.offsets[:-1]),
        "question": asked,
        "dense": index.passages.vectors[rows] @ encoding.vectors[0],
        "bm25": lexical.of(rows),
    }
    signals = np.stack([columns[name] for name in SIGNALS], axis=1).astype(np.float32)
    return signals, matches, not_covered


def question_matches(
    index: Index,
    entries: NDArray[np.int32],
    encoding: Embeddings,
    everywhere: Comparison | None = None,
) -> tuple[FloatArray, float | None]:
    """Compare a question with those that entries are known to answer, and with those not covered.

    Returns:
        float32 [c], the signal `question` of each candidate by its entry; and how near the
        nearest question is that is not covered, None where none is known.
    """
    wanted, of_candidate = np.unique(entries, return_inverse=True)
    not_covered = index.nearest_not_covered(encoding.vectors, NOT_COVERED)
    rows = np.concatenate([index.questions_of(wanted), not_covered])
    if everywhere is not None:
        nearness = everywhere.questions[rows]
    else:
        tokens, counts = _ranges(index.questions.token_offsets, rows)
        cosines = index.questions.token_vectors.cosines(encoding.token_vectors, tokens)
        weights = index.token_weights(index.questions.token_ids[tokens])
        nearness = nearness_of_questions(
            cosines, index.token_weights(encoding.token_ids), weights, counts
        )
    of_question = index.entry_of_question[rows]
    outside = of_question == NO_ENTRY
    by_entry = nearest_mean(nearness[~outside], np.searchsorted(wanted, of_question[~outside]))
    return by_entry[of_candidate], float(nearness[outside].max()) if outside.any() else None


def nearest_mean(nearness: FloatArray, groups: NDArray[np.int64]) -> FloatArray:
    """float32 [groups]: the mean of the `WAYS` highest values of each group.

    A group that has fewer gives its highest: a second way to ask must not lower the first.

    Args:
        nearness: float32 [n].
        groups: int64 [n], from 0 to the last without a gap.
    """
    order = np.lexsort((-nearness, groups))
    starts = np.searchsorted(groups[order], np.arange(int(groups.max()) + 1))
    place = np.arange(len(order)) - starts[groups[order]]
    counted = np.where(np.bincount(groups) >= WAYS, WAYS, 1)
    nearest = order[place < counted[groups[order]]]
    return (np.bincount(groups[nearest], nearness[nearest]) / counted).astype(np.float32)


def bm25_scores(index: Index, question: str) -> TermScores:
    """The signal `bm25` of the passages, worked out for those that are asked for."""
    return index.bm25.search(index.terms.split(question))


def late_interaction(
    index: Index,
    rows: NDArray[np.int64],
    encoding: Embeddings,
    everywhere: Comparison | None = None,
) -> Matches:
    """Compare the word pieces of a question with those of the passages in `rows`."""
    weights = index.token_weights(encoding.token_ids)
    share = shares(weights)
    # The tokens and the segments of all candidates, one candidate after the other.
    segments, segment_counts = _ranges(index.passage_segments, rows)
    if everywhere is not None:
        by_segment = everywhere.segments[:, segments]
    else:
        tokens, token_counts = _ranges(index.segment_offsets, segments)
        cosines = index.passages.token_vectors.cosines(encoding.token_vectors, tokens)
        by_segment = best_by_segment(cosines, token_counts)

    first = np.cumsum(segment_counts) - segment_counts  # each candidate's context
    is_sentence = np.ones(by_segment.shape[1], dtype=bool)
    is_sentence[first] = False
    of_candidate = np.repeat(np.arange(len(rows)), segment_counts)[is_sentence]
    sentences = by_segment[:, is_sentence]
    in_context = np.maximum(sentences, by_segment[:, first][:, of_candidate])
    return Matches(
        weights=weights,
        passages=np.maximum.reduceat(by_segment, first, axis=1),
        sentences=share @ sentences,
        in_context=share @ in_context,
        offsets=np.concatenate([[0], np.cumsum(segment_counts - 1)]),
    )


def _ranges(
    offsets: NDArray[np.int64], rows: NDArray[np.int64] | slice
) -> tuple[NDArray[np.int64] | slice, NDArray[np.int64]]:
    """The numbers offsets[r] to offsets[r + 1] of all rows r, joined, and how many of each.

    Rows that follow each other without a gap give a slice, which takes a view and copies nothing.
    """
    if isinstance(rows, slice):
        lengths = np.diff(offsets[rows.start : rows.stop + 1])
        return slice(int(offsets[rows.start]), int(offsets[rows.stop])), lengths
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1:
        return _ranges(offsets, slice(int(rows[0]), int(rows[-1]) + 1))
    starts = offsets[rows]
    counts = offsets[rows + 1] - starts
    return joined_ranges(starts, counts), counts
