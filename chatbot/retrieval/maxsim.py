"""Late interaction (Khattab & Zaharia 2020, ColBERT): compare a query with texts token by token.

MaxSim takes for each token of the query the best cosine among the tokens of a text. The mean over
the query's tokens, weighted by inverse document frequency, is the score of the text.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings
from chatbot.index.index import Index
from chatbot.index.ranges import ranges_of

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageMatches:
    """Late interaction between a query of t tokens and c passages with s sentences in total.

    Attributes:
        weights: float32 [t], shares of the tokens in the score; they sum to 1.
        passages: float32 [t, c], best cosine of each token in each passage with its context.
        sentences: float32 [s], score of each sentence by itself.
        in_context: float32 [s], score of each sentence with the context of its passage.
        offsets: int64 [c + 1]; the sentences of each passage.
    """

    weights: FloatArray
    passages: FloatArray
    sentences: FloatArray
    in_context: FloatArray
    offsets: NDArray[np.int64]


def match_passages(index: Index, rows: NDArray[np.int64], query: Embeddings) -> PassageMatches:
    """Compare a query with some passages and with each of their sentences.

    Args:
        index: Where the passages are.
        rows: int64 [c], the passages, ascending.
        query: The embeddings of one text.
    """
    weights = shares(index.token_weights(query.token_ids))
    # The spans of a passage are its context, then its sentences.
    spans, span_counts = ranges_of(index.passage_spans, rows)
    if isinstance(spans, slice):
        spans = np.arange(spans.start, spans.stop)
    tokens, token_counts = ranges_of(index.span_offsets, spans)
    cosines = query.token_vectors @ index.passages.token_vectors[tokens].T
    best = best_by_group(cosines, token_counts)

    contexts = np.cumsum(span_counts) - span_counts
    is_sentence = np.ones(best.shape[1], dtype=bool)
    is_sentence[contexts] = False
    passage_of_sentence = np.repeat(np.arange(len(rows)), span_counts - 1)
    sentences = best[:, is_sentence]
    in_context = np.maximum(sentences, best[:, contexts][:, passage_of_sentence])
    return PassageMatches(
        weights=weights,
        passages=np.maximum.reduceat(best, contexts, axis=1),
        sentences=weights @ sentences,
        in_context=weights @ in_context,
        offsets=np.cumsum([0, *(span_counts - 1)]),
    )


def match_questions(index: Index, rows: NDArray[np.int64], query: Embeddings) -> FloatArray:
    """Compare a query with some questions of the index: MaxSim in both directions, halved.

    Args:
        index: Where the questions are.
        rows: int64 [q], the questions.
        query: The embeddings of one text.

    Returns:
        float32 [q].
    """
    tokens, counts = ranges_of(index.questions.token_offsets, rows)
    filled = counts > 0
    nearness = np.zeros(len(rows), dtype=np.float32)
    if not (filled.any() and len(query.token_ids)):
        return nearness
    cosines = query.token_vectors @ index.questions.token_vectors[tokens].T
    starts = (np.cumsum(counts) - counts)[filled]
    weights = index.token_weights(index.questions.token_ids[tokens])
    found = shares(index.token_weights(query.token_ids)) @ np.maximum.reduceat(
        cosines, starts, axis=1
    )
    totals = np.maximum(np.add.reduceat(weights, starts), 1e-9)
    covered = np.add.reduceat(weights * cosines.max(axis=0), starts) / totals
    nearness[filled] = (found + covered) / 2
    return nearness


def best_by_group(cosines: NDArray[np.floating], counts: NDArray[np.int64]) -> FloatArray:
    """Return the best cosine of each query token in each group; -1 in an empty group.

    Args:
        cosines: float32 [t, T], the tokens of the groups one after the other.
        counts: int64 [groups], number of tokens of each group.

    Returns:
        float32 [t, groups].
    """
    filled = counts > 0
    best = np.full((len(cosines), len(counts)), -1, dtype=np.float32)
    starts = (np.cumsum(counts) - counts)[filled]
    best[:, filled] = np.maximum.reduceat(cosines, starts, axis=1)
    return best


def shares(weights: FloatArray) -> FloatArray:
    """Scale weights to a sum of 1."""
    return (weights / max(float(weights.sum()), 1e-9)).astype(np.float32)
