"""The vectors of the texts of a new index: taken over from the old one, or encoded."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings
from chatbot.files import write_array
from chatbot.index.embeddings import StoredEncoding, text_hash, texts_with_each
from chatbot.index.rows import Joined
from chatbot.index.sentence_vectors import write_vectors
from chatbot.index.token_vectors import NewTokenVectors

# Texts that are encoded at once; what is in memory of their token vectors grows with it.
ENCODED_AT_ONCE = 8192
# Texts whose word pieces are copied at once.
COPIED_AT_ONCE = 1 << 14


class EncodingWriter:
    """Writes what a `StoredEncoding` opens.

    Args:
        files: The folder to write to.
        prefix: What names of files begin with.
        old: The encoding of an old index.
        old_text: The text in a row of it.
    """

    def __init__(
        self,
        files: Path,
        prefix: str,
        old: StoredEncoding | None,
        old_text: Callable[[int], str],
    ) -> None:
        self._files, self._prefix = files, prefix
        self._old, self._old_text = old, old_text
        self._before = len(old.vectors) if old else 0

    def place(
        self,
        kept: NDArray[np.int64],
        texts: Sequence[str],
        encode: Callable[[Sequence[str]], Embeddings],
    ) -> None:
        """Settle where the vectors of each text come from, and encode what is new.

        Args:
            kept: int64 [n], rows of the old encoding; -1 where the next of `texts` stands.
            texts: Some of which the old encoding may hold, too.
            encode: Called only where there is something to encode.
        """
        hashes = np.array([text_hash(text) for text in texts], dtype=np.int64)
        known = self._known(texts, hashes)
        new_texts = sorted({text for text, row in zip(texts, known, strict=True) if row < 0})
        if len(new_texts) > ENCODED_AT_ONCE:
            # The first are what a codebook is learnt from: they are to be like all.
            order = np.random.default_rng(0).permutation(len(new_texts))
            new_texts = [new_texts[row] for row in order]
        place = {text: self._before + row for row, text in enumerate(new_texts)}
        rows = kept.copy()
        rows[kept < 0] = [
            row if row >= 0 else place[text] for text, row in zip(texts, known, strict=True)
        ]
        self._rows = rows
        self._hashes = np.empty(len(rows), dtype=np.int64)
        self._hashes[kept < 0] = hashes
        if self._old is not None:
            self._hashes[kept >= 0] = self._old.hashes[kept[kept >= 0]]
        self._encode(new_texts, encode)

    def _known(self, texts: Sequence[str], hashes: NDArray[np.int64]) -> list[int]:
        """Row of the old encoding that holds each text; -1 where none does."""
        if self._old is None or not texts:
            return [-1] * len(texts)
        order = np.argsort(self._old.hashes, kind="stable")
        at = np.searchsorted(self._old.hashes, hashes, sorter=order)
        rows = order[np.minimum(at, len(order) - 1)]
        same = self._old.hashes[rows] == hashes
        return [
            int(row) if is_same and self._old_text(int(row)) == text else -1
            for text, row, is_same in zip(texts, rows, same, strict=True)
        ]

    def _encode(self, texts: Sequence[str], encode: Callable[[Sequence[str]], Embeddings]) -> None:
        old = self._old
        counts = np.diff(old.token_offsets) if old else np.empty(0, dtype=np.int64)
        taken = int(counts[self._rows[self._rows < self._before]].sum())
        tokens = NewTokenVectors(self._files, old.token_vectors if old else None, taken)
        vectors = np.empty((len(texts), old.vectors.dimension if old else 0), dtype=np.float32)
        ids, starts, sizes = ([np.empty(0, dtype=np.int32)] for _ in range(3))
        for first in range(0, len(texts), ENCODED_AT_ONCE):
            encoding = encode(texts[first : first + ENCODED_AT_ONCE])
            tokens.add(encoding.token_vectors)
            if not first:  # how long they are is known now
                vectors = np.empty((len(texts), encoding.vectors.shape[1]), dtype=np.float32)
            vectors[first : first + ENCODED_AT_ONCE] = encoding.vectors
            ids.append(encoding.token_ids)
            starts.append(encoding.token_starts)
            sizes.append(np.diff(encoding.offsets).astype(np.int32))
        new_counts = np.concatenate(sizes).astype(np.int64)
        self._tokens = tokens
        self._vectors = vectors
        self._ids = Joined(old.token_ids if old else None, np.concatenate(ids))
        self._starts = Joined(old.token_starts if old else None, np.concatenate(starts))
        all_counts = np.concatenate([counts, new_counts])
        self._counts = all_counts[self._rows]
        self._first = (np.cumsum(all_counts) - all_counts)[self._rows]

    @property
    def token_count(self) -> int:
        """How many word pieces there are in all texts."""
        return int(self._counts.sum())

    def sample(self, most: int = 4096) -> NDArray[np.float32]:
        """float32 [m, dimension]: the sentence vectors of some of the texts."""
        chosen = np.linspace(0, len(self._rows) - 1, min(most, len(self._rows))).astype(int)
        joined = Joined(self._old.vectors if self._old else None, self._vectors)
        return joined[self._rows[chosen]]

    def texts_with_each(self, texts: NDArray[np.int64]) -> NDArray[np.int64]:
        """int64 [1 + largest id]: how many of these texts hold each word piece."""
        counts = self._counts[texts]
        return texts_with_each(self._ids.ranges(self._first[texts], counts), counts)

    def token_starts(self, texts: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Where the word pieces of these texts begin, and int64 [n], how many each text has."""
        counts = self._counts[texts]
        return self._starts.ranges(self._first[texts], counts), counts

    def write(self, searched_for: NDArray[np.float32]) -> dict[str, Any]:
        """Write everything.

        Args:
            searched_for: See `write_vectors`.

        Returns:
            What the manifest says of the sentence vectors.
        """
        files, prefix = self._files, self._prefix
        old = self._old.vectors if self._old else None
        path = files / f"{prefix}vectors.faiss"
        about = write_vectors(path, self._rows, old, self._vectors, searched_for)
        self._tokens.write(files, prefix, self._first, self._counts)
        for name, values in (("token_ids", self._ids), ("token_starts", self._starts)):
            chunks = self._chunks(values, np.arange(len(self._rows)))
            write_array(files / f"{prefix}{name}.npy", np.int32, (self.token_count,), chunks)
        offsets = np.concatenate([[0], np.cumsum(self._counts)]).astype(np.int64)
        np.save(files / f"{prefix}token_offsets.npy", offsets)
        np.save(files / f"{prefix}hashes.npy", self._hashes)
        return about

    def _chunks(self, values: Joined, texts: NDArray[np.int64]) -> Iterator[NDArray[np.int32]]:
        for start in range(0, len(texts), COPIED_AT_ONCE):
            some = texts[start : start + COPIED_AT_ONCE]
            yield values.ranges(self._first[some], self._counts[some])
