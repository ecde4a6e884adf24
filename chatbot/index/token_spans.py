"""The text that is encoded for a passage, and which of its word pieces are of which sentence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chatbot.corpus.documents import Passage
from chatbot.index.index import Index
from chatbot.index.parts import Part, passages_of, required


def context_of(passage: Passage) -> str:
    """What a passage says little without: its question, and the sentence that leads its list in."""
    return "".join(f"{part} " for part in (passage.question, passage.lead) if part)


def embedded_text(passage: Passage) -> str:
    """What is encoded for a passage: its context and itself, without a list marker."""
    return context_of(passage) + passage.text[passage.sentences[0].start - passage.start :]


def segment_sizes(
    passages: Sequence[Passage], token_starts: NDArray[np.int32], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """int64 [segments]: word pieces of the context and of each sentence, passage by passage.

    Args:
        passages: Of one document, n.
        token_starts: int32 [t], offsets of the word pieces in the texts that were encoded.
        counts: int64 [n], how many of them each passage has.
    """
    starts: list[int] = []  # of the sentences
    for passage in passages:
        shift = len(context_of(passage)) - passage.sentences[0].start
        starts += [shift + sentence.start for sentence in passage.sentences]
    numbers = np.arange(len(passages))
    of_sentence = np.repeat(numbers, [len(passage.sentences) for passage in passages])
    of_token = np.repeat(numbers, counts)
    # All passages in one go: each has a stretch of its own on a line.
    stretch = 1 + max(max(starts), int(token_starts.max(initial=0)))
    begun = np.searchsorted(
        of_sentence * stretch + starts, of_token * stretch + token_starts, side="right"
    )
    # A passage's context is a segment, too: so there are as many before as passages.
    return np.bincount(begun + of_token, minlength=len(starts) + len(passages))


def segments_of(
    parts: Sequence[Part],
    old: Index | None,
    token_starts: NDArray[np.int32],
    token_counts: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the context and each sentence of each passage lie among the tokens.

    Args:
        parts: What is in the index.
        old: The old index.
        token_starts: int32 [t], of the passages that are written, see `segment_sizes`.
        token_counts: int64 [those passages].

    Returns:
        int64 [segments + 1], offsets into the tokens, and int64 [passages + 1], offsets into the
        segments. The first segment of a passage is its context, the others are its sentences.
    """
    lengths = [np.zeros(1, dtype=np.int64)]
    counts = [np.zeros(1, dtype=np.int64)]
    offsets = np.concatenate([[0], np.cumsum(token_counts)])
    first = 0  # of the document's passages, among those that are written
    for part in parts:
        if part.document is None:
            known = required(old)
            before, behind = known.document_starts[[part.first, part.after], 1]
            segments = known.passage_segments[before : behind + 1]
            counts.append(np.diff(segments))
            lengths.append(np.diff(known.segment_offsets[segments[0] : segments[-1] + 1]))
            continue
        passages = passages_of(part)
        if passages:
            after = first + len(passages)
            tokens = token_starts[offsets[first] : offsets[after]]
            lengths.append(segment_sizes(passages, tokens, token_counts[first:after]))
            counts.append(np.array([1 + len(passage.sentences) for passage in passages]))
            first = after
    return np.cumsum(np.concatenate(lengths)), np.cumsum(np.concatenate(counts))
