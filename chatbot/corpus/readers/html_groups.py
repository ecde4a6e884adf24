"""Find the names of groups of questions on a page, and make headings of them."""

from collections import defaultdict
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import words_in
from chatbot.corpus.readers.html_elements import (
    MOST_KICKER_CHARACTERS,
    SAYS_SOMETHING,
    begins,
    has_words,
    holds_block,
    words_at,
)
from chatbot.corpus.readers.html_marking import ASKING_ELEMENTS, words_in_up_to
from chatbot.corpus.readers.html_tags import HEADINGS
from chatbot.corpus.readers.pieces import asks

if TYPE_CHECKING:
    from lxml.etree import _Element

LOWEST = 7  # below it, <h6> is above a <summary>


def name_groups(body: "_Element") -> None:
    """Make headings of elements of one class that each stand directly above a question."""
    alike: dict[tuple[str, str], list[_Element]] = defaultdict(list)
    for element in body.iter("div", "p"):
        name = element.get("class")
        if name and 0 < len(words_in_up_to(element)) <= MOST_KICKER_CHARACTERS:
            alike[element.tag, name].append(element)
    for elements in alike.values():
        if len(elements) > 1 and all(
            _names_a_group(element, is_first=element is elements[0]) for element in elements
        ):
            for element in elements:
                question = _first_question(element)
                level = HEADINGS.get("" if question is None else question.tag, LOWEST)
                element.tag = f"h{max(1, level - 1)}"


def _names_a_group(element: "_Element", *, is_first: bool) -> bool:
    """Return whether an element stands above a question, first of all or behind another one."""
    parent, words = element.getparent(), words_in(element)
    if parent is None or asks(words) or SAYS_SOMETHING.search(words) or holds_block(element):
        return False
    if next(element.iterancestors(*ASKING_ELEMENTS, "details", "li", "td"), None) is not None:
        return False
    above = next((one for one in element.itersiblings("*", preceding=True) if has_words(one)), None)
    following = next(element.itersiblings("*"), None)
    if following is None or words_at(parent, element):
        return False
    if (
        above is not None
        and not is_first
        and (above.tag, above.get("class"))
        != (
            following.tag,
            following.get("class"),
        )
    ):
        return False
    question = _first_question(element)
    return question is not None and begins(following, question)


def _first_question(element: "_Element") -> "_Element | None":
    """Return the first heading or summary in the element that follows."""
    following = next(element.itersiblings("*"), None)
    return None if following is None else next(following.iter("summary", *HEADINGS), None)
