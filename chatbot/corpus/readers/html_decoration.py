"""Take out what decorates the text of a page: signs, pictures, captions, the menu at its top."""

import itertools
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from chatbot.corpus.readers.html_blocks import PICTURE, words_in
from chatbot.corpus.readers.html_elements import has_words, take_out
from chatbot.corpus.readers.html_marking import MOST_LINKS, words_in_up_to
from chatbot.corpus.readers.html_page_parts import ASKING, NAVIGATION
from chatbot.corpus.readers.html_tags import HEADINGS, LINE
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.rendering import Rendering

if TYPE_CHECKING:
    from lxml.etree import _Element

CAPTION = "the caption of a picture"
SIGN = "a sign that opens the answer"
MOST_SIGNS = 4  # of a question without words, which keeps its own
SIGN_CATEGORIES = ("Sm", "So", "Sk", "Pf")  # +, ▼, ^, ›
MENU_LINKS = 4
MOST_IN_MENU = 200  # elements
MOST_AROUND_CAPTION = 5


def take_out_decoration(body: "_Element", into: Rendering) -> None:
    """Take out signs, captions, the first menu and logos, and note their words as left out."""
    _take_out_signs(body, into)
    _take_out_captions(body, into)
    _take_out_first_menu(body, into)
    _take_out_logos(body, into)


def _take_out_signs(body: "_Element", into: Rendering) -> None:
    """Take out the "+" or "▼" at an end of a question."""
    for element in list(body.iter("span", "i", "b", "em", "div")):
        sign = "" if len(element) else (element.text or "").strip()
        if len(sign) != 1 or unicodedata.category(sign) not in SIGN_CATEGORIES:
            continue
        question = next(element.iterancestors(*ASKING, "button"), None)
        if question is None or len(words_in_up_to(question)) < MOST_SIGNS:
            continue
        at_end = not (element.tail or "").strip() and element.getnext() is None
        at_start = not (question.text or "").strip() and question[0] is element
        if at_end or at_start:
            take_out(element, SIGN, into)


def _take_out_captions(body: "_Element", into: Rendering) -> None:
    """Take out headings without text that each stand alone with a picture, side by side."""
    alone: dict[_Element, list[_Element]] = defaultdict(list)
    for heading in body.iter(*HEADINGS):
        box, words = heading, words_in_up_to(heading)
        for _ in range(MOST_AROUND_CAPTION):
            around = box.getparent()
            if around is None or around is body or len(around) > MOST_AROUND_CAPTION:
                break
            if words_in_up_to(around) != words:
                break
            box = around
        beside = box.getparent()
        if words and box is not heading and beside is not None and box.find(".//img") is not None:
            alone[beside].append(heading)
    for headings in alone.values():
        if len(headings) > 1 and not any(asks(words_in(one)) for one in headings):
            for heading in headings:
                take_out(heading, CAPTION, into)


def _take_out_first_menu(body: "_Element", into: Rendering) -> None:
    """Take out a block of little but links to other pages above all questions and headings."""
    for element in body.iter("*"):
        if element.tag in ASKING:
            return
        if len(list(itertools.islice(element.iter(), MOST_IN_MENU))) == MOST_IN_MENU:
            continue
        if element.tag not in ("p", "td", "div", "ul") or not (words := words_in_up_to(element)):
            continue
        links = [link for link in element.iter("a") if not link.get("href", "#").startswith("#")]
        letters = sum(len(words_in(link)) for link in links)
        if len(links) >= MENU_LINKS and letters >= MOST_LINKS * sum(map(str.isalnum, words)):
            take_out(element, NAVIGATION, into)
            return


def _take_out_logos(body: "_Element", into: Rendering) -> None:
    """Take out pictures that are links, above all questions and headings, or run a script."""
    above = itertools.takewhile(_asks_not, body.iter("a", "details", *ASKING))
    for element in [*above, *body.xpath(".//a[starts-with(@href, 'javascript:')]")]:
        if has_words(element):
            continue
        for picture in list(element.iter("img")):
            if picture.getparent() is not None and (words := picture.get("alt", "")):
                into.leave_out(words, PICTURE, int(picture.get(LINE, "0")))
                picture.drop_tree()


def _asks_not(element: "_Element") -> bool:
    return bool(element.tag == "a")
