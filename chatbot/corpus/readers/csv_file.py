"""CSV and TSV files, whatever separates their cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.columns import known_columns
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.rows import MOST_ROWS_ABOVE, MOSTLY, Row, add_rows
from chatbot.corpus.readers.table import MAX_RECORDS, SPLIT, Table, parsed_table
from chatbot.errors import CorpusError

DELIMITERS = (",", ";", "\t", "|")
REMEDY = "Give the first line the column names `question` and `answer`."
SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
QUOTED = re.compile(r'^"((?:[^"]|"")*(?:(?<=[\s(])".*)?)"$')
"""A cell in quotes; but `"Yes" or "no"` has them around words."""
ESCAPED_BREAK = re.compile(r"(?<![\\:])(?:\\r)?\\n")
ESCAPED_PARAGRAPH = re.compile(r"(?<![\\:])\\n[ \t]*(?:\\r)?\\n")
NO_QUOTES = "quotation marks do not fit together from this line on; all are read as written"
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
    table = Table()
    try:
        rows = list(_rows(file.path, text, delimiter, lines_above))
    except csv.Error as error:
        line = int(error.args[1]) + lines_above
        rows = _rows_without_quotes(text, delimiter, lines_above)
        if not rows:
            problem = f"this is not valid CSV ({error.args[0]})."
            raise CorpusError(file.path, problem, "Save it as CSV again.", line=line) from error
        table.remarks.append(LeftOut(line, str(error.args[0]), NO_QUOTES))
    rows = _with_escaped_breaks(rows)
    add_rows(file.path, rows, file.columns, table, delimiter=delimiter)
    return parsed_table(file.path, table, REMEDY)


def _rows(path: Path, text: str, delimiter: str, lines_above: int) -> Iterator[Row]:
    """Yield the rows with content.

    Raises:
        csv.Error: It is not valid; with the line below `lines_above`.
        CorpusError: There are too many.
    """
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line, count = 1 + lines_above, 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                count += 1
                if count > MAX_RECORDS + MOST_ROWS_ABOVE:
                    problem = f"it has more than {MAX_RECORDS:,} records."
                    raise CorpusError(path, problem, SPLIT)
                yield Row(line, cells)
            line = reader.line_num + 1 + lines_above
    except csv.Error as error:
        raise csv.Error(str(error), reader.line_num) from error


def _rows_without_quotes(text: str, delimiter: str, lines_above: int) -> list[Row]:
    """Return the rows of a text in which tabs separate cells, whatever quotes are inside.

    Returns:
        Nothing if the rows are not of one width, so that the quotes may be around line breaks.
    """
    if delimiter != "\t":
        return []
    lines = enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), 1 + lines_above)
    rows = [
        Row(number, [_unquoted(cell.strip()) for cell in line.split("\t")])
        for number, line in lines
        if line.strip()
    ]
    widths = Counter(len(row.cells) for row in rows)
    width, usual = max(widths.items(), key=lambda item: item[1], default=(0, 0))
    enough = 1 < len(rows) <= MAX_RECORDS and usual >= MOSTLY * len(rows)
    return rows if width > 1 and enough else []


def _with_escaped_breaks(rows: list[Row]) -> list[Row]:
    r"""Return rows in which "\n" is a line break, if it stands for a paragraph in some cell.

    A file with line breaks of its own in cells means the two characters.
    """
    cells = [cell for row in rows for cell in row.cells]
    if not any(map(ESCAPED_PARAGRAPH.search, cells)) or any("\n" in cell for cell in cells):
        return rows
    return [Row(line, [ESCAPED_BREAK.sub("\n", cell) for cell in row]) for line, row in rows]


def _unquoted(cell: str) -> str:
    quoted = QUOTED.match(cell) if cell.endswith('"') else None
    return quoted[1].replace('""', '"') if quoted else cell


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
