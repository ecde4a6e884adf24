"""Questions to begin with."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from chatbot.answer import RelatedQuestion
from chatbot.documents import Document, Entry


def spread(documents: Sequence[Document], count: int) -> tuple[RelatedQuestion, ...]:
    """At most `count` questions, spread evenly over the documents and over each of them."""
    ends = [count * number // len(documents) for number in range(len(documents) + 1)]
    return tuple(
        RelatedQuestion(document.id, entry.number, entry.question)
        for document, (start, end) in zip(documents, pairwise(ends), strict=True)
        for entry in _evenly(document.entries, end - start)
    )


def _evenly(entries: Sequence[Entry], count: int) -> list[Entry]:
    picks = np.linspace(0, len(entries) - 1, min(count, len(entries))).round().astype(int)
    return [entries[pick] for pick in picks]
