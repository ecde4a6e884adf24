"""Find questions by what is built around them: checkboxes that open, cells with "Q:" and "A:"."""

from itertools import pairwise
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import LINE
from chatbot.corpus.readers.html_elements import has_words
from chatbot.corpus.readers.html_marking import ASKING_ELEMENTS, mark, words_in_up_to
from chatbot.corpus.readers.html_scraps import SIGN_OF_PAIR
from chatbot.corpus.readers.html_tables import rows_of
from chatbot.corpus.readers.html_tags import BLOCKS
from chatbot.corpus.readers.html_triggers import is_menu
from chatbot.corpus.readers.prefixes import is_lone_prefix
from chatbot.corpus.readers.rendering import CONTENT, Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

TOGGLES = ("checkbox", "radio")


def mark_toggles(body: "_Element") -> None:
    """Mark the labels of checkboxes that each have a part of the page directly behind them."""
    boxes = {
        box.get("id")
        for box in body.iter("input")
        if box.get("type", "").lower() in TOGGLES and box.get("id")
    }
    labels = [
        label
        for label in body.iter("label")
        if label.get("for") in boxes and words_in_up_to(label) and _opens_a_part(label)
    ]
    if len(labels) > 1:
        for label in labels:
            mark(label)


def _opens_a_part(label: "_Element") -> bool:
    """Return whether a block with words, and no other label, follows a label directly."""
    part = label.getnext()
    return (
        part is not None
        and part.tag in BLOCKS
        and part.tag not in ASKING_ELEMENTS
        and not CONTENT.search(label.tail or "")
        and has_words(part)
        and next(part.iter("label"), None) is None
        and not is_menu(part)
    )


def part_prefixed_rows(body: "_Element", into: Rendering) -> None:
    """Part tables with rows "Q: | Is it free?" and "A: | Yes.", and note their signs."""
    for table in list(body.iter("table")):
        if next(table.iterdescendants("table"), None) is not None:
            continue
        rows = [cells for _, cells in rows_of(table)]
        pairs = [
            (first, second)
            for first, second in pairwise(rows)
            if _is_row_of(first, "question") and _is_row_of(second, "answer")
        ]
        if len(pairs) < 2:  # one may be a row of something else
            continue
        for cell in (cell for row in rows for cell in row):
            cell.tag = "div"
        for question, _ in pairs:
            question[1].tag = "summary"
        for row in (row for pair in pairs for row in pair):
            into.leave_out(words_in_up_to(row[0]), SIGN_OF_PAIR, int(row[0].get(LINE, "0")))
            row[0].drop_tree()
        for part in list(table.iter("table", "thead", "tbody", "tfoot", "tr")):
            part.tag = "div"


def _is_row_of(cells: "list[_Element]", kind: str) -> bool:
    """Return whether a row has two cells, and the first says but "Q:" or "A:"."""
    return (
        len(cells) == 2
        and is_lone_prefix(words_in_up_to(cells[0]), kind)
        and has_words(cells[0])
        and has_words(cells[1])
    )
