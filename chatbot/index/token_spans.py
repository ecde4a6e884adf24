"""The text that is embedded for a passage, and which of its tokens belong to which sentence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chatbot.corpus.documents import Passage
from chatbot.encoding.encoder import Embeddings


def context_of(passage: Passage) -> str:
    """Return the context of a passage: its section, its question and what introduces it."""
    parts = (*passage.section, passage.question, passage.lead)
    return "".join(f"{part} " for part in parts if part)


def embedded_text(passage: Passage) -> str:
    """Return the text that is embedded: the context and the passage, without a list marker."""
    return context_of(passage) + passage.text[passage.sentences[0].start - passage.start :]


def token_spans(
    passages: Sequence[Passage], embeddings: Embeddings
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the tokens of each passage's context and of each of its sentences.

    Args:
        passages: n passages.
        embeddings: Those of their embedded texts.

    Returns:
        int64 [spans + 1], offsets into the tokens, and int64 [n + 1], offsets into the spans. The
        first span of a passage is its context, the others are its sentences.
    """
    sentences = [1 + len(passage.sentences) for passage in passages]
    starts: list[int] = []  # of the spans, in the embedded texts
    for passage in passages:
        shift = len(context_of(passage)) - passage.sentences[0].start
        starts += [0, *(shift + sentence.start for sentence in passage.sentences)]
    numbers = np.arange(len(passages))
    of_span = np.repeat(numbers, sentences)
    of_token = np.repeat(numbers, np.diff(embeddings.offsets))
    # One search for all passages: each has a stretch of its own on a line.
    stretch = 1 + max(max(starts), int(embeddings.token_starts.max(initial=0)))
    begun = np.searchsorted(
        of_span * stretch + starts, of_token * stretch + embeddings.token_starts, side="right"
    )
    counts = np.bincount(begun - 1, minlength=len(starts))
    return np.cumsum([0, *counts], dtype=np.int64), np.cumsum([0, *sentences], dtype=np.int64)
