"""Rewrite the blocks of site generators that carry their title as an argument.

Hugo and Jekyll have shortcodes (`{{< faq "Why?" >}}`, `{% details Why? %}`), MDX has components
(`<Faq question="Why?">`), VuePress, Docusaurus and Quarto have fenced blocks (`:::details Why?`),
forums have tags in brackets (`[details="Why?"]`). What folds or asks becomes <details>. Of others
the title becomes a paragraph, so that it is in the answer in which it stands.
"""

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from chatbot.corpus.readers.html_tags import is_element
from chatbot.corpus.readers.pieces import MAX_QUESTION_CHARACTERS, asks
from chatbot.corpus.readers.prefixes import question_prefix
from chatbot.corpus.readers.rendering import CONTENT

# Strings may hold what ends a tag. Possessive, so that hostile files cost no time.
_INSIDE = r"""(?P<{0}>(?>[^{1}"']++|"[^"]*+"|'[^']*+'|(?<=\w)'(?=\w)){{0,80}}+)"""
TAG = re.compile(
    r"\{\{(?P<hugo>[<%])-?\s*(?P<hugo_end>/?)\s*(?P<hugo_name>[\w./-]+)"
    rf"{_INSIDE.format('hugo_rest', '{}<>%')}[>%]\}}\}}|"
    r"\{%-?\s*(?P<liquid_name>\w+)\(?(?P<liquid_rest>[^{}%\n]*+)-?%\}|"
    r"<(?P<jsx_end>/?)(?P<jsx_name>[A-Z][\w.]*|[a-z]+-[\w-]+)"
    rf"{_INSIDE.format('jsx_rest', '<>')}>|"
    r"^[ \t]*(?P<fence>:{3,}|/{3,})[ \t]*(?P<fence_name>[\w-]*)(?P<fence_rest>[^\n]*)$|"
    r"\[(?P<bracket_end>/?)(?P<bracket_name>[A-Za-z]\w+)(?P<bracket_rest>[= ][^\[\]\n]*)?\]"
    r"(?:(?![(\[:])|(?=\[/?[a-z]+_))",  # no target of a link, but the next mark of a page builder
    re.MULTILINE,
)
KINDS = "hugo", "liquid", "jsx", "fence", "bracket"
ARGUMENT = re.compile(
    r"""(?P<key>[\w:-]+)?\s*(?P<equals>=)?\s*\{?(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'"""
    r"|`(?P<back>[^`]*)`)"
)
TITLES = ("question", "q", "title", "summary", "header", "heading", "label")
ANSWERS = ("answer", "a", "content", "text", "body", "description")
FOLDS = re.compile(r"faq|question|accordion|collaps|expand|details|dropdown|toggle|spoiler", re.I)
TITLE_ELEMENT = re.compile(r"(?:question|title|trigger|header|heading|summary|button)$", re.I)
MARKER = re.compile(r"^([-+*#>~`=|]|\d+(?=[.)]))")
INDENT = re.compile(r"[ \t]*")
ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")


@dataclass(slots=True)
class _Tag:
    """A tag that opens or closes a block.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        key: Kind and name, the same for both ends of a block.
        name: Its name in lower case.
        closes: True for the end of a block.
        alone: True if it closes itself.
        title: Its title, or "".
        answer: Its answer, if it is an argument, too.
        others: Its other arguments with words.
        partner: The tag at the other end.
        lines: What stands in its place; None if it stays.
        cut: Indentation of the lines inside that is taken away.
        cut_outside: The same of the lines around it.
    """

    start: int
    end: int
    key: tuple[str, str]
    name: str
    closes: bool = False
    alone: bool = False
    title: str = ""
    answer: str = ""
    others: str = ""
    partner: "_Tag | None" = None
    lines: list[str] | None = None
    cut: int = 0
    cut_outside: int = 0


