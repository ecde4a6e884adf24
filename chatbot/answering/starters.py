"""Questions to begin with."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from chatbot.answering.answer import RelatedQuestion
from chatbot.corpus.documents import Document, Entry


def spread(
    document_ids: Sequence[str], read: Callable[[str], Document | None], count: int
) -> tuple[RelatedQuestion, ...]:
    """At most `count` questions, spread evenly over the documents and over each of them.

    Args:
        document_ids: All documents.
        read: Gives the document of an id; called only for those that a question comes from.
        count: How many questions.
    """
    ends = [count * number // len(document_ids) for number in range(len(document_ids) + 1)]
    return tuple(
        RelatedQuestion(document.id, entry.number, entry.question)
        for document_id, (start, end) in zip(document_ids, pairwise(ends), strict=True)
        if start < end and (document := read(document_id))
        for entry in _evenly(document.entries, end - start)
    )


def _evenly(entries: Sequence[Entry], count: int) -> list[Entry]:
    picks = np.linspace(0, len(entries) - 1, min(count, len(entries))).round().astype(int)
    return [entries[pick] for pick in picks]
