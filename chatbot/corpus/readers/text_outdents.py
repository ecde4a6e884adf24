"""Questions and headings of plain text that stand further to the left than its paragraphs."""

from collections import Counter
from collections.abc import Iterator, Sequence

from chatbot.corpus.readers.text_lines import MAX_QUESTION_CHARACTERS, MIN_WRAPPED, Line
from chatbot.corpus.readers.text_prefixes import answer_start
from chatbot.corpus.readers.text_styles import LIST_SIGNS, Head

MIN_ASKING = 3
MAX_LINES = 2
MOST = 0.9


def outdented(lines: Sequence[Line]) -> list[Head]:
    """Find what stands to the left of the paragraphs, as in the pages of a manual.

    Nearly each such line is set apart, without number or "A:". Those with another one to their
    right below, or to the left of all that ask, are the headings of sections.
    """
    columns = Counter(line.indent for line in lines)
    body = max(columns, key=lambda indent: (columns[indent], -indent), default=0)
    if not body or 2 * columns[body] < len(lines):
        return []
    runs = list(_runs(lines, body))
    fitting = [run for place, run in enumerate(runs) if _fits(lines, runs, place)]
    asking = [lines[first].indent for first, last in fitting if lines[last].asks]
    if len(asking) < MIN_ASKING or len(fitting) < MOST * len(runs):
        return []
    usual = Counter(lines[first].indent for first, _ in fitting)
    heads = []
    for first, last in fitting:
        line, indent = lines[last], lines[first].indent
        below = lines[last + 1].indent if last + 1 < len(lines) else 0
        words = " ".join(one.words for one in lines[first : last + 1])
        heads_none = below <= indent and (below < indent or line.apart_below)
        if heads_none or (usual[indent] < 2 and not line.asks):
            continue
        if len(words) <= MAX_QUESTION_CHARACTERS:
            asks = line.asks or (below >= body and indent >= min(asking))
            style = "" if asks else f"margin {indent}"
            heads.append(Head(first, last, words, asks=asks, style=style))
    return heads


def _fits(lines: Sequence[Line], runs: Sequence[tuple[int, int]], place: int) -> bool:
    """Return whether lines are set apart, but for a heading above, and have no other sign."""
    first, last = runs[place]
    apart = lines[first].apart or (place > 0 and runs[place - 1][1] == first - 1)
    signed = answer_start(lines[first]) or any(one.match(lines[first].words) for one in LIST_SIGNS)
    return apart and last - first < MAX_LINES and not signed


def _runs(lines: Sequence[Line], body: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last places of lines to the left of the paragraphs, wrapped or not."""
    first = None
    for place, line in enumerate(lines):
        if line.indent >= body:
            continue
        first = place if first is None else first
        below = lines[place + 1] if place + 1 < len(lines) else None
        ends = below is None or below.apart or below.indent != line.indent
        if ends or line.asks or len(line.words) < MIN_WRAPPED:
            yield first, place
            first = None
