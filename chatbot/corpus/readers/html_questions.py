"""Find what shows a question on a page without a heading: accordions, tabs, microdata, classes.

Each is made a <summary>, which the common walk knows. Attributes that assistive technology and
search engines read come first; then elements of one class of which most ask.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import LINE, words_in
from chatbot.corpus.readers.html_tags import BLOCKS, HEADINGS
from chatbot.corpus.readers.pieces import MAX_QUESTION_CHARACTERS, asks
from chatbot.corpus.readers.question_words import words_key
from chatbot.corpus.readers.rendering import CONTENT

if TYPE_CHECKING:
    from lxml.etree import _Element

TARGETS = ("aria-controls", "data-bs-target", "data-target", "href")
TRIGGERS = "|".join(
    f".//*[@{attribute}]" for attribute in ("aria-expanded", "data-toggle", "data-bs-toggle")
)
TABS = ".//*[@role='tab']"
ASKING_ELEMENTS = frozenset({*HEADINGS, "summary", "dt"})
MENUS = "nav", "menu"
MOST_LINKS = 0.8
"""Part of the letters in links at which a target is a menu."""
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
        _mark(element)
    _mark_names(body, names)
    panels = _mark_triggers(body)
    _mark_buttons(body)
    _mark_classes(body)
    _name_panels(body, panels)
    for heading in list(body.xpath(".//dd//*")):
        if heading.tag in HEADINGS and not asks(words_in(heading)):
            heading.tag = "p"  # a part of the answer
    _lower_headings_of_answers(body)


def _mark(element: "_Element") -> None:
    """Make an element a <summary>, unless it is in something that may ask."""
    around = [element, *element.iterancestors()]
    if any(one.tag in ASKING_ELEMENTS for one in around) or in_menu(element):
        return
    if not any(child.tag in ASKING_ELEMENTS for child in element.iterdescendants()):
        if element.tag == "a":
            element.attrib.pop("href", None)
        element.tag = "summary"


def _open_menus(body: "_Element") -> None:
    """Take a menu that holds most of the page for what it is: one whose end is missing."""
    for menu in list(body.iter(*MENUS)):
        asking = sum(asks(words_in(one)) for one in menu.iter(*ASKING_ELEMENTS))
        if asking > 1 and 2 * len(words_in(menu)) > len(words_in(body)):
            menu.tag = "div"
            menu.attrib.pop("class", None)
            menu.attrib.pop("role", None)


def in_menu(element: "_Element") -> bool:
    """Return whether an element is part of a menu."""
    return any(
        one.tag in MENUS or one.get("role") in ("navigation", "menu", "menubar")
        for one in element.iterancestors()
    )


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
            _mark(element)


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


def _mark_triggers(body: "_Element") -> "list[tuple[_Element, _Element]]":
    """Mark what opens the part of the page behind it; return the tabs with their panels."""
    panels: list[tuple[_Element, _Element]] = []
    by_id = {element.get("id"): element for element in body.iter("*") if element.get("id")}
    done: set[_Element] = set()  # menus, and targets that have their trigger
    is_menu: dict[_Element, bool | None] = {}
    for trigger in body.xpath(f"{TRIGGERS}|{TABS}"):
        names = (trigger.get(attribute, "").removeprefix("#") for attribute in TARGETS)
        target = next((by_id[name] for name in names if name in by_id), None)
        if target is None or target in done or not words_in_up_to(trigger) or in_menu(trigger):
            continue
        if target in (trigger, *trigger.iterancestors(), *trigger.iterdescendants()):
            continue
        if is_menu.setdefault(target, None) is None:
            is_menu[target] = _is_menu(target)
        if is_menu[target]:
            done.add(target)
        elif _stands_before(trigger, target):
            _mark(trigger)
            done.add(target)
        elif trigger.get("role") == "tab":
            panels.append((trigger, target))
            done.add(target)
    return panels


def _is_menu(target: "_Element") -> bool:
    letters = len(words_in(target))
    links = sum(len(words_in(link)) for link in target.iter("a"))
    return target.tag in MENUS or links >= MOST_LINKS * letters


def _stands_before(trigger: "_Element", target: "_Element") -> bool:
    """Return whether only the trigger is between the target and what is before it."""
    around = {target, *target.iterancestors()}
    step = trigger
    while step is not None:
        for following in step.itersiblings():
            if following in around:
                return _is_first_in(following, target)
            if any(CONTENT.search(str(words)) for words in following.itertext()):
                return False
        step = step.getparent()
        if step in around:
            return False
    return False


def _is_first_in(box: "_Element", target: "_Element") -> bool:
    """Return whether no words in a box are before the target; of tabs, other panels may be."""
    for one in box.iter("*"):
        if one is target:
            return True
        if CONTENT.search(one.text or ""):
            return False
    return False


def _name_panels(body: "_Element", panels: "Sequence[tuple[_Element, _Element]]") -> None:
    """Put the name of each tab above its panel, as a heading above those inside."""
    from lxml.etree import Element

    inside = [one for _, panel in panels for one in panel.iter("summary", *HEADINGS)]
    highest = min([HEADINGS.get(one.tag, 6) for one in inside], default=0)
    name = f"h{max(1, highest - 1)}" if highest else "summary"
    for tab, panel in panels:
        if not all(body in one.iterancestors() for one in (tab, panel)):
            continue  # part of another tab
        heading = Element(name, {LINE: tab.get(LINE, "0")})
        heading.text = words_in(tab)
        heading.tail, panel.text = panel.text, None
        panel.insert(0, heading)
        tab.drop_tree()


def _mark_buttons(body: "_Element") -> None:
    """Mark buttons with a part of the page behind each."""
    buttons = [
        button
        for button in body.iter("button")
        if (behind := button.getnext()) is not None
        and behind.tag in BLOCKS
        and words_in(behind)
        and words_in_up_to(button)
        and next(button.iterancestors("form"), None) is None
    ]
    if len(buttons) > 1:
        for button in buttons:
            _mark(button)


def _mark_classes(body: "_Element") -> None:
    """Mark elements of one class of which most ask, with text behind each."""
    alike: dict[tuple[str, str], list[_Element]] = defaultdict(list)
    for element in body.iter("div", "p", "span", "strong", "b", "button", "a", "section", "label"):
        if element.get("class") and (words := words_in_up_to(element)):
            if element.tag == "a" and element.get("href", "#") != "#":
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
                    _mark(element)


def _are_named(question: "_Element", answer: "_Element") -> bool:
    """Return whether the classes of two elements say which is the question and which the answer."""
    return bool(QUESTION_NAME.search(question.get("class"))) and bool(
        ANSWER_NAME.search(answer.get("class"))
    )


def _lower_headings_of_answers(body: "_Element") -> None:
    """Make bold lines of the headings in panels behind questions, where they only lay out text."""
    questions = [one for one in body.iter("summary") if one.getparent().tag != "details"]
    if len(questions) < 2 or not _are_in_pairs(questions):
        return
    for question in questions:
        panel = question.getnext()
        headings = list(panel.iter(*HEADINGS))
        if any(panel.iter("summary")) or any(asks(words_in(one)) for one in headings):
            return
        for heading in headings:
            heading.tag = "p"


def _are_in_pairs(elements: "Sequence[_Element]") -> bool:
    """Return whether an element of one other class is directly behind each element."""
    behind = {
        (following.tag, following.get("class")) if following is not None else ("", None)
        for following in (element.getnext() for element in elements)
    }
    name = next(iter(behind))[1]
    return len(behind) == 1 and name not in (None, elements[0].get("class"))


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
