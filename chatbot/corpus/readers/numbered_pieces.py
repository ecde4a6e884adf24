"""Find questions that do not ask, by the numbers that they have in a row with those that do."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from chatbot.corpus.documents import BlockKind, Span
from chatbot.corpus.readers.blocks import trimmed
from chatbot.corpus.readers.pieces import PARAGRAPH, TEXT, Piece, asks
from chatbot.corpus.readers.rendering import PartKind

NUMBERED = re.compile(r"(\d{1,3})[.)]\s+\S")
FEWEST = 3
MOST_CHARACTERS = 120


def with_numbered(pieces: Sequence[Piece], text: str) -> list[Piece]:
    """Take bold paragraphs as questions if they count from 1 on together with those that ask.

    Args:
        pieces: The pieces of a file.
        text: Its text.
    """
    numbered = [
        (piece, int(number[1]))
        for piece in pieces
        if piece.bold
        and piece.part.kind is PartKind.TEXT
        and piece.part.block.kind is BlockKind.PARAGRAPH
        and (number := NUMBERED.match(piece.span.of(text)))
        and len(piece.span.of(text)) <= MOST_CHARACTERS
    ]
    numbers = [number for _, number in numbered]
    asked = any(piece.asks and piece.rank for piece, _ in numbered)
    if not asked or len(numbers) < FEWEST or numbers != list(range(1, len(numbers) + 1)):
        return list(pieces)
    stated = {piece for piece, _ in numbered if piece.rank == TEXT}
    return [replace(piece, rank=PARAGRAPH) if piece in stated else piece for piece in pieces]


def with_parted(pieces: Sequence[Piece], text: str) -> list[Piece]:
    """Part paragraphs at the lines that ask, below an empty line, if nothing else in the file asks.

    Args:
        pieces: The pieces of a file.
        text: Its text.
    """
    if any(piece.asks and piece.rank for piece in pieces):
        return list(pieces)
    return [one for piece in pieces for one in _parted(piece, text)]


def _parted(piece: Piece, text: str) -> Iterator[Piece]:
    part = piece.part
    lines = [trimmed(text, *ends) for ends in pairwise([*part.lines, part.span.end])]
    starts = [place for place in range(len(lines) - 1) if _asks_below_nothing(lines, place, text)]
    plain = part.kind is PartKind.TEXT and part.block.kind is BlockKind.PARAGRAPH
    if piece.rank != TEXT or not plain or piece.span != part.span or len(starts) < 2:
        yield piece
        return
    if starts[0] > 0:
        yield replace(piece, span=trimmed(text, part.span.start, lines[starts[0]].start))
    for place, below in pairwise([*starts, len(lines)]):
        end = lines[below].start if below < len(lines) else part.span.end
        yield replace(piece, span=lines[place], rank=PARAGRAPH, asks=True)
        yield replace(piece, span=trimmed(text, lines[place].end, end))


def _asks_below_nothing(lines: Sequence[Span], place: int, text: str) -> bool:
    """Return whether a line asks, with an empty line above it and another line below."""
    above = lines[place - 1].of(text) if place else ""
    below = lines[place + 1].of(text)
    return not above and asks(lines[place].of(text)) and bool(below) and not asks(below)
