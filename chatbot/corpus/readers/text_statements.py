"""Numbered paragraphs of plain text, each with its text below it: "1. It stops." and an answer."""

import re
from collections.abc import Sequence

from chatbot.corpus.readers.text_lines import MAX_QUESTION_CHARACTERS, Line
from chatbot.corpus.readers.text_styles import Head

STATEMENT = re.compile(r"(?:[*#=+~-]{1,4}[ \t]+)?(\d{1,3})[.):][ \t]+(\S.*)")
MIN_STATEMENTS = 3
MAX_LINES = 3
MAX_LINES_AT_MARGIN = 8


def statements(lines: Sequence[Line]) -> list[Head]:
    """Find paragraphs numbered from 1 on, set apart, that have other paragraphs below them.

    The text below is not further to the right: the items of a list have theirs there. It may be
    if only these numbers stand at the margin, and a third of them ask.
    """
    heads = _with_text(lines, MAX_LINES, indented=False)
    if len(heads) >= MIN_STATEMENTS:
        return heads
    heads = _with_text(lines, MAX_LINES_AT_MARGIN, indented=True)
    if len(heads) < MIN_STATEMENTS or 3 * sum("?" in one.question for one in heads) < len(heads):
        return []
    margin = max(lines[head.first].indent for head in heads)
    places = {head.first for head in heads}
    rest = range(heads[0].first, len(lines))
    others = [one for one in rest if lines[one].apart and lines[one].indent <= margin]
    return heads if places.issuperset(others) else []


def _with_text(lines: Sequence[Line], most: int, *, indented: bool) -> list[Head]:
    """Return the numbered paragraphs of a few lines that have text below, indented or not."""
    heads: list[Head] = []
    for place, line in enumerate(lines):
        match = STATEMENT.fullmatch(line.words)
        if not match or int(match[1]) != len(heads) + 1 or not line.apart:
            continue
        if heads and not _below(line, lines[heads[0].first]):
            continue
        last, words = _paragraph(lines, place, match[2], most)
        below = lines[last + 1] if last + 1 < len(lines) else None
        if below is None or not lines[last].apart_below:
            continue
        if len(words) > MAX_QUESTION_CHARACTERS:
            if not indented:
                continue
            last, words = place, match[2]  # the rest of its paragraph goes to the answer
        deeper = below.indent > line.indent
        if deeper == indented and (deeper or not STATEMENT.match(below.words)):
            heads.append(Head(place, last, words, (len(heads) + 1,)))
    return heads


def _below(line: Line, other: Line) -> bool:
    """Return whether the numbers of two lines begin, or end, in the same column."""
    ends = [one.indent + len(one.words.split(maxsplit=1)[0]) for one in (line, other)]
    return line.indent == other.indent or ends[0] == ends[1]


def _paragraph(lines: Sequence[Line], place: int, words: str, most: int) -> tuple[int, str]:
    """Return the last place and the words of a short paragraph."""
    last = place
    while not lines[last].apart_below and last + 1 < len(lines) and last - place < most:
        last += 1
        words = f"{words} {lines[last].words}"
    return last, words
