"""Documents, their entries and passages.

Spans are character offsets into `Document.text`. They are fixed when the file is read, so display
never searches the text.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """Characters of a document's text, from `start` (included) to `end` (excluded)."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that this span covers."""
        return text[self.start : self.end]


class BlockKind(StrEnum):
    """The kind of a block of text."""

    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list; its text begins with its marker ("• ", "1. ")
    HEADING = "heading"  # inside an answer
    CODE = "code"  # its line breaks and spaces count
    HEADER_ROW = "header row"  # of a table; cells are separated by CELL_SEPARATOR
    ROW = "row"  # of a table


CELL_SEPARATOR = " | "


class Block(NamedTuple):
    """A paragraph, list item, row or the like.

    Attributes:
        span: Its characters without white space around them.
        depth: 0 outside lists, 1 in a list, 2 in a list in a list, ….
        kind: Its kind.
        header: Of a row of a table with a header, the span of the header row.
    """

    span: Span
    depth: int = 0
    kind: BlockKind = BlockKind.PARAGRAPH
    header: Span | None = None


class MarkKind(StrEnum):
    """How characters inside a block are shown."""

    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"
    LINE_BREAK = "line break"  # a "\n" that people see, as in an address; others are white space
    LINK = "link"


class Mark(NamedTuple):
    """Characters that the file emphasises or links.

    Attributes:
        span: The characters; inside one block.
        kind: How they are shown.
        target: Address of a link, as in the file and not checked; empty for other kinds.
    """

    span: Span
    kind: MarkKind
    target: str = ""


class LeftOut(NamedTuple):
    """Words of a file that are in no entry, or something in it that looks wrong.

    Attributes:
        line: 1-based line of the file (row of a table, page of a PDF); 0 where it is unknown.
        words: The words.
        reason: Why, for the owner of the file: "table of contents".
    """

    line: int
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """The origin of a document. Strings are empty where nothing is known.

    Attributes:
        language: ISO 639-1 code.
        language_found: Whether the language was found in the text, since nobody declared it.
    """

    title: str
    publisher: str = ""
    url: str = ""
    language: str = "en"
    notice: str = ""
    language_found: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item or run of whole sentences inside one answer.

    Attributes:
        id: "document:entry:passage", where entry and passage are hashes of the question and of
            the text. It stays the same while other parts of the document change.
        document: Id of its document.
        entry: 1-based number of its question in the document.
        question: The question that it helps to answer.
        lead: The sentence that introduces the list of which it is an item, or the header of the
            table of which it is a row; empty elsewhere.
        text: Exactly `document.text[start:end]`.
        start: Offset of its first character.
        end: Offset after its last character.
        sentences: Spans of its sentences in the document, in order, without list markers.
        section: The section of its entry.
    """

    id: str
    document: str
    entry: int
    question: str
    lead: str
    text: str
    start: int
    end: int
    sentences: tuple[Span, ...]
    section: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the FAQ with its answer.

    Attributes:
        number: 1-based position of the question in its document.
        question: The question, without its number or heading mark.
        heading: Span of the lines with the question.
        answer: Span of everything up to the next question.
        passages: The answer's passages in document order.
        alternative_questions: Other ways to ask it, from the editor; searched, never shown.
        section: The headings above it, outermost first, without the title of the document.
        blocks: The blocks of its answer in document order.
        line: 1-based line of the question in the file (row of a table, page of a PDF), or 0.
    """

    number: int
    question: str
    heading: Span
    answer: Span
    passages: tuple[Passage, ...]
    alternative_questions: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus.

    Attributes:
        id: The file's path in the corpus folder without its ending, in lower case and with dashes.
        text: The text to which all spans refer.
        source: Its origin.
        entries: In the order of the document.
        sha256: Hash of the file and its metadata.
        not_covered: Questions near its topic that it does not answer, from the editor.
        marks: Emphasis and links in `text`, sorted by start; those of one kind do not overlap.
        left_out: What the reader left out of the entries.
        remarks: What looks wrong in the file: a question without an answer.
    """

    id: str
    text: str
    source: Source
    entries: tuple[Entry, ...]
    sha256: str
    not_covered: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[LeftOut, ...] = ()
