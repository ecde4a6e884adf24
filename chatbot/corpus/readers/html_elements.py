"""Look into elements of a page: words, blocks, and their ends; and take elements out."""

import re
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_tags import BLOCKS, LINE
from chatbot.corpus.readers.rendering import CONTENT, Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_KICKER_CHARACTERS = 40
# A sentence, an address or a telephone number says something.
SAYS_SOMETHING = re.compile(r"[.!:;。！：；@]|(?:\d\D?){5}")
NOWHERE = re.compile(r"\s*(?:#?\s*$|javascript:)", re.IGNORECASE)
"""The target of a link that a script makes do something."""
NOT_CLICKED = ".//text()[not(ancestor::button or ancestor::a)]"


def begins(box: "_Element", question: "_Element") -> bool:
    """Return whether no words of a box are before the question."""
    for one in box.iter():
        if one is question:
            return True
        if isinstance(one.tag, str) and (one.text or "").strip():
            return False
    return False


def words_at(parent: "_Element", element: "_Element") -> str:
    """Return the bare words directly before and behind an element."""
    previous = element.getprevious()
    before = parent.text if previous is None else previous.tail
    return f"{before or ''}{element.tail or ''}".strip()


def holds_block(element: "_Element") -> bool:
    """Return whether there is a block in an element, such as a paragraph or a list."""
    return any(one.tag in BLOCKS for one in element.iterdescendants("*"))


def has_words(element: "_Element") -> bool:
    """Return whether there are words in an element, not only white space and punctuation."""
    return any(CONTENT.search(str(words)) for words in element.itertext())


def has_words_outside_links(element: "_Element") -> bool:
    """Return whether there are words in an element that are in no link and in no button."""
    return any(CONTENT.search(words) for words in element.xpath(NOT_CLICKED))


def words_above(body: "_Element") -> "dict[_Element, _Element]":
    """Return the nearest element with words before each element, beside it in the same parent."""
    found: dict[_Element, _Element] = {}
    for parent in body.iter("*"):
        above: _Element | None = None
        for element in parent.iterchildren("*"):
            if above is not None:
                found[element] = above
            if has_words(element):
                above = element
    return found


def take_out(element: "_Element", reason: str, into: Rendering) -> None:
    """Take an element out of its page, and note its words and pictures as left out."""
    if element.getparent() is None:
        return
    pictures = (picture.get("alt", "") for picture in element.iter("img"))
    words = " ".join(map(str, (*element.itertext(), *pictures)))
    into.leave_out(words, reason, int(element.get(LINE, "0")))
    element.tail = " " + (element.tail or "")
    element.drop_tree()
