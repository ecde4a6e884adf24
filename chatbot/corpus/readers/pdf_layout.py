"""The reading order of the lines of PDF pages, without page headers, footers and page numbers."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from chatbot.corpus.documents import LeftOut

MARGIN = 0.12
"""Part of the page's height, at its top and bottom, where headers, footers and numbers are."""
EDGE = 0.07
"""Part of the height in which smaller letters than usual are a header or footer on any page."""
SMALLER = 0.9
PAGE_NUMBER = re.compile(r"\W*(?:\w+\W{1,2})?\d{1,4}(?:\s*(?:/|\w{2,5})\s*\d{1,4})?\W*")
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
MARKER = re.compile(r"[•◦▪▫●○■□‣⁃∙·*–—-]|\(?(?:\d{1,3}|[A-Za-z])[.)]|[\ue000-\uf8ff]")
MAX_SLABS = 400
MAX_SPLITS = 40
"""How often a part of a page is divided into columns: a page has no more columns than that."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. Lengths are in points; `top` and `bottom` count from the top of the page.

    Attributes:
        parts: Left edges and texts of its parts; narrow justified columns have wide gaps.
        page: 1-based number of its page.
        box: Number of the group of lines to which pdfminer assigns it.
        left: Its left edge.
        right: Its right edge.
        top: Its top.
        bottom: Its bottom.
        size: The median size of its letters.
        bold: Whether all its letters are bold.
        bullet: Whether a bullet is drawn before it.
    """

    parts: tuple[tuple[float, str], ...]
    page: int
    box: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    bullet: bool

    @property
    def text(self) -> str:
        """Return its text."""
        return " ".join(text for _, text in sorted(self.parts))


def lines_in_order(
    pages: Sequence[dict[str, Any]],
) -> tuple[tuple[Line, ...], tuple[LeftOut, ...]]:
    """Return the lines of all pages as people read them, and what is not part of the text."""
    by_page = [
        (_lines(page, number), float(page["height"])) for number, page in enumerate(pages, 1)
    ]
    margins = _margin_lines(by_page)
    left_out = tuple(LeftOut(line.page, line.text, reason) for line, reason in margins.items())
    ordered = [
        line
        for lines, _ in by_page
        for line in _in_order([line for line in lines if line not in margins])
    ]
    return tuple(ordered), left_out


