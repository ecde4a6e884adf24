"""The data that flows through the chatbot: document → entries → passages.

Spans are character offsets into `Document.text`, fixed when the file is read; nothing is ever
searched for again to display it.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """Characters `start` (included) to `end` (excluded) of a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of where a document comes from. Empty strings where nothing is known."""

    title: str
    publisher: str = ""
    url: str = ""
    language: str = "en"
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item or run of whole sentences inside one answer.

    Attributes:
        id: "document:entry:passage"; entry and passage are hashes of the question and of the text,
            so it stays the same while other parts of the document change.
        document: Id of its document.
        entry: 1-based number of its question in the document.
        question: The question that it helps to answer.
        lead: The sentence that leads in the list of which it is an item; empty when it is none.
        text: Exactly `document.text[start:end]`.
        start: Offset of its first character.
        end: Offset after its last character.
        sentences: Spans of its sentences in the document, in order, list markers left out.
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
        number: 1-based place of the question in its document.
        question: The question, without its number or heading mark.
        heading: Span of the whole line or lines that state the question.
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
        text: What all spans refer to.
        source: What is known of it.
        entries: In the order of the document.
        sha256: Hash of what was read: the file and its metadata.
        not_covered: Questions near its topic that it does not answer, from its editor.
    """

    id: str
    text: str
    source: Source
    entries: tuple[Entry, ...]
    sha256: str
    not_covered: tuple[str, ...] = ()
