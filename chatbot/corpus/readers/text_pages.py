"""Numbers of pages between the lines of a plain text file."""

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from chatbot.corpus.readers.text_headings import heads_of
from chatbot.corpus.readers.text_lines import Line

PAGE_NUMBER = re.compile(
    r"(?:page|seite|página|pagina|strona|стр\.?)\s+\d{1,6}(?:\D{1,5}\d{1,6})?"
    r"|[-–—]\s*\d{1,6}\s*[-–—]|\d{1,6}\s*/\s*\d{1,6}",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+")


def page_numbers(text: str, lines: Sequence[Line], others: Collection[int]) -> set[int]:
    """Return the numbers of the lines that only have the number of a page.

    Those stand apart and rise through the file, written in one way. "24/7" below a question is its
    answer.

    Args:
        text: The text of the file.
        lines: Its lines.
        others: Numbers of lines that are left out for another reason.
    """
    kept = [line for line in lines if line.number not in others]
    places = [
        place
        for place, line in enumerate(kept)
        if PAGE_NUMBER.fullmatch(line.words) and _is_apart(text, kept, place)
    ]
    if len(places) < 2:
        return set()
    alone = set(_only_lines(kept))
    ways = defaultdict(list)
    for place in places:
        if place not in alone:
            ways[NUMBER.sub("0", kept[place].words, count=1)].append(kept[place])
    return {line.number for found in ways.values() if _rise(found) for line in found}


def _is_apart(text: str, lines: Sequence[Line], place: int) -> bool:
    """Return whether blank lines or rules are around a line, or the end of a page beside it."""
    line = lines[place]
    above = lines[place - 1].span.end if place else 0
    below = lines[place + 1].span.start if place + 1 < len(lines) else len(text)
    ends_page = "\f" in text[above : line.span.start] or "\f" in text[line.span.end : below]
    return ends_page or (line.apart and line.apart_below)


def _only_lines(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the places of lines that are alone below a question or heading."""
    heads = heads_of(lines)
    for head, following in itertools.pairwise([*heads, None]):
        end = following.first if following else len(lines)
        if head and end - head.last == 2:
            yield end - 1


def _rise(lines: Sequence[Line]) -> bool:
    found = [NUMBER.search(line.words) for line in lines]
    numbers = [int(number[0]) for number in found if number]
    return len(numbers) > 1 and all(one < two for one, two in itertools.pairwise(numbers))