def _lines(page: dict[str, Any], number: int) -> list[Line]:
    lines: list[Line] = []
    for values in page["lines"]:
        values = dict(values)
        text = " ".join(values.pop("text").translate(LIGATURES).split())
        lines.append(Line(parts=((values["left"], text),), page=number, **values))
    return _joined(lines)


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Join the parts of one line that are in one box, and markers with the text behind them."""
    joined: list[Line] = []
    for _, box in itertools.groupby(
        sorted(lines, key=lambda line: line.box), lambda line: line.box
    ):
        joined += _joined_on_one_line(box)
    for marker in [line for line in joined if MARKER.fullmatch(line.text)]:
        behind = [line for line in joined if _is_marker_of(marker, line)]
        if behind:
            nearest = min(behind, key=lambda line: line.left)
            joined[joined.index(nearest)] = _union(marker, nearest)
            joined.remove(marker)
    return joined


def _is_marker_of(marker: Line, line: Line) -> bool:
    gap = line.left - marker.right
    return _on_one_line(marker, line) and -1 <= gap < 4 * marker.size


def _on_one_line(one: Line, other: Line) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.6 * min(one.bottom - one.top, other.bottom - other.top)


def _union(one: Line, other: Line) -> Line:
    first, second = sorted((one, other), key=lambda line: line.left)
    letters = max(one, other, key=lambda line: len(line.text))
    return replace(
        letters,
        parts=one.parts + other.parts,
        left=first.left,
        right=max(first.right, second.right),
        top=min(first.top, second.top),
        bottom=max(first.bottom, second.bottom),
        bold=all(line.bold for line in (one, other) if not MARKER.fullmatch(line.text)),
        bullet=first.bullet,
    )


def _margin_lines(pages: Sequence[tuple[Sequence[Line], float]]) -> dict[Line, str]:
    """Return lines that repeat at one place of many pages, and page numbers, with reasons."""
    edges = [
        (edge, height, place)
        for lines, height in pages
        for place, edge in (
            ("page header", sorted(lines, key=lambda line: line.top)),
            ("page footer", sorted(lines, key=lambda line: -line.bottom)),
        )
    ]
    repeated = Counter(_key(line) for lines, _ in pages for line in lines)
    usual_size = median([line.size for lines, _ in pages for line in lines] or [0.0])
    enough = len(pages) * (1 / 3 if len(pages) > 5 else 0.6)  # left and right pages may differ
    margins: dict[Line, str] = {}
    for edge, height, place in edges:
        for line in edge:
            distance = line.bottom if place == "page header" else height - line.top
            is_number = bool(PAGE_NUMBER.fullmatch(line.text))
            often = repeated[_key(line)] >= max(2, enough)
            often = often or (distance < EDGE * height and line.size < SMALLER * usual_size)
            if distance > MARGIN * height or not (often or is_number):
                break
            margins[line] = "page number" if is_number else place
    return margins


def _key(line: Line) -> tuple[str, float, bool, int]:
    words = re.sub(rf"(?<!\d){line.page}(?!\d)", "#", line.text)
    return words, line.size, line.bold, round(line.top / 4)


def _in_order(lines: Sequence[Line], splits: int = MAX_SPLITS) -> Iterator[Line]:
    """Yield the lines from the top down, one column after the other."""
    all_slabs = _slabs(lines)
    slabs = all_slabs[:MAX_SLABS]
    start = 0
    while start < len(slabs):
        for end in range(_last_end(slabs, start), start + 1, -1) if splits else ():
            region = [line for slab in slabs[start:end] for line in slab]
            columns = _columns(region)
            if columns:
                for column in columns:
                    yield from _in_order(column, splits - 1)
                start = end
                break
        else:
            yield from _whole_lines(slabs[start])
            start += 1
    yield from itertools.chain(*all_slabs[MAX_SLABS:])


def _last_end(slabs: Sequence[Sequence[Line]], start: int) -> int:
    """Return the end of the slabs below `start` beyond which no gutter can be.

    A gutter is a gap in what their lines cover together, so that more lines never open one.
    """
    left = min(line.left for slab in slabs[start:] for line in slab)
    right = max(line.right for slab in slabs[start:] for line in slab)
    covered: list[tuple[float, float]] = []
    for end in range(start, len(slabs)):
        edges = sorted([*covered, *((line.left, line.right) for line in slabs[end])])
        covered = edges[:1]
        for one_left, one_right in edges[1:]:
            if one_left > covered[-1][1]:
                covered.append((one_left, one_right))
            else:
                covered[-1] = (covered[-1][0], max(covered[-1][1], one_right))
        if covered == [(left, right)]:
            return end
    return len(slabs)


def _whole_lines(slab: Iterable[Line]) -> list[Line]:
    """Join what is on one line of a column, from left to right."""
    return sorted(_joined_on_one_line(slab), key=lambda line: line.top)


def _joined_on_one_line(lines: Iterable[Line]) -> list[Line]:
    whole: list[Line] = []
    for line in sorted(lines, key=lambda line: line.left):
        for index, other in enumerate(whole):
            if _on_one_line(line, other):
                whole[index] = _union(other, line)
                break
        else:
            whole.append(line)
    return whole


def _slabs(lines: Iterable[Line]) -> list[list[Line]]:
    """Return groups of lines with white space of the full width between them."""
    slabs: list[list[Line]] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda line: line.top):
        if slabs and line.top < bottom - 0.3 * (line.bottom - line.top):
            slabs[-1].append(line)
        else:
            slabs.append([line])
        bottom = max(bottom, line.bottom)
    return slabs


def _columns(lines: Sequence[Line]) -> list[list[Line]]:
    """Return two parts beside each other with a gutter between them; none if there is none."""
    if len(lines) < 4:
        return []
    gutter = 0.8 * median(line.size for line in lines)
    ordered = sorted(lines, key=lambda line: line.left)
    right = ordered[0].right
    for index, line in enumerate(ordered):
        if line.left > right + gutter and 2 <= index <= len(ordered) - 2:
            return [ordered[:index], ordered[index:]]
        right = max(right, line.right)
    return []
