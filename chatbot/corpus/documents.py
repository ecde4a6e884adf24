"""Documents, their entries and passages.

Spans are character offsets into `Document.text`. They are fixed when the file is read, so display
never searches the text.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """Characters of a document's text, from `start` (included) to `end` (excluded)."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Source:
    """The origin of a document. Strings are empty where nothing is known."""

    title: str
    publisher: str = ""
    url: str = ""
    language: str = "en"
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item or run of whole sentences inside one answer.

    Attributes:
        id: "document:entry:passage", where entry and passage are hashes of the question and of
            the text. It stays the same while other parts of the document change.
        document: Id of its document.
        entry: 1-based number of its question in the document.
        question: The question that it helps to answer.
        lead: The sentence that introduces the list of which it is an item; empty outside lists.
        text: Exactly `document.text[start:end]`.
        start: Offset of its first character.
        end: Offset after its last character.
        sentences: Spans of its sentences in the document, in order, without list markers.
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
    """

    number: int
    question: str
    heading: Span
    answer: Span
    passages: tuple[Passage, ...]
    alternative_questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the corpus.

    Attributes:
        id: The file's name without its ending, in lower case and with dashes.
        text: The text to which all spans refer.
        source: Its origin.
        entries: In the order of the document.
        sha256: Hash of the file and its metadata.
        not_covered: Questions near its topic that it does not answer, from the editor.
    """

    id: str
    text: str
    source: Source
    entries: tuple[Entry, ...]
    sha256: str
    not_covered: tuple[str, ...] = ()
