"""BM25 over the passages: bm25s computes the scores, NumPy sums them for a query.

The scores are those of Lucene's variant (Kamphuis et al. 2020).
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.files import open_array

K1, B = 1.5, 0.75
"""BM25 k1 (term-frequency saturation) and b (length normalisation)."""
SCORES_FILE, PASSAGES_FILE = "bm25_scores.npy", "bm25_passages.npy"
OFFSETS_FILE, TERMS_FILE = "bm25_offsets.npy", "bm25_terms.json"


class BM25:
    """The BM25 scores of an index, by term.

    Raises:
        OSError: A file is missing.
        ValueError: A file is damaged.
    """

    def __init__(self, files: Path, passages: int) -> None:
        self._passages = passages
        self._scores: NDArray[np.float32] = open_array(files / SCORES_FILE)
        self._rows: NDArray[np.int32] = open_array(files / PASSAGES_FILE)
        self._offsets: NDArray[np.int64] = open_array(files / OFFSETS_FILE)
        terms = json.loads((files / TERMS_FILE).read_bytes())
        self._terms = {term: number for number, term in enumerate(terms)}
        # Every term occurs somewhere, so no list is empty.
        starts = self._offsets[:-1]
        self._highest = np.maximum.reduceat(self._scores, starts) if len(starts) else self._scores

    def shares(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Score all passages for a query, as shares in [0, 1] of the best possible score.

        The best possible score is the sum of the highest score of each term. An unknown term counts
        with the idf of document frequency 0. A repeated term counts once.

        Args:
            terms: The terms of the query.

        Returns:
            float32 [passages].
        """
        asked = set(terms)
        known = sorted(self._terms[term] for term in asked if term in self._terms)
        scores = np.zeros(self._passages, dtype=np.float32)
        for term in known:
            found = slice(*self._offsets[term : term + 2].tolist())
            scores[self._rows[found]] += self._scores[found]
        rarest = np.log(1 + (self._passages + 0.5) / 0.5)
        best = float(self._highest[known].sum()) + (len(asked) - len(known)) * rarest
        return np.asarray(scores / max(best, 1e-9), dtype=np.float32)


def write_bm25(files: Path, passages: Sequence[Sequence[str]]) -> None:
    """Write BM25 into the folder `files`.

    Args:
        files: The folder to write to.
        passages: The terms of each passage.
    """
    import bm25s

    numbers = {term: number for number, term in enumerate(sorted(set().union(*passages)))}
    ids = [[numbers[term] for term in terms] for terms in passages]
    index = bm25s.BM25(k1=K1, b=B, method="lucene")
    with np.errstate(invalid="ignore"):  # the mean length is 0 in a corpus without a term
        index.index((ids, numbers), create_empty_token=False, show_progress=False)
    np.save(files / SCORES_FILE, index.scores["data"].astype(np.float32))
    np.save(files / PASSAGES_FILE, index.scores["indices"].astype(np.int32))
    np.save(files / OFFSETS_FILE, index.scores["indptr"].astype(np.int64))
    (files / TERMS_FILE).write_text(json.dumps(list(numbers)), encoding="utf-8")
