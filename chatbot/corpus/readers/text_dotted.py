"""Questions of plain text with numbers of several parts: "1.2 Why", "Subject: 1.2 Why"."""

import re
from collections.abc import Sequence

from chatbot.corpus.readers.text_lines import Line
from chatbot.corpus.readers.text_styles import (
    DOTTED_LINE,
    Head,
    asking_paragraph,
    wrapped_question,
)

SUBJECT_LINE = re.compile(
    r"Subject:[ \t]*(?:Q(?:uestion)?\s?)?\(?(\d{1,4}(?:[.-]\d{1,4})*)[.):]*[ \t]+(\S.*)", re.I
)
MIN_WRAPPED = 50


def subjects(lines: Sequence[Line]) -> list[Head]:
    """Find questions as lines "Subject: 1. …", as FAQs of Usenet have them."""
    found = ((place, SUBJECT_LINE.fullmatch(line.words)) for place, line in enumerate(lines))
    return [Head(place, place, match[2], _parts(match[1])) for place, match in found if match]


def dotted(lines: Sequence[Line]) -> list[Head]:
    """Find questions that begin with a number of two parts or more: 1.2."""
    heads = []
    for place, line in enumerate(lines):
        match = DOTTED_LINE.fullmatch(line.words)
        if not match:
            continue
        wrapped = wrapped_question(lines, place, match[2])
        if not wrapped and not line.asks:
            wrapped = asking_paragraph(lines, place, match[2])
            wrapped = wrapped or _wrapped_heading(lines, place, match[2])
        if line.asks or wrapped or (line.apart and line.is_short):
            last, words = wrapped or (place, match[2])
            number = _parts(match[1])
            is_chapter = number[-1] == 0 and not lines[last].asks
            style = "chapter" if is_chapter else ""
            heads.append(Head(place, last, words, number, not is_chapter, style=style))
    return heads


def _wrapped_heading(lines: Sequence[Line], place: int, words: str) -> tuple[int, str] | None:
    """Return the last place and the words of a long line, set apart, that a second one ends."""
    line = lines[place]
    if place + 1 == len(lines) or not line.apart or not line.is_short:
        return None
    below = lines[place + 1]
    goes_on = not below.apart and below.apart_below and below.words[0].islower()
    ends = below.is_short or below.exclaims
    if not goes_on or not ends or len(line.words) < MIN_WRAPPED:
        return None
    return place + 1, f"{words} {below.words}"


def _parts(number: str) -> tuple[int, ...]:
    return tuple(map(int, re.split(r"[.-]", number)))
