"""Questions of plain text that are quoted behind ">", as in a mail, with their answers below."""

from collections.abc import Iterator, Sequence

from chatbot.corpus.readers.text_lines import Line
from chatbot.corpus.readers.text_styles import Head

QUOTE = ">"
MIN_QUESTIONS = 3
MOSTLY = 0.8
MAX_CHARACTERS = 600
MAX_GAP = 5  # lines; those between quoted ones hold only the sign


def quoted(lines: Sequence[Line]) -> list[Head]:
    """Find quoted paragraphs with text below them, where a third of them ask."""
    heads = []
    runs = list(_runs(lines))
    for first, last in runs:
        words = " ".join(line.words.lstrip("> \t") for line in lines[first : last + 1]).strip()
        answered = last + 1 < len(lines) and lines[last].apart_below
        if lines[first].apart and answered and words and len(words) <= MAX_CHARACTERS:
            heads.append(Head(first, last, words))
    asking = sum("?" in head.question for head in heads)
    if len(heads) < max(MIN_QUESTIONS, MOSTLY * len(runs)) or 3 * asking < len(heads):
        return []
    return heads


def _runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the first and last places of quoted lines that are one below the other."""
    first = None
    for place, line in enumerate(lines):
        if not line.words.startswith(QUOTE):
            continue
        first = place if first is None else first
        below = lines[place + 1] if place + 1 < len(lines) else None
        goes_on = below is not None and below.words.startswith(QUOTE)
        if below is None or not goes_on or below.number - line.number > MAX_GAP:
            yield first, place
            first = None
