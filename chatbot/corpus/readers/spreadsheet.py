"""Excel workbooks. Each sheet is a table; formulas give the values that Excel saved for them."""

import datetime
import io
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.rows import Row, add_rows
from chatbot.corpus.readers.table import MAX_RECORDS, SPLIT, Table, parsed_table
from chatbot.corpus.readers.zip_limits import ZipLimitError, checked_zip
from chatbot.errors import CorpusError

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

REMEDY = "Give the first row the column names `question` and `answer`."
SAVE_THE_QUESTIONS = "Save the questions as an Excel workbook (.xlsx) without a password."
SAVE_AGAIN = "Save it as an Excel workbook (.xlsx) again."
MAX_COLUMNS = 200
MAX_EMPTY_ROWS = 2**20


def read_xlsx(file: RawFile) -> ParsedFile:
    """Read an Excel workbook.

    Raises:
        CorpusError: It is not one, it is too large, or it is not clear which column is which.
    """
    try:
        checked_zip(file.content).close()
    except ZipLimitError as error:
        raise CorpusError(file.path, str(error), SAVE_THE_QUESTIONS) from error
    table = Table()
    sheets = _sheets(file, table)
    filled = [(name, rows) for name, rows in sheets if rows]
    if not filled:
        raise CorpusError(file.path, "the workbook is empty.", "Write an FAQ in it, or remove it.")
    problem: CorpusError | None = None
    for name, rows in filled:
        try:
            add_rows(
                file.path, rows, file.columns, table, section=(name,) if len(filled) > 1 else ()
            )
        except CorpusError as error:
            if len(filled) == 1:
                raise
            problem = problem or error
            words = " ".join(cell for row in rows for cell in row.cells if cell)
            table.left_out.append(LeftOut(0, f"{name}: {words}", "a sheet without questions"))
    if problem and not table.records:
        raise problem
    return parsed_table(file.path, table, REMEDY)


def _sheets(file: RawFile, table: Table) -> list[tuple[str, list[Row]]]:
    """Return the name and the rows of each sheet that is shown."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        problem = "reading Excel files needs the package openpyxl."
        raise CorpusError(file.path, problem, "Install it: pip install openpyxl") from error
    try:
        book = load_workbook(io.BytesIO(file.content), read_only=True, data_only=True)
        sheets = []
        for sheet in book.worksheets:
            rows = _rows(file.path, sheet, table)
            if sheet.sheet_state != "visible":
                words = " ".join(cell for row in rows for cell in row.cells if cell)
                table.left_out.append(LeftOut(0, f"{sheet.title}: {words}", "a hidden sheet"))
            else:
                sheets.append((sheet.title, rows))
        return sheets
    except CorpusError:
        raise
    except Exception as error:  # openpyxl lets errors of many kinds through
        raise CorpusError(file.path, "this workbook is damaged.", SAVE_AGAIN) from error


def _rows(path: Path, sheet: "ReadOnlyWorksheet", table: Table) -> list[Row]:
    sheet.reset_dimensions()  # some programs write wrong ones
    rows = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
        values = [_text(cell) for cell in cells]
        while values and not values[-1]:
            values.pop()
        table.count(path, sum(map(len, values)))
        if values:
            rows.append(Row(number, values))
        if len(rows) > MAX_RECORDS or number > MAX_EMPTY_ROWS:
            problem = f"it has more than {MAX_RECORDS:,} records."
            raise CorpusError(path, problem, SPLIT)
    return rows


def _text(value: object) -> str:
    """Return a cell as Excel shows it, without its formats for numbers and dates."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value).replace("_x000D_", "").strip()
