"""Rows and cells of tables in HTML."""

from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_tags import HEADINGS

if TYPE_CHECKING:
    from lxml.etree import _Element

ROW_GROUPS = ("table", "thead", "tbody", "tfoot")
TABLE_PARTS = frozenset({*ROW_GROUPS, "tr", "td", "th", "colgroup", "col"})
PARAGRAPHS = ("p", "br", "hr", "blockquote")
MANY_PARAGRAPHS = 8
"""In one cell: it holds the text of a page."""


def rows_of(table: "_Element") -> "list[tuple[_Element, list[_Element]]]":
    """Return the rows of a table with their cells; loose cells have a row of their own."""
    rows: list[tuple[_Element, list[_Element]]] = []
    for cell in table.iter("td", "th"):
        parent = cell.getparent()
        if parent is None or is_in_cell(parent, table):
            continue
        if not rows or rows[-1][0] is not parent:
            rows.append((parent, []))
        rows[-1][1].append(cell)
    return rows


def is_in_cell(element: "_Element", table: "_Element") -> bool:
    """Return whether a cell of the table is around an element, or is the element."""
    while element is not table:
        if element.tag in ("td", "th"):
            return True
        parent = element.getparent()
        if parent is None:
            return False
        element = parent
    return False


def in_head(row: "_Element") -> bool:
    """Return whether a row is part of the head of its table."""
    parent = row.getparent()
    return row.tag == "thead" or (parent is not None and parent.tag == "thead")


def is_grid(table: "_Element") -> bool:
    """Return whether a table has cells in rows; others only lay out the page."""
    if next(table.iterdescendants("table", "details", *HEADINGS), None) is not None:
        return False
    cells = table.iter("td", "th")
    if any(sum(1 for _ in cell.iter(*PARAGRAPHS)) >= MANY_PARAGRAPHS for cell in cells):
        return False
    widths = [sum(cell.tag in ("td", "th") for cell in row) for row in table.iter("tr")]
    return max(widths, default=0) > 1
