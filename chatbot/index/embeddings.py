"""The encoding of the texts of an index, as it lies on disk."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings
from chatbot.files import open_array
from chatbot.index.rows import joined_ranges
from chatbot.index.sentence_vectors import SentenceVectors
from chatbot.index.token_vectors import TokenVectors


class StoredEncoding:
    """The vectors of some texts, as they lie on disk, the large ones mapped.

    Attributes:
        vectors: The sentence vectors.
        token_vectors: The token vectors, T in all.
        token_ids: int32 [T].
        token_starts: int32 [T]; offsets of the word pieces in their texts.
        token_offsets: int64 [texts + 1].
        hashes: int64 [texts], `text_hash` of each text.
    """

    def __init__(self, files: Path, prefix: str, about: Mapping[str, Any]) -> None:
        self.vectors = SentenceVectors(files / f"{prefix}vectors.faiss", about)
        self.token_vectors = TokenVectors(files, prefix)
        self.token_ids: NDArray[np.int32] = open_array(files / f"{prefix}token_ids.npy")
        self.token_starts: NDArray[np.int32] = open_array(files / f"{prefix}token_starts.npy")
        self.token_offsets: NDArray[np.int64] = open_array(files / f"{prefix}token_offsets.npy")
        self.hashes: NDArray[np.int64] = open_array(files / f"{prefix}hashes.npy")

    def encoding(self, rows: Sequence[int] | NDArray[np.int64]) -> Embeddings:
        """The encoding of the texts in these rows, as exact as it is kept."""
        wanted = np.asarray(rows, dtype=np.int64)
        counts = np.diff(self.token_offsets)[wanted]
        tokens = joined_ranges(self.token_offsets[wanted], counts)
        return Embeddings(
            vectors=self.vectors[wanted],
            token_vectors=self.token_vectors[tokens],
            token_ids=self.token_ids[tokens],
            token_starts=self.token_starts[tokens],
            offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        )

    def texts_with_each(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """int64 [1 + largest id]: how many of the texts in these rows hold each word piece."""
        starts = self.token_offsets[rows]
        counts = self.token_offsets[rows + 1] - starts
        return texts_with_each(self.token_ids[joined_ranges(starts, counts)], counts)


def texts_with_each(ids: NDArray[np.int32], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """int64 [1 + largest id]: how many texts hold each word piece.

    Args:
        ids: int32 [t], the word pieces of the texts, one text after the other.
        counts: int64 [texts], how many word pieces each has.
    """
    size = 1 + int(ids.max(initial=-1))
    keys = np.repeat(np.arange(len(counts)) * size, counts) + ids
    return np.bincount(np.unique(keys) % size, minlength=size)


def text_hash(text: str) -> int:
    """64 bits by which a text that was encoded is looked for; signed."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
