"""Take out what surrounds the text of a page: navigation, headers and footers, forms, notices.

Elements and roles name them. A part that holds questions of its own always stays.
"""

import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import words_in
from chatbot.corpus.readers.html_elements import (
    has_words,
    has_words_outside_links,
    holds_block,
    take_out,
    words_at,
)
from chatbot.corpus.readers.html_marking import words_in_up_to
from chatbot.corpus.readers.html_tags import BLOCKS, HEADINGS
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.rendering import CONTENT, Rendering

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
NAMES = Path(__file__).with_name("words") / "page_parts.yaml"
NAMED = ("div", "section", "p", "ul", "ol", "table", "td")
ASKING = ("summary", "dt", *HEADINGS)
LOADING = re.compile(r"(?:^|\s)(?:pre-?)?load(?:er|ing)")
LOADING_CHARACTERS = 40  # of what is shown until the page is there
COOKIES = "a notice about cookies"
WINDOW = "a window over the page"
OUTSIDE = "outside the main part of the page"
# In the last lines of a page, "© 2020 …" stands behind other words, too.
COPYRIGHT_LINE = re.compile(r"copyright\s*(?:©|\(c\))|©\s*(?:copyright\s*)?\d{4}", re.IGNORECASE)
NAME_PARTS = re.compile(r"\s+|__|--")
"""Between the parts of a name: "main__popup--open"."""
MOST_IN_WINDOW = 2  # questions such as "New here?"
SENTENCES = ("p", "li", "dd")  # in them, all words are those of one text


def take_out_page_parts(body: "_Element", into: Rendering) -> None:
    """Take out the parts that surround the text, and note their words as left out."""
    _take_out_beside(body, into)
    _keep_buttons_of_sentences(body)
    for element in list(body.iterdescendants("*")):
        if element.getparent() is None or body not in element.iterancestors():
            continue  # part of what has been taken out
        reason = _reason(element)
        menu = element.tag == "nav" or element.get("role") == "navigation"
        most = MOST_IN_WINDOW if reason == WINDOW and not _is_answered(element) else 0
        if reason and (menu or _questions(element, most + 1) <= most):
            take_out(element, reason, into)
    main = body.find(".//main")
    if main is None:
        main = next(iter(body.xpath(".//*[@role='main']")), None)
    if main is None or not _has_questions(main):
        return
    outside = list(_outside(body, main))
    if not any(map(_has_questions, outside)):
        for element in outside:
            take_out(element, OUTSIDE, into)


def _reason(element: "_Element") -> str:
    tag = element.tag.lower()
    if tag in ("header", "footer") and not _is_of_page(element):
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
    words = words_in_up_to(element)
    if LOADING.search(names) and len(words) <= LOADING_CHARACTERS:
        return "shown while the page loads"
    if COPYRIGHT.match(words) or (tag == "p" and COPYRIGHT_LINE.search(words)):
        return REASONS["footer"]
    parts = [part.rstrip("0123456789") for part in NAME_PARTS.split(names)]
    return next((_names()[name] for name in parts if name in _names()), "")


@functools.cache
def _names() -> Mapping[str, str]:
    """Return the ids and classes that older pages have instead of an element → the reason."""
    import yaml

    lists = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    return {name: reason for reason, names in lists.items() for name in names}


def _is_of_page(element: "_Element") -> bool:
    """Return whether a header or footer is that of the page, not of a part of it.

    Some pages have all of their parts in one <section>, the footer as well. Such a footer is the
    last of the page and has links or parts of its own.
    """
    owner = next(element.iterancestors(*OWN_HEADERS), None)
    if owner is None:
        return True
    if element.tag != "footer" or owner.tag not in ("section", "main"):
        return False
    if next(element.iterancestors("footer"), None) is not None or not has_words(element):
        return False
    rich = len(element.findall(".//a")) > 1 or element.find(".//section") is not None
    return rich and not any(map(has_words, _beside(element)))


def _beside(element: "_Element", *, preceding: bool = False) -> Iterator["_Element"]:
    """Yield the elements behind an element, or before it, and beside those around it."""
    for step in (element, *element.iterancestors()):
        if step.tag == "body":
            return
        yield from step.itersiblings("*", preceding=preceding)


def _keep_buttons_of_sentences(body: "_Element") -> None:
    """Make plain words of buttons with words beside them: "Press <button>OK</button> twice."."""
    in_block: dict[_Element, list[_Element]] = defaultdict(list)
    for button in body.iter("button"):
        in_block[next(button.iterancestors(*BLOCKS), body)].append(button)
    for block, buttons in in_block.items():
        whole = block.tag in SENTENCES and not holds_block(block)
        whole = whole and has_words_outside_links(block)
        for button in buttons:
            parent = button.getparent()
            if whole or (parent is not None and CONTENT.search(words_at(parent, button))):
                button.tag = "span"


def _take_out_beside(body: "_Element", into: Rendering) -> None:
    """Take out what stands before the header of the page, and behind its footer."""
    footers = [one for one in body.iter("footer") if _is_of_page(one)]
    headers = (one for one in body.iter("header", "details", *ASKING) if _is_of_page(one))
    top = next(headers, None)
    above = list(_beside(top, preceding=True)) if top is not None and top.tag == "header" else []
    below = list(_beside(footers[-1])) if footers else []
    if any(_has_questions(one) or _holds_main(one) for one in below):
        below = []
    for element in above + below:
        take_out(element, _reason(element) or OUTSIDE, into)


def _holds_main(element: "_Element") -> bool:
    """Return whether the main part or the first title of the page is inside an element."""
    page = element.getroottree()
    for path in (".//main", ".//h1"):
        found = element.find(path)
        if found is not None and found is page.find(path):
            return True
    return False


def _has_questions(element: "_Element") -> bool:
    return _questions(element, 1) > 0


def _questions(element: "_Element", enough: int) -> int:
    """Return how many questions an element holds, or `enough` if there are more."""
    asking = (one for one in element.iter("details", *ASKING) if one.tag == "details" or _asks(one))
    return sum(1 for _ in itertools.islice(asking, enough))


def _is_answered(window: "_Element") -> bool:
    """Return whether text that is no link is below a question in a window without a form."""
    from lxml.etree import iterwalk

    if next(window.iter("input", "textarea", "select"), None) is not None:
        return False
    asked = False
    walk = iterwalk(window, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in (*ASKING, "a", "button"):
            asked = asked or element.tag == "summary" or (element.tag in ASKING and _asks(element))
            walk.skip_subtree()
        elif asked and CONTENT.search((element.text if event == "start" else element.tail) or ""):
            return element is not window or event == "start"
    return False


def _asks(element: "_Element") -> bool:
    return asks(words_in(element))


def _outside(body: "_Element", main: "_Element") -> Iterator["_Element"]:
    """Yield the elements beside the main part and beside what it is in."""
    step = main
    while step is not body and step is not None:
        for side in (step.itersiblings(preceding=True), step.itersiblings()):
            yield from (one for one in side if isinstance(one.tag, str))
        step = step.getparent()
