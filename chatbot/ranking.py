"""Which passages fit a question: candidates from FAISS and BM25, ordered by all signals together.

Late interaction (Khattab & Zaharia 2020, ColBERT) compares word pieces: for each one of the
question the best cosine among those of a text, averaged with the piece's inverse document
frequency as weight. The signals of a candidate, one column each, in the order of `SIGNALS`:

late      Late interaction with the whole passage in its context (question and lead).
sentence  The same with one sentence in that context, for the best sentence: a long passage holds
          something near to every word, a sentence does not.
alone     The same with one sentence without that context.
question  Late interaction with the question that the entry answers, or with another way to ask it.
dense     Cosine of the two sentence vectors.
bm25      BM25 as a share of what a passage with every term of the question could reach; a term
          that occurs nowhere counts as the rarest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.encoder import Encoding
from chatbot.index import NO_ENTRY, Index

SIGNALS = ("late", "sentence", "alone", "question", "dense", "bm25")
# Weights of the signals above in the fused score, each on the scale of its own column.
WEIGHTS = np.array([0.53, 0.47, 0.2, 0.5, 0.15, 0.2], dtype=np.float32)
# Taken from each of FAISS and BM25; a corpus of fewer passages is ordered as a whole.
CANDIDATES = 100
# Taken from the questions that entries answer: the entry's first passage stands for it.
NEAREST_QUESTIONS = 50
# Fused scores of passages of one entry that differ by less are equally good.
CLOSE = 0.02

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
        not_covered: Late interaction with the nearest question that the corpus is known not to
            cover; None where no such questions are known.
    """

    rows: NDArray[np.int64]
    entries: NDArray[np.int32]
    scores: FloatArray
    signals: FloatArray
    order: NDArray[np.int64]
    matches: Matches
    not_covered: float | None

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


def rank(index: Index, question: str, encoding: Encoding) -> Ranking:
    """Find and order the passages for one question.

    Args:
        index: Where to search.
        question: The text that is searched for.
        encoding: Its encoding; one text.
    """
    lexical = bm25_scores(index, question)
    rows = candidates(index, encoding.vectors, lexical)
    entries = index.entry_of_passage[rows]
    matches = late_interaction(index, rows, encoding)
    asked, not_covered = question_matches(index, entries, encoding)
    signals = np.stack(
        [
            shares(matches.weights) @ matches.passages,
            np.maximum.reduceat(matches.in_context, matches.offsets[:-1]),
            np.maximum.reduceat(matches.sentences, matches.offsets[:-1]),
            asked,
            index.passages.faiss.reconstruct_batch(rows) @ encoding.vectors[0],
            lexical[rows],
        ],
        axis=1,
    ).astype(np.float32)
    scores = signals @ WEIGHTS
    order = np.argsort(-scores, kind="stable")
    return Ranking(
        rows[order], entries[order], scores[order], signals[order], order, matches, not_covered
    )


def candidates(index: Index, vectors: FloatArray, lexical: FloatArray) -> NDArray[np.int64]:
    """Rows worth a closer look, ascending: the best of FAISS and the best of BM25."""
    count = len(index)
    if count <= CANDIDATES:
        return np.arange(count)
    _, nearest = index.passages.faiss.search(vectors, CANDIDATES)
    best_lexical = np.argpartition(-lexical, CANDIDATES)[:CANDIDATES]
    _, asked = index.questions.faiss.search(
        vectors, min(NEAREST_QUESTIONS, index.questions.faiss.ntotal)
    )
    entries = np.unique(index.entry_of_question[asked[0]])
    starts = np.searchsorted(index.entry_of_passage, entries[entries != NO_ENTRY])
    return np.unique(np.concatenate([nearest[0], best_lexical[lexical[best_lexical] > 0], starts]))


