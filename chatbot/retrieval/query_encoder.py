"""Read questions before they are ranked: those of several people together."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from chatbot.encoding.encoder import Embeddings, Encoder
from chatbot.index.index import Index
from chatbot.retrieval.batching import Batching
from chatbot.retrieval.maxsim import Comparison, compare_everywhere
from chatbot.retrieval.ranking import is_ordered_whole

# People whose questions are read together, at most.
MOST_TOGETHER = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of a text before it is ranked.

    Attributes:
        encoding: Its encoding; one text.
        everywhere: How it compares with the whole corpus; None where that is not ordered as a
            whole.
    """

    encoding: Embeddings
    everywhere: Comparison | None


class Reader:
    """Encodes questions, and compares them with a corpus that is ordered as a whole.

    Threads may share it: as many of them work as there are cores, each for some of those who wait.
    """

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self._index, self._encoder = index, encoder
        self._together = Batching(self._read_all, at_once=_cores(), most=MOST_TOGETHER)

    def read(self, texts: Sequence[str]) -> dict[str, Reading]:
        """Read the texts of one person."""
        return dict(zip(texts, self._together(texts), strict=True))

    def _read_all(self, wanted: Sequence[Sequence[str]]) -> list[list[Reading]]:
        """Read the texts of several people, each one's in their order."""
        texts = [text for own in wanted for text in own]
        encoding = self._encoder.encode_questions(texts)
        everywhere: Sequence[Comparison | None] = [None] * len(texts)
        if is_ordered_whole(self._index):
            everywhere = compare_everywhere(self._index, encoding)
        readings = map(Reading, encoding.split(), everywhere)
        return [list(islice(readings, len(own))) for own in wanted]


def _cores() -> int:
    """How many cores this process may use; where that is not known, how many there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
