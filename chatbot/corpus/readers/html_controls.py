"""Take out what people click on a page to move about: menus, page numbers, "Expand all"."""

import functools
import re
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import words_in
from chatbot.corpus.readers.html_calls import sole_answers
from chatbot.corpus.readers.html_elements import has_words, take_out, words_above, words_at
from chatbot.corpus.readers.html_marking import ASKING_ELEMENTS, MOST_LINKS, words_in_up_to
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.question_words import words_key
from chatbot.corpus.readers.rendering import CONTENT, Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

WORDS = Path(__file__).with_name("words") / "controls.yaml"
OPENS_ALL = "a button that opens or closes all answers"
PAGE_NUMBERS = "links to the pages of a list"
NAVIGATION = "navigation"
MENU_NAME = re.compile(
    r"(?:^|[\s_-])(?:main|top|sub|side)?(?:menu|nav|navi|navbar|navigation)(?:$|[\s_-])",
    re.IGNORECASE,
)
CRUMBS_NAME = re.compile(r"bread-?crumb", re.IGNORECASE)
MOST_CRUMBS_CHARACTERS = 200
MOST_BESIDE_NUMBERS = 4  # "First", "Back", "Next", "Last"
MOST_AROUND = 3  # boxes around a link that may be its menu
FEWEST_AT_FOOT = 3  # links
MOST_BELOW_FOOT = 100  # characters, of an address
BETWEEN_LINKS = re.compile(r"[|¦·•]|\]\s*\[|::")
CLICKED = ("a", "button", "span", "div", "p", "li", "label", "b", "strong")
BOXES = ("ul", "ol", "div", "p", "td", "center", "table")


def take_out_controls(body: "_Element", into: Rendering) -> None:
    """Take out menus, page numbers, and buttons that open all answers, with the reason."""
    opening = [one for one in body.iter(*CLICKED) if _opens_all(one)]
    answers = sole_answers(body, set(opening))
    found = [(one, OPENS_ALL) for one in opening if one not in answers]
    above = words_above(body)
    near = {
        box for link in body.iter("a") for box in islice(link.iterancestors(*BOXES), MOST_AROUND)
    }
    for box in body.iter(*BOXES):
        if box in near and not _answers(above.get(box)) and (reason := _reason(box)):
            found.append((box, reason))
    found += [
        (one, NAVIGATION) for one in _foot(body) if one in near and not _answers(above.get(one))
    ]
    for element, reason in found:
        if body in element.iterancestors():
            take_out(element, reason, into)


def _answers(above: "_Element | None") -> bool:
    """Return whether what stands below an element belongs to it: below a question, or "Today:"."""
    if above is None:
        return False
    question = above.tag in ASKING_ELEMENTS and asks(words_in(above))
    return question or words_in_up_to(above).endswith((":", "："))


@functools.cache
def _controls() -> frozenset[str]:
    import yaml

    lists = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return frozenset(words_key(words) for one in lists.values() for words in one)


def _opens_all(element: "_Element") -> bool:
    """Return whether an element says "Expand all" and nothing is beside it."""
    parent = element.getparent()
    return (
        parent is not None
        and words_key(_spoken(element)) in _controls()
        and not CONTENT.search(words_at(parent, element))
        and next(element.iterancestors(*ASKING_ELEMENTS), None) is None
    )


def _spoken(element: "_Element") -> str:
    """Return the words of an element, if they are few; of pictures alone, what they say."""
    if has_words(element):
        return words_in_up_to(element)
    return " ".join(picture.get("alt", "") for picture in element.iter("img"))


def _reason(box: "_Element") -> str:
    """Return why an element with links is no text; nothing if it is."""
    links = list(box.iter("a"))
    if not links or next(box.iterdescendants(*ASKING_ELEMENTS), None) is not None:
        return ""
    names = f"{box.get('id', '')} {box.get('class', '')}"
    words = words_in_up_to(box)
    if CRUMBS_NAME.search(names) and 0 < len(words) <= MOST_CRUMBS_CHARACTERS and not asks(words):
        return NAVIGATION
    if MENU_NAME.search(names) and _is_menu(box, links):
        return NAVIGATION
    return PAGE_NUMBERS if len(links) > 1 and words and _are_page_numbers(words, links) else ""


def _is_menu(box: "_Element", links: "list[_Element]") -> bool:
    """Return whether there is little but links to other pages, none of which asks."""
    away = all(_leads_away(link) for link in links)
    letters = sum(len(words_in(link)) for link in links)
    return (
        len(links) > 1
        and away
        and not any(asks(words_in(link)) for link in links)
        and letters >= MOST_LINKS * len(words_in(box))
    )


def _leads_away(link: "_Element") -> bool:
    target = link.get("href", "")
    return target == "#" or (bool(target) and not target.startswith("#"))


def _are_page_numbers(words: str, links: "list[_Element]") -> bool:
    """Return whether links are numbers that count, with at most "Next" and the like beside them."""
    linked = "".join(map(words_in, links))
    numbers = [int(one) for link in links if (one := words_in(link)).isdecimal() and len(one) < 5]
    others = len(links) - len(numbers)
    return (
        len(numbers) > 1
        and all(first < second for first, second in pairwise(numbers))
        and numbers[0] <= 2 + others
        and others <= MOST_BESIDE_NUMBERS
        and re.sub(r"[\W\d_]+", "", words) == re.sub(r"[\W\d_]+", "", linked)
    )


def _foot(body: "_Element") -> "Iterator[_Element]":
    """Yield a row of links at the foot of a page, with at most an address below it."""
    behind = 0
    element: _Element | None = body
    while element is not None:
        if _is_row_of_links(element):
            yield element
            return
        last = next((one for one in reversed(element) if has_words(one)), None)
        while last is not None and not _holds_row(last):
            behind += len(words_in(last))
            last = next((one for one in last.itersiblings(preceding=True) if has_words(one)), None)
            if behind > MOST_BELOW_FOOT:
                return
        element = last


def _holds_row(element: "_Element") -> bool:
    return sum(1 for _ in islice(element.iter("a"), FEWEST_AT_FOOT)) == FEWEST_AT_FOOT


def _is_row_of_links(box: "_Element") -> bool:
    """Return whether a box has but links to other pages, with signs between them."""
    words = words_in_up_to(box)
    links = list(box.iter("a"))
    linked = "".join(map(words_in, links))
    return (
        box.tag in BOXES
        and len(links) >= FEWEST_AT_FOOT
        and BETWEEN_LINKS.search(words) is not None
        and "".join(re.findall(r"\w", words)) == "".join(re.findall(r"\w", linked))
        and all(map(_leads_away, links))
    )
