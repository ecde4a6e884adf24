"""Find what shows a question on a page without a heading: accordions, tabs, microdata, classes.

Each is made a <summary>, which the common walk knows. Attributes that assistive technology and
search engines read come first; then elements of one class of which most ask.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import words_in
from chatbot.corpus.readers.html_elements import NOWHERE, begins
from chatbot.corpus.readers.html_marking import (
    ASKING_ELEMENTS,
    MENUS,
    mark,
    words_in_up_to,
)
from chatbot.corpus.readers.html_tags import HEADINGS, LINE
from chatbot.corpus.readers.html_toggles import mark_toggles
from chatbot.corpus.readers.html_triggers import mark_buttons, mark_triggers, name_panels
from chatbot.corpus.readers.pieces import MAX_QUESTION_CHARACTERS, asks
from chatbot.corpus.readers.question_words import words_key

if TYPE_CHECKING:
    from lxml.etree import _Element

MOSTLY = 0.6
"""Part of the elements of a class that ask if the class is that of questions."""
IN_PAIRS = 0.3
"""The same if each is directly above an element of one other class."""
QUESTION_NAME = re.compile(r"(?:^|[\s_-])(?:question|faq-q|q)(?:$|[\s_-])", re.IGNORECASE)
ANSWER_NAME = re.compile(r"(?:^|[\s_-])(?:answer|faq-a|a)(?:$|[\s_-])", re.IGNORECASE)


def mark_questions(body: "_Element", names: Sequence[str]) -> None:
    """Make a <summary> of each element that shows a question.

    Args:
        body: The page.
        names: Questions that the structured data of the page has.
    """
    _open_menus(body)
    for element in _in_structured_data(body):
        mark(element)
    _mark_names(body, names)
    _mark_boxes(body)
    panels = mark_triggers(body)
    mark_buttons(body)
    mark_toggles(body)
    _mark_classes(body)
    name_panels(body, panels)
    for heading in list(body.xpath(".//dd//*")):
        if heading.tag in HEADINGS and not asks(words_in(heading)):
            heading.tag = "p"  # a part of the answer
    _lower_headings_of_answers(body)


def _open_menus(body: "_Element") -> None:
    """Take a menu that holds most of the page for what it is: one whose end is missing."""
    for menu in list(body.iter(*MENUS)):
        asking = sum(asks(words_in(one)) for one in menu.iter(*ASKING_ELEMENTS))
        if asking > 1 and 2 * len(words_in(menu)) > len(words_in(body)):
            menu.tag = "div"
            menu.attrib.pop("class", None)
            menu.attrib.pop("role", None)


def _in_structured_data(body: "_Element") -> Iterator["_Element"]:
    """Yield the names of questions in microdata and RDFa."""
    for kind, name in (("itemtype", "itemprop"), ("typeof", "property")):
        for question in body.xpath(f".//*[contains(@{kind}, 'Question')]"):
            names = [
                one
                for one in question.iterdescendants()
                if str(one.get(name, "")).rpartition(":")[2].rpartition("/")[2] == "name"
            ]
            if names and words_in(names[0]):
                yield names[0]


def _mark_names(body: "_Element", names: Iterable[str]) -> None:
    keys = {key for name in names if (key := words_key(name))}
    if not keys:
        return
    for element in list(body.iter("*")):
        if element.tag in ("li", "a", "td", "th") or element.getparent() is None:
            continue
        if words_key(words_in_up_to(element)) in keys:
            mark(element)


def _mark_boxes(body: "_Element") -> None:
    """Mark the first words of boxes that are named questions and hold the answer, too."""
    from lxml.etree import Element

    alike: dict[str, list[_Element]] = defaultdict(list)
    for box in body.iter("div", "section", "li"):
        if QUESTION_NAME.search(box.get("class", "")):
            alike[box.get("class", "")].append(box)
    for boxes in alike.values():
        whole = [box for box in boxes if _holds_answer(box)]
        if len(whole) > 1 and len(whole) >= MOSTLY * len(boxes):
            for box in whole:
                question = Element("summary", {LINE: box.get(LINE, "0")})
                question.text, box.text = box.text, None
                box.insert(0, question)


def _holds_answer(box: "_Element") -> bool:
    """Return whether a box begins with bare words that ask, and elements with words follow.

    Nothing follows the box but others of its class.
    """
    following = next(box.itersiblings("*"), None)
    if following is not None and following.get("class") != box.get("class"):
        return False
    inside = "".join(map(words_in, box.iterchildren("*")))
    bare = any((one.tail or "").strip() for one in box)
    nested = any(one.tag in ASKING_ELEMENTS for one in box.iterdescendants("*"))
    return asks((box.text or "").strip()) and bool(inside) and not bare and not nested


def _mark_classes(body: "_Element") -> None:
    """Mark elements of one class of which most ask, with text behind each."""
    alike: dict[tuple[str, str], list[_Element]] = defaultdict(list)
    for element in body.iter("div", "p", "span", "strong", "b", "button", "a", "section", "label"):
        if element.get("class") and (words := words_in_up_to(element)):
            if element.tag == "a" and not NOWHERE.match(element.get("href", "#")):
                continue
            if len(words) <= MAX_QUESTION_CHARACTERS:
                alike[element.tag, element.get("class")].append(element)
    for elements in alike.values():
        asking = sum(asks(words_in(element)) for element in elements)
        in_pairs = _are_in_pairs(elements)
        least = IN_PAIRS if in_pairs else MOSTLY
        named = in_pairs and _are_named(elements[0], elements[0].getnext())
        if named or (len(elements) > 1 and asking >= least * len(elements)):
            for element in elements:
                if element.getparent() is not None and _has_text_behind(element):
                    mark(element)


def _are_named(question: "_Element", answer: "_Element") -> bool:
    """Return whether the classes of two elements say which is the question and which the answer."""
    return bool(QUESTION_NAME.search(question.get("class"))) and bool(
        ANSWER_NAME.search(answer.get("class") or "")
    )


def _lower_headings_of_answers(body: "_Element") -> None:
    """Make bold lines of the headings in panels behind questions, where they only lay out text."""
    questions = [one for one in body.iter("summary") if one.getparent().tag != "details"]
    if len(questions) < 2 or not _are_in_pairs(questions):
        return
    for question in questions:
        panel = question.getnext()
        headings = list(panel.iter(*HEADINGS))
        if panel.find(".//summary") is not None or any(asks(words_in(one)) for one in headings):
            return
        for heading in headings:
            heading.tag = "p"


def _are_in_pairs(elements: "Sequence[_Element]") -> bool:
    """Return whether an element of one other class is directly behind each element.

    One without a class will do if the two stand in boxes of one class.
    """
    behind = {
        (following.tag, following.get("class")) if following is not None else ("", None)
        for following in (element.getnext() for element in elements)
    }
    tag, name = next(iter(behind))
    if len(behind) > 1 or not tag or name == elements[0].get("class"):
        return False
    return name is not None or _begin_boxes(elements)


def _begin_boxes(elements: "Sequence[_Element]") -> bool:
    """Return whether each element is the first of a box of its own, and all have one class."""
    boxes = [element.getparent() for element in elements]
    names = {(box.tag, box.get("class")) for box in boxes}
    return (
        len(names) == 1
        and next(iter(names))[1] is not None
        and len(set(boxes)) == len(boxes)
        and all(begins(box, element) for box, element in zip(boxes, elements, strict=True))
    )


def _has_text_behind(element: "_Element") -> bool:
    """Return whether text that is not such an element follows inside one of its parents."""
    step = element
    for _ in range(4):
        if (step.tail or "").strip():
            return True
        following = step.getnext()
        if following is not None:
            same = (element.tag, element.get("class"))
            return bool(words_in(following)) and (following.tag, following.get("class")) != same
        step = step.getparent()
        if step is None or step.tag in ("body", "li", "ul", "ol", "td"):
            return False
    return False
