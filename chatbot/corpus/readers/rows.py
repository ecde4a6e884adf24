"""Rows of cells become records: the header says which column is which, or the questions do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.blocks import has_words
from chatbot.corpus.readers.columns import (
    MAX_NAME_CHARACTERS,
    Columns,
    is_beside_answers,
    known_columns,
    no_columns,
    question_column,
    said_columns,
    translations,
)
from chatbot.corpus.readers.numbered_columns import numbered_columns
from chatbot.corpus.readers.parted_cells import CellJoiner, is_header_short
from chatbot.corpus.readers.table import Record, Table, joined_records

MOST_ROWS_ABOVE = 20
"""Rows above the header: a title, a date."""
MOSTLY = 0.8
SEPARATORS = ("\n", "|", ";")
JOINED = "the row has more cells than the header; those of one text were joined again"
UNUSED = "in a column that is not used"
HEADER_AGAIN = "the header of the table again"


class Row(NamedTuple):
    """A row with content: the line of the file, and its cells."""

    line: int
    cells: Sequence[str]


def add_rows(
    path: Path,
    rows: Sequence[Row],
    said: Mapping[str, str],
    table: Table,
    *,
    delimiter: str = "",
    section: tuple[str, ...] = (),
) -> None:
    """Add the records of a table.

    Args:
        path: The file, for messages.
        rows: Its rows with content, the header among them.
        said: Role → name of the column, from the metadata file.
        table: Takes the records, and what is left out.
        delimiter: What was between cells; if it is also inside answers, rows have more cells.
        section: Above all records.

    Raises:
        CorpusError: It is not clear which column is which, or there are too many records.
    """
    header, names, columns = _header(path, rows, said)
    for row in rows[: max(header, 0)]:
        _add_above(row, table)
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    width = len(rows[header].cells) if header >= 0 else len(names)
    short = is_header_short([row.cells for row in rows[header + 1 :]], width)
    joiner = CellJoiner(
        delimiter,
        width,
        question := places[columns.question],
        places[columns.answers[0]] if len(columns.answers) == 1 and not short else -1,
        bool(columns.answers) and places[columns.answers[-1]] == len(names) - 1,
    )
    table.translations |= translations(names, columns)
    parts = [] if said or header < 0 else numbered_columns(names)
    parts = parts or [columns]
    used = {name for part in parts for name in part.used}
    for row in rows[header + 1 :]:
        cells = [cell.strip() for cell in row.cells]
        if header >= 0 and row.cells == rows[header].cells:
            table.left_out.append(LeftOut(row.line, " ".join(cells), HEADER_AGAIN))
            continue
        if joined := joiner.joined(row.cells):
            cells = joined
            table.remarks.append(LeftOut(row.line, cells[question], JOINED))
        if extra := " ".join(filter(None, cells[len(names) :])):
            table.left_out.append(LeftOut(row.line, extra, "cells without a column name"))
        values = dict(zip_longest(names, cells[: len(names)], fillvalue=""))
        unused = [name for name in names if values[name] and name not in used]
        if header < 0:  # the names are ours and tell the owner nothing
            table.left_out += [LeftOut(row.line, values[name], UNUSED) for name in unused]
        else:
            table.unused.update(unused)
        asked = [part for part in parts if any(values[name] for name in part.asked)]
        for part in asked or parts[:1]:
            record = _record(row.line, values, part, section)
            if not record.question and (above := table.open_record(row.line - 1)):
                table.records[-1] = joined_records(above, record)
            else:
                table.add(path, record)


def _record(
    line: int, values: Mapping[str, str], columns: Columns, section: tuple[str, ...]
) -> Record:
    sections = [" ".join(values[name].split()) for name in columns.sections]
    return Record(
        line,
        values[columns.question],
        tuple(values[name] for name in columns.answers if values[name]),
        tuple(one for name in columns.alternatives for one in split_questions(values[name])),
        (*section, *filter(None, sections)),
    )


def split_questions(cell: str) -> list[str]:
    """Return the questions of a cell, on a line each or separated by "|" or ";"."""
    separator = next((one for one in SEPARATORS if one in cell), None)
    parts = cell.split(separator) if separator else [cell]
    return [" ".join(part.split()) for part in parts if part.strip()]


def _header(
    path: Path, rows: Sequence[Row], said: Mapping[str, str]
) -> tuple[int, list[str], Columns]:
    """Return the place of the header row (-1 without one), the columns' names and their roles."""
    top = [_unique(row.cells) for row in rows[:MOST_ROWS_ABOVE]]
    wanted = {name.casefold().strip() for name in said.values()}
    for place, names in enumerate(top):
        if said and not wanted <= {name.casefold() for name in names}:
            continue
        if columns := said_columns(path, names, said) or known_columns(names):
            return place, names, columns
    first = top[0] if top else []
    said_columns(path, first, said)  # raises where a name is unknown
    return _without_header(path, rows, first)


