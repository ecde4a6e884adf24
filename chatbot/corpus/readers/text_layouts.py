"""Questions of plain text that the layout shows: to the left of their answers, or beside them."""

import re
from collections.abc import Iterator, Sequence

from chatbot.corpus.readers.text_lines import MAX_QUESTION_CHARACTERS, QUESTION_MARK_END, Line
from chatbot.corpus.readers.text_styles import NUMBERED_LINE, Head

BESIDE = re.compile(
    r"([^?？؟]{2,299}[?？؟])(?:[ \t]+(?:[-–—=]+>?|[:|])[ \t]+|[ \t]{0,9}\t[ \t]{0,20})(?=\S)"
)
TERM = re.compile(r"([^\s*•].{0,60}?)[ \t]+[-–—][ \t]+(?=\S)")
MIN_TERMS = 4
MIN_QUESTIONS = 3
MOSTLY = 0.8
MAX_LINES = 3


def hanging(lines: Sequence[Line]) -> list[Head]:
    """Find lines at the margin, each with indented text below it, where half of them ask.

    So has nearly each line at the margin: an answer with lines at the margin is another style.
    """
    runs = list(_margin_runs(lines))
    heads = []
    for first, last in runs:
        words = " ".join(line.words for line in lines[first : last + 1])
        short = last - first < MAX_LINES and len(words) <= MAX_QUESTION_CHARACTERS
        if short and last + 1 < len(lines) and lines[last + 1].indent:
            number = NUMBERED_LINE.fullmatch(words)
            parts = (int(number[1]),) if number else ()
            heads.append(Head(first, last, number[2] if number else words, parts))
    asking = sum("?" in head.question or lines[head.last].asks for head in heads)
    if len(heads) < max(MIN_QUESTIONS, MOSTLY * len(runs)) or 2 * asking < len(heads):
        return []
    return heads


def _margin_runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield first and last places of lines at the margin that are one below the other."""
    first = None
    for place, line in enumerate(lines):
        if line.indent or line.decorated:
            first = None
            continue
        if first is None or line.apart:
            first = place
        following = lines[place + 1] if place + 1 < len(lines) else None
        if following is None or following.apart or following.indent:
            yield first, place


def explained(lines: Sequence[Line]) -> list[Head]:
    """Find lines "/rank - shows your rank", if nearly every line is such a line."""
    found = [(place, TERM.match(line.words)) for place, line in enumerate(lines)]
    heads = [
        Head(place, place, match[1], answer=lines[place].span.start + match.end())
        for place, match in found
        if match
    ]
    return heads if len(heads) >= max(MIN_TERMS, MOSTLY * len(lines)) else []


def beside(lines: Sequence[Line]) -> list[Head]:
    """Find lines "Why? - Because.", if most lines that are set apart are such lines."""
    heads = []
    for place, line in enumerate(lines):
        match = BESIDE.match(line.words)
        if match and QUESTION_MARK_END.search(match[1]):
            answer = line.span.start + match.end()
            heads.append(Head(place, place, match[1], answer=answer))
    apart = sum(line.apart for line in lines)
    return heads if len(heads) >= max(MIN_QUESTIONS, MOSTLY * apart) else []
