"""Find the questions to which the table of contents of a page points.

Older pages write a question as a plain paragraph with an anchor, and only the links at the top say
that it is one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from urllib.parse import unquote

from chatbot.corpus.readers.html_elements import take_out
from chatbot.corpus.readers.html_marking import ASKING_ELEMENTS, in_menu, words_in_up_to
from chatbot.corpus.readers.html_tags import BLOCKS, HEADINGS
from chatbot.corpus.readers.outline_contents import CONTENTS, IN_PAGE
from chatbot.corpus.readers.pieces import MAX_QUESTION_CHARACTERS, asks
from chatbot.corpus.readers.question_words import words_key
from chatbot.corpus.readers.rendering import CONTENT, Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

FEWEST_LINKS = 3
ALIKE = 0.75
"""Part of the words that a link and its question share if the link alone shows the question."""
RELATED = 0.3
"""The same if most other links of the page show their questions."""
MOST_AROUND = 5
"""Elements around a question that may bear the anchor."""
MOST_LINKS_TO_ONE = 5
OPENERS = ("data-toggle", "data-bs-toggle", "aria-expanded", "aria-controls")
TOP = ("", "top")


def mark_contents(body: "_Element", file_name: str, into: Rendering) -> None:
    """Make headings of the paragraphs to which the table of contents points.

    Args:
        body: The page.
        file_name: Its name, with which some pages address themselves.
        into: Is told about the links back to the top that stand in the questions.
    """
    places = {element: place for place, element in enumerate(body.iter("*"))}
    targets = _targets(body)
    questions = _linked(body, file_name, targets, places)
    alike = sum(shared >= ALIKE for _, _, shared in questions.values())
    if len(questions) < FEWEST_LINKS or 2 * alike < len(questions):
        return
    found = {
        question: (link, name)
        for question, (link, name, shared) in questions.items()
        if shared >= RELATED
    }
    headings = Counter(question.tag for question in found if question.tag in HEADINGS)
    tag = headings.most_common(1)[0][0] if headings else "summary"
    for link, name in found.values():
        link.set("href", f"#{name}")
        if any(child.tag in BLOCKS for child in link):
            take_out(link, CONTENTS, into)
    for question in [*found, *_not_linked(body, found, places)]:
        if question.tag not in ASKING_ELEMENTS:
            _take_out_links_back(question, targets, places, file_name, into)
            # One that the contents forget may have no answer, and must not take that of the next.
            question.tag = (
                tag if question in found or not _asks_with_anchor(question) else "summary"
            )


def _linked(
    body: "_Element",
    file_name: str,
    targets: "dict[str, _Element]",
    places: "dict[_Element, int]",
) -> "dict[_Element, tuple[_Element, str, float]]":
    """Return the possible questions below links to them, each with the link most like it."""
    questions: dict[_Element, tuple[_Element, str, float]] = {}
    links_to: Counter[str] = Counter()
    for link in body.iter("a"):
        name = _name_of_target(link, file_name, targets)
        target = targets.get(name)
        links_to[name] += 1
        if target is None or links_to[name] > MOST_LINKS_TO_ONE or places[target] <= places[link]:
            continue
        if link.get("role") == "tab" or any(link.get(one) is not None for one in OPENERS):
            continue
        question = _question_at(target)
        if question is not None and not in_menu(link):
            words = words_in_up_to(next(link.iter(*HEADINGS), link))
            shared = _shared(words, words_in_up_to(question))
            if question not in questions or shared > questions[question][2]:
                questions[question] = link, name, shared
    return questions


def _not_linked(
    body: "_Element", found: "Iterable[_Element]", places: "dict[_Element, int]"
) -> "Iterator[_Element]":
    """Yield paragraphs that a link above them names, though its target is mistaken or missing."""
    first = min(places[question] for question in found)
    links = {
        key
        for link in body.iter("a")
        if link.get("href", "").startswith("#")
        and places[link] < first
        and (key := _unnumbered(link))
    }
    for paragraph in body.iter("p"):
        below = places[paragraph] > first and paragraph not in found
        if below and (_unnumbered(paragraph) in links or _asks_with_anchor(paragraph)):
            yield paragraph


def _asks_with_anchor(paragraph: "_Element") -> bool:
    """Return whether a paragraph is like the others, but has been forgotten in the contents."""
    anchors = (anchor for anchor in paragraph.iter("a") if anchor.get("name"))
    return next(anchors, None) is not None and asks(words_in_up_to(paragraph))


def _unnumbered(element: "_Element") -> str:
    return re.sub(r"^\d+ ", "", words_key(words_in_up_to(element)))


def _spaced(element: "_Element") -> str:
    return " ".join(str(part) for part in element.itertext())


def _targets(body: "_Element") -> "dict[str, _Element]":
    targets: dict[str, _Element] = {}
    for element in body.iter("*"):
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                targets.setdefault(name, element)
    return targets


def _name_of_target(link: "_Element", file_name: str, targets: "dict[str, _Element]") -> str:
    """Return the name to which a link within the page goes; also where a script follows it."""
    page, mark, name = link.get("href", "").strip().partition("#")
    if name and (not page or unquote(page).casefold() == file_name.casefold()):
        link.set("href", f"#{name}")  # the same, in the form that the outline knows
        return unquote(name)
    if page or (mark and name):
        return ""
    values = (str(value) for key, value in link.items() if str(key).startswith("data-"))
    return next((name for value in values if (name := value.removeprefix("#")) in targets), "")


def _question_at(target: "_Element") -> "_Element | None":
    """Return the element that may be a question: around an anchor, or the first inside."""
    element: _Element | None = target
    while element is not None and element.tag not in BLOCKS:
        element = element.getparent()
    if element is None or element.tag == "body":
        return None
    if not _has_words(element):
        element = next(_blocks_behind(element), None)
    for _ in range(MOST_AROUND):
        if element is None or element.tag in ASKING_ELEMENTS:
            break
        if not any(child.tag in BLOCKS for child in element):
            break
        element = _first_block(element)
    if element is None or not 0 < len(words_in_up_to(element)) <= MAX_QUESTION_CHARACTERS:
        return None
    if element.tag in ASKING_ELEMENTS:
        return element
    if element.tag not in ("p", "div", "center") or any(child.tag in BLOCKS for child in element):
        return None
    return None if next(element.iterancestors(*ASKING_ELEMENTS), None) is not None else element


def _first_block(element: "_Element") -> "_Element | None":
    """Return the first block with words inside an element, unless text stands before it."""
    if (element.text or "").strip():
        return None
    for child in element:
        if _has_words(child):
            return child if child.tag in BLOCKS else None
        if (child.tail or "").strip():
            return None
    return None


def _has_words(element: "_Element") -> bool:
    return any(CONTENT.search(str(words)) for words in element.itertext())


def _blocks_behind(element: "_Element") -> "Iterator[_Element]":
    """Yield the block behind one without words, unless text stands between them."""
    if (element.tail or "").strip():
        return
    following = element.getnext()
    if following is not None and following.tag in BLOCKS:
        yield following


def _shared(link: str, question: str) -> float:
    first, second = (re.findall(r"\w+", words.casefold()) for words in (link, question))
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _take_out_links_back(
    question: "_Element",
    targets: "dict[str, _Element]",
    places: "dict[_Element, int]",
    file_name: str,
    into: Rendering,
) -> None:
    for link in list(question.iter("a")):
        href = link.get("href")
        name = _name_of_target(link, file_name, targets)
        target = targets.get(name)
        to_top = href is not None and href.startswith("#") and name.casefold() in TOP
        if to_top or (target is not None and places[target] < places[question]):
            take_out(link, IN_PAGE, into)