def with_details(text: str, fenced: Container[int]) -> tuple[str, list[int], list[tuple[int, str]]]:
    """Return the text with <details> in place of such blocks, and the line of each of its lines.

    Arguments that are in no block are the third value, each with its line.

    Args:
        text: A Markdown file.
        fenced: Numbers of its lines of code, from 0.
    """
    starts = [0, *(end.end() for end in re.finditer("\n", text))]
    tags = [tag for tag in _tags(text) if (bisect_right(starts, tag.start) - 1) not in fenced]
    _pair(tags)
    for tag in tags:
        _rewrite(tag, text)
    changed = [tag for tag in tags if tag.lines is not None]
    if not changed:
        return text, list(range(1, len(starts) + 1)), []
    page = _Page()
    place = 0
    for tag in changed:
        before = text[place : tag.start].rstrip(" \t")
        if before:
            page.add(before.split("\n"), bisect_right(starts, place))
        if tag.closes:
            page.cut = tag.partner.cut_outside if tag.partner else 0
        page.insert(tag.lines or (), bisect_right(starts, tag.start))
        if not tag.closes and tag.partner:
            tag.cut_outside, page.cut = page.cut, max(page.cut, tag.cut)
        place = tag.end
    page.add(text[place:].split("\n"), bisect_right(starts, place))
    others = [(bisect_right(starts, tag.start), tag.others) for tag in changed if tag.others]
    return "\n".join(page.lines), page.numbers, others


