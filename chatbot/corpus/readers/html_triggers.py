"""Find what opens a part of a page: the triggers of accordions, tabs, buttons."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import words_in
from chatbot.corpus.readers.html_elements import begins
from chatbot.corpus.readers.html_marking import MENUS, MOST_LINKS, in_menu, mark, words_in_up_to
from chatbot.corpus.readers.html_tags import BLOCKS, HEADINGS, LINE
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.rendering import CONTENT

if TYPE_CHECKING:
    from lxml.etree import _Element

TARGETS = ("aria-controls", "data-bs-target", "data-target", "href")
TRIGGERS = "|".join(
    f".//*[@{attribute}]" for attribute in ("aria-expanded", "data-toggle", "data-bs-toggle")
)

TABS = ".//*[@role='tab']"
SCRIPTED = ".//a[starts-with(@href, 'javascript:')]|.//*[@onclick]"
ARGUMENT = re.compile(r"""\(\s*["']#?([\w-]+)["']""")
"""In javascript:toggle('answer1')."""


def mark_triggers(body: "_Element") -> "list[tuple[_Element, _Element]]":
    """Mark what opens the part of the page behind it; return the tabs with their panels."""
    panels: list[tuple[_Element, _Element]] = []
    by_id = {element.get("id"): element for element in body.iter("*") if element.get("id")}
    opened: list[_Element] = []
    done: set[_Element] = set()  # menus, and targets that have their trigger
    menus: dict[_Element, bool | None] = {}
    for trigger in body.xpath(f"{TRIGGERS}|{TABS}|{SCRIPTED}"):
        target = next((by_id[name] for name in _names_of_target(trigger) if name in by_id), None)
        if target is None or target in done or not words_in_up_to(trigger) or in_menu(trigger):
            continue
        if target in (trigger, *trigger.iterancestors(), *trigger.iterdescendants()):
            continue
        if menus.setdefault(target, None) is None:
            menus[target] = is_menu(target)
        if menus[target]:
            done.add(target)
        elif _stands_before(trigger, target):
            mark(trigger)
            done.add(target)
            if next(trigger.iterancestors(*HEADINGS), None) is not None:
                opened.append(target)
        elif trigger.get("role") == "tab":
            panels.append((trigger, target))
            done.add(target)
    _lower_headings(opened)
    return panels


def _names_of_target(trigger: "_Element") -> "Iterator[str]":
    """Yield the ids that may be of the part that a trigger opens."""
    for attribute in TARGETS:
        yield trigger.get(attribute, "").removeprefix("#")
    for attribute in ("onclick", "href"):
        if argument := ARGUMENT.search(trigger.get(attribute, "")):
            yield argument[1]


def _lower_headings(panels: "Sequence[_Element]") -> None:
    """Take headings in panels below headings for lines, where text stands before them."""
    headings = [(panel, one) for panel in panels for one in panel.iter(*HEADINGS)]
    first = dict(reversed(headings))
    asked = any(asks(words_in(one)) for _, one in headings)
    if asked or any(begins(panel, one) for panel, one in first.items()):
        return
    for _, heading in headings:
        heading.tag = "p"


def is_menu(target: "_Element") -> bool:
    """Return whether an element is a menu, or holds little but links."""
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


def name_panels(body: "_Element", panels: "Sequence[tuple[_Element, _Element]]") -> None:
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


def mark_buttons(body: "_Element") -> None:
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
            mark(button)
