"""CSV and TSV files, whatever separates their cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chatbot.corpus.readers.columns import known_columns
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.rows import MOST_ROWS_ABOVE, Row, add_rows
from chatbot.corpus.readers.table import MAX_RECORDS, SPLIT, Table, parsed_table
from chatbot.errors import CorpusError

DELIMITERS = (",", ";", "\t", "|")
REMEDY = "Give the first line the column names `question` and `answer`."
SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
SAMPLE_CHARACTERS = 2**16
MAX_CELL_CHARACTERS = 2**24
"""An answer may be longer than the csv module's limit of 128 KiB."""


def read_csv(file: RawFile) -> ParsedFile:
    """Read a CSV or TSV file.

    Raises:
        CorpusError: It is not CSV, or it is not clear which column is which.
    """
    text, lines_above = file.text(), 0
    if said := SEPARATOR_LINE.match(text):  # written by Excel
        text, lines_above, delimiter = text[said.end() :], 1, said[1]
    else:
        delimiter = _delimiter(text)
    rows: list[Row] = []
    for row in _rows(file.path, text, delimiter, lines_above):
        if len(rows) > MAX_RECORDS + MOST_ROWS_ABOVE:
            problem = f"it has more than {MAX_RECORDS:,} records."
            raise CorpusError(file.path, problem, SPLIT)
        rows.append(row)
    table = Table()
    add_rows(file.path, rows, file.columns, table, delimiter=delimiter)
    return parsed_table(file.path, table, REMEDY)


def _rows(path: Path, text: str, delimiter: str, lines_above: int) -> Iterator[Row]:
    """Yield the rows with content."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1 + lines_above
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(line, cells)
            line = reader.line_num + 1 + lines_above
    except csv.Error as error:
        line = reader.line_num + lines_above
        problem = f"this is not valid CSV ({error})."
        raise CorpusError(path, problem, "Save it as CSV again.", line=line) from error


def _delimiter(text: str) -> str:
    """Return what separates the cells: what gives a known header, or else rows of one width."""
    sample = text[:SAMPLE_CHARACTERS]
    best, most = ",", 0
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        for place, cells in enumerate(_sampled(sample, delimiter)):
            if place < MOST_ROWS_ABOVE and known_columns(cells):
                return delimiter
            widths[len(cells)] += 1
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if width > 1 and rows > most:
            best, most = delimiter, rows
    return best


def _sampled(sample: str, delimiter: str) -> list[list[str]]:
    rows = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in cells):
                rows.append(cells)
    except csv.Error:
        pass  # the sample ends inside a cell
    return rows
