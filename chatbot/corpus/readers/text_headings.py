"""Questions and headings of a plain text file, in their order."""

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from chatbot.corpus.readers.text_dotted import as_chapter, dotted, subjects
from chatbot.corpus.readers.text_layouts import beside, explained, hanging
from chatbot.corpus.readers.text_lines import Line
from chatbot.corpus.readers.text_marks import (
    between_equals,
    bulleted,
    labelled,
    lettered,
    marked,
    set_apart,
)
from chatbot.corpus.readers.text_numbering import with_whole_paragraphs
from chatbot.corpus.readers.text_outdents import outdented
from chatbot.corpus.readers.text_prefixes import prefixed
from chatbot.corpus.readers.text_quotes import quoted
from chatbot.corpus.readers.text_statements import statements
from chatbot.corpus.readers.text_styles import (
    DOTTED_LINE,
    LEADING_NUMBER,
    NUMBERED_LINE,
    Head,
    numbered,
    unnumbered,
)
from chatbot.corpus.readers.text_titles import titles

COUNTED = re.compile(r"([^\W\d_]{3,20}) (\d{1,3})(?:\s*[-–—:.]\s|$)")
SIGNS = re.compile(r"^[=*#~+-]{2,6}[ \t]+|[ \t]+[=*#~+-]{2,6}$")
STYLES: Mapping[str, Callable[[Sequence[Line]], list[Head]]] = {
    "Subject: 1.": subjects,
    "Q: and A:": prefixed,
    "1a.": lettered,
    "1.": numbered,
    "1. with text below": statements,
    "= … =": between_equals,
    "* with text below": bulleted,
    "* with blank lines around": set_apart,
    "term::": labelled,
    ">": quoted,
    "~": marked,
    "1.1": dotted,
    "Why? - Because.": beside,
    "at the margin": hanging,
    "to the left": outdented,
    "questions on lines of their own": unnumbered,
    "term - explanation": explained,
}

MIN_SIGNED = 3
MIN_UNDERLINED = 4
"""Underlined lines of a file in which a question has to be underlined, too."""


def heads_of(lines: Sequence[Line]) -> list[Head]:
    """Return the questions of the style that fits best, and the headings, in their order.

    That is the first style that finds at least half as many questions with text below them as the
    one that finds most.
    """
    found = {name: style(lines) for name, style in STYLES.items()}
    answered = {name: _answered(heads) for name, heads in found.items()}
    most = max(answered.values())
    questions = next(heads for name, heads in found.items() if 2 * answered[name] >= most)
    stated = found["1. with text below"]
    if questions is found["1."] and _places(questions) < _places(stated):
        questions = stated  # some of its questions ask in other words
    signed = all((head.number or head.style == "Q:") and not head.answer for head in questions)
    if questions and signed:
        questions = with_whole_paragraphs(lines, questions)
    questions = _underlined_only(lines, questions)
    taken = {place for head in questions for place in range(head.first, head.last + 1)}
    in_wiki = sum(head.style.startswith("=") for head in questions) > 1
    # Capitals inside an answer are a heading only if a blank line is below them, too.
    asked = {head.first for head in questions}
    others = [
        head
        for head in _headings(lines)
        if head.first not in taken
        and not in_wiki
        and (
            not questions
            or lines[head.first].is_underlined
            or lines[head.first].apart_below
            or head.first + 1 in asked
        )
    ]
    others = _without_parts(lines, questions, others)
    # A decorated line inside an answer may be quoted: "--- cut here ---".
    above = {head.first for head in others} | asked
    others += [
        Head(place, place, words, asks=False, style="decorated")
        for place, line in enumerate(lines)
        if place not in taken and place not in above and place + 1 in above
        if (words := line.decorated)
    ]
    others += _counted(lines, above, taken)
    asking = [head for head in questions if head.asks]
    sections = titles(lines, asking, taken | {head.first for head in others})
    return sorted([*questions, *others, *sections], key=lambda head: head.first)


