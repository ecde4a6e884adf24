"""Token vectors: exact (float16) for a usual FAQ, codes of FAISS's product quantiser beyond that.

A code has one byte for every `DIMENSIONS_PER_BYTE` numbers (Jégou et al. 2011). With
all-MiniLM-L6-v2 that is an eighth of float16, and a decoded vector has a cosine of 0.98 with the
original. A codec is trained once and kept for as long as the index is brought up to date: vectors
cannot be recovered from their codes to train a better one. To train it again, remove the index.
"""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import unit_length
from chatbot.files import open_array

DIMENSIONS_PER_BYTE = 4
TRAINED_ON, ROUNDS = 1 << 14, 8  # vectors and passes over them; more of either gained nothing

VECTORS, CODEC = "token_vectors.npy", "token_codec.faiss"


class TokenVectors:
    """The token vectors of some texts, opened; codes of a large corpus are mapped.

    Attributes:
        codec: The FAISS index that codes and decodes them; None if they are exact.
    """

    def __init__(self, files: Path, prefix: str) -> None:
        path = files / f"{prefix}{CODEC}"
        self.codec: Any = faiss.read_index(str(path)) if path.exists() else None
        stored = open_array(files / f"{prefix}{VECTORS}")
        # Converted once instead of for each question.
        self._exact = stored.astype(np.float32) if self.codec is None else None
        self._codes: NDArray[Any] | None = None if self.codec is None else stored

    @property
    def stored(self) -> NDArray[Any]:
        """The vectors as they are stored: float16 [T, dimension], or uint8 [T, code size]."""
        if self._codes is not None:
            return self._codes
        return self[:].astype(np.float16)

    def __getitem__(self, rows: NDArray[np.int64] | slice) -> NDArray[np.float32]:
        """Return the vectors in these rows, float32 [m, dimension], of length 1."""
        if self._exact is not None:
            return self._exact[rows]
        codes = np.ascontiguousarray(self.stored[rows])
        return unit_length(self.codec.sa_decode(codes)) if len(codes) else self._none()

    def _none(self) -> NDArray[np.float32]:
        return np.empty((0, self.codec.d), dtype=np.float32)


def train_codec(vectors: NDArray[np.floating]) -> Any:  # noqa: ANN401 — FAISS has no types
    """Train a codec for vectors like these.

    Args:
        vectors: [n, dimension].

    Returns:
        A FAISS index with `sa_encode` and `sa_decode`.
    """
    count, dimension = vectors.shape
    least = min(DIMENSIONS_PER_BYTE, dimension)
    each = next(n for n in range(least, dimension + 1) if dimension % n == 0)
    rows = np.random.default_rng(0).choice(count, min(count, TRAINED_ON), replace=False)
    # FAISS wants at least as many vectors as a byte has values.
    sample = np.resize(vectors[np.sort(rows)], (max(len(rows), 256), dimension))
    codec: Any = faiss.IndexPQ(dimension, dimension // each, 8)
    codec.pq.cp.niter = ROUNDS
    codec.pq.cp.min_points_per_centroid = 1  # no warning that there are few
    codec.train(sample.astype(np.float32))
    return codec


def to_stored(vectors: NDArray[np.floating], codec: Any) -> NDArray[Any]:  # noqa: ANN401
    """Convert vectors, [n, dimension], to what is stored of them: codes, or float16."""
    if codec is None:
        return vectors.astype(np.float16)
    return np.asarray(codec.sa_encode(np.ascontiguousarray(vectors, dtype=np.float32)))
