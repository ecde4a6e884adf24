"""Mark elements of a page as questions, and tell what may hold them."""

from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_tags import HEADINGS
from chatbot.corpus.readers.pieces import MAX_QUESTION_CHARACTERS

if TYPE_CHECKING:
    from lxml.etree import _Element

ASKING_ELEMENTS = frozenset({*HEADINGS, "summary", "dt"})
MENUS = "nav", "menu"
MOST_LINKS = 0.8
"""Part of the letters in links at which a target is a menu."""


def mark(element: "_Element") -> None:
    """Make an element a <summary>, unless it is in something that may ask."""
    around = [element, *element.iterancestors()]
    if any(one.tag in ASKING_ELEMENTS for one in around) or in_menu(element):
        return
    if not any(child.tag in ASKING_ELEMENTS for child in element.iterdescendants()):
        if element.tag == "a":
            element.attrib.pop("href", None)
        element.tag = "summary"


def in_menu(element: "_Element") -> bool:
    """Return whether an element is part of a menu."""
    return any(
        one.tag in MENUS or one.get("role") in ("navigation", "menu", "menubar")
        for one in element.iterancestors()
    )


def words_in_up_to(element: "_Element", limit: int = 2 * MAX_QUESTION_CHARACTERS) -> str:
    """Return the text of an element; nothing if it is longer than a question."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(str(part))
        length += len(part.strip())
        if length > limit:
            return ""
    return " ".join("".join(parts).split())
