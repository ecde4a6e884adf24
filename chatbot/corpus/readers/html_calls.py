"""Find bars, buttons and calls on a page, forms, and what stands above its title."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from chatbot.corpus.readers.contents_titles import is_label
from chatbot.corpus.readers.html_blocks import words_in
from chatbot.corpus.readers.html_elements import (
    MOST_KICKER_CHARACTERS,
    NOWHERE,
    SAYS_SOMETHING,
    has_words,
    has_words_outside_links,
    holds_block,
    words_at,
)
from chatbot.corpus.readers.html_marking import ASKING_ELEMENTS, words_in_up_to
from chatbot.corpus.readers.html_tags import BLOCKS, HEADINGS
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.question_words import words_key
from chatbot.corpus.readers.rendering import CONTENT

if TYPE_CHECKING:
    from lxml.etree import _Element

BUTTON_NAME = re.compile(r"(?:^|[\s_-])(?:btn|button|cta)(?:$|[\s_-])", re.IGNORECASE)
CLOSER_NAME = re.compile(r"(?:^|[\s_-])closer?(?:$|[\s_-])", re.IGNORECASE)
BACK = re.compile(r"[\u2190\u21d0\u27f5\u2b05\u21a9«‹](?!.*[»›])\W*\w")
MOST_CLOSER_WORDS, MOST_CLOSER_CHARACTERS = 2, 20
SENTENCE = re.compile(r"(?:\w+[,;]?\s+){4}\w+[.!。！]|[\u3040-\u30ff\u3400-\u9fff]{8}")
MOST_BAR_CHARACTERS = 200


def bars(body: "_Element") -> "Iterator[_Element]":
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
    return clicked and len(words) <= MOST_KICKER_CHARACTERS and not holds_block(part)


def calls(body: "_Element") -> "Iterator[_Element]":
    """Yield boxes with a heading and a link that looks like a button, and nothing else.

    Instead of the heading there may be a paragraph that asks: "No answer found?".
    """
    for box in body.iter("div", "section"):
        parts = [part for part in box if isinstance(part.tag, str)]
        if len(parts) != 2 or parts[1].tag != "a":
            continue
        if parts[0].tag not in HEADINGS and (parts[0].tag != "p" or not asks(words_in(parts[0]))):
            continue
        named = BUTTON_NAME.search(parts[1].get("class", ""))
        bare = any((one.tail or "").strip() for one in parts) or (box.text or "").strip()
        short = len(words_in_up_to(parts[1])) <= MOST_KICKER_CHARACTERS
        if named and not bare and short and not _is_one_of_questions(box):
            yield box


def _is_one_of_questions(box: "_Element") -> bool:
    """Return whether a box and one beside it both begin with a heading that asks."""
    return _asks_first(box) and any(
        one is not None and one.get("class") == box.get("class") and _asks_first(one)
        for one in (box.getprevious(), box.getnext())
    )


def _asks_first(box: "_Element") -> bool:
    first = next(box.iterchildren("*"), None)
    return first is not None and first.tag in HEADINGS and asks(words_in(first))


def buttons(body: "_Element") -> "Iterator[_Element]":
    """Yield links that look like buttons and stand apart: "Get in touch →".

    One that is all that stands below a question is its answer.
    """
    asked = next(body.iter("summary", "dt", "details"), None)
    above = [] if asked is None else itertools.takewhile(lambda one: one is not asked, body.iter())
    first = {one for one in above if one.tag == "a"}
    kinds: dict[_Element, Counter[str]] = {}
    found: dict[_Element, None] = {}
    for link in body.iter("a"):
        parent = link.getparent()
        named = BUTTON_NAME.search(link.get("class", ""))
        if parent is None or not (named or link in first) or words_at(parent, link):
            continue
        if next(link.iterancestors(*ASKING_ELEMENTS), None) is not None:
            continue  # the words of a question
        words = words_in_up_to(link)
        if not words or len(words) > MOST_KICKER_CHARACTERS or asks(words):
            continue
        if parent not in kinds:  # once for all of its links, of which there may be thousands
            kinds[parent] = _kinds_of_parts(parent)
        apart = kinds[parent]["block"] and kinds[parent]["link"] == has_words(link)
        if (named or apart) and not kinds[parent]["inline"]:
            found[link] = None
    answers = sole_answers(body, found)
    yield from (link for link in found if link not in answers)


def closers(body: "_Element") -> "Iterator[_Element]":
    """Yield links that end answers: those that only fold them up, "Close", and back, "← Home".

    What folds leads nowhere, and its class says so, or several answers end in the same words.
    """
    alike: dict[str, list[_Element]] = defaultdict(list)
    backs: list[_Element] = []
    for link in body.iter("a"):
        words = words_in_up_to(link)
        short = len(words) <= MOST_CLOSER_CHARACTERS and len(words.split()) <= MOST_CLOSER_WORDS
        nowhere = NOWHERE.match(link.get("href", "x"))
        if BACK.match(words) and len(words) <= MOST_KICKER_CHARACTERS and _ends_box(link):
            backs.append(link)
        elif words and short and nowhere and not asks(words) and _ends_box(link):
            alike[words].append(link)
    found = {
        link
        for links in alike.values()
        for link in links
        if len(links) > 1 or CLOSER_NAME.search(link.get("class", ""))
    }
    found.update(backs)
    answers = sole_answers(body, found)
    yield from (link for link in found if link not in answers)


def _ends_box(link: "_Element") -> bool:
    """Return whether a link is the last line of a part of the page."""
    parent, above = link.getparent(), link.getprevious()
    if parent is None or parent.tag not in BLOCKS or parent.tag in ("li", "td", "th"):
        return False
    apart = above is None or above.tag == "br" or above.tag in BLOCKS
    in_question = next(link.iterancestors(*ASKING_ELEMENTS), None) is not None
    return apart and link.getnext() is None and not words_at(parent, link) and not in_question


def _kinds_of_parts(parent: "_Element") -> "Counter[str]":
    """Return how many of the elements with words in a parent are blocks, links, other ones."""
    tags = (one.tag for one in parent if has_words(one))
    return Counter("block" if tag in BLOCKS else "link" if tag == "a" else "inline" for tag in tags)


def sole_answers(body: "_Element", links: "Container[_Element]") -> "set[_Element]":
    """Return those of some links with which nothing else stands below a question."""
    from lxml.etree import iterwalk

    answers: set[_Element] = set()
    below: list[_Element] | None = None  # the links below a question; None after other words
    walk = iterwalk(body, events=("start", "end"))
    for event, element in walk:
        words = element.tail if event == "end" else element.text
        if event == "start" and element.tag in ASKING_ELEMENTS:
            answers.update(below or ())
            below = [] if element.tag not in HEADINGS or asks(words_in(element)) else None
            walk.skip_subtree()
        elif event == "start" and element in links:
            below = below if below is None else [*below, element]
            walk.skip_subtree()
        elif isinstance(element.tag, str) and CONTENT.search(words or ""):
            below = None
    return answers.union(below or ())


def forms(body: "_Element") -> "Iterator[_Element]":
    """Yield parts of the page in which people sign in, unless they hold questions."""
    for field in body.xpath(".//input[@type='password']"):
        part = next(field.iterancestors("article", "dialog", "aside", "form"), None)
        if part is not None and not any(asks(words_in(one)) for one in part.iter(*ASKING_ELEMENTS)):
            yield part


def above_title(body: "_Element") -> "Iterator[_Element]":
    """Yield short lines directly above the first heading, and links that stand alone there.

    Designers name the class of such a line. A plain paragraph is text: "Closed today".
    """
    if (title := next(body.iter(*ASKING_ELEMENTS, "details"), None)) is None:
        return
    if title.tag not in HEADINGS:
        return
    for element in title.itersiblings("*", preceding=True):
        words = words_in_up_to(element)
        if not has_words(element):
            continue
        parent = element.getparent()
        if parent is None or not words or words_at(parent, element):
            return
        is_link = element.tag == "a" and bool(element.get("href"))
        if len(words) > MOST_KICKER_CHARACTERS or holds_block(element):
            return
        if asks(words) and title.tag != "h1":
            return
        if not is_link and (SAYS_SOMETHING.search(words) or _is_notice(element, title)):
            return
        yield element


def _is_notice(element: "_Element", title: "_Element") -> bool:
    """Return whether a plain paragraph or box is no link, no label and not the title again."""
    if element.tag not in ("p", "div") or element.get("class") or holds_block(element):
        return False
    if not has_words_outside_links(element):
        return False
    words = words_in(element)
    label = is_label(words) or asks(words)
    return not label and words_key(words) != words_key(words_in(title))


def top_bar(body: "_Element") -> "list[_Element]":
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
            above += [one for one in beside if one.tag not in ("nav", "header") and has_words(one)]
    above = [one for one in above if not _is_notice(one, title)]
    words = " ".join(words_in(one) for one in above)
    is_bar = len(words) <= MOST_BAR_CHARACTERS and not SENTENCE.search(words)
    return above if is_bar else []
