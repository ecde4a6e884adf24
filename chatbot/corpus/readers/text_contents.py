"""Tables of contents in plain text: the same questions once more, further down."""

import itertools
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from chatbot.corpus.documents import Span
from chatbot.corpus.readers.blocks import has_words
from chatbot.corpus.readers.text_headings import heads_of
from chatbot.corpus.readers.text_lines import MAX_QUESTION_CHARACTERS, Line
from chatbot.corpus.readers.text_listed import MARKER, is_title, plain_words

LINE_NUMBER = re.compile(r"\(?(\d{1,4})[.):．、]")
TAG = re.compile(r"<[^<>]*>")
MOST_WITH_NUMBER = 20
"""Lines with one number, in the lists of answers, too, that are compared."""
WORD = re.compile(r"\w+")
DOTTED_NUMBER = re.compile(
    r"(\d{1,4}(?:\.\d{1,4})+(?=[.):]?[ \t]+\S)|[^\W\d_]{3,} \d{1,3}(?=\s*[-–—:.]\s))"
)
"""4.10, or "Section 4 -"."""
MAX_ITEM_LINES = 3
MIN_LISTED = 3
MOST_TIMES = 3
"""A question stands in the contents of a file and of its part, and above its answer."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A table of contents.

    Attributes:
        listed: Numbers of its lines, of wrapped items all of them.
        below: The numbers of the first lines of its items below.
        whole: The number of the first line of a wrapped item below → the whole item.
        ends: The numbers of the other lines of wrapped items below.
    """

    listed: frozenset[int]
    below: frozenset[int]
    whole: Mapping[int, Line]
    ends: frozenset[int]


def contents(lines: Sequence[Line]) -> Contents:
    """Return the table of contents of a file, which may be empty."""
    wholes, more = _whole_items(lines)
    listed, below = _contents(wholes)
    every = listed.union(*(more[number] for number in listed if number in more))
    every |= _ends_of_items(lines, every)
    wrapped = below & more.keys()
    whole = {line.number: line for line in wholes if line.number in wrapped}
    ends = frozenset(number for first in whole for number in more[first])
    return Contents(frozenset(every), frozenset(below), whole, ends)


def _ends_of_items(lines: Sequence[Line], listed: Collection[int]) -> set[int]:
    """Return the numbers of lines that end a wrapped item, and have an item of the contents below.

    Below they stand in other words.
    """
    found: set[int] = set()
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        between = above.number in listed and below.number in listed
        if between and not line.apart and not MARKER.match(line.words):
            found.add(line.number)
    return found


def _whole_items(lines: Sequence[Line]) -> tuple[Sequence[Line], Mapping[int, Sequence[int]]]:
    """Join the lines of wrapped items that come twice.

    Returns:
        The lines, and the number of a joined one → the numbers of the lines below it.
    """
    joined: dict[tuple[int, int], Line] = {}  # first and last place → the whole item
    times: Counter[str] = Counter()
    for place, line in enumerate(lines):
        words = line.words
        if len(words) > MAX_QUESTION_CHARACTERS:
            continue
        times[plain_words(words)] += 1
        if not MARKER.match(words):
            continue
        for last in range(place + 1, min(place + MAX_ITEM_LINES, len(lines))):
            below = lines[last]
            if below.apart or MARKER.match(below.words):
                break
            words = f"{words} {below.words}"
            joined[place, last] = replace(
                line,
                span=Span(line.span.start, below.span.end),
                words=words,
                apart_below=below.apart_below,
                rule_below=below.rule_below,
                rule=below.rule,
            )
            times[plain_words(words)] += 1
    wholes: list[Line] = []
    more: dict[int, Sequence[int]] = {}
    place = 0
    while place < len(lines):
        ends = range(place + MAX_ITEM_LINES - 1, place, -1)
        twice = (
            last
            for last in ends
            if (place, last) in joined and times[plain_words(joined[place, last].words)] > 1
        )
        last = next(twice, place)
        if last > place:
            wholes.append(joined[place, last])
            more[lines[place].number] = [line.number for line in lines[place + 1 : last + 1]]
        else:
            wholes.append(lines[place])
        place = last + 1
    return wholes, more