def question_matches(
    index: Index, entries: NDArray[np.int32], encoding: Encoding
) -> tuple[FloatArray, float | None]:
    """Compare a question with those that entries are known to answer, and with those not covered.

    Returns:
        float32 [c], the signal `question` of each candidate by its entry, and late interaction
        with the nearest question that is not covered; None where none is known.
    """
    wanted, of_candidate = np.unique(entries, return_inverse=True)
    rows = np.flatnonzero(np.isin(index.entry_of_question, [*wanted, NO_ENTRY]))
    tokens, counts = _ranges(index.questions.token_offsets, rows)
    filled = counts > 0
    scores = np.full(len(rows), -1, dtype=np.float32)
    if filled.any():
        vectors = index.questions.token_vectors[tokens].astype(np.float32, copy=False)
        starts = np.cumsum(counts) - counts
        best = np.maximum.reduceat(encoding.token_vectors @ vectors.T, starts[filled], axis=1)
        scores[filled] = shares(token_weights(index, encoding.token_ids)) @ best
    of_question = index.entry_of_question[rows]
    outside = of_question == NO_ENTRY
    first = np.searchsorted(of_question[~outside], wanted)
    by_entry = np.maximum.reduceat(scores[~outside], first)
    return by_entry[of_candidate], float(scores[outside].max()) if outside.any() else None


def bm25_scores(index: Index, question: str) -> FloatArray:
    """float32 [passages] in [0, 1]: the signal `bm25` of every passage."""
    terms = set(index.terms.split(question))
    known = sorted(index.bm25.vocab_dict[term] for term in terms if term in index.bm25.vocab_dict)
    if not known:
        return np.zeros(len(index), dtype=np.float32)
    columns = index.bm25.scores
    reachable = sum(
        float(columns["data"][columns["indptr"][term] : columns["indptr"][term + 1]].max(initial=0))
        for term in known
    )
    # BM25 of a term that one passage would hold: its weight there is its idf times about 1.
    missing = (len(terms) - len(known)) * np.log(1 + (len(index) + 0.5) / 0.5)
    scores = index.bm25.get_scores_from_ids(known)
    return np.asarray(scores / max(reachable + missing, 1e-9), dtype=np.float32)


def token_weights(index: Index, token_ids: NDArray[np.int32]) -> FloatArray:
    """Inverse document frequency of word pieces; one that occurs in no passage is the rarest."""
    weights = np.full(len(token_ids), np.log((len(index) + 1) / 0.5), dtype=np.float32)
    known = token_ids < len(index.token_idf)
    weights[known] = index.token_idf[token_ids[known]]
    return weights


def shares(weights: FloatArray) -> FloatArray:
    """Weights that sum to 1."""
    return (weights / max(float(weights.sum()), 1e-9)).astype(np.float32)


def late_interaction(index: Index, rows: NDArray[np.int64], encoding: Encoding) -> Matches:
    """Compare the word pieces of a question with those of the passages in `rows`."""
    weights = token_weights(index, encoding.token_ids)
    share = shares(weights)
    # The tokens and the segments of all candidates, one candidate after the other.
    segments, segment_counts = _ranges(index.passage_segments, rows)
    tokens, token_counts = _ranges(index.segment_offsets, segments)
    cosines = (
        encoding.token_vectors
        @ index.passages.token_vectors[tokens].astype(np.float32, copy=False).T
    )
    filled = token_counts > 0
    by_segment = np.full((len(weights), len(segments)), -1, dtype=np.float32)
    starts = np.cumsum(token_counts) - token_counts
    by_segment[:, filled] = np.maximum.reduceat(cosines, starts[filled], axis=1)

    first = np.cumsum(segment_counts) - segment_counts  # each candidate's context
    is_sentence = np.ones(len(segments), dtype=bool)
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
    offsets: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers offsets[r] to offsets[r + 1] of all rows r, joined, and how many of each."""
    starts = offsets[rows]
    counts = offsets[rows + 1] - starts
    before = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) + np.repeat(starts - before, counts), counts
