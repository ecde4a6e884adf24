"""Cut the parts of a rendering into pieces.

A paragraph such as "**May I park here?** Yes." is one part and two pieces.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from chatbot.corpus.documents import BlockKind, MarkKind, Span
from chatbot.corpus.readers.parsed import LIST_MARKER
from chatbot.corpus.readers.parted_lines import parted_at_questions
from chatbot.corpus.readers.pieces import (
    ITEM,
    MAX_QUESTION_CHARACTERS,
    PARAGRAPH,
    SUMMARY,
    Marks,
    Piece,
    asks,
    with_answered,
    with_bold,
    with_items,
    with_plain_questions,
    without_problems,
)
from chatbot.corpus.readers.prefixes import answer_prefix, question_prefix
from chatbot.corpus.readers.rendering import CONTENT, Part, PartKind, Rendering

QUESTION_END = re.compile(r"[?？؟][\"'”’»)\]*_]*(?=\s)|[?？؟][\"'”’»)\]]*$|[？]")


def pieces_of(rendering: Rendering) -> list[Piece]:
    """Return the pieces of a rendering in order."""
    text, marks = rendering.text, Marks(rendering.marks)
    parts = [one for part in rendering.parts for one in parted_at_questions(part, text, marks)]
    pieces = [piece for part in parts for piece in _cut(part, text, marks, at_question_mark=False)]
    if not any(piece.asks and piece.rank for piece in pieces):
        # Beside other questions, "Is it on? Press the button." is a step of an answer.
        one_line = _questions_with_their_answers(parts, text)
        pieces = [
            piece
            for part in parts
            for piece in _cut(part, text, marks, at_question_mark=part in one_line)
        ]
    pieces = with_answered(without_problems(pieces, text), text)
    return with_plain_questions(with_items(with_bold(pieces), text), text, marks)


def _cut(part: Part, text: str, marks: Marks, *, at_question_mark: bool) -> Iterator[Piece]:
    """Yield the piece or the two pieces of a part."""
    whole = Piece(part, part.span, container=part.container)
    if part.kind is PartKind.HEADING:
        yield replace(whole, rank=part.level, asks=_asks(part.span.of(text)))
        return
    if part.kind in (PartKind.SUMMARY, PartKind.TERM):
        rank = SUMMARY if part.kind is PartKind.SUMMARY else ITEM
        yield replace(whole, rank=rank, asks=_asks(part.span.of(text)))
        return
    if part.block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        yield whole
        return
    marker = LIST_MARKER.match(text, *part.span) if part.block.kind is BlockKind.ITEM else None
    body = Span(marker.end() if marker else part.span.start, part.span.end)
    end = _question_end(part, body, text, marks, at_question_mark=at_question_mark)
    if end is None:
        yield whole
        return
    question = Span(body.start, end)
    rest = re.compile(r"[\s:：*_–—-]*").match(text, end)
    start = rest.end() if rest else end
    bold = _is_bold(question, text, marks)
    prefixed = bool(question_prefix().match(text[question.start : question.end]))
    rank = ITEM if marker else PARAGRAPH
    found = Piece(part, question, rank, prefixed or asks(question.of(text)), bold, part.container)
    if start >= part.span.end or not CONTENT.search(text, start, part.span.end):
        yield replace(found, span=body)
        return
    yield found
    yield replace(whole, span=Span(start, part.span.end))


def _question_end(
    part: Part, body: Span, text: str, marks: Marks, *, at_question_mark: bool
) -> int | None:
    """Return the end of the question with which a paragraph begins; None if there is none."""
    words = body.of(text)
    bold = next(marks.inside(Span(body.start, body.start + 1), MarkKind.STRONG), None)
    prefix = question_prefix().match(words)
    if prefix and len(words) > prefix.end():
        for line in part.lines[1:]:
            if answer_prefix().match(text[line : part.span.end].lstrip()):
                return line
        asked = QUESTION_END.search(text, body.start + prefix.end(), body.end)
        if asked and answer_prefix().match(text[asked.end() : body.end].lstrip()):
            return asked.end()
        if bold and bold.span.end - body.start > prefix.end() + 3:
            return bold.span.end
        if len(part.lines) == 1 or asks(words):
            return body.end
        return part.lines[1]
    if bold and bold.span.end - bold.span.start <= MAX_QUESTION_CHARACTERS:
        rest = text[bold.span.end : body.end]
        if asks(bold.span.of(text).strip()) or not CONTENT.search(rest):
            return bold.span.end if CONTENT.search(rest) else body.end
        if bold.span.end in part.lines or re.match(r"\s*\n", rest):  # all of the first line
            return bold.span.end
        if (mark := re.match(r"\s*[?？؟]", rest)) is not None:  # **Is it free**?
            return bold.span.end + mark.end()
    if part.block.kind is BlockKind.ITEM:
        if asks(words) and "\n" not in words:
            return body.end
        if len(part.lines) > 1 and asks(text[body.start : part.lines[1]]):
            return part.lines[1]
        if at_question_mark and (asked := QUESTION_END.search(text, *body)):
            return asked.end()
    return None


def _is_bold(span: Span, text: str, marks: Marks) -> bool:
    bold = next(marks.inside(Span(span.start, span.start + 1), MarkKind.STRONG), None)
    return bold is not None and not CONTENT.search(text, bold.span.end, span.end)


def _asks(words: str) -> bool:
    return asks(words) or bool(question_prefix().match(words))


def _questions_with_their_answers(parts: Sequence[Part], text: str) -> set[Part]:
    """Return the items of lists in which most items are "Question? Answer." in one line."""
    lists: dict[tuple[int, ...], list[Part]] = {}
    for part in parts:
        if part.block.kind is BlockKind.ITEM:
            lists.setdefault(part.container[:-1], []).append(part)
    found: set[Part] = set()
    for items in lists.values():
        both = [
            item
            for item in items
            if (end := QUESTION_END.search(text, *item.span))
            and CONTENT.search(text, end.end(), item.span.end)
            and "." not in text[item.span.start + 4 : end.start()]
        ]
        if len(both) > 1 and 2 * len(both) > len(items):
            found.update(both)
    return found
