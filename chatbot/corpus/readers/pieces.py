"""Cut the parts of a rendering into pieces: questions that markup or wording shows, and text.

A paragraph such as "**May I park here?** Yes." is one part and two pieces.
"""

import itertools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from chatbot.corpus.documents import BlockKind, Mark, MarkKind, Span
from chatbot.corpus.readers.blocks import trimmed
from chatbot.corpus.readers.parsed import LIST_MARKER
from chatbot.corpus.readers.prefixes import answer_prefix, names_a_problem, question_prefix
from chatbot.corpus.readers.rendering import Part, PartKind

ENDS_AS_QUESTION = re.compile(
    r"(?:[?？؟\u037e\u055e]|(?<=[\u0370-\u03ff\u1f00-\u1fff]);)[^\w]*"
    r"(?:[(（][^()（）]*[)）]|\{[^{}]*\})?[^\w]*$"
)
MAX_QUESTION_CHARACTERS = 300
# Ranks below the six levels of headings: a piece ends the sections of its own rank and below.
TEXT, SUMMARY, PARAGRAPH, ITEM = 0, 7, 8, 9


@dataclass(frozen=True, slots=True)
class Piece:
    """A part, or one of the two halves of a part that is a question with its answer.

    Attributes:
        part: The part.
        span: Its characters, without the marker of a list item if it is a question.
        rank: `TEXT`, or how high it stands as a possible question: 1 to 6 for headings, ….
        asks: True if it ends as a question, or has the prefix of one ("Q:").
        bold: True if all of it is bold.
        container: See `Part`.
    """

    part: Part
    span: Span
    rank: int = TEXT
    asks: bool = False
    bold: bool = False
    container: tuple[int, ...] = ()


