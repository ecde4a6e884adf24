"""Ways to write questions in plain text. Each style finds its questions among the lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.corpus.readers.parsed import LIST_MARKER
from chatbot.corpus.readers.text_lines import (
    MANY_SENTENCES,
    MAX_QUESTION_CHARACTERS,
    MAX_TITLE_WORDS,
    Line,
)

GAP = r"(?:[ \t]+|(?=[^\x00-\x7f\s])|(?-i:(?=[A-Z][a-z])))"
"""Between a number and words; none before "¿" or Chinese, and often none before a capital."""
BEHIND_NUMBER = r"(?:[.)．、]|[ \t]?[-–](?=[ \t]))"
NUMBERED_QUESTION = re.compile(
    rf"(?:Q(?:uestion)?\s?)?(\d{{1,6}})(?::|{BEHIND_NUMBER}){GAP}"
    r"(\S.*[?？؟\u037e][\"'”’)\]]*)",
    re.IGNORECASE,
)
PART_QUESTION = re.compile(r"(\d{1,4})\.(\d{1,3})[.)]?[ \t]+(\S.*[?？؟])")
"""A question put in later: 4.2 below 4."""
NUMBERED_LINE = re.compile(rf"(\d{{1,6}}){BEHIND_NUMBER}{GAP}(\S.*)")
DOTTED_LINE = re.compile(r"Q?(\d{1,4}(?:\.\d{1,4})+)[.):]?[ \t]+(\S.*)")
LIST_SIGNS = (LIST_MARKER, NUMBERED_LINE, DOTTED_LINE)
LEADING_NUMBER = re.compile(r"\d{1,6}[.)][ \t]+")
BULLET = re.compile(r"[-*+•–][ \t]+")
MAX_QUESTION_LINES = 3


@dataclass(frozen=True, slots=True)
class Head:
    """Lines that head a text: a question, or a heading.

    Attributes:
        first: Place of its first line among the lines.
        last: Place of its last line.
        question: Its words.
        number: Its number, part by part: 1.2 is (1, 2); empty without one.
        asks: Whether it is a question; otherwise it is a heading.
        answer: Offset where the answer begins, if that is on the same line; 0 otherwise.
        style: How it is written, where that matters. Headings of one style are on one level.
    """

    first: int
    last: int
    question: str
    number: tuple[int, ...] = ()
    asks: bool = True
    answer: int = 0
    style: str = ""


def numbered(lines: Sequence[Line]) -> list[Head]:
    """Find questions that begin with the next number *and* end with a question mark.

    Answers have numbered lists, too. So a list's next number makes no question.
    """
    heads: list[Head] = []
    in_list = 0  # number of the last line that was numbered and is no question
    for place, line in enumerate(lines):
        question = NUMBERED_QUESTION.fullmatch(line.words)
        expected = heads[-1].number[0] + 1 if heads else 1
        listed = NUMBERED_LINE.match(line.words)
        if question:
            number = int(question[1])
            restarts = number == 1 and bool(heads) and _heads_section(line, lines[place - 1])
            if number == expected or restarts or number not in (1, in_list + 1) or not heads:
                if number > expected:
                    heads += _without_mark(lines, heads, place, expected, number)
                heads.append(Head(place, place, question[2], (number,)))
                in_list = 0
                continue
        elif listed and int(listed[1]) == expected:
            wrapped = wrapped_question(lines, place, listed[2])
            wrapped = wrapped or asking_paragraph(lines, place, listed[2])
            if wrapped or (heads and in_list + 1 != expected and _may_ask(lines, place)):
                last, words = wrapped or (place, listed[2])
                heads.append(Head(place, last, words, (expected,)))
                in_list = 0
                continue
        part = PART_QUESTION.fullmatch(line.words) if heads and line.apart else None
        if part and int(part[1]) == heads[-1].number[0]:
            heads.append(Head(place, place, part[3], (int(part[1]), int(part[2]))))
            in_list = 0
        if listed:
            in_list = int(listed[1])
    return heads


def _heads_section(line: Line, above: Line) -> bool:
    """Return whether the line above a first question is a heading or stands alone as one."""
    is_short = above.is_short or above.words.endswith(":")
    alone = line.apart and above.apart and is_short and not above.asks
    is_title = len(above.words.split()) <= MAX_TITLE_WORDS and not NUMBERED_LINE.match(above.words)
    return above.is_heading or (alone and is_title)


def asking_paragraph(lines: Sequence[Line], place: int, words: str) -> tuple[int, str] | None:
    """Return the last place and the words of a short paragraph whose end asks.

    It may have several sentences: "I lost my key. What now?"
    """
    if not lines[place].apart:
        return None
    for last in range(place + 1, min(place + MAX_QUESTION_LINES, len(lines))):
        line = lines[last]
        if line.apart or any(sign.match(line.words) for sign in LIST_SIGNS):
            return None
        words = f"{words} {line.words}"
        if line.apart_below:
            fits = len(words) <= MAX_QUESTION_CHARACTERS
            return (last, words) if line.asks and fits else None
    return None


def _without_mark(
    lines: Sequence[Line], heads: Sequence[Head], place: int, expected: int, number: int
) -> list[Head]:
    """Return the lines above `place` that have the missing numbers, each with text below it."""
    found: list[Head] = []
    for above in range(heads[-1].last + 1 if heads else 0, place):
        listed = NUMBERED_LINE.fullmatch(lines[above].words)
        if not listed or int(listed[1]) != expected + len(found):
            continue
        below = NUMBERED_LINE.match(lines[above + 1].words)
        if lines[above].is_short and (not below or int(below[1]) == 1):
            found.append(Head(above, above, listed[2], (int(listed[1]),)))
    return found if len(found) == number - expected else []


def _may_ask(lines: Sequence[Line], place: int) -> bool:
    """Return whether a numbered line stands apart, is short, and has text below it."""
    line = lines[place]
    if not line.apart or not (line.is_short or line.exclaims) or place + 1 == len(lines):
        return False
    return not NUMBERED_LINE.match(lines[place + 1].words)


def wrapped_question(lines: Sequence[Line], place: int, words: str) -> tuple[int, str] | None:
    """Return the last place and the words of a question that goes on in the next lines."""
    if lines[place].asks or MANY_SENTENCES.search(words):
        return None
    for last in range(place + 1, min(place + MAX_QUESTION_LINES, len(lines))):
        line = lines[last]
        if line.apart or any(sign.match(line.words) for sign in LIST_SIGNS):
            return None
        words = f"{words} {line.words}"
        if MANY_SENTENCES.search(words) or len(words) > MAX_QUESTION_CHARACTERS:
            return None
        if line.asks:
            return last, words
    return None


def unnumbered(lines: Sequence[Line]) -> list[Head]:
    """Find questions on lines of their own, set apart if any question of the file is."""
    candidates = [head for place in range(len(lines)) if (head := _question_at(lines, place))]
    if any(lines[head.first].apart for head in candidates[1:]):
        places = {head.last for head in candidates}
        candidates = [
            head for head in candidates if lines[head.first].apart or head.first - 1 in places
        ]
    return candidates


def _question_at(lines: Sequence[Line], place: int) -> Head | None:
    line = lines[place]
    bullet = BULLET.match(line.words)
    if bullet and not (line.apart and line.apart_below):
        return None
    words = line.words[bullet.end() :] if bullet else line.words
    if NUMBERED_LINE.match(words) or MANY_SENTENCES.search(words):
        return None
    if line.asks and len(words) <= MAX_QUESTION_CHARACTERS:
        return Head(place, place, words)
    if line.apart and (wrapped := wrapped_question(lines, place, words)):
        return Head(place, *wrapped)
    return None
