"""The list of links at the end of a page that a text browser wrote as plain text."""

import re
from collections.abc import Sequence

from chatbot.corpus.readers.text_lines import Line

LINK = re.compile(r"(\d{1,4})\. [a-z]{2,10}:\S+")
MIN_LINKS = 2


def links_at_the_end(lines: Sequence[Line]) -> set[int]:
    """Return the numbers of the last lines "1. https://…" and so on, and of the title above them.

    The text above has their numbers, as "[1]".
    """
    first = len(lines)
    while first and LINK.fullmatch(lines[first - 1].words):
        first -= 1
    found = [int(line.words.split(".", 1)[0]) for line in lines[first:]]
    if len(found) < MIN_LINKS or found != list(range(1, len(found) + 1)) or not first:
        return set()
    if not any("[1]" in line.words for line in lines[:first]):
        return set()
    titled = lines[first - 1].is_short and lines[first - 1].apart
    return {line.number for line in lines[first - titled :]}
