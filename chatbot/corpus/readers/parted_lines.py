"""Part paragraphs in which line breaks alone stand between questions and answers.

Old pages have all of their text in one cell: "<b>Is it free?</b><br>Yes.<br><br><b>Where?</b>…".
"""

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import pairwise

from chatbot.corpus.documents import BlockKind, MarkKind, Span
from chatbot.corpus.readers.blocks import trimmed
from chatbot.corpus.readers.pieces import Marks, asks
from chatbot.corpus.readers.prefixes import answer_prefix, question_prefix
from chatbot.corpus.readers.rendering import CONTENT, Part, PartKind


def parted_at_questions(part: Part, text: str, marks: Marks) -> list[Part]:
    """Return a part, or its pieces if several of its lines are questions.

    Args:
        part: The part.
        text: The text of the rendering.
        marks: Its marks.
    """
    plain = part.kind is PartKind.TEXT and part.block.kind is BlockKind.PARAGRAPH
    if not plain or len(part.lines) < 4:  # two questions with an answer each
        return [part]
    lines = [
        trimmed(text, start, end)
        for start, end in pairwise([*part.lines, part.span.end])
        if CONTENT.search(text, start, end)
    ]
    starts = _above_prefixed_answers(lines, text) or _bold_questions(lines, text, marks)
    if len(starts) < 2:
        return [part]
    first = [] if starts[0] == part.span.start else [part.span.start]
    return [
        _piece(part, trimmed(text, start, end))
        for start, end in pairwise([*first, *starts, part.span.end])
    ]


def _above_prefixed_answers(lines: list[Span], text: str) -> list[int]:
    """Return where lines with "Q:" begin that have a line with "A:" before the next of them."""
    starts: list[int] = []
    asked: int | None = None
    for line in lines:
        words = line.of(text)
        if question_prefix().match(words):
            asked = line.start
        elif asked is not None and answer_prefix().match(words):
            starts.append(asked)
            asked = None
    return starts


def _bold_questions(lines: list[Span], text: str, marks: Marks) -> list[int]:
    """Return where lines begin that ask, are bold as a whole, and have another line below."""
    return [
        line.start
        for line, below in pairwise(lines)
        if _is_question(line, text, marks) and not _is_question(below, text, marks)
    ]


def _is_question(line: Span, text: str, marks: Marks) -> bool:
    bold = next(marks.inside(Span(line.start, line.start + 1), MarkKind.STRONG), None)
    return (
        bold is not None
        and not CONTENT.search(text, bold.span.end, line.end)
        and asks(line.of(text))
    )


def _piece(part: Part, span: Span) -> Part:
    inside = part.lines[bisect_right(part.lines, span.start) : bisect_left(part.lines, span.end)]
    return replace(part, block=part.block._replace(span=span), lines=(span.start, *inside))
