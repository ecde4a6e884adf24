"""Walk HTML and collect its text, blocks and marks.

Markdown and Word documents are converted to HTML first, so this is the one place that knows what
the elements mean.
"""

import itertools
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.corpus.documents import CELL_SEPARATOR, Block, BlockKind, MarkKind, Span
from chatbot.corpus.readers.html_tables import (
    ROW_GROUPS,
    TABLE_PARTS,
    in_head,
    is_grid,
    is_in_cell,
    rows_of,
)
from chatbot.corpus.readers.html_tags import BLOCKS, CONTAINERS, HEADINGS, LINE, LISTS
from chatbot.corpus.readers.rendering import Part, PartKind, Rendering
from chatbot.errors import CorpusError

if TYPE_CHECKING:
    from lxml.etree import _Element

MARKS = {
    "strong": MarkKind.STRONG,
    "b": MarkKind.STRONG,
    "em": MarkKind.EMPHASIS,
    "i": MarkKind.EMPHASIS,
    "cite": MarkKind.EMPHASIS,
    "dfn": MarkKind.EMPHASIS,
    "code": MarkKind.CODE,
    "kbd": MarkKind.CODE,
    "samp": MarkKind.CODE,
    "tt": MarkKind.CODE,
    "a": MarkKind.LINK,
}
OWN_BULLET = re.compile(r"^\s*[•·▪‣◦●]\s+")
"""Written inside an item that has one anyway."""
# Elements whose content is not for reading, and what the owner of the file is told.
STRUCK = "struck out"
NOT_READ = {
    "script": "a script",
    "style": "a style sheet",
    "template": "a template",
    "head": "the head of the page",
    "iframe": "an embedded page",
    "object": "an embedded object",
    "svg": "a drawing",
    "math": "a formula in MathML",
    "select": "a form",
    "textarea": "a form",
    "audio": "a sound",
    "video": "a video",
    "canvas": "a drawing",
    "s": STRUCK,  # what was taken back must not be quoted as an answer
    "del": STRUCK,
    "strike": STRUCK,
}
PICTURE = "a picture"
COMMENT = "a comment"
STRAY = "text of a table outside its cells"
SOFT_BREAK = "faq-softbreak"
"""Element for the end of a line in the file that people read as a space."""
MAX_DEPTH = 200
COMMENT_LINE = re.compile(r"^@(\d{1,9})@")
"""Before the words of a comment, which cannot have the attribute."""


