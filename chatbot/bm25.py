"""BM25 as it lies on disk: what each term adds to the score of each passage that holds it.

The package bm25s works these numbers out when an index is built. To look them up takes no more than
what stands here, while that package takes SciPy along.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = "bm25_data.npy"
PASSAGES = "bm25_passages.npy"
OFFSETS = "bm25_offsets.npy"
TERMS = "bm25_terms.json"


def write_bm25(files: Path, passages: Sequence[Sequence[str]]) -> None:
    """Write BM25 of passages, each given as its terms, into the folder `files`."""
    import bm25s

    bm25 = bm25s.BM25()
    # It cannot be built of nothing: a corpus without a single word gets one that no one asks for.
    bm25.index(list(passages) if any(passages) else [[""]] * len(passages), show_progress=False)
    np.save(files / DATA, bm25.scores["data"])
    np.save(files / PASSAGES, bm25.scores["indices"])
    np.save(files / OFFSETS, bm25.scores["indptr"])
    (files / TERMS).write_text(json.dumps(bm25.vocab_dict), encoding="utf-8")


class StoredBM25:
    """The BM25 of an index.

    Raises:
        OSError: A file is missing.
        ValueError: A file is damaged.
    """

    def __init__(self, files: Path, passages: int) -> None:
        self._passages = passages
        # Still memory maps, but taken for plain arrays, of which a part is sooner taken.
        self._data: NDArray[np.float32] = np.asarray(np.load(files / DATA, mmap_mode="r"))
        self._rows: NDArray[np.int32] = np.asarray(np.load(files / PASSAGES, mmap_mode="r"))
        self._offsets: NDArray[np.int32] = np.load(files / OFFSETS)
        self._terms: dict[str, int] = json.loads((files / TERMS).read_bytes())

    def shares(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """float32 [passages] in [0, 1]: the score as a share of what a passage could reach.

        That is one which holds each of the terms as well as any passage does. A term that occurs
        nowhere counts as the rarest; a term that is repeated counts once.
        """
        asked = set(terms)
        known = sorted(self._terms[term] for term in asked if term in self._terms)
        scores = np.zeros(self._passages, dtype=np.float32)
        if not known:
            return scores
        reachable = 0.0
        for term in known:
            column = slice(self._offsets[term], self._offsets[term + 1])
            scores[self._rows[column]] += self._data[column]
            reachable += float(self._data[column].max(initial=0))
        # Of a term that one passage would hold: its weight there is its idf times about 1.
        rarest = np.log(1 + (self._passages + 0.5) / 0.5)
        missing = (len(asked) - len(known)) * rarest
        return np.asarray(scores / max(reachable + missing, 1e-9), dtype=np.float32)
