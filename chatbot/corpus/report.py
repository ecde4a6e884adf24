"""Reports for the owner of a file: its entries, what was left out, what looks wrong."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from chatbot.corpus.documents import Document, Entry, LeftOut, MarkKind
from chatbot.corpus.folder import passed_over

LONG_ANSWER_CHARACTERS = 4000
MOST_WORDS = 70  # characters of a quotation
MOST_LINES_NAMED = 5
MOST_DOCUMENTS = 50
# They could drive the terminal of the owner.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
RELATIVE = re.compile(r"(?![A-Za-z][\w+.-]*:|//|#)\s*\S")
CHECK = "All of it, with each question: scripts/build_index.py --check"


def report_lines(document: Document) -> list[str]:
    """Return one line with the numbers, and one for each reason to look at the file."""
    return [
        _summary(document),
        *(f"  left out: {line}" for line in _grouped(document.left_out)),
        *(f"  look at: {_named(remark)}" for remark in remarks(document)),
    ]


def corpus_lines(documents: Iterable[Document | None]) -> list[str]:
    """Return the reports of all documents; of a large corpus, those of the first ones."""
    known = [document for document in documents if document is not None]
    lines = [line for document in known[:MOST_DOCUMENTS] for line in report_lines(document)]
    if len(known) > MOST_DOCUMENTS:
        lines.append(f"{len(known) - MOST_DOCUMENTS} more documents.")
    return [*lines, CHECK] if any(line.startswith(" ") for line in lines) else lines


def passed_over_lines(folder: Path) -> list[str]:
    """Return a line for each file of a corpus folder that is not read.

    Raises:
        CorpusError: The folder cannot be read.
    """
    return [f"{one.path}: passed over, {one.reason}." for one in passed_over(folder)]


def check_lines(document: Document) -> list[str]:
    """Return the report with everything that was found and everything that was left out."""
    return [
        _summary(document),
        *(line for entry in document.entries for line in _entry(document, entry)),
        *(f"  left out: {_named(one)}" for one in document.left_out),
        *(f"  look at: {_named(remark)}" for remark in remarks(document)),
    ]


def remarks(document: Document) -> list[LeftOut]:
    """Return what looks wrong: the reader's remarks, equal questions and very long answers."""
    found = list(document.remarks)
    asked = Counter(_key(entry.question) for entry in document.entries)
    for entry in document.entries:
        if asked[_key(entry.question)] > 1:
            found.append(LeftOut(entry.line, entry.question, "it is here more than once"))
        length = entry.answer.end - entry.answer.start
        if length > LONG_ANSWER_CHARACTERS:
            reason = f"its answer of {length:,} characters looks like several"
            found.append(LeftOut(entry.line, entry.question, reason))
    return sorted([*found, *_links_without_address(document)])


def _links_without_address(document: Document) -> Iterable[LeftOut]:
    """Yield a remark for the first link that is relative to a site, with the number of them."""
    relative = [
        mark.span
        for mark in document.marks
        if mark.kind is MarkKind.LINK and RELATIVE.match(mark.target)
    ]
    if not relative:
        return
    first = relative[0]
    line = next((one.line for one in document.entries if one.answer.end > first.start), 0)
    many = f" (and {len(relative) - 1} more)" if len(relative) > 1 else ""
    reason = f"this link{many} has no whole address (https://…), so it is shown as text"
    yield LeftOut(line, first.of(document.text), reason)


def _summary(document: Document) -> str:
    passages = sum(len(entry.passages) for entry in document.entries)
    found = ", found in the text" if document.source.language_found else ""
    return (
        f"{document.id}: {_counted(len(document.entries), 'entry', 'entries')}, "
        f"{_counted(passages, 'passage', 'passages')}, "
        f"language {document.source.language}{found}."
    )


def _entry(document: Document, entry: Entry) -> Iterable[str]:
    section = "".join(f"{title} › " for title in entry.section)
    yield _printable(f"  {entry.number}. {section}{entry.question}")
    yield f"     {_short(entry.answer.of(document.text))}"


def _grouped(left_out: Sequence[LeftOut]) -> Iterable[str]:
    """Yield a line for each reason, with the lines of the file."""
    reasons: dict[str, list[LeftOut]] = {}
    for one in left_out:
        reasons.setdefault(one.reason, []).append(one)
    for reason, group in reasons.items():
        lines = sorted({one.line for one in group if one.line})
        named = ", ".join(map(str, lines[:MOST_LINES_NAMED]))
        if len(lines) > MOST_LINES_NAMED:
            named += f" and {len(lines) - MOST_LINES_NAMED} more"
        places = f" (line {named})" if len(lines) == 1 else f" (lines {named})" if lines else ""
        times = f", {len(group)} times" if len(group) > 1 else ""
        yield f"{reason}{times}{places}: {_quoted(group[0].words)}"


def _named(one: LeftOut) -> str:
    place = f"line {one.line}, " if one.line else ""
    return f"{place}{_quoted(one.words)}: {one.reason}"


def _quoted(words: str) -> str:
    return f"“{_short(words)}”"


def _short(words: str) -> str:
    line = _printable(" ".join(words.split()))
    return line if len(line) <= MOST_WORDS else f"{line[:MOST_WORDS].rstrip()} …"


def _printable(words: str) -> str:
    return CONTROL.sub("\ufffd", words)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _key(words: str) -> str:
    return " ".join(words.casefold().split())