def _without_header(
    path: Path, rows: Sequence[Row], first: list[str]
) -> tuple[int, list[str], Columns]:
    """Find the columns of a table without known names, by what is in them.

    Raises:
        CorpusError: It is not clear which column is which.
    """
    widths = [
        max((place for place, cell in enumerate(row.cells, 1) if cell.strip()), default=0)
        for row in rows
    ]
    width = max(Counter(widths).items(), key=lambda item: (item[1], item[0]), default=(0, 0))[0]
    if width == 2:
        asking, names = _question_and_answer(rows), ["question", "answer"]
    elif width > 2 and 2 * widths.count(width) >= len(rows):
        width = max(widths)
        asking, names = question_column(_squared(rows, width)), []
    else:
        asking = None
    if asking is None or (width > 2 and asking == width - 1):
        raise no_columns(path, first, rows[0].line if rows else None)
    squared = _squared(rows, width)
    has_header = (
        len(rows) > 1 and widths[0] > 1 and _looks_like_a_header(squared[0], squared[1:], asking)
    )
    if width == 2:
        if has_header and is_beside_answers(rows[0].cells[1 - asking]):
            raise no_columns(path, first, rows[0].line)
        names = names if asking == 0 else names[::-1]
        return (0 if has_header else -1), names, Columns("question", ("answer",))
    if has_header:  # the metadata file can name its columns
        raise no_columns(path, first, rows[0].line)
    names = [f"column {place}" for place in range(1, width + 1)]
    return -1, names, Columns(names[asking], (names[asking + 1],))


def _squared(rows: Sequence[Row], width: int) -> list[list[str]]:
    """Return the cells of rows, all rows of one width."""
    return [[*row.cells[:width], *[""] * (width - len(row.cells))] for row in rows]


def _question_and_answer(rows: Sequence[Row]) -> int | None:
    """Return which of two columns holds the questions: those that ask, or else the shorter ones."""
    pairs = _squared(rows, 2)
    asking = question_column(pairs)
    if asking is None and len(pairs) > 1:
        asking = question_column(pairs[1:])
    if asking is not None or all(map(_is_name, pairs[0])):
        return asking
    longer = sum(len(second) > len(first) and has_words(first) for first, second in pairs)
    return 0 if len(pairs) > 1 and longer >= MOSTLY * len(pairs) else None


def _is_name(cell: str) -> bool:
    """Return whether a cell may be the name of a column."""
    return cell.isascii() and len(cell.split()) < 3 and len(cell) <= MAX_NAME_CHARACTERS


def _looks_like_a_header(
    first: Sequence[str], others: Sequence[Sequence[str]], asking: int
) -> bool:
    """Return whether the first row does not ask where the others do."""
    return question_column(others) == asking and question_column([first]) != asking


def _add_above(row: Row, table: Table) -> None:
    words = " ".join(cell.strip() for cell in row.cells if cell.strip())
    if not table.title and not table.records and sum(bool(cell.strip()) for cell in row.cells) == 1:
        table.title = " ".join(words.split())
    else:
        table.left_out.append(LeftOut(row.line, words, "above the header of the table"))


def _unique(cells: Sequence[str]) -> list[str]:
    """Return the names of a header row without empty ones at its end, each only once."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1 or not name:
            names[place] = f"{name or 'column'} {seen[name] if name else place + 1}"
    return names
