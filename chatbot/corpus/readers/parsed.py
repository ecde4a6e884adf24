"""The result of every reader."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from chatbot.corpus.documents import Span

LIST_MARKER = re.compile(r"(?:\d{1,3}[.)]|[a-z][.)]|[-*+•–])[ \t]+")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a UTF-16 pair. JSON and YAML can escape one, but UTF-8 cannot encode it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list item of an answer.

    Attributes:
        span: Its characters without white space around them, with the marker of an item.
        depth: 0 for a paragraph, 1 for a list item, 2 for an item of a list in an item, ….
    """

    span: Span
    depth: int


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """A question and its answer, as spans of the text."""

    question: str
    heading: Span
    answer: Span
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The content of a file.

    Attributes:
        text: The text to which spans refer. Of plain text and Markdown it is the file's own. Of CSV
            and JSONL it has the questions and answers one below the other.
        entries: In the order of the file; never empty.
        metadata: `title`, `publisher`, `url`, `language`, `notice`, where the file has them.
    """

    text: str
    entries: tuple[ParsedEntry, ...]
    metadata: Mapping[str, object] = field(default_factory=dict)
