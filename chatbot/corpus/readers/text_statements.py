"""Numbered paragraphs of plain text, each with its text below it: "1. It stops." and an answer."""

import re
from collections.abc import Sequence

from chatbot.corpus.readers.text_lines import MAX_QUESTION_CHARACTERS, Line
from chatbot.corpus.readers.text_styles import Head

STATEMENT = re.compile(r"(?:[*#=+~-]{1,4}[ \t]+)?(\d{1,3})[.):][ \t]+(\S.*)")
MIN_STATEMENTS = 3
MAX_LINES = 3


def statements(lines: Sequence[Line]) -> list[Head]:
    """Find paragraphs numbered from 1 on, set apart, that have other paragraphs below them.

    The text below is not further to the right: the items of a list have theirs there.
    """
    heads: list[Head] = []
    for place, line in enumerate(lines):
        match = STATEMENT.fullmatch(line.words)
        if not match or int(match[1]) != len(heads) + 1 or not line.apart:
            continue
        if heads and line.indent != lines[heads[0].first].indent:
            continue
        last, words = _paragraph(lines, place, match[2])
        below = lines[last + 1] if last + 1 < len(lines) else None
        if below is None or not lines[last].apart_below or len(words) > MAX_QUESTION_CHARACTERS:
            continue
        if below.indent <= line.indent and not STATEMENT.match(below.words):
            heads.append(Head(place, last, words, (len(heads) + 1,)))
    return heads if len(heads) >= MIN_STATEMENTS else []


def _paragraph(lines: Sequence[Line], place: int, words: str) -> tuple[int, str]:
    """Return the last place and the words of a short paragraph."""
    last = place
    while not lines[last].apart_below and last + 1 < len(lines) and last - place < MAX_LINES:
        last += 1
        words = f"{words} {lines[last].words}"
    return last, words
