"""Take out scraps of a page that answer nothing: the letters Q and A, numbers, bars, kickers.

They stand in elements of their own beside a heading or a question. A designer put them there, and
their words are left out with a reason.
"""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import LINE, words_in
from chatbot.corpus.readers.html_questions import ASKING_ELEMENTS, words_in_up_to
from chatbot.corpus.readers.html_tags import BLOCKS, HEADINGS
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.prefixes import is_lone_prefix
from chatbot.corpus.readers.rendering import CONTENT, Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

SIGN_OF_PAIR = "the sign of a question or an answer"
NUMBER_OF_PART = "the number of a part"
BAR = "buttons that choose a part of the page"
CALL = "a heading with nothing but a button"
BUTTON = "a button"
FORM = "a form"
ABOVE_TITLE = "a line above the title"
LONE_NUMBER = re.compile(r"\s*(?:№|#|no\.?)?\s*\d{1,3}\s*[.)/:]?\s*", re.IGNORECASE)
BUTTON_NAME = re.compile(r"(?:^|[\s_-])(?:btn|button|cta)(?:$|[\s_-])", re.IGNORECASE)
LEAVES = ("div", "span", "p", "i", "b", "em", "strong", "small")
MOST_SIGN_CHARACTERS = 12
MOST_KICKER_CHARACTERS = 40
# A sentence, an address or a telephone number says something.
SAYS_SOMETHING = re.compile(r"[.!:;。！：；@]|(?:\d\D?){5}")
SENTENCE = re.compile(r"(?:\w+[,;]?\s+){4}\w+[.!。！]|[\u3040-\u30ff\u3400-\u9fff]{8}")
MOST_BAR_CHARACTERS = 200
LOWEST = 7  # below it, <h6> is above a <summary>


def take_out_scraps(body: "_Element", into: Rendering) -> None:
    """Take out signs, numbers of parts, bars of buttons, and what stands above the title."""
    for element in list(_signs(body)):
        _take_out(element, SIGN_OF_PAIR, into)
    for element in list(_numbers(body)):
        _take_out(element, NUMBER_OF_PART, into)
    for element in list(_bars(body)):
        _take_out(element, BAR, into)
    for element in list(_calls(body)):
        _take_out(element, CALL, into)
    for element in list(_buttons(body)):
        _take_out(element, BUTTON, into)
    for element in list(_forms(body)):
        _take_out(element, FORM, into)
    for element in [*_above_title(body), *_top_bar(body)]:
        _take_out(element, ABOVE_TITLE, into)


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
                level = HEADINGS.get(_first_question(element).tag, LOWEST)
                element.tag = f"h{max(1, level - 1)}"


def _names_a_group(element: "_Element", *, is_first: bool) -> bool:
    """Return whether an element stands above a question, first of all or behind another one."""
    parent, words = element.getparent(), words_in(element)
    if parent is None or asks(words) or SAYS_SOMETHING.search(words) or _holds_block(element):
        return False
    if next(element.iterancestors(*ASKING_ELEMENTS, "details", "li", "td"), None) is not None:
        return False
    above = next(
        (one for one in element.itersiblings("*", preceding=True) if _has_words(one)), None
    )
    following = next(element.itersiblings("*"), None)
    if following is None or _words_at(parent, element):
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
    return question is not None and _begins(following, question)


def _first_question(element: "_Element") -> "_Element | None":
    """Return the first heading or summary in the element that follows."""
    following = next(element.itersiblings("*"), None)
    return None if following is None else next(following.iter("summary", *HEADINGS), None)


def _begins(box: "_Element", question: "_Element") -> bool:
    """Return whether no words of a box are before the question."""
    for one in box.iter():
        if one is question:
            return True
        if isinstance(one.tag, str) and (one.text or "").strip():
            return False
    return False


def _words_at(parent: "_Element", element: "_Element") -> str:
    """Return the bare words directly before and behind an element."""
    previous = element.getprevious()
    before = parent.text if previous is None else previous.tail
    return f"{before or ''}{element.tail or ''}".strip()


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
            _begins(question, element)
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
            if _has_words(previous):
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
    """Yield headings that are a number alone, and first elements of parts that are, above one."""
    for heading in body.iter(*HEADINGS):
        if LONE_NUMBER.fullmatch(words_in_up_to(heading)):
            yield heading
            continue
        number = heading.getprevious()
        if number is None or number.tag not in LEAVES or number.getprevious() is not None:
            continue
        above = heading.getparent()
        if above is None or _words_at(above, number) or above.tag == "body":
            continue
        if LONE_NUMBER.fullmatch(words_in_up_to(number)):
            yield number


