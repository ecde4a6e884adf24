"""Sentence vectors in FAISS: exact for a usual FAQ, in cells for a large corpus."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

EXACT_UP_TO = 10_000
"""Vectors. Comparing a query with so many takes 1 to 2 milliseconds."""
# A large corpus is sorted into this many cells per square root of its size, and a search looks into
# one cell in four. People's questions are further from the passages than the passages are from
# each other, so fewer cells lose too much (scripts/measure/EXPERIMENTS.md).
CELLS_PER_SQRT = 2
CELLS_PER_PROBE = 4

FloatArray = NDArray[np.float32]


class SentenceVectors:
    """The sentence vectors of some texts, by inner product."""

    def __init__(self, path: Path) -> None:
        self._faiss: Any = faiss.read_index(str(path))  # FAISS has no types

    def __len__(self) -> int:
        return int(self._faiss.ntotal)

    def search(
        self, vectors: FloatArray, count: int, rows: tuple[int, int] | None = None
    ) -> NDArray[np.int64]:
        """Return the rows nearest to one query, nearest first; fewer than `count` if need be.

        Args:
            vectors: float32 [1, dimension].
            count: How many rows to find.
            rows: Search only from this row (included) to this one (excluded).
        """
        options: dict[str, Any] = {} if rows is None else {"sel": faiss.IDSelectorRange(*rows)}
        kind: Any = faiss.SearchParameters
        if isinstance(self._faiss, faiss.IndexIVF):
            kind, options["nprobe"] = faiss.SearchParametersIVF, self._faiss.nprobe
        _, found = self._faiss.search(vectors, count, params=kind(**options))
        return np.asarray(found[0][found[0] >= 0])

    def __getitem__(self, rows: NDArray[np.int64]) -> FloatArray:
        """Return the vectors in these rows, float32 [len(rows), dimension]."""
        return np.asarray(self._faiss.reconstruct_batch(rows))


def write_sentence_vectors(path: Path, vectors: FloatArray) -> None:
    """Write a FAISS index of some vectors.

    Args:
        path: The file to write.
        vectors: float32 [n, dimension], of length 1.
    """
    count, dimension = vectors.shape
    index: Any
    if count <= EXACT_UP_TO:
        index = faiss.IndexFlatIP(dimension)
    else:
        cells = round(CELLS_PER_SQRT * count**0.5)
        index = faiss.index_factory(dimension, f"IVF{cells},SQfp16", faiss.METRIC_INNER_PRODUCT)
        index.nprobe = cells // CELLS_PER_PROBE
        index.train(vectors)
        index.make_direct_map(True)  # from a row to its vector
    index.add(vectors)
    # Not faiss.write_index: on a full disk that raises something else, or only prints.
    path.write_bytes(faiss.serialize_index(index).data)
