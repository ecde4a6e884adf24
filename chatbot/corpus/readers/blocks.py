"""Paragraphs and list items of plain text."""

import re

from chatbot.corpus.documents import Block, BlockKind, Span
from chatbot.corpus.readers.parsed import LIST_MARKER

LINE = re.compile(r"[^\r\n]+")
LINE_END = re.compile(r"\r\n|\n|\r")
# Rules of dashes or boxes are no words; an emoji may be an answer.
CONTENT = re.compile(r"[^\W_]|[\u2600-\u27bf\U0001f000-\U0001faff]")
SENTENCE_END = re.compile(r"[.?!:;…。？！؟][\"'”’)\]]*$")


def has_words(text: str) -> bool:
    """Return whether there is more in a text than rules and punctuation."""
    return CONTENT.search(text) is not None


def trimmed(text: str, start: int, end: int) -> Span:
    """Return the span without white space at its ends; (start, start) if nothing is left."""
    part = text[start:end]
    left = len(part) - len(part.lstrip())
    return Span(start + left, start + left + len(part.strip()))


def plain_blocks(text: str, start: int, end: int) -> tuple[Block, ...]:
    """Return the paragraphs and list items of `text[start:end]`.

    Each line is a block, unless it continues the one above: that one does not end a sentence
    (hard-wrapped text), or this one is indented below a list item.
    """
    blocks: list[Block] = []
    indents: list[int] = []  # of the open lists, outermost first
    line_above = Span(start, start)
    for line in LINE.finditer(text, start, end):
        span = trimmed(text, line.start(), line.end())
        if span.start == span.end:
            continue
        indent = span.start - line.start()
        blank_line_between = _line_ends(text, line_above.end, line.start()) > 1
        # Of a long block only the last line is searched, or the time would be quadratic.
        sentence_ends = bool(SENTENCE_END.search(line_above.of(text)))
        line_above = span
        if LIST_MARKER.match(text, *span):
            indents = [outer for outer in indents if outer < indent] + [indent]
            blocks.append(Block(span, len(indents), BlockKind.ITEM))
            continue
        above = blocks[-1] if blocks else None
        if above and not blank_line_between:
            under_item = above.depth > 0 and indent > indents[-1]
            if under_item or not sentence_ends:
                blocks[-1] = above._replace(span=Span(above.span.start, span.end))
                continue
        indents = []
        blocks.append(Block(span))
    return tuple(blocks)


def _line_ends(text: str, start: int, end: int) -> int:
    return len(LINE_END.findall(text, start, end))
