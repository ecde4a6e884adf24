"""Find the headings that are parts of a topic: "Cause" and "Remedy" below each error of a list."""

import functools
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from chatbot.corpus.readers.pieces import Piece
from chatbot.corpus.readers.question_words import words_key
from chatbot.corpus.readers.rendering import PartKind

WORDS = Path(__file__).with_name("words") / "topic_parts.yaml"
FEWEST_NAMES = 2
"""Of parts that several topics have."""


def parts_of_topics(pieces: Sequence[Piece], text: str) -> set[Piece]:
    """Return the headings below topics of which at least half have the same names below others.

    A topic is a heading. One with a question below it is none. "Installation" and "Update" below
    "Windows" and "Mac" are topics of their own, so one of the names must be a known one.

    Args:
        pieces: The pieces of a file.
        text: Its text.
    """
    below = _headings_below(pieces)
    topics: dict[tuple[int, str], set[Piece]] = defaultdict(set)
    for topic, parts in below.items():
        for part in parts:
            topics[part.rank, words_key(part.span.of(text))].add(topic)
    shared = {name for name, having in topics.items() if len(having) > 1}
    found: set[Piece] = set()
    for parts in below.values():
        names = {(part.rank, words_key(part.span.of(text))) for part in parts}
        same = names & shared
        asked = any(part.asks for part in parts)
        known = any(name in _known_names() for _, name in same)
        if known and len(same) >= FEWEST_NAMES and 2 * len(same) >= len(names) and not asked:
            found.update(parts)
    return found


@functools.cache
def _known_names() -> frozenset[str]:
    import yaml

    lists = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return frozenset(words_key(words) for one in lists.values() for words in one)


def _headings_below(pieces: Sequence[Piece]) -> dict[Piece, list[Piece]]:
    """Return the lowest headings by the heading above them."""
    below: dict[Piece, list[Piece]] = defaultdict(list)
    above: list[Piece] = []
    for piece in pieces:
        if piece.part.kind is not PartKind.HEADING or not piece.rank:
            continue
        while above and above[-1].rank >= piece.rank:
            above.pop()
        if above:
            below[above[-1]].append(piece)
        above.append(piece)
    return {
        topic: parts for topic, parts in below.items() if not any(part in below for part in parts)
    }