class _Page:
    """The lines of the new text.

    Attributes:
        lines: The lines.
        numbers: The line of the file for each of them, from 1.
        cut: Columns of indentation that are taken away, as of what stands inside a tag.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.numbers: list[int] = []
        self.cut = 0

    def add(self, lines: Iterable[str], number: int) -> None:
        """Add lines of the file."""
        for line in lines:
            indent = len(line) - len(line.lstrip(" \t"))
            self.lines.append(line[min(self.cut, indent) :])
            self.numbers.append(number)
            number += 1

    def insert(self, lines: Iterable[str], number: int) -> None:
        """Add lines that are not in the file, in the place of one that is."""
        for line in lines:
            self.lines.append(line)
            self.numbers.append(number)


def _tags(text: str) -> Iterator[_Tag]:
    """Yield the tags in order."""
    above = 0
    for match in TAG.finditer(text):
        found = match.groupdict()
        kind = next(one for one in KINDS if found.get(f"{one}_name") is not None)
        name, rest = found[f"{kind}_name"].lower(), found[f"{kind}_rest"] or ""
        closes = bool(found.get(f"{kind}_end"))
        if kind == "liquid" and name.startswith("end"):
            closes, name = True, name[3:]
        elif kind == "fence":
            closes = not name and not CONTENT.search(rest)
            if found["fence"].startswith("/") and "|" not in rest and not closes:
                continue
            end_name = found["fence"][0]
        else:
            end_name = name
        line = text.rfind("\n", above, match.start()) + 1 or above
        first = closes or not text[line : match.start()].strip(" \t")
        if (kind == "jsx" and is_element(name)) or not first:
            continue
        tag = _Tag(match.start(), match.end(), (kind, end_name), name, closes)
        if not closes:
            tag.alone = rest.rstrip().endswith("/")
            tag.title, tag.answer = _arguments(kind, match, rest)
            tag.others = _others(rest, tag)
        yield tag
        above = match.end()


def _arguments(kind: str, match: re.Match[str], rest: str) -> tuple[str, str]:
    """Return the title and the answer among the arguments of a tag."""
    named: dict[str, str] = {}
    strings: list[str] = []
    for argument in ARGUMENT.finditer(rest):
        value = next((argument[one] for one in ("double", "single", "back") if argument[one]), "")
        if argument["equals"] and argument["key"]:
            named.setdefault(argument["key"].lower(), value)
        else:
            strings.append(value)
            if argument["equals"]:  # [details="Why?"]
                named.setdefault("title", value)
    title = next((named[key] for key in TITLES if CONTENT.search(named.get(key, ""))), "")
    answer = next((named[key] for key in ANSWERS if CONTENT.search(named.get(key, ""))), "")
    if not title:
        title = next((one for one in strings if _is_question(one)), "")
    if not title and strings and FOLDS.search(match[f"{kind}_name"]):
        title = strings[0]
    if not title and kind in ("liquid", "fence") and not named and not strings:
        bare = rest.strip().strip("|").strip()
        bare = re.sub(r"^\{[\w -]*\}", "", bare).strip()  # :::{dropdown} Why?
        bare = re.sub(r"\s*\{[^{}]*\}$", "", bare)
        bare = bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare
        if (kind == "fence" and not bare.startswith("{")) or _is_question(bare):
            title = bare
    return _plain(title), html.unescape(answer)


def _others(rest: str, tag: _Tag) -> str:
    """Return the arguments with words that are neither the title nor the answer."""
    used = ("", _plain(tag.title), _plain(tag.answer))
    found = [
        argument[0].strip()
        for argument in ARGUMENT.finditer(rest)
        for value in [argument["double"] or argument["single"] or argument["back"] or ""]
        if CONTENT.search(value) and _plain(value) not in used
    ]
    return " ".join(found)


def _plain(value: str) -> str:
    """Return the words of an argument."""
    return " ".join(html.unescape(value).split())


def _is_question(words: str) -> bool:
    return asks(words) or bool(question_prefix().match(words))


def _pair(tags: Iterable[_Tag]) -> None:
    """Find the other end of each block. A tag that nothing closes has none."""
    opened: list[_Tag] = []
    waiting: Counter[tuple[str, str]] = Counter()
    for tag in tags:
        if not tag.closes:
            if not tag.alone:
                opened.append(tag)
                waiting[tag.key] += 1
            continue
        key = tag.key
        if key == ("liquid", "") and opened:  # Zola ends each block with {% end %}
            key = opened[-1].key
        while waiting[key]:
            partner = opened.pop()
            waiting[partner.key] -= 1
            if partner.key == key:
                partner.partner, tag.partner = tag, partner
                break


def _rewrite(tag: _Tag, text: str) -> None:
    """Say what stands in the place of a tag, and of the one at its other end."""
    if tag.closes or not CONTENT.search(tag.title):
        if _is_summary(tag, text) and tag.partner:
            tag.lines, tag.partner.lines = ["", "<summary>", ""], ["", "</summary>", ""]
        return
    title = MARKER.sub(r"\\\1", tag.title)
    title = re.sub(r"^\\(\d+)", r"\1\\", title)
    question = _is_question(tag.title)
    asking = question or FOLDS.search(tag.name)
    folded = ["", "<details><summary>", "", title, "", "</summary>", ""]
    if tag.partner:
        inner = text[tag.end : tag.end + 200].lstrip("\n")
        indent = INDENT.match(inner)
        tag.cut = len(indent[0]) if indent and text[tag.end : tag.end + 1] == "\n" else 0
        tag.lines = folded if asking else ["", title, ""]
        tag.partner.lines = ["", "</details>", ""] if asking else ["", ""]
    elif CONTENT.search(tag.answer):
        tag.lines = [*folded, *tag.answer.split("\n"), "", "</details>", ""]
    elif question and tag.key[0] != "bracket":  # [We asked "Why?"] is a sentence
        tag.lines = ["", f"**{title}**", ""]


def _is_summary(tag: _Tag, text: str) -> bool:
    """Return whether a component is the title of another one: <AccordionTrigger>Why?</…>."""
    if tag.closes or tag.key[0] != "jsx" or not tag.partner or not TITLE_ELEMENT.search(tag.name):
        return False
    if tag.partner.start - tag.end > MAX_QUESTION_CHARACTERS:
        return False
    return _is_question(text[tag.end : tag.partner.start].strip())