def _bars(body: "_Element") -> "Iterator[_Element]":
    """Yield elements whose parts can all be clicked and have but a name."""
    for bar in body.iter("div", "ul", "section"):
        parts = [part for part in bar if isinstance(part.tag, str)]
        if len(parts) < 2 or (bar.text or "").strip():
            continue
        if all(_is_button(part) for part in parts) and _differ(parts):
            yield bar


def _differ(parts: "list[_Element]") -> bool:
    return max(Counter(map(words_in, parts)).values()) == 1


def _is_button(part: "_Element") -> bool:
    words = words_in_up_to(part)
    if part.tag in ASKING_ELEMENTS or (part.tail or "").strip() or not words or asks(words):
        return False
    clicked = part.get("onclick") is not None or part.tag == "button"
    return clicked and len(words) <= MOST_KICKER_CHARACTERS and not _holds_block(part)


def _calls(body: "_Element") -> "Iterator[_Element]":
    """Yield boxes with a heading and a link that looks like a button, and nothing else."""
    for box in body.iter("div", "section"):
        parts = [part for part in box if isinstance(part.tag, str)]
        if len(parts) != 2 or parts[0].tag not in HEADINGS or parts[1].tag != "a":
            continue
        named = BUTTON_NAME.search(parts[1].get("class", ""))
        bare = any((one.tail or "").strip() for one in parts) or (box.text or "").strip()
        if named and not bare and len(words_in_up_to(parts[1])) <= MOST_KICKER_CHARACTERS:
            yield box


def _buttons(body: "_Element") -> "Iterator[_Element]":
    """Yield links that look like buttons and stand apart: "Get in touch →"."""
    asked = next(body.iter("summary", "dt", "details"), None)
    above = [] if asked is None else itertools.takewhile(lambda one: one is not asked, body.iter())
    first = {one for one in above if one.tag == "a"}
    for link in body.iter("a"):
        parent = link.getparent()
        words = words_in_up_to(link)
        if parent is None or not words or len(words) > MOST_KICKER_CHARACTERS:
            continue
        beside = [one for one in parent if one is not link and _has_words(one)]
        apart = link in first and beside and all(one.tag in BLOCKS for one in beside)
        named = BUTTON_NAME.search(link.get("class", "")) or apart
        inline = any(one.tag not in BLOCKS and one.tag != "a" for one in beside)
        if named and not inline and not _words_at(parent, link) and not asks(words):
            yield link


def _forms(body: "_Element") -> "Iterator[_Element]":
    """Yield parts of the page in which people sign in, unless they hold questions."""
    for field in body.xpath(".//input[@type='password']"):
        part = next(field.iterancestors("article", "dialog", "aside", "form"), None)
        if part is not None and not any(asks(words_in(one)) for one in part.iter(*ASKING_ELEMENTS)):
            yield part


def _above_title(body: "_Element") -> "Iterator[_Element]":
    """Yield short lines directly above the first heading, and links that stand alone there."""
    if (title := next(body.iter(*ASKING_ELEMENTS, "details"), None)) is None:
        return
    if title.tag not in HEADINGS:
        return
    for element in title.itersiblings("*", preceding=True):
        words = words_in_up_to(element)
        if not _has_words(element):
            continue
        parent = element.getparent()
        if parent is None or not words or _words_at(parent, element):
            return
        is_link = element.tag == "a" and bool(element.get("href"))
        if len(words) > MOST_KICKER_CHARACTERS or _holds_block(element):
            return
        if asks(words) and title.tag != "h1":
            return
        if not is_link and SAYS_SOMETHING.search(words):
            return
        yield element


def _top_bar(body: "_Element") -> "list[_Element]":
    """Return the parts above the part with the first heading, if they have no sentence."""
    title = next(body.iter(*ASKING_ELEMENTS, "details"), None)
    if title is None or title.tag != "h1":
        return []
    above: list[_Element] = []
    for step in (title, *title.iterancestors()):
        if step is body:
            break
        bare = (step.getparent().text or "") + "".join(
            one.tail or "" for one in step.itersiblings(preceding=True)
        )
        if bare.strip():
            return []
        if step is not title:
            beside = step.itersiblings("*", preceding=True)
            above += [one for one in beside if one.tag not in ("nav", "header") and _has_words(one)]
    words = " ".join(words_in(one) for one in above)
    is_bar = len(words) <= MOST_BAR_CHARACTERS and not SENTENCE.search(words)
    return above if is_bar else []


def _holds_block(element: "_Element") -> bool:
    return any(one.tag in BLOCKS for one in element.iterdescendants("*"))


def _has_words(element: "_Element") -> bool:
    return any(CONTENT.search(str(words)) for words in element.itertext())


def _take_out(element: "_Element", reason: str, into: Rendering) -> None:
    if element.getparent() is None:
        return
    into.leave_out(words_in(element), reason, int(element.get(LINE, "0")))
    element.tail = " " + (element.tail or "")
    element.drop_tree()
