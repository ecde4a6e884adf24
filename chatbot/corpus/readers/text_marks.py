"""Questions of plain text behind signs: "= Why? =", "~Why?", bullets, and "3a)"."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from chatbot.corpus.readers.text_lines import (
    MAX_QUESTION_CHARACTERS,
    MAX_TITLE_WORDS,
    SENTENCE_STOP,
    Line,
)
from chatbot.corpus.readers.text_styles import BULLET, Head, wrapped_question

EQUALS_LINE = re.compile(r"(={1,6})[ \t]*([^=\s].*?)[ \t]*\1|(={2,5})[ \t]+([^=\s].*)")
MARKED_LINE = re.compile(r"([~#>@§»►▶▸■◆●○★☆✔➤➜→❓❔])\1*[ \t]*(?=[^\W_]|[\"“«„¿(])")
LETTERED_LINE = re.compile(r"(\d{1,4})([a-zA-Z]?)[.):]+[ \t]+(\S.*)")
LABEL = re.compile(r"[*_]{0,2}(\S.{0,298}?)[*_]{0,2}::")
SIGN = re.compile(r"([-*+•–]{1,3})[ \t]+")
MIN_BULLETS = 3
MOSTLY = 0.8
MAX_LINES = 3


def between_equals(lines: Sequence[Line]) -> list[Head]:
    """Find headings as wikis have them; those of the level on which most ask are questions."""
    found = [
        (place, EQUALS_LINE.fullmatch(line.words))
        for place, line in enumerate(lines)
        if line.words.startswith("=") and len(line.words) <= MAX_QUESTION_CHARACTERS
    ]
    heads = [(place, match[1] or match[3], match[2] or match[4]) for place, match in found if match]
    if len(heads) < 2:
        return []
    asking: dict[str, int] = defaultdict(int)
    for _, level, words in heads:
        asking[level] += words.endswith(("?", "？", "؟"))
    most = max(asking, key=lambda level: (asking[level], -len(level)))
    levels = most if asking[most] else ""
    places = {place for place, _, _ in heads}
    found_heads = []
    for place, level, words in heads:
        asks = level == levels
        if levels and len(level) > len(levels) and place + 1 not in places:
            # What is below a question is its answer, other questions apart.
            if not words.endswith(("?", "？", "؟")):
                continue
            asks = True
        found_heads.append(Head(place, place, words, asks=asks, style=level))
    return found_heads


def marked(lines: Sequence[Line]) -> list[Head]:
    """Find lines that begin with a sign, where half of such lines ask."""
    groups: dict[tuple[str, int], list[Head]] = defaultdict(list)
    for place, line in enumerate(lines):
        match = MARKED_LINE.match(line.words)
        if match and line.apart and len(line.words) <= MAX_QUESTION_CHARACTERS:
            words = line.words[match.end() :]
            last, words = wrapped_question(lines, place, words) or (place, words)
            groups[match[0].strip(), line.indent].append(Head(place, last, words))
    asking = [
        heads
        for heads in groups.values()
        if (asked := sum(lines[head.last].asks for head in heads)) > 1
        if 2 * asked >= len(heads) or (3 * asked >= len(heads) and _touch_text(lines, heads))
    ]
    return max(asking, key=len, default=[])


def labelled(lines: Sequence[Line]) -> list[Head]:
    """Find labels of AsciiDoc: "*It is slow*::" at the margin, with text below them."""
    heads = [
        Head(place, place, label[1])
        for place, line in enumerate(lines)
        if not line.indent and (label := LABEL.fullmatch(line.words)) and place + 1 < len(lines)
    ]
    return heads if len(heads) >= MIN_BULLETS else []


def _touch_text(lines: Sequence[Line], heads: Sequence[Head]) -> bool:
    """Return whether most lines have their text directly below them."""
    touching = sum(not lines[head.last].apart_below for head in heads)
    return len(heads) >= MIN_BULLETS and touching >= MOSTLY * len(heads)


def bulleted(lines: Sequence[Line]) -> list[Head]:
    """Find bullets with text that is indented below them, and the short lines to their left."""
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        if BULLET.match(line.words):
            groups[line.words[0], line.indent].append(place)
    for (_, indent), places in sorted(groups.items(), key=lambda group: group[0][1]):
        if len(places) < MIN_BULLETS:
            continue
        heads = [head for place in places if (head := _bullet_with_text(lines, place))]
        if len(heads) < MOSTLY * len(places):
            continue
        titles = [
            Head(place, place, line.words, asks=False, style="title")
            for place, line in enumerate(lines)
            if line.indent < indent and line.apart and line.apart_below and line.is_short
            if len(line.words.split()) <= MAX_TITLE_WORDS and _heads_bullets(lines, place, indent)
        ]
        return sorted([*heads, *titles], key=lambda head: head.first)
    return []


def set_apart(lines: Sequence[Line]) -> list[Head]:
    """Find short paragraphs behind a sign with text below them: "* It stops.", "-- Why? --".

    Nearly all lines behind that sign are such paragraphs, and half of them ask.
    """
    groups: dict[tuple[str, int], list[Head | None]] = defaultdict(list)
    for place, line in enumerate(lines):
        if sign := SIGN.match(line.words):
            head = _paragraph_behind(lines, place, sign[1])
            groups[sign[1], line.indent].append(head)
    found: list[Head] = []
    for group in groups.values():
        heads = [head for head in group if head]
        asking = sum("?" in head.question for head in heads)
        if len(heads) >= max(MIN_BULLETS, MOSTLY * len(group)) and 2 * asking >= len(heads):
            found = max(found, heads, key=len)
    return found


def _paragraph_behind(lines: Sequence[Line], place: int, sign: str) -> Head | None:
    """Return the paragraph at a place, without the sign around it, if other text is below it."""
    if not lines[place].apart:
        return None
    last = place
    while not lines[last].apart_below and last + 1 < min(place + MAX_LINES, len(lines)):
        last += 1
    below = lines[last + 1] if last + 1 < len(lines) else None
    if below is None or not lines[last].apart_below or below.words.startswith(f"{sign} "):
        return None
    words = " ".join(line.words for line in lines[place : last + 1])
    words = words.removeprefix(sign).removesuffix(f" {sign}").strip()
    return Head(place, last, words) if words and len(words) <= MAX_QUESTION_CHARACTERS else None


def _heads_bullets(lines: Sequence[Line], place: int, indent: int) -> bool:
    """Return whether a line comes after the title of the file and has text to its right below."""
    return place > 0 and place + 1 < len(lines) and lines[place + 1].indent > lines[place].indent


def _bullet_with_text(lines: Sequence[Line], place: int) -> Head | None:
    bullet = BULLET.match(lines[place].words)
    if not bullet:
        return None
    last, words = _until(lines, place, lines[place].words[bullet.end() :], _is_bullet)
    below = lines[last + 1] if last + 1 < len(lines) else None
    has_text = below is not None and below.indent > lines[place].indent
    return Head(place, last, words) if has_text and words else None


def _is_bullet(line: Line) -> bool:
    return bool(BULLET.match(line.words))


def lettered(lines: Sequence[Line]) -> list[Head]:
    """Find numbers in their order, some with letters, each set apart with text below it."""
    heads: list[Head] = []
    letters = 0
    above = (0, 0)
    for place, line in enumerate(lines):
        match = LETTERED_LINE.fullmatch(line.words)
        if not match or not line.apart:
            continue
        number = int(match[1]), ord(match[2].lower()) - 96 if match[2] else 0
        if number not in ((above[0] + 1, 0), (above[0] + 1, 1), (above[0], above[1] + 1)):
            continue
        last, words = _until(lines, place, match[3], lambda line: False)
        if last + 1 == len(lines):
            continue
        heads.append(Head(place, last, words, number if number[1] else number[:1]))
        letters += number[1] > 0
        above = number
    return heads if letters > 1 else []


def _until(
    lines: Sequence[Line], place: int, words: str, stops: Callable[[Line], bool]
) -> tuple[int, str]:
    """Return the last place and the words of a line that goes on in the lines below it."""
    last = place
    while last + 1 < min(place + MAX_LINES, len(lines)):
        line = lines[last + 1]
        if line.apart or stops(line) or SENTENCE_STOP.search(words) or lines[last].asks:
            break
        if not _is_full(lines[last], line):
            break
        last, words = last + 1, f"{words} {line.words}"
    return last, words


def _is_full(line: Line, below: Line) -> bool:
    """Return whether the first word of the line below would have made it the longer one."""
    first = below.words.split(maxsplit=1)[0]
    width = below.indent + len(below.words)
    return line.indent + len(line.words) + 1 + len(first) > width
