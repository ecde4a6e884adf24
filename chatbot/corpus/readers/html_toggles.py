"""Find questions by what is built around them: checkboxes that open, cells with "Q:" and "A:"."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_elements import has_words
from chatbot.corpus.readers.html_marking import ASKING_ELEMENTS, mark, words_in_up_to
from chatbot.corpus.readers.html_scraps import NUMBER_OF_PART, SIGN_OF_PAIR
from chatbot.corpus.readers.html_tables import rows_of
from chatbot.corpus.readers.html_tags import BLOCKS, LINE
from chatbot.corpus.readers.html_triggers import is_menu
from chatbot.corpus.readers.prefixes import is_lone_prefix
from chatbot.corpus.readers.rendering import CONTENT, Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

PART_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.):]?")
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
    """Part tables with rows "Q: | Is it free?" and "A: | Yes.", and note their signs.

    DocBook has a number in place of the first sign, and classes say what a row is.
    """
    for table in list(body.iter("table")):
        if next(table.iterdescendants("table"), None) is not None:
            continue
        rows = rows_of(table)
        pairs = [
            (first[1], second[1])
            for first, second in pairwise(rows)
            if _is_row_of(*first, "question") and _is_row_of(*second, "answer")
        ]
        if len(pairs) < 2:  # one may be a row of something else
            continue
        for cell in (cell for _, row in rows for cell in row):
            cell.tag = "div"
        for question, _ in pairs:
            question[1].tag = "summary"
        for row in (row for pair in pairs for row in pair):
            sign = words_in_up_to(row[0])
            reason = NUMBER_OF_PART if PART_NUMBER.fullmatch(sign) else SIGN_OF_PAIR
            into.leave_out(sign, reason, int(row[0].get(LINE, "0")))
            row[0].drop_tree()
        for part in list(table.iter("table", "thead", "tbody", "tfoot", "tr")):
            part.tag = "div"


def _is_row_of(row: "_Element", cells: "list[_Element]", kind: str) -> bool:
    """Return whether a row has two cells, and its class or the first cell says what it is."""
    if len(cells) != 2 or not has_words(cells[1]):
        return False
    sign = words_in_up_to(cells[0])
    if row.get("class") == kind:
        return not sign or PART_NUMBER.fullmatch(sign) is not None or is_lone_prefix(sign, kind)
    return bool(sign) and is_lone_prefix(sign, kind)
