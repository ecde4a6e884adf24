"""The HTML of words inside a block: marks of the document, and elements of the page around them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from chatbot.corpus.documents import Mark, MarkKind, Span
from chatbot.page.html import link_address, plain

TAGS = {
    MarkKind.STRONG: "strong",
    MarkKind.EMPHASIS: "em",
    MarkKind.CODE: "code",
    MarkKind.LINE_BREAK: "span",
    MarkKind.LINK: "a",
}


class Element(NamedTuple):
    """An element around characters of a document.

    Attributes:
        span: The characters.
        tag: Its tag.
        attributes: Its attributes with a space before each, or a function that returns them. It is
            called for each part of an element that another one splits.
    """

    span: Span
    tag: str
    attributes: str | Callable[[], str] = ""

    def opening(self) -> str:
        """Return its start tag."""
        attributes = self.attributes
        return f"<{self.tag}{attributes if isinstance(attributes, str) else attributes()}>"


def mark_elements(marks: Sequence[Mark], block: Span) -> list[Element]:
    """Return the elements of the marks in a block. A link that is not safe is left out.

    Args:
        marks: The marks of the document, sorted by start.
        block: The whole block or cell, since a mark lies inside one.
    """
    first = bisect_left(marks, block.start, key=_start)
    after = bisect_left(marks, block.end, lo=first, key=_start)
    return [
        Element(mark.span, TAGS[mark.kind], attributes)
        for mark in marks[first:after]
        if (attributes := _attributes(mark)) is not None
    ]


def inline_html(text: str, span: Span, elements: Iterable[Element]) -> str:
    """Return characters of a text with elements around them, properly nested.

    Elements outside `span` are left out, and others are cut to it. Where two overlap, one is split.
    Of two with the same characters, the first one is outside.
    """
    starting: dict[int, list[Element]] = defaultdict(list)
    cuts = {span.start, span.end}
    for element in elements:
        start, end = max(element.span.start, span.start), min(element.span.end, span.end)
        if start < end:
            starting[start].append(element)
            cuts |= {start, end}
    html: list[str] = []
    opened: list[Element] = []
    for start, end in pairwise(sorted(cuts)):
        split = _close(opened, start, html)
        for element in sorted(split + starting[start], key=lambda one: -one.span.end):
            html.append(element.opening())
            opened.append(element)
        html.append(plain(text[start:end]))
    html += [f"</{element.tag}>" for element in reversed(opened)]
    return "".join(html)


def _close(opened: list[Element], position: int, html: list[str]) -> list[Element]:
    """Close the elements that end here, and those inside them; return those that go on."""
    ending = [place for place, element in enumerate(opened) if element.span.end <= position]
    if not ending:
        return []
    closed = opened[ending[0] :]
    del opened[ending[0] :]
    html += [f"</{element.tag}>" for element in reversed(closed)]
    return [element for element in closed if element.span.end > position]


def _start(mark: Mark) -> int:
    return mark.span.start


def _attributes(mark: Mark) -> str | None:
    """Return the attributes of a mark's element; None for a link that is not safe."""
    if mark.kind is MarkKind.LINE_BREAK:
        return ' class="line-break"'
    if mark.kind is not MarkKind.LINK:
        return ""
    address = link_address(mark.target)
    if not address:
        return None
    return f' class="link" href="{plain(address)}" target="_blank" rel="noopener noreferrer"'
