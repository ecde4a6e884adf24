"""What only a printer or converter of plain text reads: overstrikes, and lines of AsciiDoc."""

import re
from collections.abc import Sequence
from dataclasses import replace

from chatbot.corpus.readers.prefixes import question_prefix
from chatbot.corpus.readers.text_lines import Line

TAGGED_LINE = re.compile(r"^[ \t]*<(b|strong|u|i|em)>[^<>\n]{3,300}</\1>[ \t]*\r?$", re.MULTILINE)
MARKDOWN_TITLE = re.compile(r"\ufeff?\s*# [^\n]+(?:\n(?!#)[^\n]*){0,99}\n##{1,3} ")
BOLD_LINE = re.compile(r"^[ \t]*(?:\*\*|__).{3,300}", re.MULTILINE)
BOLD = re.compile(r"\*\*|__")
MIN_MARKED = 2
OVERSTRUCK = re.compile(r"[^\n]\x08")
ATTRIBUTE = re.compile(r":!?[a-zA-Z_][\w-]*!?:(?:\s.*)?")
ANCHOR = re.compile(r"\[\[[^\[\]]+\]\]")
COMMENT = re.compile(r"//(?!/).*")
CONDITION = re.compile(r"(?:ifndef|ifdef|ifeval|endif|include)::\S*\[.*\]")
TITLE = re.compile(r"={1,2} +[^\s=].*")


def is_markdown(text: str) -> bool:
    """Return whether a text has the tags of a messenger, or headings or questions of Markdown."""
    bold = (BOLD.sub("", line) for line in BOLD_LINE.findall(text))
    return (
        len(TAGGED_LINE.findall(text)) > MIN_MARKED
        or MARKDOWN_TITLE.match(text) is not None
        or sum(question_prefix().match(line) is not None for line in bold) >= MIN_MARKED
    )


def without_overstrikes(text: str) -> str:
    """Return a text without letters that a printer would strike over to make them bold."""
    return OVERSTRUCK.sub("", text)


def asciidoc_markup(lines: Sequence[Line]) -> set[int]:
    """Return the numbers of lines with instructions and comments, of AsciiDoc files only."""
    conditions = {line.number for line in lines if CONDITION.fullmatch(line.words)}
    if not conditions and not any(TITLE.fullmatch(line.words) for line in lines):
        return set()
    anchors = {line.number for line in lines if ANCHOR.fullmatch(line.words)}
    top = next((place for place, line in enumerate(lines) if line.apart and place), len(lines))
    attributes = {line.number for line in lines[:top] if ATTRIBUTE.fullmatch(line.words)}
    if not anchors and not attributes and not conditions:
        return set()
    comments = {line.number for line in lines if line.apart and COMMENT.fullmatch(line.words)}
    above = {line.number for line in lines[:top] if COMMENT.fullmatch(line.words)}
    return anchors | attributes | comments | conditions | above


def without_fences(line: Line) -> Line:
    """Return a line of AsciiDoc; one between two equal rules is a listing and no heading."""
    if line.rule_above and line.rule_above == line.rule_below:
        return replace(line, rule_above=0, rule_below=0, rule="")
    return line