class Marks:
    """The marks of a rendering, found by their place."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = sorted(marks)
        self._starts = [mark.span.start for mark in self._marks]

    def inside(self, span: Span, kind: MarkKind) -> Iterator[Mark]:
        """Yield the marks of a kind that begin inside a span."""
        first = bisect_left(self._starts, span.start)
        for mark in self._marks[first : bisect_left(self._starts, span.end)]:
            if mark.kind is kind:
                yield mark


def asks(words: str) -> bool:
    """Return whether words end as a question does."""
    return bool(ENDS_AS_QUESTION.search(words[-80:])) and len(words) <= MAX_QUESTION_CHARACTERS


def with_bold(pieces: list[Piece]) -> list[Piece]:
    """Take bold lines that do not ask as headings only where most bold lines are questions."""
    every = [piece for piece in pieces if piece.bold and piece.rank >= PARAGRAPH]
    bold = list(itertools.dropwhile(lambda piece: not piece.asks, every))  # without the title
    asking = sum(piece.asks for piece in bold)
    headings = asking > 0 and 2 * asking >= len(bold)
    return [
        piece
        if piece.asks or piece.rank < PARAGRAPH or piece.part.kind is PartKind.TERM
        else replace(piece, rank=piece.rank if headings and piece.bold else TEXT)
        for piece in pieces
    ]


def with_items(pieces: list[Piece], text: str) -> list[Piece]:
    """Keep list items as questions only if something answers them."""
    in_list = Counter(
        piece.container[:-1] for piece in pieces if piece.part.block.kind is BlockKind.ITEM
    )
    lone = {
        piece
        for piece, after in itertools.zip_longest(pieces, pieces[1:])
        if piece.rank == ITEM
        and piece.part.kind is PartKind.TEXT
        and after is not None
        and not _within(after, piece)
        and after.rank == TEXT
        and after.part.block.kind is not BlockKind.ITEM
        and in_list[piece.container[:-1]] == 1
    }
    paired = _bold_above_items(pieces)
    kept: list[Piece] = []
    for piece, after in itertools.zip_longest(pieces, pieces[1:]):
        if piece in paired:
            piece = replace(piece, container=piece.container[:-2])
        elif piece.rank == ITEM and piece.part.kind is PartKind.TEXT:
            answered = after is not None and _within(after, piece) and after.rank in (TEXT, ITEM)
            if answered:
                pass
            elif piece in lone and len(lone) > 1:  # below a heading that asks, too
                piece = replace(piece, rank=PARAGRAPH, container=piece.container[:-2])
            else:
                piece = Piece(piece.part, piece.part.span, container=piece.container)
        elif _is_lone_heading(piece, after):
            piece = replace(piece, container=piece.container[:-2])
        kept.append(piece)
    return kept


def _bold_above_items(pieces: Sequence[Piece]) -> set[Piece]:
    """Return the first items of lists that are bold, if it is so in several lists.

    The other items of each list are the answer.
    """
    lists: dict[tuple[int, ...], list[Piece]] = {}
    for piece in pieces:
        if piece.part.block.kind is BlockKind.ITEM and piece.part.kind is PartKind.TEXT:
            lists.setdefault(piece.container[:-1], []).append(piece)
    found = {
        items[0]
        for items in lists.values()
        if len(items) > 1
        and items[0].rank == ITEM
        and items[0].bold
        and not any(item.bold or item.rank for item in items[1:])
    }
    return found if len(found) > 1 else set()


def _is_lone_heading(piece: Piece, after: Piece | None) -> bool:
    """Return whether a heading is all of a list item, and its text below the list."""
    in_item = piece.part.kind is PartKind.HEADING and piece.part.block.kind is BlockKind.ITEM
    return in_item and after is not None and not _within(after, piece)


def _within(inner: Piece, outer: Piece) -> bool:
    return inner.container[: len(outer.container)] == outer.container


def with_plain_questions(pieces: list[Piece], text: str, marks: Marks) -> list[Piece]:
    """Take plain lines that ask as questions, if nothing else in the file asks.

    So are the first words of a paragraph if they are emphasised: "*May I park here?* Yes."
    """
    if any(piece.asks and piece.rank for piece in pieces):
        return pieces
    found: list[Piece] = []
    for piece, after in itertools.zip_longest(pieces, pieces[1:]):
        part = piece.part
        first = Span(piece.span.start, part.lines[1] if len(part.lines) > 1 else piece.span.end)
        start = Span(piece.span.start, piece.span.start + 1)
        emphasised = next(marks.inside(start, MarkKind.EMPHASIS), None)
        if emphasised and asks(emphasised.span.of(text)):
            first = emphasised.span
        plain = piece.rank == TEXT and part.block.kind is BlockKind.PARAGRAPH
        if not (plain and asks(first.of(text).strip())):
            found.append(piece)
        elif first.end < piece.span.end:
            found.append(replace(piece, span=trimmed(text, *first), rank=ITEM, asks=True))
            found.append(replace(piece, span=trimmed(text, first.end, piece.span.end)))
        elif after is not None and after.rank == TEXT and not asks(after.span.of(text)):
            found.append(replace(piece, rank=ITEM, asks=True))
        else:
            found.append(piece)
    return found if sum(map(attrgetter("asks"), found)) > 1 else pieces


def without_problems(pieces: list[Piece], text: str) -> list[Piece]:
    """Take paragraphs behind "Problem:" as text, unless there are more of them than questions."""
    problems = {
        piece
        for piece in pieces
        if piece.rank >= PARAGRAPH
        and (prefix := question_prefix().match(piece.span.of(text)))
        and names_a_problem(re.sub(r"[\W\d_]", "", prefix[0]))
    }
    others = sum(_has_sign(piece, text) for piece in pieces if piece not in problems)
    if len(problems) > others:
        return pieces
    return [
        replace(piece, rank=TEXT, asks=False) if piece in problems else piece for piece in pieces
    ]


def with_answered(pieces: list[Piece], text: str) -> list[Piece]:
    """Take short paragraphs as questions that have one below them that begins with "Answer:".

    Those that do not ask are parts of an answer where questions have a sign of their own, and where
    there is only one in a file with headings.
    """
    answer = answer_prefix()
    answered = [
        piece
        for piece, after in itertools.pairwise(pieces)
        if answer.match(after.span.of(text)) and not answer.match(piece.span.of(text))
    ]
    found = {piece: question for piece in answered if (question := _stated(piece, text))}
    every = not any(_has_sign(piece, text) for piece in pieces)
    every = every and (len(answered) > 1 or not any(piece.rank for piece in pieces))
    return [
        found[piece] if piece in found and (every or asks(found[piece].span.of(text))) else piece
        for piece in pieces
    ]


def _stated(piece: Piece, text: str) -> Piece | None:
    """Return a short paragraph as a question, or None if it is no such paragraph."""
    words = piece.span.of(text)
    kind = piece.part.block.kind
    plain = piece.rank == TEXT and kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
    if not plain or len(words) > MAX_QUESTION_CHARACTERS:
        return None
    marker = LIST_MARKER.match(words) if kind is BlockKind.ITEM else None
    span = Span(piece.span.start + (marker.end() if marker else 0), piece.span.end)
    return replace(piece, span=span, rank=ITEM if marker else PARAGRAPH, asks=True)


def _has_sign(piece: Piece, text: str) -> bool:
    """Return whether a question is a heading, bold, or behind "Q:"."""
    marked = piece.part.kind is not PartKind.TEXT or piece.bold
    return piece.asks and bool(marked or question_prefix().match(piece.span.of(text)))
