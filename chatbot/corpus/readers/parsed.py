"""What every reader hands over, whatever the format."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from chatbot.corpus.documents import Span

LIST_MARKER = re.compile(r"(?:\d{1,3}[.)]|[a-z][.)]|[-*+•–])[ \t]+")
HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
"""A surrogate that escapes of JSON and YAML can spell and that UTF-8 has no bytes for."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or list item of an answer.

    Attributes:
        span: From its first to its last visible character, an item's marker included.
        depth: 0 for a paragraph, 1 for an item of a list, 2 for an item of a list in an item, ….
    """

    span: Span
    depth: int


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """A question and the blocks of its answer, as spans of the text."""

    question: str
    heading: Span
    answer: Span
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The text that spans refer to, its entries, and what the file says about itself.

    Attributes:
        text: For plain text and Markdown the file's own text; for CSV and JSONL its questions and
            answers one below the other.
        entries: In the order of the file; never empty.
        metadata: `title`, `publisher`, `url`, `language`, `notice`, as far as the file has them.
    """

    text: str
    entries: tuple[ParsedEntry, ...]
    metadata: Mapping[str, object] = field(default_factory=dict)
