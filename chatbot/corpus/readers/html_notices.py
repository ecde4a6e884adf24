"""Take out notices about cookies and windows with a field, which no role and no tag name."""

import re
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_elements import has_words
from chatbot.corpus.readers.html_marking import ASKING_ELEMENTS, words_in_up_to
from chatbot.corpus.readers.html_page_parts import COOKIES, WINDOW
from chatbot.corpus.readers.html_tags import LINE
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.rendering import Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

WINDOW_NAME = re.compile(r"modal|pop-?up|overlay|lightbox", re.IGNORECASE)
COOKIE = re.compile("cookie", re.IGNORECASE)
LAID_OVER = re.compile(r"modal|pop-?up|overlay|fixed|sticky|banner|toast|snackbar", re.IGNORECASE)
BOXES = ("div", "section", "aside", "article")
FIELDS = ("text", "email", "tel", "password")


def take_out_notices(body: "_Element", into: Rendering) -> None:
    """Take out small boxes with a button about cookies, or with a field in a window."""
    near = {box for one in body.iter("button", "input") for box in one.iterancestors(*BOXES)}
    boxes = {box: reason for box in near if (reason := _reason(box))}
    for box, reason in boxes.items():
        if body not in box.iterancestors() or any(one in boxes for one in box.iterancestors()):
            continue
        words = " ".join(str(part) for part in box.itertext())
        into.leave_out(words, reason, int(box.get(LINE, "0")))
        box.tail = " " + (box.tail or "")
        box.drop_tree()


def _reason(box: "_Element") -> str:
    """Return why a box with a button is no text; nothing if it may be."""
    words = words_in_up_to(box)
    parts = box.iter("button", *ASKING_ELEMENTS)
    if not words or _answers(box) or any(asks(words_in_up_to(one)) for one in parts):
        return ""
    names = f"{box.get('id', '')} {box.get('class', '')} {box.get('style', '')}"
    headed = next(box.iter(*ASKING_ELEMENTS), None) is not None
    if COOKIE.search(words) and (LAID_OVER.search(names) or not headed):
        return COOKIES
    field = any(one.get("type", "text").lower() in FIELDS for one in box.iter("input"))
    return WINDOW if field and WINDOW_NAME.search(names) else ""


def _answers(box: "_Element") -> bool:
    """Return whether an element stands below a heading or a question inside a part."""
    for step in (box, *box.iterancestors()):
        above = next(
            (one for one in step.itersiblings("*", preceding=True) if has_words(one)), None
        )
        if above is not None:
            return above.tag in ASKING_ELEMENTS
    return False
