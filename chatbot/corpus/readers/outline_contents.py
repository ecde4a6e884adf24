"""Find the contents of a file: lists and links that only repeat its questions."""

from collections.abc import Iterable, Sequence

from chatbot.corpus.documents import MarkKind
from chatbot.corpus.readers.contents_titles import contents_titles
from chatbot.corpus.readers.parsed import LIST_MARKER
from chatbot.corpus.readers.pieces import TEXT, Marks, Piece
from chatbot.corpus.readers.question_words import question_words, words_key
from chatbot.corpus.readers.rendering import CONTENT, Part, PartKind

CONTENTS = "table of contents"
IN_PAGE = "a link within the page"


def contents(pieces: Sequence[Piece], text: str, marks: Marks) -> set[Piece]:
    """Return the items of lists that only name or link the questions of the file."""
    titles = {words_key(question_words(piece.span.of(text))) for piece in pieces if piece.rank}
    found: set[Piece] = set()
    for items in _lists(pieces):
        named = [
            item
            for item in items
            if item.rank == TEXT
            and (
                links_within(item, text, marks)
                or words_key(question_words(item.span.of(text))) in titles
            )
        ]
        if len(items) > 1 and 5 * len(named) >= 4 * len(items):
            found.update(items)
    for piece in pieces:
        links = sum(1 for _ in marks.inside(piece.span, MarkKind.LINK))
        if piece.rank == TEXT and links > 2 and links_within(piece, text, marks):
            found.add(piece)
    found.update(_links_to_questions(pieces, text, marks))
    found.update(_below_their_title(pieces, text))
    return found


def _below_their_title(pieces: Sequence[Piece], text: str) -> Iterable[Piece]:
    """Yield the items of lists below a heading such as "Contents", if there is nothing else."""
    heading = None
    below: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and piece.part.kind is not PartKind.HEADING:
            below.append(piece)
            continue
        words = question_words(heading.span.of(text)) if heading else ""
        if words.casefold() in contents_titles() and all(one.part.block.depth for one in below):
            yield from below
        heading, below = piece, []


def _links_to_questions(pieces: Sequence[Piece], text: str, marks: Marks) -> Iterable[Piece]:
    """Yield the pieces that look like questions, but link to where these are asked.

    Either all the words are a link, or a link such as "Answer" stands behind them.
    """
    asked: set[str] = set()
    linked: dict[Part, list[str]] = {}
    for piece in pieces:
        part = piece.part
        links = [
            mark.span
            for mark in marks.inside(part.span, MarkKind.LINK)
            if mark.target.startswith("#") and len(mark.target) > 1
        ]
        if not piece.rank:
            continue
        if links:
            before = text[part.span.start : links[-1].start]
            linked[part] = [before, part.span.of(text)]
        else:
            asked.add(words_key(question_words(piece.span.of(text))))
    for piece in pieces:
        words = linked.get(piece.part, [])
        if any(words_key(question_words(one)) in asked for one in words if CONTENT.search(one)):
            yield piece


def links_within(piece: Piece, text: str, marks: Marks) -> bool:
    """Return whether all its words are links to places of the same page."""
    marker = LIST_MARKER.match(text, *piece.span)
    place = marker.end() if marker else piece.span.start
    links = 0
    for mark in marks.inside(piece.span, MarkKind.LINK):
        if not mark.target.startswith("#") or CONTENT.search(text, place, mark.span.start):
            return False
        place = max(place, mark.span.end)
        links += 1
    return links > 0 and not CONTENT.search(text, place, piece.span.end)


def _lists(pieces: Iterable[Piece]) -> Iterable[list[Piece]]:
    """Yield the pieces of each outermost list."""
    lists: dict[int, list[Piece]] = {}
    for piece in pieces:
        if piece.part.block.depth and piece.part.container:
            lists.setdefault(piece.part.container[0], []).append(piece)
    return lists.values()
