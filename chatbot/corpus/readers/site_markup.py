"""Rewrite the blocks of site generators that carry their title as an argument.

Hugo and Jekyll have shortcodes (`{{< faq "Why?" >}}`, `{% details Why? %}`), MDX has components
(`<Faq question="Why?">`), VuePress, Docusaurus and Quarto have fenced blocks (`:::details Why?`),
forums have tags in brackets (`[details="Why?"]`). What folds or asks becomes <details>. Of others
the title becomes a paragraph, so that it is in the answer in which it stands.
"""

import re
from bisect import bisect_right
from collections.abc import Container, Iterable

from chatbot.corpus.readers.pieces import MAX_QUESTION_CHARACTERS
from chatbot.corpus.readers.rendering import CONTENT
from chatbot.corpus.readers.site_tags import FOLDS, SiteTag, is_question, site_tags

TITLE_ELEMENT = re.compile(r"(?:question|title|trigger|header|heading|summary|button)$", re.I)
MARKER = re.compile(r"^([-+*#>~`=|]|\d+(?=[.)]))")
INDENT = re.compile(r"[ \t]*")


def with_details(text: str, fenced: Container[int]) -> tuple[str, list[int], list[tuple[int, str]]]:
    """Return the text with <details> in place of such blocks, and the line of each of its lines.

    Arguments that are in no block are the third value, each with its line.

    Args:
        text: A Markdown file.
        fenced: Numbers of its lines of code, from 0.
    """
    starts = [0, *(end.end() for end in re.finditer("\n", text))]
    tags = site_tags(text, starts, fenced)
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


def _rewrite(tag: SiteTag, text: str) -> None:
    """Say what stands in the place of a tag, and of the one at its other end."""
    if tag.closes or not CONTENT.search(tag.title):
        if _is_summary(tag, text) and tag.partner:
            tag.lines, tag.partner.lines = ["", "<summary>", ""], ["", "</summary>", ""]
        return
    title = MARKER.sub(r"\\\1", tag.title)
    title = re.sub(r"^\\(\d+)", r"\1\\", title)
    question = is_question(tag.title)
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


def _is_summary(tag: SiteTag, text: str) -> bool:
    """Return whether a component is the title of another one: <AccordionTrigger>Why?</…>."""
    if tag.closes or tag.key[0] != "jsx" or not tag.partner or not TITLE_ELEMENT.search(tag.name):
        return False
    if tag.partner.start - tag.end > MAX_QUESTION_CHARACTERS:
        return False
    return is_question(text[tag.end : tag.partner.start].strip())
