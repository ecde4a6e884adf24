"""Titles of sections in plain text: short lines between a whole answer and the next question."""

import re
from collections.abc import Sequence

from chatbot.corpus.readers.parsed import LIST_MARKER
from chatbot.corpus.readers.text_lines import MAX_TITLE_WORDS, Line
from chatbot.corpus.readers.text_styles import NUMBERED_LINE, Head

ICON = re.compile(r"^[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f]+\s*")


def titles(lines: Sequence[Line], questions: Sequence[Head], taken: set[int]) -> list[Head]:
    """Return short lines, set apart, that stand between a whole answer and several questions.

    Above a question with the number 1 they may end with a colon, and other short lines be above.
    """
    if not questions:
        return []
    found = []
    first = 0
    for question, following in zip(questions, [*questions[1:], None], strict=True):
        place = question.first - 1
        restarts = question.number == (1,)
        if place < 0 or place in taken or not _is_title(lines[place], colon=restarts):
            continue
        heads_one = following is None or _is_title(lines[following.first - 1])
        number = NUMBERED_LINE.fullmatch(lines[place].words)
        if number and len(question.number) > 1 and int(number[1]) == question.number[0]:
            found.append(Head(place, place, number[2], asks=False, style="title"))
        elif question is questions[0]:
            first = place
        elif restarts or (
            not heads_one and place - 1 not in taken and not lines[place - 1].is_short
        ):
            found.append(Head(place, place, lines[place].words, asks=False, style="title"))
    if found and first:  # below the title of the file
        found.append(Head(first, first, lines[first].words, asks=False, style="title"))
    return found


def _is_title(line: Line, *, colon: bool = False) -> bool:
    words = ICON.sub("", NUMBERED_LINE.sub(r"\2", line.words))
    is_short = line.is_short or (colon and line.words.endswith(":"))
    looks_so = line.apart and line.apart_below and is_short and not line.asks
    if not looks_so or len(words.split()) > MAX_TITLE_WORDS or not words[:1].isupper():
        return False
    is_link = "://" in words
    return not (LIST_MARKER.match(words) or is_link or "," in words or any(map(str.isdigit, words)))
