"""Questions of plain text with numbers of several parts: "1.2 Why", "Subject: 1.2 Why"."""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.corpus.readers.text_lines import MIN_WRAPPED, Line
from chatbot.corpus.readers.text_styles import (
    DOTTED_LINE,
    Head,
    asking_paragraph,
    wrapped_question,
)

SUBJECT_LINE = re.compile(
    r"Subject:[ \t]*(?:Q(?:uestion)?\s?)?\(?(\d{1,4}(?:[.-]\d{1,4})*)[.):]*[ \t]+(\S.*)", re.I
)
Number = tuple[int, ...]


def subjects(lines: Sequence[Line]) -> list[Head]:
    """Find questions as lines "Subject: 1. …", as FAQs of Usenet have them."""
    found = ((place, SUBJECT_LINE.fullmatch(line.words)) for place, line in enumerate(lines))
    return [Head(place, place, match[2], _parts(match[1])) for place, match in found if match]


def dotted(lines: Sequence[Line]) -> list[Head]:
    """Find questions that begin with a number of two parts or more: 1.2.

    What does not ask has to have the next number: an answer may begin a line with "2.0 liters".
    """
    heads = _numbered_lines(lines)
    numbers: list[Number] = [*(head.number for head in heads), ()]
    kept: list[Head] = []
    chapters = False
    for place, (head, sure) in enumerate(zip(heads, _sure_below(heads, lines), strict=True)):
        above, below = kept[-1].number if kept else (), numbers[place + 1]
        in_order = _is_in_order(above, head.number, below, sure)
        if head.style:  # "2.0" is a chapter if "2.1" is below it, or if there are other chapters
            in_order = in_order and (chapters or below[: len(head.number) - 1] == head.number[:-1])
        if in_order or lines[head.last].asks:
            kept.append(head)
            chapters = chapters or bool(head.style)
    return kept


def _sure_below(heads: Sequence[Head], lines: Sequence[Line]) -> list[Number]:
    """Return for each head the next number below it that asks, or begins; empty without one."""
    found: list[Number] = [()]
    for head in reversed(heads[1:]):
        sure = lines[head.last].asks or _begins(head.number)
        found.append(head.number if sure else found[-1])
    return found[: len(heads)][::-1]


def _is_in_order(above: Number, number: Number, below: Number, sure: Number) -> bool:
    """Return whether a number goes on from the one above, or the one below goes on from it.

    Args:
        above: The number of the head above; empty if there is none.
        number: The number.
        below: The next number below it.
        sure: The next below it that is sure to be a head.
    """
    if sure and sure <= number and not _begins(sure):
        return False
    if _goes_on(above, number) if above else _begins(number[1:]):
        return True
    return (number > above or _begins(number)) and _goes_on(number, below)


def _begins(number: Number) -> bool:
    """Return whether a number is the first of a numbering: 1.1."""
    return max(number) <= 1


def _goes_on(above: Number, below: Number) -> bool:
    """Return whether a number may be the next one: 1.2, 1.1.1, 2.0 and 2.1 below 1.1."""
    if below[: len(above)] == above:
        return len(below) > len(above) and _begins(below[len(above) :])
    for place, (before, after) in enumerate(zip(above, below, strict=False)):
        if before != after:
            return after == before + 1 and not any(one > 1 for one in below[place + 1 :])
    return False


def _numbered_lines(lines: Sequence[Line]) -> list[Head]:
    """Find the lines with such numbers that ask, or are short and set apart."""
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
            heads.append(Head(place, last, words, _parts(match[1])))
    if any(head.number[-1] == 0 and lines[head.last].asks for head in heads):
        return heads
    return [as_chapter(head) if head.number[-1] == 0 else head for head in heads]


def as_chapter(head: Head) -> Head:
    """Return a head as the heading of a chapter: "2.0 Repair"."""
    return replace(head, asks=False, style="chapter")


def with_chapters(heads: Sequence[Head]) -> list[Head]:
    """Return the heads; one without text or "?" is a chapter if those of its number are below.

    "1.1 Repair" is one directly above "1.1.1 The blade is dull".
    """
    found = []
    for head, below in zip(heads, [*heads, None][1:], strict=True):
        parts = len(head.number)
        alone = below is not None and head.last + 1 == below.first and parts < len(below.number)
        heads_it = below is not None and alone and below.number[:parts] == head.number
        if parts and heads_it and not head.question.endswith("?"):
            head = replace(head, asks=False, style=f"chapter {parts}")
        found.append(head)
    return found


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


def _parts(number: str) -> Number:
    return tuple(map(int, re.split(r"[.-]", number)))