def _contents(lines: Sequence[Line]) -> tuple[set[int], set[int]]:
    """Return the numbers of the lines that are a table of contents, and of the same below.

    These are two lines or more, one below the other, that all come once more further down, there
    with text between them. They stand above the first question, or are all questions or headings
    there. A short line directly above them is their title.
    """
    places = defaultdict(list)
    for place, line in enumerate(lines):
        if len(line.words) <= MAX_QUESTION_CHARACTERS:
            places[plain_words(line.words)].append(place)
    later: dict[int, int] = {}
    for words, same in places.items():
        if words and len(same) <= MOST_TIMES:
            later |= dict.fromkeys(same[:-1], same[-1])
    twins: dict[int, int] = {}  # place of a line of the contents → of the same below
    for run in _contents_of(lines, _runs(lines, later), later):
        twins |= {one: later[one] for one in run}
    _add_reworded(lines, twins, later)
    _add_numbers(lines, twins)
    titles = {
        place - 1
        for place in twins
        if place and place - 1 not in twins and is_title(lines[place - 1], lines[place])
    }
    below = {lines[place].number for place in twins.values()}
    return {lines[place].number for place in twins.keys() | titles}, below


def _runs(lines: Sequence[Line], later: Mapping[int, int]) -> list[list[int]]:
    """Return the places of lines, one below the other, that come below in the same order."""
    found: list[list[int]] = []
    run: list[int] = []
    for place in range(len(lines) + 1):
        if place in later and (not run or later[place] > later[run[-1]]):
            run.append(place)
            continue
        if _may_be_contents(lines, run, later):
            found.append(run)
        run = [place] if place in later else []
    return found


def _contents_of(
    lines: Sequence[Line], runs: Sequence[Sequence[int]], later: Mapping[int, int]
) -> Sequence[Sequence[int]]:
    """Return those of the runs that are contents, and no lines that two answers share."""
    if not runs:
        return ()
    in_runs = {place for run in runs for place in run}
    places = [place for place in range(len(lines)) if place not in in_runs]
    heads = heads_of([lines[place] for place in places])
    headed = {places[place] for head in heads for place in range(head.first, head.last + 1)}
    first = next((places[head.first] for head in heads if head.asks), len(lines))
    return [run for run in runs if run[-1] < first or all(later[one] in headed for one in run)]


def _add_reworded(lines: Sequence[Line], twins: dict[int, int], later: Mapping[int, int]) -> None:
    """Add lines beside those of a table of contents that come below in other words.

    Each has the next number and, between the same neighbours, one with its number below.
    """
    below = set(twins.values())
    numbered = defaultdict(list)
    for place, line in enumerate(lines):
        numbered[_number(line)].append(place)
    for step in (1, -1):
        order = range(len(lines)) if step > 0 else range(len(lines) - 1, -1, -1)
        for place in order:
            beside = place - step
            if place in twins or beside not in twins or place in below:
                continue
            number = _number(lines[place])
            if not number or number != _number(lines[beside]) + step:
                continue
            start, end = twins[beside], twins.get(place + step, len(lines) if step > 0 else 0)
            low, high = min(start, end), max(start, end)
            first = bisect_right(numbered[number], max(low, place))
            found = (
                other
                for other in numbered[number][first : first + MOST_WITH_NUMBER]
                if other < high and _is_similar(lines[place], lines[other])
            )
            if (twin := later.get(place, next(found, place))) != place:
                twins[place] = twin
                below.add(twin)


def _add_numbers(lines: Sequence[Line], twins: dict[int, int]) -> None:
    """Add lines among those of a table of contents whose number, as 4.10, comes below, too."""
    if len(twins) < MIN_LISTED:
        return
    end = min(twins.values())
    below = {
        match[1]: place
        for place in range(len(lines) - 1, end - 1, -1)
        if (match := DOTTED_NUMBER.match(lines[place].words))
    }
    for place in range(min(twins), end):
        match = DOTTED_NUMBER.match(lines[place].words)
        if match and match[1] in below and place not in twins:
            twins[place] = below[match[1]]


def _number(line: Line) -> int:
    marker = LINE_NUMBER.match(line.words)
    return int(marker[1]) if marker else 0


def _is_similar(line: Line, other: Line) -> bool:
    """Return whether two lines share half of the words of the shorter one."""
    words, others = (set(WORD.findall(plain_words(one.words))) for one in (line, other))
    return 2 * len(words & others) >= min(len(words), len(others)) > 0


def _may_be_contents(lines: Sequence[Line], run: Sequence[int], later: Mapping[int, int]) -> bool:
    """Return whether lines come once more below with text between them, and may be questions."""
    if len(run) < 2 or later[run[0]] <= run[-1] or not _have_text_between(later, run):
        return False
    return 2 * sum(_may_be_listed(lines[one]) for one in run) > len(run)


def _may_be_listed(line: Line) -> bool:
    words = TAG.sub("", line.words)
    return has_words(words) and bool(line.asks or MARKER.match(words) or line.is_short)


def _have_text_between(later: Mapping[int, int], run: Sequence[int]) -> bool:
    twins = [later[place] for place in run]
    apart = sum(second - first > 1 for first, second in itertools.pairwise(twins))
    return 2 * apart >= len(twins) - 1
