"""Find the tags of site generators in Markdown: their places, their titles, their other ends."""

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from chatbot.corpus.readers.html_tags import is_element
from chatbot.corpus.readers.pieces import asks
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


@dataclass(slots=True)
class SiteTag:
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
    partner: "SiteTag | None" = None
    lines: list[str] | None = None
    cut: int = 0
    cut_outside: int = 0


def site_tags(text: str, starts: Sequence[int], fenced: Container[int]) -> list[SiteTag]:
    """Return the tags in order, each with its partner.

    Args:
        text: A Markdown file.
        starts: Where each of its lines begins.
        fenced: Numbers of its lines of code, from 0.
    """
    tags = [tag for tag in _tags(text) if (bisect_right(starts, tag.start) - 1) not in fenced]
    _pair(tags)
    return tags


def _tags(text: str) -> Iterator[SiteTag]:
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
        tag = SiteTag(match.start(), match.end(), (kind, end_name), name, closes)
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
        title = next((one for one in strings if is_question(one)), "")
    if not title and strings and FOLDS.search(match[f"{kind}_name"]):
        title = strings[0]
    if not title and kind in ("liquid", "fence") and not named and not strings:
        bare = rest.strip().strip("|").strip()
        bare = re.sub(r"^\{[\w -]*\}", "", bare).strip()  # :::{dropdown} Why?
        bare = re.sub(r"\s*\{[^{}]*\}$", "", bare)
        bare = bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare
        if (kind == "fence" and not bare.startswith("{")) or is_question(bare):
            title = bare
    return _plain(title), html.unescape(answer)


def _others(rest: str, tag: SiteTag) -> str:
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


def is_question(words: str) -> bool:
    """Return True for words that ask."""
    return asks(words) or bool(question_prefix().match(words))


def _pair(tags: Iterable[SiteTag]) -> None:
    """Find the other end of each block. A tag that nothing closes has none."""
    opened: list[SiteTag] = []
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
