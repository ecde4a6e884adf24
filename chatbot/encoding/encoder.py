"""The embeddings of texts: one vector for each text, and one for each of its tokens."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Embeddings:
    """The vectors of n texts with T tokens in total, without special tokens.

    Attributes:
        vectors: float32 [n, dimension], of length 1.
        token_vectors: float32 or float16 [T, dimension], of length 1: the last hidden layer.
        token_ids: int32 [T], ids of the tokens in the model's vocabulary.
        token_starts: int32 [T], offset of each token in its text, in characters.
        offsets: int64 [n + 1]; the tokens of text i are rows offsets[i] to offsets[i + 1].
    """

    vectors: NDArray[np.float32]
    token_vectors: NDArray[np.floating]
    token_ids: NDArray[np.int32]
    token_starts: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def split(self) -> "list[Embeddings]":
        """Return the embeddings of each text."""
        return [
            Embeddings(
                self.vectors[row : row + 1],
                self.token_vectors[start:end],
                self.token_ids[start:end],
                self.token_starts[start:end],
                np.array([0, end - start], dtype=np.int64),
            )
            for row, (start, end) in enumerate(pairwise(self.offsets.tolist()))
        ]


class Encoder(Protocol):
    """An object that turns texts into vectors."""

    @property
    def dimension(self) -> int:
        """Length of every vector."""

    def encode_questions(self, texts: Sequence[str]) -> Embeddings:
        """Encode queries."""

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Embeddings:
        """Encode passages, with a progress bar on standard error if wanted."""


def unit_length(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scale vectors to length 1; a zero vector stays zero.

    Args:
        vectors: float32 [n, dimension].
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)