def parsed_html(markup: str, path: Path) -> "_Element":
    """Return the root of a page.

    Raises:
        CorpusError: It is nested so deeply that the parser would drop content.
    """
    from lxml.etree import ErrorTypes
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(huge_tree=True)
    page = document_fromstring(markup, parser=parser)
    if any(error.type == ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise CorpusError(path, "its elements are nested too deeply.", "Simplify the file.")
    return page


def render_html(element: "_Element", into: Rendering, *, line: int = 0) -> None:
    """Add the content of an element to a rendering.

    Args:
        element: The root, such as <body>.
        into: Collects text, blocks and marks.
        line: Line of the file for elements that do not name theirs.
    """
    walk = _Walk(into, line)
    walk.children(element)
    walk.flush()


class _Walk:
    """One walk over a tree, with what is known at the current place."""

    def __init__(self, into: Rendering, line: int) -> None:
        self._into = into
        self._template = Part(Block(Span(0, 0)), line=line)
        self._kind = BlockKind.PARAGRAPH
        self._numbers = itertools.count(len(into.parts) + 1)
        self._markers: list[str] = []  # of open list items, until used
        self._depth = 0  # of lists
        self._nesting = 0
        self._verbatim = False
        self._in_cell = False

    def flush(self) -> None:
        """End the block at the current place."""
        if self._in_cell:
            self._into.add(" ")
            return
        marker = self._markers[-1] if self._markers else ""
        kind = BlockKind.ITEM if marker and self._kind is BlockKind.PARAGRAPH else self._kind
        ended = self._into.end_block(
            kind,
            marker=marker if kind is BlockKind.ITEM else "",
            part=self._template,
            depth=self._depth,
        )
        if ended and marker:
            self._markers[-1] = ""

    def children(self, element: "_Element") -> None:
        """Walk the content of an element."""
        if element.text:
            self._into.add(element.text, verbatim=self._verbatim)
        for child in element:
            self._child(child)
            if child.tail:
                self._into.add(child.tail, verbatim=self._verbatim)

    def _child(self, element: "_Element") -> None:
        if not isinstance(element.tag, str):  # a comment or a processing instruction
            place = COMMENT_LINE.match(element.text or "")
            line = int(place[1]) if place else self._line_of(element)
            self._into.leave_out(COMMENT_LINE.sub("", element.text or ""), COMMENT, line)
            return
        self._nesting += 1
        tag = element.tag.lower()
        if self._nesting > MAX_DEPTH:
            self._into.leave_out(words_in(element), "nested too deeply", self._line_of(element))
        elif tag in NOT_READ:
            self._into.leave_out(words_in(element), NOT_READ[tag], self._line_of(element))
        elif tag in BLOCKS:
            self._block(element, tag)
        else:
            self._inline(element, tag)
        self._nesting -= 1

    def _inline(self, element: "_Element", tag: str) -> None:
        if tag == "br":
            if self._in_cell:
                self._into.add(" ")
            else:
                self._into.add_line_break()
        elif tag == SOFT_BREAK:
            self._into.add_line_break(soft=True)
        elif tag == "img":
            self._picture(element)
        elif tag in MARKS and not self._verbatim and (tag != "a" or element.get("href")):
            self._into.open_mark(MARKS[tag], element.get("href", "") if tag == "a" else "")
            self.children(element)
            self._into.close_mark()
        else:
            self.children(element)

    def _picture(self, element: "_Element") -> None:
        words = element.get("alt", "").strip()
        if words and (self._into.pending().strip() or self._into.in_link()):
            self._into.add(words)
        else:
            source = element.get("src", "").rsplit("/", 1)[-1][:80]
            self._into.leave_out(words or source, PICTURE, self._line_of(element))

    def _block(self, element: "_Element", tag: str) -> None:
        self.flush()
        before = (self._template, self._kind, self._verbatim)
        self._template = replace(
            self._template,
            line=self._line_of(element),
            kind=PartKind.TEXT if tag in CONTAINERS else self._template.kind,
        )
        if tag in CONTAINERS:
            container = (*self._template.container, next(self._numbers))
            self._template = replace(self._template, container=container)
        if tag in HEADINGS:
            self._template = replace(self._template, kind=PartKind.HEADING, level=HEADINGS[tag])
        elif tag == "summary":
            self._template = replace(self._template, kind=PartKind.SUMMARY)
        elif tag == "dt":
            self._template = replace(self._template, kind=PartKind.TERM)
        if tag == "pre":
            self._kind, self._verbatim = BlockKind.CODE, True
            self._into.add("", verbatim=True)
        if tag in LISTS and not self._in_cell:
            self._list(element, tag)
        elif tag == "table" and not self._in_cell and is_grid(element):
            self._table(element)
        elif tag == "li" and not self._markers and not self._in_cell:  # <ul><div><li>
            self._markers.append("• ")
            self.children(element)
            self.flush()
            self._markers.pop()
        else:
            self.children(element)
        self.flush()
        self._template, self._kind, self._verbatim = before

    def _list(self, element: "_Element", tag: str) -> None:
        number = _integer(element.get("start"), 1)
        self._depth += 1
        if element.text:
            self._into.add(element.text)
        for child in element:
            if isinstance(child.tag, str) and child.tag.lower() == "li":
                number = _integer(child.get("value"), number)
                child.text = OWN_BULLET.sub("", child.text or "")
                self._markers.append(f"{number}. " if tag == "ol" else "• ")
                number += 1
                self._child(child)
                self._markers.pop()
            else:
                self._child(child)
            if child.tail:
                self._into.add(child.tail)
        self._depth -= 1

    def _table(self, element: "_Element") -> None:
        """Add each row as a block, with the header row for the others."""
        header: Span | None = None
        for part in element.iter(*ROW_GROUPS, "tr"):
            if not is_in_cell(part, element):
                stray = [part.text, *(child.tail for child in part)]
                self._into.leave_out(" ".join(filter(None, stray)), STRAY, self._line_of(part))
                for child in part:  # browsers show it above the table, too
                    if child.tag not in TABLE_PARTS:
                        self._child(child)
        rows = rows_of(element)
        for number, (row, places) in enumerate(rows, 1):
            cells: list[Span] = []
            self._in_cell = True
            for place, cell in enumerate(places):
                if place:
                    self._into.add(CELL_SEPARATOR, verbatim=True)
                start = self._into.place()
                self.children(cell)
                cells.append(Span(start, self._into.place()))
            self._in_cell = False
            heads = in_head(row) or all(cell.tag == "th" for cell in places)
            is_header = header is None and heads and number < len(rows)
            ended = self._into.end_block(
                BlockKind.HEADER_ROW if is_header else BlockKind.ROW,
                cells=tuple(cells),
                part=replace(self._template, line=self._line_of(row)),
                depth=self._depth,
                header=header,
            )
            if ended and is_header:
                header = ended.span

    def _line_of(self, element: "_Element") -> int:
        return _integer(element.get(LINE), self._template.line)


def words_in(element: "_Element") -> str:
    """Return the text of an element and of all inside it."""
    return " ".join("".join(map(str, element.itertext())).split())


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise
