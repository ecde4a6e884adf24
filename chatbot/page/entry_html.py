"""The HTML of an entry's answer, in the lines of the document."""

from collections.abc import Callable, Iterator

from chatbot.corpus.documents import Entry
from chatbot.corpus.readers.parsed import LIST_MARKER
from chatbot.page.html import plain

Piece = tuple[str, str | None]
"""A part of an answer, and the id of its passage (None between passages)."""
DrawPassage = Callable[[str, str], str]
"""Returns the HTML of a passage from its words and its id."""


def answer_lines(
    entry: Entry, text: str, draw: DrawPassage = lambda words, passage_id: plain(words)
) -> str:
    """Return the whole answer, with an element for each paragraph and list item."""
    return "".join(_block(block, draw) for block in _blocks(entry, text))


def _blocks(entry: Entry, text: str) -> Iterator[list[Piece]]:
    """Yield the pieces of each paragraph of an answer."""
    block: list[Piece] = []
    for words, passage_id in _pieces(entry, text):
        if passage_id is not None:
            block.append((words, passage_id))
            continue
        first, *later = words.split("\n")
        block.append((first, None))
        for line in later:
            yield block
            block = [(line, None)]
    yield block


def _pieces(entry: Entry, text: str) -> Iterator[Piece]:
    position = entry.answer.start
    for passage in sorted(entry.passages, key=lambda passage: passage.start):
        yield text[position : max(position, passage.start)], None
        yield text[max(position, passage.start) : passage.end], passage.id
        position = max(position, passage.end)
    yield text[position : entry.answer.end], None


def _block(block: list[Piece], draw: DrawPassage) -> str:
    words = "".join(words for words, _ in block)
    if not words.strip():
        return ""
    inside = "".join(
        plain(piece) if passage_id is None else draw(piece, passage_id)
        for piece, passage_id in block
    )
    css_class = ' class="item"' if LIST_MARKER.match(words) else ""
    return f"<p{css_class}>{inside}</p>"
