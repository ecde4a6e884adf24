"""Find the names of groups of questions on a page, and make headings of them."""

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import words_in
from chatbot.corpus.readers.html_elements import (
    begins,
    holds_block,
    words_above,
    words_at,
)
from chatbot.corpus.readers.html_marking import ASKING_ELEMENTS, words_in_up_to
from chatbot.corpus.readers.html_tags import HEADINGS
from chatbot.corpus.readers.pieces import asks

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_CHARACTERS = 60
SAYS_MORE = re.compile(r"[.!;。！；@]|[:：]\s*$|(?:\d\D?){5}")
"""In a sentence, an address or a telephone number; "Part 2: Prices" is a name."""
LOWEST = 7  # below it, <h6> is above a <summary>


def name_groups(body: "_Element") -> None:
    """Make headings of elements of one class that each stand directly above a question."""
    alike: dict[tuple[str, str], list[_Element]] = defaultdict(list)
    for element in body.iter("div", "p", "span"):
        name = element.get("class")
        if name and 0 < len(words_in_up_to(element)) <= MOST_CHARACTERS:
            alike[element.tag, name].append(element)
    beside = words_above(body)
    places = {element: place for place, element in enumerate(body.iter("*"))}
    last = max((places[one] for one in body.iter("summary", *HEADINGS)), default=0)
    for elements in alike.values():
        above = [element for element in elements if places[element] < last]
        if len(above) > 1 and all(
            _names_a_group(element, beside.get(element), is_first=element is above[0])
            for element in above
        ):
            level = LOWEST
            for element in elements:  # one behind all questions may stand above a form
                question = _first_question(element)
                level = level if question is None else HEADINGS.get(question.tag, LOWEST)
                element.tag = f"h{max(1, level - 1)}"
    _raise_labels(body)


def _raise_labels(body: "_Element") -> None:
    """Raise headings that each name the group of a higher heading that asks, directly below."""
    labels: list[tuple[_Element, int]] = []
    for label in body.iter(*HEADINGS):
        question = _first_question(label)
        level = HEADINGS.get("" if question is None else question.tag, LOWEST)
        if question is not None and HEADINGS[label.tag] > level and asks(words_in(question)):
            following = next(label.itersiblings("*"))
            bare = (label.tail or "").strip()
            if begins(following, question) and not bare and not asks(words_in(label)):
                labels.append((label, level))
    if len(labels) > 1:
        for label, level in labels:
            label.tag = f"h{max(1, level - 1)}"


def _names_a_group(element: "_Element", beside: "_Element | None", *, is_first: bool) -> bool:
    """Return whether an element stands above a question, first of all or behind another one.

    Args:
        element: The element.
        beside: The nearest one with words before it.
        is_first: Whether it is the first of its class.
    """
    parent, words = element.getparent(), words_in(element)
    if parent is None or asks(words) or SAYS_MORE.search(words) or holds_block(element):
        return False
    if next(element.iterancestors(*ASKING_ELEMENTS, "details", "li", "td"), None) is not None:
        return False
    following = next(element.itersiblings("*"), None)
    if following is None or words_at(parent, element):
        return False
    if beside is not None and not is_first and _kind(beside) != _kind(following):
        return False
    question = _first_question(element)
    return question is not None and begins(following, question)


def _kind(element: "_Element") -> tuple[str, str | None]:
    return element.tag, element.get("class")


def _first_question(element: "_Element") -> "_Element | None":
    """Return the first heading or summary in the element that follows."""
    following = next(element.itersiblings("*"), None)
    return None if following is None else next(following.iter("summary", *HEADINGS), None)
