"""Find questions and answers that are neighbours in a list: "• Q. Is it free?", "• A. Yes."."""

from dataclasses import replace
from itertools import pairwise

from chatbot.corpus.documents import BlockKind, Span
from chatbot.corpus.readers.parsed import LIST_MARKER
from chatbot.corpus.readers.pieces import PARAGRAPH, Piece
from chatbot.corpus.readers.prefixes import answer_prefix, question_prefix
from chatbot.corpus.readers.rendering import PartKind


def with_item_pairs(pieces: list[Piece], text: str) -> list[Piece]:
    """Take items of a list as question and answer if their prefixes say so.

    Args:
        pieces: The pieces of a rendering.
        text: Its text.
    """
    found = list(pieces)
    for place, (first, second) in enumerate(pairwise(pieces)):
        question, answer = _body(first, text), _body(second, text)
        beside = first.container[:-1] == second.container[:-1]
        if question is None or answer is None or not beside:
            continue
        if question_prefix().match(question.of(text)) and answer_prefix().match(answer.of(text)):
            outside = first.container[:-2]
            found[place] = replace(
                first, span=question, rank=PARAGRAPH, asks=True, container=outside
            )
            found[place + 1] = replace(second, span=answer, container=outside)
    return found


def _body(piece: Piece, text: str) -> Span | None:
    """Return a list item without its marker; None for anything else."""
    part = piece.part
    if part.block.kind is not BlockKind.ITEM or part.kind is not PartKind.TEXT:
        return None
    if piece.span.end != part.span.end:
        return None  # half of an item
    marker = LIST_MARKER.match(text, *piece.span)
    return Span(marker.end() if marker else piece.span.start, piece.span.end)
