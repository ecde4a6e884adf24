"""A large corpus made up from real ones, for `scripts/measure/large.py`.

Each passage is made from two real passages that are near each other. Its sentence vector is a
mixture of theirs and noise, and its text is their words, shuffled. Its tokens and token vectors are
a run of at most `TOKENS` tokens of the first one. An entry has four passages and a question made in
the same way; a document has a thousand passages. `MadeUp` replaces the model and returns these
vectors. Everything else is the product's own code.
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
NOISE = 0.35  # length of the noise that is added to a vector of length 1


@dataclass(frozen=True, slots=True)
class Real:
    """The n real passages, with t tokens in total, from which passages are made up.

    Attributes:
        words: The words of each passage.
        vectors: float32 [n, dimension].
        near: int64 [n], a row near each.
        stored: The token vectors of each index.
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
        """Return the token vectors in m rows, float16 [m, dimension]."""
        found = np.empty((len(rows), self.vectors.shape[1]), dtype=np.float16)
        first = 0
        for stored in self.stored:
            own = (rows >= first) & (rows < first + len(stored.stored))
            found[own] = stored[rows[own] - first]
            first += len(stored.stored)
        return found


class MadeUp:
    """Encoder of made-up texts, each of which contains "§n" with its seed n.

    Attributes:
        real: The real passages.
        dimension: Length of each vector.
    """

    def __init__(self, real: Real) -> None:
        self.real = real
        self.dimension = real.vectors.shape[1]

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Embeddings:
        """Return made-up embeddings of passages."""
        return self._encode(texts, TOKENS)

    def encode_questions(self, texts: Sequence[str]) -> Embeddings:
        """Return made-up embeddings of questions."""
        return self._encode(texts, QUESTION_TOKENS)

    def _encode(self, texts: Sequence[str], max_tokens: int) -> Embeddings:
        seeds = np.array([int(text.rpartition("§")[2].split()[0]) for text in texts])
        real = self.real
        random = np.random.default_rng(int(seeds[0]))
        first = seeds % len(real.vectors)
        share = random.uniform(0.5, 1, (len(seeds), 1)).astype(np.float32)
        mixed = share * real.vectors[first] + (1 - share) * real.vectors[real.near[first]]
        noise = random.standard_normal(mixed.shape, dtype=np.float32)
        lengths = np.diff(real.token_offsets)[first]
        sizes = np.minimum(lengths, max_tokens)
        rows = joined_ranges(
            real.token_offsets[first] + random.integers(0, lengths - sizes + 1), sizes
        )
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return Embeddings(
            vectors=unit_length(unit_length(mixed) + NOISE * unit_length(noise)),
            token_vectors=real.token_vectors(rows),
            token_ids=real.token_ids[rows],
            # From the first character on, so that each token is in a sentence.
            token_starts=3 * joined_ranges(np.zeros_like(sizes), sizes).astype(np.int32),
            offsets=offsets,
        )


def read_real(indexes: Sequence[Index]) -> Real:
    """Join the passages of some indexes."""
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
    """Make up a document; the numbers of its passages are their seeds."""
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
    """Return `count` words of the passage that a seed selects and of one near it, shuffled."""
    first = seed % len(real.words)
    found = [*real.words[first], *real.words[real.near[first]]]
    return " ".join(found[place] for place in random.permutation(len(found))[:count])
