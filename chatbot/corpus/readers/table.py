"""CSV and JSONL files with a `question` and an `answer` in each record.

The document's text has the questions and answers one below the other, as a person would read them.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from chatbot.corpus.documents import Span
from chatbot.corpus.readers.blocks import plain_blocks, trimmed
from chatbot.corpus.readers.parsed import LONE_SURROGATE, ParsedEntry, ParsedFile, RawFile
from chatbot.errors import CorpusError

COLUMNS = ("question", "answer")
DELIMITERS = (",", ";", "\t")
CSV_REMEDY = "Give the first line the column names `question` and `answer`."
JSONL_REMEDY = 'Write one object a line: {"question": "…", "answer": "…"}.'
# An answer may be longer than the default limit of 128 KiB.
csv.field_size_limit(2**24)
MAX_HEADER_CHARACTERS = 2**16


def read_csv(file: RawFile) -> ParsedFile:
    """Read a CSV file with a header line, separated by commas, semicolons or tabs.

    Raises:
        CorpusError: A column is missing, or a record lacks a question or an answer.
    """
    return _assemble(file.path, _csv_records(file.path, file.text()), CSV_REMEDY)


def read_jsonl(file: RawFile) -> ParsedFile:
    """Read a JSONL file: an object with `question` and `answer` on each line.

    Raises:
        CorpusError: A line is not such an object.
    """
    return _assemble(file.path, _jsonl_records(file.path, file.text()), JSONL_REMEDY)


def _csv_records(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    header = text.lstrip("\r\n").splitlines()[0][:MAX_HEADER_CHARACTERS]
    for delimiter in DELIMITERS:
        names = [
            name.strip().casefold() for name in next(csv.reader([header], delimiter=delimiter))
        ]
        if set(COLUMNS) <= set(names):
            break
    else:
        raise CorpusError(path, "there is no `question` and `answer` column.", CSV_REMEDY, line=1)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header_seen = False
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if not header_seen:
                header_seen = True
                continue
            yield reader.line_num, dict(zip(names, row, strict=False))
    except csv.Error as error:
        raise CorpusError(
            path, f"this is not valid CSV ({error}).", "Save it as CSV again.", line=reader.line_num
        ) from error


def _jsonl_records(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CorpusError(path, "this is not valid JSON.", JSONL_REMEDY, line=number) from error
        if not isinstance(record, dict):
            raise CorpusError(path, "this is not a JSON object.", JSONL_REMEDY, line=number)
        yield number, {str(key).strip().casefold(): value for key, value in record.items()}


def _assemble(
    path: Path, records: Iterable[tuple[int, Mapping[str, object]]], remedy: str
) -> ParsedFile:
    parts: list[str] = []
    places: list[tuple[str, Span, Span]] = []
    length = 0
    for line, record in records:
        for column in COLUMNS:
            value = record.get(column)
            if not isinstance(value, str) or not value.strip():
                raise CorpusError(
                    path,
                    f"this record has no `{column}`.",
                    f"Fill in its {column}, or remove the record.",
                    line=line,
                )
            if LONE_SURROGATE.search(value):
                problem = f"`{column}` has an incomplete character (a lone surrogate)."
                raise CorpusError(path, problem, remedy, line=line)
        question = " ".join(str(record["question"]).split())
        answer = str(record["answer"]).strip()
        heading = Span(length, length + len(question))
        body = Span(heading.end + 1, heading.end + 1 + len(answer))
        places.append((question, heading, body))
        parts.append(f"{question}\n{answer}\n\n")
        length += len(parts[-1])
    text = "".join(parts)
    if not places:
        raise CorpusError(path, "no question was found.", remedy)
    return ParsedFile(
        text,
        tuple(
            ParsedEntry(question, heading, trimmed(text, *body), plain_blocks(text, *body))
            for question, heading, body in places
        ),
    )
