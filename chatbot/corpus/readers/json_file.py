"""JSON and JSONL files: records, lists of them at any depth, or questions with their answers."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from chatbot.corpus.readers.columns import found_columns
from chatbot.corpus.readers.json_lines import LineFinder
from chatbot.corpus.readers.json_values import has_title_that_asks, object_of
from chatbot.corpus.readers.json_walk import REMEDY, JsonWalk
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.table import Table, parsed_table
from chatbot.corpus.readers.yaml_values import DEEP_REMEDY
from chatbot.errors import CorpusError

MAX_DEPTH = 60
"""Of lists and objects inside each other."""
OTHER_REMEDY = "Give each question the keys `question` and `answer`."
NESTED = "it is nested too deeply."


def read_json(file: RawFile) -> ParsedFile:
    """Read a JSON file, or one with a JSON value on each line.

    Raises:
        CorpusError: It is not valid, or holds no question.
    """
    text = file.text()
    try:
        value = _loaded(file.path, text)
    except ValueError as error:
        if text.count("\n") and _first_line_is_json(text):
            return read_jsonl(file)
        line = getattr(error, "lineno", None)
        raise CorpusError(file.path, "this is not valid JSON.", REMEDY, line=line) from error
    return _read(file, [(0, value)], text)


def read_jsonl(file: RawFile) -> ParsedFile:
    """Read a JSONL file: an object on each line, or one JSON value in the whole file.

    Raises:
        CorpusError: A line is not such an object, or there is no question.
    """
    text = file.text()
    if not _first_line_is_json(text):
        try:
            return _read(file, [(0, _loaded(file.path, text))], text)
        except ValueError:
            pass  # the loop below names the line
    return _read(file, _lines(file.path, text), text)


def parsed_values(file: RawFile, values: object) -> ParsedFile:
    """Return the questions among values that another format has.

    Raises:
        CorpusError: There is none.
    """
    text = json.dumps(values, default=str, ensure_ascii=False)
    known = _loaded(file.path, text, deep_remedy=DEEP_REMEDY)
    return _read(file, [(0, known)], file.text(), is_json=False)


def _lines(path: Path, text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = _loaded(path, line, number)
        except ValueError as error:
            raise CorpusError(path, "this is not valid JSON.", REMEDY, line=number) from error
        if not isinstance(value, dict):
            raise CorpusError(path, "this is not a JSON object.", REMEDY, line=number)
        yield number, value


def _first_line_is_json(text: str) -> bool:
    first = text.lstrip().split("\n", 1)[0]
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return first.startswith("{") and first.rstrip().endswith("}")
    return True


def _loaded(path: Path, text: str, line: int | None = None, *, deep_remedy: str = REMEDY) -> object:
    """Return the value of a JSON text.

    Line breaks may stand in strings as they are. Of equal keys in one object, no value is lost.
    """
    try:
        value: object = json.loads(text, object_pairs_hook=object_of, strict=False)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise CorpusError(path, NESTED, deep_remedy, line=line) from error
    except UnicodeEncodeError as error:
        problem = "it has an incomplete character (a lone surrogate)."
        remedy = "Write the character itself instead of its code."
        raise CorpusError(path, problem, remedy, line=line) from error
    if _is_deep(value):
        raise CorpusError(path, NESTED, deep_remedy, line=line)
    return value


def _is_deep(value: object) -> bool:
    """Return whether there are more levels than the walk, which calls itself, may take."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            below
            for one in level
            if isinstance(one, (dict, list))
            for below in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return any(isinstance(one, (dict, list)) for one in level)


def _read(
    file: RawFile, values: Iterable[tuple[int, object]], text: str, *, is_json: bool = True
) -> ParsedFile:
    table = Table()
    walk = JsonWalk(file.path, table, file.columns, LineFinder(text, is_json))
    for line, value in values:
        walk.line = line
        walk.titles_ask = walk.titles_ask or has_title_that_asks(value)
        walk.value(value, (), "", 0)
    remedy = REMEDY if is_json else OTHER_REMEDY
    if not table.records:
        names = [name for name in walk.keys if name]
        problem = f"no question was found. {found_columns(names)}"
        more = f"{remedy} Or name the keys in {file.path.with_suffix('.yaml').name}: "
        raise CorpusError(file.path, problem, more + "`columns: {question: …, answer: …}`.")
    return parsed_table(file.path, table, remedy)
