"""A large corpus made up from real ones, for `scripts/measure/large.py`.

Each passage takes its sentence vector from two real ones that are near each other and from noise,
its word pieces with their vectors from a stretch of at most `TOKENS` of a real passage, and for its
text words of the two passages, shuffled. Entries have four passages and a question made up in the
same way, documents a thousand passages. An encoder that hands these vectors out takes the place of
the model, so that writing, opening, searching and adding a document are the product's own code.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.corpus.documents import Document, Entry, Passage, Source, Span
from chatbot.encoding.encoder import Embeddings, unit_length
from chatbot.index.index import Index
from chatbot.index.ranges import joined_ranges
from chatbot.index.token_vectors import TokenVectors

TOKENS, QUESTION_TOKENS = 28, 8
WORDS, QUESTION_WORDS = 22, 8
PER_ENTRY, PER_DOCUMENT = 4, 1000
NOISE = 0.35  # length of what is added to a vector of length 1


@dataclass(frozen=True, slots=True)
class Real:
    """The n real passages, with t word pieces in all, that the made-up ones are made of.

    Attributes:
        words: The words of each passage.
        vectors: float32 [n, dimension].
        near: int64 [n]; a passage near to each.
        stored: The token vectors of the indexes that they are from.
        token_ids: int32 [t].
        token_offsets: int64 [n + 1].
    """

    words: Sequence[Sequence[str]]
    vectors: NDArray[np.float32]
    near: NDArray[np.int64]
    stored: Sequence[TokenVectors]
    token_ids: NDArray[np.int32]
    token_offsets: NDArray[np.int64]

    def token_vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float16]:
        """float16 [m, dimension]: the token vectors in these rows."""
        found = np.empty((len(rows), self.vectors.shape[1]), dtype=np.float16)
        first = 0
        for stored in self.stored:
            own = (rows >= first) & (rows < first + len(stored.stored))
            found[own] = stored[rows[own] - first]
            first += len(stored.stored)
        return found


class MadeUp:
    """The encoder of texts that hold "§n", n being what a text was made from.

    Attributes:
        real: What they are made of.
        dimension: Length of each vector.
    """

    def __init__(self, real: Real) -> None:
        self.real = real
        self.dimension = real.vectors.shape[1]

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Embeddings:
        """What was made up for the passages of these texts."""
        return self._encode(texts, TOKENS)

    def encode_questions(self, texts: Sequence[str]) -> Embeddings:
        """What was made up for the questions of these texts."""
        return self._encode(texts, QUESTION_TOKENS)

    def _encode(self, texts: Sequence[str], most: int) -> Embeddings:
        seeds = np.array([int(text.rpartition("§")[2].split()[0]) for text in texts])
        real = self.real
        random = np.random.default_rng(int(seeds[0]))
        first = seeds % len(real.vectors)
        share = random.uniform(0.5, 1, (len(seeds), 1)).astype(np.float32)
        mixed = share * real.vectors[first] + (1 - share) * real.vectors[real.near[first]]
        noise = random.standard_normal(mixed.shape, dtype=np.float32)
        lengths = np.diff(real.token_offsets)[first]
        sizes = np.minimum(lengths, most)
        rows = joined_ranges(
            real.token_offsets[first] + random.integers(0, lengths - sizes + 1), sizes
        )
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return Embeddings(
            vectors=unit_length(unit_length(mixed) + NOISE * unit_length(noise)),
            token_vectors=real.token_vectors(rows),
            token_ids=real.token_ids[rows],
            # One after another from the text's first character, so that each is in some sentence.
            token_starts=3 * joined_ranges(np.zeros_like(sizes), sizes).astype(np.int32),
            offsets=offsets,
        )


def read_real(indexes: Sequence[Index]) -> Real:
    """Take the passages of some indexes together."""
    stored = [index.passages for index in indexes]
    vectors = np.concatenate([one.vectors[np.arange(len(one))] for one in stored])
    near = np.empty(len(vectors), dtype=np.int64)
    for start in range(0, len(vectors), 1024):
        products = vectors[start : start + 1024] @ vectors.T
        near[start : start + 1024] = np.argpartition(-products, 8, axis=1)[:, 8]
    counts = np.concatenate([np.diff(one.token_offsets) for one in stored])
    return Real(
        words=[
            index.passage(row).text.replace("§", "").split()
            for index in indexes
            for row in range(len(index))
        ],
        vectors=vectors,
        near=near,
        stored=[one.token_vectors for one in stored],
        token_ids=np.concatenate([one.token_ids for one in stored]),
        token_offsets=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    )


def made_up_document(real: Real, number: int, passages: int) -> Document:
    """A document of passages that are made up from their numbers."""
    name = f"made-up-{number:06d}"
    random = np.random.default_rng(number)
    entries: list[Entry] = []
    length, texts = 0, []
    for start in range(0, passages, PER_ENTRY):
        seeds = range(
            number * PER_DOCUMENT + start,
            number * PER_DOCUMENT + min(start + PER_ENTRY, passages),
        )
        question = f"§{seeds[0]} {_words(real, seeds[0], random, QUESTION_WORDS)}?"
        texts.append(question)
        heading = Span(length, length + len(question))
        length += len(question) + 1
        parts = []
        for place, seed in enumerate(seeds):
            text = f"§{seed} {_words(real, seed, random, WORDS)}."
            span = Span(length, length + len(text))
            parts.append(
                Passage(
                    f"{name}:{start}:{place}", name, len(entries) + 1, question, "", text,
                    *span, (span,),
                )
            )  # fmt: skip
            texts.append(text)
            length += len(text) + 1
        answer = Span(heading.end + 1, length)
        entries.append(Entry(len(entries) + 1, question, heading, answer, tuple(parts)))
    text = "\n".join(texts)
    return Document(name, text, Source(name), tuple(entries), f"{number} {passages}")


def _words(real: Real, seed: int, random: np.random.Generator, count: int) -> str:
    """Words of the passage that a number stands for, and of one near it, shuffled."""
    first = seed % len(real.words)
    found = [*real.words[first], *real.words[real.near[first]]]
    return " ".join(found[place] for place in random.permutation(len(found))[:count])
