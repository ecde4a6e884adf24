"""Which passages fit a question: candidates from FAISS and BM25, ordered by all signals together.

The signals of a candidate, one column each, in the order of `SIGNALS`:

late        Late interaction (Khattab & Zaharia 2020, ColBERT): for each word piece of the question
            the best cosine among the passage's word pieces, averaged with the piece's inverse
            document frequency as weight.
late_entry  The same against all candidates of the same entry together.
dense       Cosine of the two sentence vectors.
bm25        BM25 score as a share of what a passage with every term of the question could reach; a
            term that occurs nowhere counts as the rarest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.encoder import Encoding
from chatbot.index import Index

SIGNALS = ("late", "late_entry", "dense", "bm25")
# Weights of the signals above in the fused score, each on the scale of its own column.
WEIGHTS = np.array([1.0, 0.6, 0.15, 0.1], dtype=np.float32)
# Taken from each of FAISS and BM25; a corpus of fewer passages is ordered as a whole.
CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class Ranking:
    """The candidates for one question, best first.

    Attributes:
        rows: int64 [c], passages as rows of the index.
        entries: int32 [c], ordinals of their entries.
        scores: float32 [c], fused.
        signals: float32 [c, len(SIGNALS)].
        matches: float32 [t, c], best cosine of each word piece of the question in each candidate.
        weights: float32 [t], inverse document frequency of each word piece.
    """

    rows: NDArray[np.int64]
    entries: NDArray[np.int32]
    scores: NDArray[np.float32]
    signals: NDArray[np.float32]
    matches: NDArray[np.float32]
    weights: NDArray[np.float32]


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
    weights = token_weights(index, encoding.token_ids)
    matches = token_matches(index, rows, encoding.token_vectors)
    dense = reconstruct(index, rows) @ encoding.vectors[0]

    _, first, inverse = np.unique(entries, return_index=True, return_inverse=True)
    entry_matches = np.maximum.reduceat(matches, first, axis=1)[:, inverse]
    share = weights / max(float(weights.sum()), 1e-9)
    signals = np.stack(
        [share @ matches, share @ entry_matches, dense, lexical[rows]], axis=1
    ).astype(np.float32)
    scores = signals @ WEIGHTS
    order = np.argsort(-scores, kind="stable")
    return Ranking(
        rows[order], entries[order], scores[order], signals[order], matches[:, order], weights
    )


def candidates(
    index: Index, vectors: NDArray[np.float32], lexical: NDArray[np.float32]
) -> NDArray[np.int64]:
    """Rows worth a closer look, ascending: the best of FAISS and the best of BM25."""
    count = len(index)
    if count <= CANDIDATES:
        return np.arange(count)
    _, nearest = index.faiss.search(vectors, CANDIDATES)
    best_lexical = np.argpartition(-lexical, CANDIDATES)[:CANDIDATES]
    return np.union1d(nearest[0][nearest[0] >= 0], best_lexical[lexical[best_lexical] > 0])


def bm25_scores(index: Index, question: str) -> NDArray[np.float32]:
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


def token_weights(index: Index, token_ids: NDArray[np.int32]) -> NDArray[np.float32]:
    """Inverse document frequency of word pieces; one that occurs in no passage is the rarest."""
    weights = np.full(len(token_ids), np.log((len(index) + 1) / 0.5), dtype=np.float32)
    known = token_ids < len(index.token_idf)
    weights[known] = index.token_idf[token_ids[known]]
    return weights


def token_matches(
    index: Index, rows: NDArray[np.int64], token_vectors: NDArray[np.floating]
) -> NDArray[np.float32]:
    """float32 [t, c]: best cosine of each word piece of the question among those of a passage."""
    starts, ends = index.token_offsets[rows], index.token_offsets[rows + 1]
    lengths = ends - starts
    # Row numbers of all tokens of all candidates, one candidate after the other.
    offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    tokens = np.arange(int(lengths.sum())) + np.repeat(starts - offsets, lengths)
    vectors = index.token_vectors[tokens].astype(np.float32)
    return np.asarray(np.maximum.reduceat(token_vectors @ vectors.T, offsets, axis=1), np.float32)


def reconstruct(index: Index, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """float32 [c, dimension]: the sentence vectors of passages."""
    return np.asarray(index.faiss.reconstruct_batch(rows), dtype=np.float32)
