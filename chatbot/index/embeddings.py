"""The embeddings of the texts of an index: written once, opened for search."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings
from chatbot.files import open_array
from chatbot.index.ranges import joined_ranges, ranges_of
from chatbot.index.sentence_vectors import SentenceVectors, write_sentence_vectors
from chatbot.index.token_vectors import CODEC, VECTORS, TokenVectors, to_stored, train_codec

EXACT_UP_TO_BYTES = 300_000
"""Bytes of text whose token vectors stay exact: in English 60,000 tokens, 90 MB in memory."""
ENCODED_AT_ONCE = 4096
"""Texts whose token vectors are in memory before they are coded."""

Encode = Callable[[Sequence[str]], Embeddings]


class StoredEmbeddings:
    """The embeddings of n texts with T tokens in total, opened.

    Attributes:
        vectors: The sentence vectors.
        token_vectors: The token vectors.
        token_ids: int32 [T].
        token_starts: int32 [T], offsets of the tokens in their texts.
        token_offsets: int64 [n + 1]; the tokens of text i are rows token_offsets[i] to
            token_offsets[i + 1].
        hashes: uint8 [n, 16], `text_hash` of each text.
    """

    def __init__(self, files: Path, prefix: str) -> None:
        self.vectors = SentenceVectors(files / f"{prefix}vectors.faiss")
        self.token_vectors = TokenVectors(files, prefix)
        self.token_ids: NDArray[np.int32] = open_array(files / f"{prefix}token_ids.npy")
        self.token_starts: NDArray[np.int32] = open_array(files / f"{prefix}token_starts.npy")
        self.token_offsets: NDArray[np.int64] = open_array(files / f"{prefix}token_offsets.npy")
        self.hashes: NDArray[np.uint8] = open_array(files / f"{prefix}hashes.npy")

    def __len__(self) -> int:
        return len(self.hashes)

    def embeddings(self, rows: NDArray[np.int64]) -> Embeddings:
        """Return the embeddings of the texts in these rows, as exact as they are stored."""
        return self._of(rows, self.token_vectors)

    def stored(self, rows: NDArray[np.int64]) -> Embeddings:
        """Return the same with `token_vectors` in the form in which they are stored."""
        return self._of(rows, self.token_vectors.stored)

    def _of(self, rows: NDArray[np.int64], token_vectors: Any) -> Embeddings:  # noqa: ANN401
        tokens, counts = ranges_of(self.token_offsets, rows)
        return Embeddings(
            vectors=self.vectors[rows],
            token_vectors=token_vectors[tokens],
            token_ids=self.token_ids[tokens],
            token_starts=self.token_starts[tokens],
            offsets=np.cumsum([0, *counts], dtype=np.int64),
        )


def write_embeddings(
    files: Path, prefix: str, texts: Sequence[str], old: StoredEmbeddings | None, encode: Encode
) -> Embeddings:
    """Write the embeddings of some texts; only texts that `old` does not have are encoded.

    Args:
        files: The folder to write to.
        prefix: How the names of the files begin.
        texts: At least one.
        old: Embeddings by the same model.
        encode: Called only if there is something to encode.

    Returns:
        What was written, `token_vectors` in the form in which they are stored.
    """
    hashes = [text_hash(text) for text in texts]
    known = {} if old is None else {one.tobytes(): row for row, one in enumerate(old.hashes)}
    distinct = dict(zip(hashes, texts, strict=True))
    kept = [one for one in distinct if one in known]
    new = [one for one in distinct if one not in known]
    if len(new) > ENCODED_AT_ONCE:  # a codec is trained on the first ones: they must be like all
        new = [new[at] for at in np.random.default_rng(0).permutation(len(new))]

    codec = old.token_vectors.codec if old is not None else None
    parts = []
    rows = np.array([known[one] for one in kept], dtype=np.int64)
    for embeddings in _encoded([distinct[one] for one in new], encode):
        if codec is None and len("".join(texts).encode()) > EXACT_UP_TO_BYTES:
            # Kept vectors become codes too, so the codec must suit them as well.
            exact = [old.embeddings(rows).token_vectors] if old is not None and kept else []
            codec = train_codec(np.concatenate([embeddings.token_vectors, *exact]))
        parts.append(_with_stored(embeddings, codec))
    if old is not None and kept:
        same_form = codec is old.token_vectors.codec
        parts.append(old.stored(rows) if same_form else _with_stored(old.embeddings(rows), codec))
    place = {one: row for row, one in enumerate([*new, *kept])}
    written = _taken(_joined(parts), np.array([place[one] for one in hashes], dtype=np.int64))

    write_sentence_vectors(files / f"{prefix}vectors.faiss", written.vectors)
    if codec is not None:
        (files / f"{prefix}{CODEC}").write_bytes(faiss.serialize_index(codec).data)
    np.save(files / f"{prefix}{VECTORS}", written.token_vectors)
    np.save(files / f"{prefix}token_ids.npy", written.token_ids)
    np.save(files / f"{prefix}token_starts.npy", written.token_starts)
    np.save(files / f"{prefix}token_offsets.npy", written.offsets)
    rows_of_hashes = np.frombuffer(b"".join(hashes), np.uint8).reshape(len(hashes), -1)
    np.save(files / f"{prefix}hashes.npy", rows_of_hashes)
    return written


def text_hash(text: str) -> bytes:
    """Return 128 bits by which an encoded text is found again."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _encoded(texts: Sequence[str], encode: Encode) -> Iterator[Embeddings]:
    for start in range(0, len(texts), ENCODED_AT_ONCE):
        yield encode(texts[start : start + ENCODED_AT_ONCE])


def _with_stored(embeddings: Embeddings, codec: Any) -> Embeddings:  # noqa: ANN401
    return replace(embeddings, token_vectors=to_stored(embeddings.token_vectors, codec))


def _joined(parts: Sequence[Embeddings]) -> Embeddings:
    """Join the embeddings of some texts with those of others."""
    counts = np.concatenate([np.diff(part.offsets) for part in parts])
    return Embeddings(
        vectors=np.concatenate([part.vectors for part in parts]),
        token_vectors=np.concatenate([part.token_vectors for part in parts]),
        token_ids=np.concatenate([part.token_ids for part in parts]),
        token_starts=np.concatenate([part.token_starts for part in parts]),
        offsets=np.cumsum([0, *counts], dtype=np.int64),
    )


def _taken(embeddings: Embeddings, rows: NDArray[np.int64]) -> Embeddings:
    """Take the texts in these rows, any of them as often as it is named."""
    counts = np.diff(embeddings.offsets)[rows]
    tokens = joined_ranges(embeddings.offsets[rows], counts)
    return Embeddings(
        vectors=embeddings.vectors[rows],
        token_vectors=embeddings.token_vectors[tokens],
        token_ids=embeddings.token_ids[tokens],
        token_starts=embeddings.token_starts[tokens],
        offsets=np.cumsum([0, *counts], dtype=np.int64),
    )
