"""The input and the result of every reader."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from chatbot.corpus.documents import Block, LeftOut, Mark, Span
from chatbot.corpus.readers.decoding import decoded

LIST_MARKER = re.compile(r"(?:\d{1,3}[.)]|[a-z][.)]|[-*+•–])[ \t]+")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a UTF-16 pair. JSON and YAML can escape one, but UTF-8 cannot encode it."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file to be read.

    Attributes:
        path: Its path, for messages and for the title of text without a heading.
        content: Its bytes.
        columns: `question`, `answer`, `section` or `alternatives` → name of the column of a table,
            where the metadata file says so.
    """

    path: Path
    content: bytes
    columns: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return its text.

        Raises:
            CorpusError: Its encoding is in doubt.
        """
        return decoded(self.path, self.content)


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """A question and its answer, as spans of the text.

    Attributes:
        question: The question, without number or heading mark.
        heading: Span of the lines with the question; empty where the title stands for it.
        answer: From the start of the first block to the end of the last.
        blocks: The blocks of the answer, in order; at least one.
        section: The headings above it, outermost first, without the title of the document.
        alternative_questions: Other ways to ask it, from the file.
        line: 1-based line of the question in the file (row of a table, page of a PDF).
    """

    question: str
    heading: Span
    answer: Span
    blocks: tuple[Block, ...]
    section: tuple[str, ...] = ()
    alternative_questions: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The content of a file. Each word of the file is in an entry, in the metadata or left out.

    Attributes:
        text: The text to which spans refer, as people read it, without markup. Of plain text it is
            the file's own. Of tables it has the questions and answers one below the other.
        entries: In the order of the file; never empty.
        metadata: What the file says about itself: `title`, `url` and the like, and unknown keys.
        marks: Emphasis and links in `text`.
        left_out: Words that are in no entry, with the reason.
        remarks: What looks wrong in entries: "the numbers jump from 3 to 5".
    """

    text: str
    entries: tuple[ParsedEntry, ...]
    metadata: Mapping[str, object] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[LeftOut, ...] = ()
