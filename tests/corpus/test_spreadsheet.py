"""Excel workbooks: sheets, formulas, and files that are too large or none."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from chatbot.corpus.readers import table
from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.spreadsheet import read_xlsx
from chatbot.errors import CorpusError
from tables import pairs, told

XLSX = Path("faq.xlsx")


def workbook(**sheets):
    """The bytes of a workbook: name of a sheet → its rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name.startswith("Hidden"):
            sheet.sheet_state = "hidden"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(content, **columns):
    return read_xlsx(RawFile(XLSX, content, columns))


def message(content):
    with pytest.raises(CorpusError) as error:
        read(content)
    return str(error.value)


def test_a_sheet_with_a_title_above_its_header():
    rows = [
        ["Our library"],
        [],
        ["Nr", "Frage", "Antwort", "Bereich"],
        [1, "Was kostet das?", 20.0, "Geld"],
        [2, "Seit wann?", datetime.datetime(2024, 5, 1), None],
        [None, None, None],
        [3, "Warum?", None, None],
    ]
    parsed = read(workbook(Sheet=rows))
    assert pairs(parsed) == [("Was kostet das?", "20"), ("Seit wann?", "2024-05-01")]
    assert [(entry.section, entry.line) for entry in parsed.entries] == [(("Geld",), 4), ((), 5)]
    assert parsed.metadata == {"title": "Our library"}
    assert told(parsed.left_out) == [
        (0, "Nr", "a column that is not used, in 3 rows"),
        (7, "Warum?", "the question has no answer"),
    ]


def test_sheets_are_sections():
    faq = [["question", "answer"], ["Why?", "So."]]
    other = [["When?", "Now."], ["Where?", "Here."]]
    parsed = read(workbook(Loans=faq, Fines=other, Empty=[], Prices=[["x"], ["y"]], HiddenOne=faq))
    assert pairs(parsed) == [("Why?", "So."), ("When?", "Now."), ("Where?", "Here.")]
    assert [entry.section for entry in parsed.entries] == [("Loans",), ("Fines",), ("Fines",)]
    assert told(parsed.left_out) == [
        (0, "HiddenOne: question answer Why? So.", "a hidden sheet"),
        (0, "Prices: x y", "a sheet without questions"),
    ]


def test_formulas_give_the_values_that_were_saved():
    # openpyxl saves no values for formulas.
    content = workbook(Sheet=[["question", "answer"], ["Why?", "So."], ["Sum?", "=1+1"]])
    assert told(read(content).left_out) == [(3, "Sum?", "the question has no answer")]
    content = changed(content, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2</v>")
    content = changed(content, "xl/worksheets/sheet1.xml", b"<v />", b"<v>2</v>")
    assert pairs(read(content)) == [("Why?", "So."), ("Sum?", "2")]


def changed(content, name, old, new):
    """A workbook with other bytes in one of its parts."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.namelist():
            data = source.read(part)
            target.writestr(part, data.replace(old, new) if part == name else data)
    return packed.getvalue()


def test_a_wrong_size_in_the_file_loses_nothing():
    content = workbook(Sheet=[["question", "answer"], ["Why?", "So."]])
    name = "xl/worksheets/sheet1.xml"
    assert pairs(read(changed(content, name, b'ref="A1:B2"', b'ref="A1"'))) == [("Why?", "So.")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "it is protected by a "
         "password, or of an old Office format. Save the questions as an Excel workbook (.xlsx) "
         "without a password."),
        (b"question,answer\n", "it is damaged. Save the questions as an Excel workbook (.xlsx) "
         "without a password."),
        (workbook(Sheet=[]), "the workbook is empty. Write an FAQ in it, or remove it."),
        (workbook(Sheet=[["a", "b", "c"], ["1", "2", "3"]]), "it is not clear which column holds "
         "the questions. Its columns are `a`, `b`, `c`. Name two columns `question` and `answer`, "
         "or write `columns: {question: …, answer: …}` in faq.yaml."),
    ],
)  # fmt: skip
def test_errors(content, expected):
    assert message(content).replace(", line 1", "") == f"faq.xlsx: {expected}"


def test_a_zip_file_that_is_no_workbook():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        target.writestr("a.txt", "x")
    assert "this workbook is damaged" in message(packed.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", bytes(30 * 2**20))
    assert "it would be far too large when it is unpacked" in message(packed.getvalue())


def test_entities_that_grow_are_refused():
    content = workbook(Sheet=[["question", "answer"], ["Why?", "So."]])
    levels = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{levels}]><worksheet'.encode()
    content = changed(content, "xl/worksheets/sheet1.xml", b"<worksheet", bomb)
    content = changed(content, "xl/worksheets/sheet1.xml", b"So.", b"&a9;")
    assert "this workbook is damaged" in message(content)


def test_one_long_text_in_many_cells_is_refused(monkeypatch):
    monkeypatch.setattr(table, "MAX_CHARACTERS", 10_000)
    rows = [["question", "answer"], *(["Why?", "x" * 300] for _ in range(40))]
    assert "it has more than 10,000 characters" in message(workbook(Sheet=rows))
