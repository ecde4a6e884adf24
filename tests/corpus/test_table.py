"""CSV and JSONL with question and answer columns."""

import json
from pathlib import Path

import pytest

from chatbot.corpus.readers.parsed import RawFile
from chatbot.corpus.readers.table import CSV_REMEDY, JSONL_REMEDY, read_csv, read_jsonl
from chatbot.errors import CorpusError

CSV = Path("faq.csv")
JSONL = Path("faq.jsonl")


def csv(text):
    return read_csv(RawFile(CSV, text.encode()))


def jsonl(text):
    return read_jsonl(RawFile(JSONL, text.encode()))


def entries(parsed):
    """[(question, answer, blocks), …], each taken from the text by its span."""
    for entry in parsed.entries:
        assert entry.heading.of(parsed.text) == entry.question
    return [
        (
            entry.question,
            entry.answer.of(parsed.text),
            [(block.span.of(parsed.text), block.depth) for block in entry.blocks],
        )
        for entry in parsed.entries
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_delimiters_and_line_ends(delimiter, line_end):
    rows = [["id", " Question", "ANSWER "], ["1", "Why?", "Because."], ["2", "When?", "Now."]]
    text = "".join(delimiter.join(row) + line_end for row in rows)
    parsed = csv(text)
    assert parsed.text == "Why?\nBecause.\n\nWhen?\nNow.\n\n"
    assert entries(parsed) == [
        ("Why?", "Because.", [("Because.", 0)]),
        ("When?", "Now.", [("Now.", 0)]),
    ]


def test_quotes_and_line_breaks_in_cells():
    text = (
        "answer,question\n"
        '"Yes, ""always"":\n- by mail\n- in person","Is it;\nfree?"\n'
        "\n , \nNo.,So?\n"
    )
    assert entries(csv(text)) == [
        (
            "Is it; free?",
            'Yes, "always":\n- by mail\n- in person',
            [('Yes, "always":', 0), ("- by mail", 1), ("- in person", 1)],
        ),
        ("So?", "No.", [("No.", 0)]),
    ]


def test_a_quoted_header_and_blank_lines_before_it():
    assert entries(csv('\n\r\n"question";"answer"\n"Why?";"Because."\n')) == [
        ("Why?", "Because.", [("Because.", 0)])
    ]


def test_a_cell_longer_than_the_csv_module_allows_by_default():
    answer = "Very long. " * 20_000
    [entry] = csv(f"question,answer\nWhy?,{answer}\n").entries
    assert entry.answer == (5, 5 + len(answer) - 1)


def test_jsonl():
    records = [
        {"Question": "Why so?", "answer": " Zwölf 😀.\nMore. ", "id": 7},
        {"question": "When\nexactly?", "answer": "Now."},
    ]
    text = "\n".join(json.dumps(record) for record in records) + "\r\n\r\n"
    parsed = jsonl(text)
    assert parsed.text == "Why so?\nZwölf 😀.\nMore.\n\nWhen exactly?\nNow.\n\n"
    assert entries(parsed) == [
        ("Why so?", "Zwölf 😀.\nMore.", [("Zwölf 😀.", 0), ("More.", 0)]),
        ("When exactly?", "Now.", [("Now.", 0)]),
    ]


def test_a_line_separator_inside_a_json_string_does_not_end_a_line():
    assert jsonl('{"question": "Why?", "answer": "A\u2028B"}').text == "Why?\nA\u2028B\n\n"


NO_COLUMNS = f"faq.csv, line 1: there is no `question` and `answer` column. {CSV_REMEDY}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Why?,Because.\n", NO_COLUMNS),
        ("question|answer\nWhy?|Because.\n", NO_COLUMNS),
        ("question,answer\n", f"faq.csv: no question was found. {CSV_REMEDY}"),
        (
            "question,answer\nWhy?,Because.\n\nWhen?\n",
            "faq.csv, line 4: this record has no `answer`. "
            "Fill in its answer, or remove the record.",
        ),
        (
            "question,answer\n ,Because.\n",
            "faq.csv, line 2: this record has no `question`. "
            "Fill in its question, or remove the record.",
        ),
        (
            'question,answer\nWhy?,"Because.\n',
            "faq.csv, line 2: this is not valid CSV (unexpected end of data). "
            "Save it as CSV again.",
        ),
        (
            'question,answer\nWhy?,"Because" so\n',
            "faq.csv, line 2: this is not valid CSV (',' expected after '\"'). "
            "Save it as CSV again.",
        ),
    ],
)
def test_csv_errors_name_the_line_and_the_remedy(text, message):
    with pytest.raises(CorpusError) as error:
        csv(text)
    assert str(error.value) == message


GOOD = '{"question": "Why?", "answer": "Because."}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "\n{'question'}\n", f"faq.jsonl, line 3: this is not valid JSON. {JSONL_REMEDY}"),
        (GOOD + "[" * 100_000, f"faq.jsonl, line 2: this is not valid JSON. {JSONL_REMEDY}"),
        (GOOD + '["Why?"]', f"faq.jsonl, line 2: this is not a JSON object. {JSONL_REMEDY}"),
        (
            GOOD + '{"question": "Why?"}',
            "faq.jsonl, line 2: this record has no `answer`. "
            "Fill in its answer, or remove the record.",
        ),
        (
            '{"question": 7, "answer": "Because."}',
            "faq.jsonl, line 1: this record has no `question`. "
            "Fill in its question, or remove the record.",
        ),
        (
            '{"question": "Why?", "answer": "\\ud83d"}',
            "faq.jsonl, line 1: `answer` has an incomplete character (a lone surrogate). "
            f"{JSONL_REMEDY}",
        ),
    ],
)
def test_jsonl_errors_name_the_line_and_the_remedy(text, message):
    with pytest.raises(CorpusError) as error:
        jsonl(text)
    assert str(error.value) == message
