"""Take out what surrounds the text of a page: navigation, headers and footers, forms, notices.

Elements and roles name them. A part that holds questions of its own always stays.
"""

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import HEADINGS, LINE, words_in
from chatbot.corpus.readers.html_questions import words_in_up_to
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.rendering import Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

NAVIGATION = "navigation"
REASONS = {
    "nav": NAVIGATION,
    "header": "the header of the page",
    "footer": "the footer of the page",
    "aside": "an aside",
    "form": "a form",
    "dialog": "a dialog",
    "noscript": "a note for browsers without scripts",
    "button": "a button",
}
ROLES = {
    "navigation": NAVIGATION,
    "menu": NAVIGATION,
    "menubar": NAVIGATION,
    "banner": REASONS["header"],
    "contentinfo": REASONS["footer"],
    "complementary": REASONS["aside"],
    "search": REASONS["form"],
    "dialog": REASONS["dialog"],
    "alertdialog": REASONS["dialog"],
}
# Headers and footers of these belong to them, not to the page.
OWN_HEADERS = ("main", "article", "section", "details", "blockquote", "dialog")
NOTICE = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
COPYRIGHT = re.compile(r"©|\(c\) \d{4}|copyright\b", re.IGNORECASE)
NAMED = ("div", "section", "p", "ul", "ol", "table", "td")
ASKING = ("summary", "dt", *HEADINGS)
COOKIES = "a notice about cookies"
# What older pages have as id or class instead of an element.
NAMES = {
    "footer": REASONS["footer"],
    "site-footer": REASONS["footer"],
    "page-footer": REASONS["footer"],
    "site-header": REASONS["header"],
    "page-header": REASONS["header"],
    "navbar": NAVIGATION,
    "navigation": NAVIGATION,
    "breadcrumb": NAVIGATION,
    "breadcrumbs": NAVIGATION,
    "sidebar": REASONS["aside"],
}
OUTSIDE = "outside the main part of the page"


def take_out_page_parts(body: "_Element", into: Rendering) -> None:
    """Take out the parts that surround the text, and note their words as left out."""
    for element in list(body.iterdescendants("*")):
        if element.getparent() is None or body not in element.iterancestors():
            continue  # part of what has been taken out
        reason = _reason(element)
        menu = element.tag == "nav" or element.get("role") == "navigation"
        if reason and (menu or not _has_questions(element)):
            _take_out(element, reason, into)
    main = body.find(".//main")
    if main is None:
        main = next(iter(body.xpath(".//*[@role='main']")), None)
    if main is None or not _has_questions(main):
        return
    outside = list(_outside(body, main))
    if not any(map(_has_questions, outside)):
        for element in outside:
            _take_out(element, OUTSIDE, into)


def _reason(element: "_Element") -> str:
    tag = element.tag.lower()
    if tag in ("header", "footer") and next(element.iterancestors(*OWN_HEADERS), None) is not None:
        return ""
    if tag == "button":
        beside = itertools.chain(element.iterancestors(*ASKING), element.iterdescendants(*ASKING))
        return "" if next(beside, None) is not None else REASONS[tag]
    if reason := REASONS.get(tag) or ROLES.get(element.get("role", "")):
        return reason
    if tag not in NAMED or _holds_main(element):
        return ""
    names = f"{element.get('id', '')} {element.get('class', '')}".lower()
    if NOTICE.search(names):
        return COOKIES
    if COPYRIGHT.match(words_in_up_to(element)):
        return REASONS["footer"]
    return next((NAMES[name] for name in names.split() if name in NAMES), "")


def _holds_main(element: "_Element") -> bool:
    return element.find(".//main") is not None or element.find(".//h1") is not None


def _has_questions(element: "_Element") -> bool:
    if next(element.iter("details"), None) is not None:
        return True
    return any(asks(words_in(one)) for one in element.iter(*ASKING))


def _outside(body: "_Element", main: "_Element") -> Iterator["_Element"]:
    """Yield the elements beside the main part and beside what it is in."""
    step = main
    while step is not body and step is not None:
        for side in (step.itersiblings(preceding=True), step.itersiblings()):
            yield from (one for one in side if isinstance(one.tag, str))
        step = step.getparent()


def _take_out(element: "_Element", reason: str, into: Rendering) -> None:
    words = " ".join(str(part) for part in element.itertext())
    into.leave_out(words, reason, int(element.get(LINE, "0")))
    element.tail = " " + (element.tail or "")
    element.drop_tree()