def _without_parts(
    lines: Sequence[Line], questions: Sequence[Head], headings: Sequence[Head]
) -> list[Head]:
    """Return the underlined headings without those that part an answer.

    Where all questions are behind "Q:", none of these headings stands directly above a question,
    and a question is above and below each.
    """
    if len(questions) < MIN_SIGNED or any(head.style != "Q:" for head in questions):
        return list(headings)
    asked = _places(questions)
    kept = {head.style for head in headings if head.last + 1 in asked}
    first, last = questions[0].first, questions[-1].first
    return [
        head
        for head in headings
        if not lines[head.first].is_underlined
        or head.style in kept
        or not first < head.first < last
    ]


def _answered(heads: Sequence[Head]) -> int:
    """Return how many heads are not directly above another one, as in a table of contents."""
    places = _places(heads)
    return sum(head.answer > 0 or head.last + 1 not in places for head in heads)


def _places(heads: Sequence[Head]) -> set[int]:
    return {head.first for head in heads}


def _counted(lines: Sequence[Line], heads: set[int], taken: set[int]) -> list[Head]:
    """Return lines "Section 1: Rooms", "Section 2: …", each set apart directly above a head."""
    groups: dict[str, list[Head]] = defaultdict(list)
    for place, line in enumerate(lines):
        match = COUNTED.match(line.words)
        if not match or place in taken or place in heads or place + 1 not in heads:
            continue
        if line.apart and line.apart_below and line.is_short:
            number = (int(match[2]),)
            head = Head(place, place, line.words, number, asks=False, style="counted")
            groups[match[1].casefold()].append(head)
    return [
        head
        for group in groups.values()
        if len(group) > 1 and all(a.number < b.number for a, b in itertools.pairwise(group))
        for head in group
    ]


def with_listed(
    heads: Sequence[Head], lines: Sequence[Line], listed: Collection[int]
) -> list[Head]:
    """Return the heads and the other lines that a table of contents names, as "4.2 No key".

    Those with a number of several parts are questions. Lines "Section 4 - …" are headings.
    """
    taken = {place for head in heads for place in range(head.first, head.last + 1)}
    known = sum(lines[head.first].number in listed for head in heads)
    known += sum(
        line.number in listed and place not in taken and bool(DOTTED_LINE.fullmatch(line.words))
        for place, line in enumerate(lines)
    )
    if 2 * known < len(listed):
        return list(heads)
    more = []
    zero_asks = any(head.number[-1:] == (0,) and head.asks for head in heads)
    for place, line in enumerate(lines):
        if line.number not in listed or place in taken:
            continue
        if match := DOTTED_LINE.fullmatch(line.words):
            number = tuple(map(int, match[1].split(".")))
            head = Head(place, place, match[2], number)
            is_chapter = number[-1] == 0 and not line.asks and not zero_asks
            more.append(as_chapter(head) if is_chapter else head)
        elif line.is_short and line.apart_below:
            style = "counted" if COUNTED.match(line.words) else "title"
            number_of_title = NUMBERED_LINE.fullmatch(line.words)
            words = number_of_title[2] if number_of_title else line.words
            more.append(Head(place, place, words, asks=False, style=style))
    return sorted([*heads, *more], key=lambda head: head.first)


def _underlined_only(lines: Sequence[Line], questions: list[Head]) -> list[Head]:
    """Return the underlined questions alone, where most are underlined and have no other sign.

    The others are sentences of the answers.
    """
    underlined = [head for head in questions if lines[head.last].is_underlined]
    if len(underlined) < 2 or 2 * len(underlined) < len(questions):
        rules = sum(line.is_underlined for line in lines)
        if not underlined or rules < MIN_UNDERLINED:
            return questions
    return [head for head in questions if head in underlined or head.number or head.style]


def without_signs(words: str) -> str:
    """Return the words of a heading without its number, or the signs around it: "== Fees =="."""
    number = LEADING_NUMBER.match(words)
    return SIGNS.sub("", words[number.end() :] if number else words) or words


def _headings(lines: Sequence[Line]) -> list[Head]:
    """Find underlined lines and lines in capital letters."""
    return [
        Head(place, place, without_signs(line.words), asks=False, style=line.rule)
        for place, line in enumerate(lines)
        if line.is_heading
    ]
