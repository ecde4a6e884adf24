"""Product quantisation: vectors as short codes, and cosines with what these stand for.

A code has one byte for every `PER_BYTE` numbers: the nearest of 256 typical values of these numbers
(Jégou et al. 2011), which are kept in a codebook. With all-MiniLM-L6-v2 that is an eighth of
float16, and a vector that was coded has a cosine of 0.98 with itself.
"""

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

PER_BYTE = 4
TRAINED_ON = 1 << 15  # vectors, at most
ROUNDS = 12
# Vectors that are decoded and compared in one go: half a megabyte, which stays in the cache.
COMPARED_AT_ONCE = 256


class Coder:
    """Vectors to codes and back.

    Args:
        codebook: float32 [bytes, 256, dimension / bytes].
    """

    def __init__(self, codebook: NDArray[np.float32]) -> None:
        self.codebook = codebook
        size, _, part = codebook.shape
        self._quantizer: Any = faiss.ProductQuantizer(size * part, size, 8)
        faiss.copy_array_to_vector(codebook.ravel(), self._quantizer.centroids)

    @classmethod
    def trained(cls, vectors: NDArray[np.floating]) -> "Coder":
        """A coder for vectors like these.

        Args:
            vectors: [n, dimension].
        """
        count, dimension = vectors.shape
        part = next(
            one for one in range(min(PER_BYTE, dimension), dimension + 1) if not dimension % one
        )
        rows = np.random.default_rng(0).choice(count, min(count, TRAINED_ON), replace=False)
        if len(rows) < 256:  # FAISS asks for as many as a byte tells apart
            rows = np.resize(rows, 256)
        quantizer: Any = faiss.ProductQuantizer(dimension, dimension // part, 8)
        quantizer.cp.niter = ROUNDS
        quantizer.cp.min_points_per_centroid = 1
        quantizer.train(vectors[np.sort(rows)].astype(np.float32))
        values = faiss.vector_to_array(quantizer.centroids)
        return cls(values.reshape(dimension // part, 256, part))

    @property
    def code_size(self) -> int:
        """Bytes of a code."""
        return len(self.codebook)

    def encode(self, vectors: NDArray[np.floating]) -> NDArray[np.uint8]:
        """uint8 [n, code_size] of [n, dimension]."""
        return np.asarray(self._quantizer.compute_codes(vectors.astype(np.float32, copy=False)))

    def decode(self, codes: NDArray[np.uint8]) -> NDArray[np.float32]:
        """float32 [n, dimension] of uint8 [n, code_size], of length 1 as they were."""
        vectors, lengths = self._decoded(codes)
        vectors /= lengths[:, None]
        return vectors

    def cosines(
        self, vectors: NDArray[np.float32], codes: NDArray[np.uint8]
    ) -> NDArray[np.float32]:
        """float32 [t, n]: `vectors @ decode(codes).T`, which is never in memory as a whole.

        Args:
            vectors: float32 [t, dimension].
            codes: uint8 [n, code_size].
        """
        cosines = np.empty((len(vectors), len(codes)), dtype=np.float32)
        for start in range(0, len(codes), COMPARED_AT_ONCE):
            part = slice(start, start + COMPARED_AT_ONCE)
            decoded, lengths = self._decoded(codes[part])
            np.divide(vectors @ decoded.T, lengths, out=cosines[:, part])
        return cosines

    def _decoded(self, codes: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """float32 [n, dimension], of any length, and their lengths, float32 [n]."""
        if not len(codes):
            return np.empty((0, self._quantizer.d), dtype=np.float32), np.empty(0, dtype=np.float32)
        vectors = np.asarray(self._quantizer.decode(np.ascontiguousarray(codes)))
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        return vectors, np.maximum(lengths, 1e-9)
