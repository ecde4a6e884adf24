"""Take out notices about cookies and windows with a field, which no role and no tag name."""

import re
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_elements import take_out, words_above
from chatbot.corpus.readers.html_marking import ASKING_ELEMENTS, words_in_up_to
from chatbot.corpus.readers.html_page_parts import COOKIES, WINDOW
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.rendering import Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

WINDOW_NAME = re.compile(r"modal|pop-?up|overlay|lightbox", re.IGNORECASE)
COOKIE = re.compile("cookie", re.IGNORECASE)
LAID_OVER = re.compile(
    r"(?<![a-z])(?:modal|pop-?up|overlay|fixed|sticky|banner|toast|snackbar)(?![a-z-])",
    re.IGNORECASE,
)
BOXES = ("div", "section", "aside", "article")
FIELDS = ("text", "email", "tel", "password")


def take_out_notices(body: "_Element", into: Rendering) -> None:
    """Take out small boxes with a button about cookies, or with a field in a window."""
    near = {box for one in body.iter("button", "input") for box in one.iterancestors(*BOXES)}
    above = words_above(body)
    boxes = {box: reason for box in near if (reason := _reason(box)) and not _answers(box, above)}
    for box, reason in boxes.items():
        if body not in box.iterancestors() or any(one in boxes for one in box.iterancestors()):
            continue
        take_out(box, reason, into)


def _reason(box: "_Element") -> str:
    """Return why a box with a button is no text; nothing if it may be."""
    words = words_in_up_to(box)
    parts = box.iter("button", *ASKING_ELEMENTS)
    if not words or any(asks(words_in_up_to(one)) for one in parts):
        return ""
    names = f"{box.get('id', '')} {box.get('class', '')} {box.get('style', '')}"
    headings = sum(1 for _ in islice(box.iter(*ASKING_ELEMENTS), 2))
    if COOKIE.search(words) and (headings == 0 or (headings == 1 and LAID_OVER.search(names))):
        return COOKIES
    field = any(one.get("type", "text").lower() in FIELDS for one in box.iter("input"))
    return WINDOW if field and WINDOW_NAME.search(names) else ""


def _answers(box: "_Element", above: "Mapping[_Element, _Element]") -> bool:
    """Return whether an element stands below a heading, or in a part below a question."""
    first = True
    for step in (box, *box.iterancestors()):
        beside = above.get(step)
        if beside is not None:
            heading = beside.tag in ASKING_ELEMENTS
            if heading and (first or asks(words_in_up_to(beside))):
                return True
            first = False
    return False
