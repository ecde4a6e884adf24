"""Encode queries, those of several people together."""

import os
from collections.abc import Sequence
from itertools import islice

from chatbot.encoding.encoder import Embeddings, Encoder
from chatbot.retrieval.batching import Batching

MAX_BATCH = 16
"""People whose queries are encoded together."""


class QueryEncoder:
    """Encodes queries; threads may share it, and as many of them encode as there are cores."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._batching = Batching(self._encode_all, at_once=_cores(), most=MAX_BATCH)

    def encode(self, texts: Sequence[str]) -> dict[str, Embeddings]:
        """Return the embeddings of each text of one person."""
        return dict(zip(texts, self._batching(texts), strict=True))

    def _encode_all(self, wanted: Sequence[Sequence[str]]) -> list[list[Embeddings]]:
        texts = [text for own in wanted for text in own]
        embeddings = iter(self._encoder.encode_questions(texts).split())
        return [list(islice(embeddings, len(own))) for own in wanted]


def _cores() -> int:
    """Return the number of cores that this process may use, or else of all there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
