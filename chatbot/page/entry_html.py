"""The HTML of blocks of an answer: paragraphs, list items, headings, code, tables."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from chatbot.corpus.documents import CELL_SEPARATOR, Block, BlockKind, Document, Entry, Span
from chatbot.page.html import plain
from chatbot.page.inline_html import Element, inline_html, mark_elements

MAX_DEPTH = 4
"""Items of deeper lists are not indented any further."""
# The span of a row has no white space around it, so an empty cell at its end has half a separator.
_SEPARATOR = re.compile(rf"(?:^| ){re.escape(CELL_SEPARATOR.strip())}(?: |$)")

PageElements = Callable[[Span], Sequence[Element]]
"""Returns what the page puts around words of a block: passages, or the answering sentence."""


def blocks_in(entry: Entry, span: Span) -> list[Block]:
    """Return the blocks of an entry that have characters in the span."""
    first = bisect_right(entry.blocks, span.start, key=lambda block: block.span.end)
    after = bisect_right(entry.blocks, span.end - 1, key=lambda block: block.span.start)
    return list(entry.blocks[first:after])


@dataclass(frozen=True, slots=True)
class BlockDrawing:
    """Draws blocks of one document.

    Attributes:
        document: The document.
        elements: The page's own elements. Called once for each block, in document order.
        clip: Nothing outside is shown; None to show the whole blocks.
        heading: Tag of a heading inside an answer.
    """

    document: Document
    elements: PageElements = lambda span: ()
    clip: Span | None = None
    heading: str = "p"

    def answer(self, blocks: Iterable[Block]) -> str:
        """Return blocks one below the other; rows become tables."""
        return "".join(
            self._table(list(group)) if table else "".join(map(self._block, list(group)))
            for table, group in groupby(blocks, _table_of)
        )

    def passage(self, blocks: Sequence[Block]) -> str:
        """Return a quotation: an element of class `words`, of a row with its header above.

        The text content of that element is an unchanged span of the document. So white space
        between blocks is kept, and separators of cells are in the HTML but not displayed.
        """
        if all(block.kind is BlockKind.ROW for block in blocks):
            return self._table(blocks, quoted=True)
        if len(blocks) > 1:
            return f'<div class="words">{self._joined(blocks, self._alone)}</div>'
        [block] = blocks
        if block.kind is BlockKind.CODE:
            return f'<pre class="words" tabindex="0"><code>{self._words(block)}</code></pre>'
        return f'<p class="words">{self._words(block)}</p>'

    def _alone(self, block: Block) -> str:
        return self.answer([block._replace(header=None)])

    def _block(self, block: Block) -> str:
        words = self._words(block)
        depth = f"depth-{min(block.depth, MAX_DEPTH)}" if block.depth > 1 else ""
        match block.kind:
            case BlockKind.CODE:
                return f'<pre{_class("code", depth)} tabindex="0"><code>{words}</code></pre>'
            case BlockKind.HEADING:
                return f"<{self.heading}{_class('heading')}>{words}</{self.heading}>"
            case BlockKind.ITEM:
                return f"<p{_class('item', depth)}>{words}</p>"
        return f"<p{_class('under' if block.depth else '', depth)}>{words}</p>"

    def _table(self, rows: Sequence[Block], *, quoted: bool = False) -> str:
        """Return rows of one table below their header, which may be the first of the rows."""
        first, *others = rows
        if first.kind is BlockKind.HEADER_ROW:
            head = self._row(first, "th")
        else:
            others = list(rows)
            # The header is above the passage, and no part of it.
            above = BlockDrawing(self.document)
            head = above._row(Block(first.header), "th") if first.header else ""
        head = f"<thead{_class('lead' if quoted else '')}>{head}</thead>" if head else ""
        body = self._joined(others, self._row)
        return (
            f'<div class="scrolled" tabindex="0"><table>{head}'
            f"<tbody{_class('words' if quoted else '')}>{body}</tbody></table></div>"
        )

    def _row(self, row: Block, tag: str = "td") -> str:
        """Return a row. A passage that covers all of it is not an element inside, but the row."""
        elements = self.elements(row.span)
        whole = [one for one in elements if one.tag == "span" and _covers(one.span, row.span)][:1]
        inside = [one for one in elements if one not in whole]
        scope = ' scope="col"' if tag == "th" else ""
        cells = ""
        for cell, separator in _cells(self.document.text, row.span):
            border = plain(self._clipped(separator).of(self.document.text))
            border = border and f'<span class="separator">{border}</span>'
            words = self._inline(cell, [*inside, *mark_elements(self.document.marks, cell)])
            cells += f"<{tag}{scope}>{words}{border}</{tag}>"
        element = whole[0] if whole else Element(row.span, "tr")
        return f"{element._replace(tag='tr').opening()}{cells}</tr>"

    def _joined(self, blocks: Sequence[Block], draw: Callable[[Block], str]) -> str:
        """Draw blocks, with the white space between them in the document."""
        html = "".join(map(draw, blocks[:1]))
        for above, block in pairwise(blocks):
            between = Span(above.span.end, block.span.start)
            html += plain(between.of(self.document.text)) + draw(block)
        return html

    def _words(self, block: Block) -> str:
        marks = mark_elements(self.document.marks, block.span)
        return self._inline(block.span, [*self.elements(block.span), *marks])

    def _inline(self, span: Span, elements: Sequence[Element]) -> str:
        return inline_html(self.document.text, self._clipped(span), elements)

    def _clipped(self, span: Span) -> Span:
        if self.clip is None:
            return span
        start = min(max(span.start, self.clip.start), self.clip.end)
        return Span(start, max(start, min(span.end, self.clip.end)))


def _table_of(block: Block) -> tuple[Span | None] | None:
    """Return what rows of one table have in common; None for other blocks."""
    match block.kind:
        case BlockKind.HEADER_ROW:
            return (block.span,)
        case BlockKind.ROW:
            return (block.header,)
    return None


def _cells(text: str, row: Span) -> list[tuple[Span, Span]]:
    """Return each cell of a row, and the separator behind it."""
    words = row.of(text)
    cells, start = [], 0
    for separator in [*(match.span() for match in _SEPARATOR.finditer(words)), (len(words),) * 2]:
        before, after = separator
        cells.append((_moved(start, before, row), _moved(before, after, row)))
        start = after
    return cells


def _moved(start: int, end: int, row: Span) -> Span:
    return Span(row.start + start, row.start + end)


def _covers(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _class(*names: str) -> str:
    shown = " ".join(filter(None, names))
    return f' class="{shown}"' if shown else ""
