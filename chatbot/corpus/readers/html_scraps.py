"""Take out scraps of a page that answer nothing: the letters Q and A, numbers, bars, kickers.

They stand in elements of their own beside a heading or a question. A designer put them there, and
their words are left out with a reason.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import words_in
from chatbot.corpus.readers.html_calls import (
    above_title,
    bars,
    buttons,
    calls,
    closers,
    forms,
    top_bar,
)
from chatbot.corpus.readers.html_elements import begins, has_words, take_out, words_at
from chatbot.corpus.readers.html_marking import ASKING_ELEMENTS, words_in_up_to
from chatbot.corpus.readers.html_tags import HEADINGS
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.prefixes import is_lone_prefix
from chatbot.corpus.readers.rendering import CONTENT, Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

SIGN_OF_PAIR = "the sign of a question or an answer"
NUMBER_OF_PART = "the number of a part"
BAR = "buttons that choose a part of the page"
CALL = "a heading or a question with nothing but a button"
BUTTON = "a button"
CLOSER = "a link that closes the answer or leads back"
FORM = "a form"
ABOVE_TITLE = "a line above the title"
LONE_NUMBER = re.compile(r"\s*(?:№|#|no\.?)?\s*\d{1,3}\s*[.)/:]?\s*", re.IGNORECASE)
LEAVES = ("div", "span", "p", "i", "b", "em", "strong", "small")
MOST_SIGN_CHARACTERS = 12


def take_out_scraps(body: "_Element", into: Rendering) -> None:
    """Take out signs, numbers of parts, bars of buttons, and what stands above the title."""
    for element in list(_signs(body)):
        take_out(element, SIGN_OF_PAIR, into)
    for element in list(_numbers(body)):
        take_out(element, NUMBER_OF_PART, into)
    for element in list(bars(body)):
        take_out(element, BAR, into)
    for element in list(calls(body)):
        take_out(element, CALL, into)
    for element in list(buttons(body)):
        take_out(element, BUTTON, into)
    for element in list(closers(body)):
        take_out(element, CLOSER, into)
    for element in list(forms(body)):
        take_out(element, FORM, into)
    for element in [*above_title(body), *top_bar(body)]:
        take_out(element, ABOVE_TITLE, into)


def _signs(body: "_Element") -> "Iterator[_Element]":
    """Yield elements with "Q" or "A" alone, of which a page has several at the same place."""
    found: dict[str, list[_Element]] = defaultdict(list)
    question: _Element | None = None
    for element in body.iter("*"):
        if element.tag in ASKING_ELEMENTS:
            question = element
        if element.tag not in LEAVES or len(element) or question is None:
            continue
        words = (element.text or "").strip()
        if not words or len(words) > MOST_SIGN_CHARACTERS:
            continue
        in_question = question in element.iterancestors()
        if is_lone_prefix(words, "question" if in_question else "answer") and (
            begins(question, element)
            if in_question
            else not _words_between(question, element) and _is_followed_by_words(element)
        ):
            found[f"{in_question}"].append(element)
    for elements in found.values():
        if len(elements) > 1:
            yield from elements


def _words_between(question: "_Element", element: "_Element") -> bool:
    """Return whether words stand between a question and an element behind it."""
    step: _Element | None = element
    around = [question, *question.iterancestors()]
    while step is not None:
        if (previous := step.getprevious()) is not None:
            if (previous.tail or "").strip():
                return True
            if previous in around:
                return False
            if has_words(previous):
                return True
            step = previous
            continue
        step = step.getparent()
        if step is None or step in around or (step.text or "").strip():
            return True
    return True


def _is_followed_by_words(element: "_Element") -> bool:
    """Return whether words stand behind an element, before the next question."""
    if (element.tail or "").strip():
        return True
    for step in (element, *element.iterancestors()):
        if step is not element and (step.tail or "").strip():
            return True
        for following in step.itersiblings("*"):
            for one in following.iter("*"):
                if one.tag in ASKING_ELEMENTS:
                    return False
                if CONTENT.search(one.text or "") or (
                    one is not following and (one.tail or "").strip()
                ):
                    return True
            if (following.tail or "").strip():
                return True
    return False


def _numbers(body: "_Element") -> "Iterator[_Element]":
    """Yield the elements with a number alone that count the parts or the questions of a page.

    A page counts from 1, and to no more than it has headings and questions. Other numbers, such as
    "404" and "42", are words.
    """
    found = [(one, int(re.sub(r"\D", "", words_in(one)))) for one in _lone_numbers(body)]
    if {1, 2} <= {number for _, number in found}:
        most = sum(1 for _ in body.iter(*ASKING_ELEMENTS))
        yield from (element for element, number in found if number <= most)


def _lone_numbers(body: "_Element") -> "Iterator[_Element]":
    """Yield numbers alone: headings above a heading, steps of an answer, parts of questions."""
    headings = list(body.iter(*HEADINGS))
    question_level = len(HEADINGS)
    for heading, following in itertools.zip_longest(headings, headings[1:]):
        level, words = HEADINGS[heading.tag], words_in_up_to(heading)
        if LONE_NUMBER.fullmatch(words):
            is_step = level > question_level
            if is_step or (following is not None and not _words_between(heading, following)):
                yield heading
            continue
        question_level = level if asks(words) else len(HEADINGS)
        number = heading.getprevious()
        if number is None or number.tag not in LEAVES or number.getprevious() is not None:
            continue
        above = heading.getparent()
        if above is None or words_at(above, number) or above.tag == "body":
            continue
        if LONE_NUMBER.fullmatch(words_in_up_to(number)):
            yield number
    for question in body.iter(*ASKING_ELEMENTS):
        first = next((one for one in question.iter(*LEAVES) if (one.text or "").strip()), None)
        if first is None or first is question or not begins(question, first):
            continue
        if not len(first) and LONE_NUMBER.fullmatch(first.text):
            yield first
