"""Records of a table become entries.

The text has the questions and answers one below the other, as a person would read them. If cells
hold HTML or Markdown, they are read as people see them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chatbot.corpus.documents import Block, LeftOut, Mark, Span
from chatbot.corpus.readers.blocks import has_words, plain_blocks
from chatbot.corpus.readers.cell_markup import MarkupOf, cell_markup, whole_cells, words_of_cell
from chatbot.corpus.readers.parsed import ParsedEntry, ParsedFile
from chatbot.errors import CorpusError

MAX_RECORDS = 200_000
MAX_CHARACTERS = 100_000_000
"""Of all cells. A workbook may name one long text in many cells."""
SPLIT = "Split it into several files."
NO_ANSWER = "the question has no answer"
TRANSLATION = "another language; give it a file of its own"
NO_QUESTION = "the row has no question"


@dataclass(frozen=True, slots=True)
class Record:
    """One question of a table.

    Attributes:
        line: 1-based line of the file.
        question: The question as in the file; empty without one.
        answers: The answer; several are joined in order.
        alternatives: Other ways to ask it.
        section: The headings above it, outermost first.
    """

    line: int
    question: str
    answers: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    section: tuple[str, ...] = ()


@dataclass
class Table:
    """The records of a file, with what was left out.

    Attributes:
        records: In the order of the file.
        title: Of the document, if the file has one.
        left_out: Words that are in no record.
        remarks: What looks wrong.
        unused: Names of columns that are not used → number of rows with content there.
        translations: Those of them that are in another language.
        characters: Number of characters of cells that were read.
    """

    records: list[Record] = field(default_factory=list)
    title: str = ""
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[LeftOut] = field(default_factory=list)
    unused: Counter[str] = field(default_factory=Counter)
    translations: set[str] = field(default_factory=set)
    characters: int = 0

    def add(self, path: Path, record: Record) -> None:
        """Add a record.

        Raises:
            CorpusError: There are too many.
        """
        if len(self.records) >= MAX_RECORDS:
            problem = f"it has more than {MAX_RECORDS:,} records."
            raise CorpusError(path, problem, SPLIT)
        self.records.append(record)

    def open_record(self, line: int) -> Record | None:
        """Return the last record if it is on a line of the file and has no answer."""
        last = self.records[-1] if self.records else None
        is_open = last and last.line == line and last.question and not last.answers
        return last if is_open else None

    def count(self, path: Path, characters: int) -> None:
        """Count characters of cells.

        Raises:
            CorpusError: There are too many.
        """
        self.characters += characters
        if self.characters > MAX_CHARACTERS:
            problem = f"it has more than {MAX_CHARACTERS:,} characters."
            raise CorpusError(path, problem, SPLIT)


def joined_records(above: Record, below: Record) -> Record:
    """Return the record of a question whose answer is in the row below it."""
    return Record(
        above.line,
        above.question,
        below.answers,
        above.alternatives + below.alternatives,
        tuple(dict.fromkeys(above.section + below.section)),
    )


def parsed_table(path: Path, table: Table, remedy: str) -> ParsedFile:
    """Return the entries of a table.

    Raises:
        CorpusError: No record has a question and an answer.
    """
    complete = []
    for record in table.records:
        if record.question and record.answers:
            complete.append(record)
            continue
        reason = NO_ANSWER if record.question else NO_QUESTION
        parts = (record.question, *record.answers, *record.alternatives, *record.section)
        if words := " | ".join(" ".join(part.split()) for part in parts if part):
            table.left_out.append(LeftOut(record.line, words, reason))
    markup = cell_markup([record.answers for record in complete])
    written = _Marked(path, markup) if markup else _Plain()
    entries = [entry for record in complete if (entry := written.entry(record, table))]
    if not entries:
        raise CorpusError(path, "no question with an answer was found.", remedy)
    for name, rows in table.unused.items():
        other = name in table.translations
        reason = TRANSLATION if other else "a column that is not used"
        reason += f", in {rows} {'row' if rows == 1 else 'rows'}"
        table.left_out.append(LeftOut(0, name, reason))
    return ParsedFile(
        written.text,
        tuple(entries),
        {"title": table.title} if table.title else {},
        tuple(sorted(written.marks)),
        tuple(sorted([*table.left_out, *written.left_out])),
        tuple(sorted(table.remarks)),
    )


class _Plain:
    """Cells are plain text."""

    marks: Sequence[Mark] = ()
    left_out: Sequence[LeftOut] = ()

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def entry(self, record: Record, table: Table) -> ParsedEntry | None:
        question = " ".join(record.question.split())
        part = f"{question}\n{_joined(record.answers)}\n\n"
        start = self._length
        blocks = [
            Block(Span(start + span.start, start + span.end), depth, kind)
            for span, depth, kind, _ in plain_blocks(part, len(question), len(part))
            if has_words(span.of(part))
        ]
        if not blocks:
            words = _joined(record.answers)
            table.left_out.append(LeftOut(record.line, f"{question} {words}", NO_ANSWER))
            return None
        self._parts.append(part)
        self._length += len(part)
        heading = Span(start, start + len(question))
        return _entry(record, question, heading, blocks, record.alternatives)


class _Marked:
    """Cells are HTML or Markdown."""

    def __init__(self, path: Path, markup: MarkupOf) -> None:
        from chatbot.corpus.readers.rendering import Rendering

        self._path = path
        self._markup = markup
        self._rendering = Rendering()

    @property
    def text(self) -> str:
        return self._rendering.text

    @property
    def marks(self) -> Sequence[Mark]:
        return self._rendering.marks

    @property
    def left_out(self) -> Sequence[LeftOut]:
        return self._rendering.left_out

    def entry(self, record: Record, table: Table) -> ParsedEntry | None:
        from chatbot.corpus.readers.html_blocks import parsed_html, render_html

        question = words_of_cell(record.question)
        self._rendering.add(question)
        heading = self._rendering.end_block()
        before = len(self._rendering.parts)
        for answer in whole_cells(record.answers):
            page = parsed_html(f"<div>{self._markup(answer)}</div>", self._path)
            render_html(page, self._rendering, line=record.line)
        blocks = [part.block for part in self._rendering.parts[before:]]
        if heading is None or not blocks:
            reason = NO_ANSWER if heading else NO_QUESTION
            words = question if heading else " ".join(map(words_of_cell, record.answers))
            table.left_out.append(LeftOut(record.line, words, reason))
            return None
        alternatives = tuple(map(words_of_cell, record.alternatives))
        return _entry(record, question, heading.span, blocks, alternatives)


def _entry(
    record: Record,
    question: str,
    heading: Span,
    blocks: Sequence[Block],
    alternatives: Iterable[str],
) -> ParsedEntry:
    return ParsedEntry(
        question,
        heading,
        Span(blocks[0].span.start, blocks[-1].span.end),
        tuple(blocks),
        record.section,
        tuple(alternatives),
        record.line,
    )


def _joined(answers: Sequence[str]) -> str:
    return "\n\n".join(answer.strip() for answer in answers)
