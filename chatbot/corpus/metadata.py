"""Metadata of a document, from the file beside it or the front matter of a Markdown file.

Besides the values of `Source`, a metadata file may say which column of a table is which, and it may
have two lists, which are searched and never shown:

columns      `question`, `answer`, `alternatives` or `section` → name of the column.
asked_as     Entry number → other ways to ask that question, in words that the document lacks.
not_covered  Questions near the topic that the document does not answer.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from chatbot.corpus.documents import Source
from chatbot.corpus.readers.parsed import LONE_SURROGATE
from chatbot.corpus.readers.web import is_web_address
from chatbot.corpus.readers.yaml_values import YamlError, yaml_values
from chatbot.errors import CorpusError

SOURCE_KEYS = tuple(field.name for field in fields(Source) if field.type is str)
KEYS = (*SOURCE_KEYS, "columns", "asked_as", "not_covered")
COLUMNS = ("question", "answer", "alternatives", "section")
COLUMNS_REMEDY = "Write `columns: {question: …, answer: …}`."
LIST_REMEDY = (
    'Write `asked_as:` with lines like `3: ["…", "…"]` below it, and `not_covered: ["…"]`.'
)
SURROGATE = "has an incomplete character (a lone surrogate)."
SURROGATE_REMEDY = "Write the character itself instead of its code."


def read_metadata(path: Path, text: str) -> dict[str, object]:
    """Read a metadata file. Unlike in front matter, every key must be known.

    Raises:
        CorpusError: It is not valid YAML, or has other content.
    """
    try:
        values = yaml_values(text)
    except YamlError as error:
        raise CorpusError(
            path,
            f"this {error.problem}",
            error.remedy
            or 'Write lines like `title: "Name of the guide"`; '
            "only in quotes may a value contain a colon.",
            line=error.line,
        ) from error
    if values is None:
        return {}
    remedy = f"Use only {', '.join(KEYS)}."
    if not isinstance(values, dict):
        raise CorpusError(path, "this is not metadata.", remedy)
    for key in values:
        if key not in KEYS:
            raise _error(path, text, key, f"the key {key!r} is unknown.", remedy)
    return values


def known_values(path: Path, text: str, metadata: Mapping[str, object]) -> dict[str, str]:
    """Return the values that a file has for the document's `Source`, checked; no empty ones.

    Raises:
        CorpusError: A value is not text or has a lone surrogate, the url is not a web address, or
            the language is not a code.
    """
    known = {}
    for key in SOURCE_KEYS:
        value = metadata.get(key)
        if value is not None and not isinstance(value, str):
            remedy = f'Write it in quotes: {key}: "…".'
            raise _error(path, text, key, f"its {key} is not text.", remedy)
        if LONE_SURROGATE.search(value or ""):
            raise _error(path, text, key, f"its {key} {SURROGATE}", SURROGATE_REMEDY)
        if words := " ".join((value or "").split()):
            known[key] = words
    if "language" in known:
        known["language"] = known["language"].lower().split("-")[0]
        if not re.fullmatch("[a-z]{2,3}", known["language"]):
            remedy = "Write its ISO 639 code, such as en or es."
            raise _error(path, text, "language", "its language is not a code.", remedy)
    if "url" in known and not is_web_address(known["url"]):
        remedy = "Begin it with https://."
        raise _error(path, text, "url", "its url is not a web address.", remedy)
    return known


def editor_lists(
    path: Path, text: str, metadata: Mapping[str, object], entries: int
) -> tuple[Mapping[int, tuple[str, ...]], tuple[str, ...]]:
    """Return the editor's lists, checked.

    Returns:
        Entry number → other ways to ask it, and the questions that are not covered.

    Raises:
        CorpusError: They are not such lists, name an unknown entry, or have a lone surrogate.
    """
    asked_as = metadata.get("asked_as") or {}
    if not isinstance(asked_as, dict):
        raise _error(path, text, "asked_as", "its asked_as is not a list.", LIST_REMEDY)
    for number in asked_as:
        if type(number) is not int or not 1 <= number <= entries:
            problem = f"its asked_as names question {number!r}, and there are {entries}."
            raise _error(path, text, "asked_as", problem, LIST_REMEDY)
    return (
        {number: _questions(path, text, "asked_as", asked_as[number]) for number in asked_as},
        _questions(path, text, "not_covered", metadata.get("not_covered") or []),
    )


def column_names(path: Path, text: str, metadata: Mapping[str, object]) -> dict[str, str]:
    """Return which column of a table is which, checked.

    Raises:
        CorpusError: It does not say that with names.
    """
    columns = metadata.get("columns") or {}
    if not isinstance(columns, dict) or not all(
        role in COLUMNS
        and isinstance(name, str)
        and name.strip()
        and not LONE_SURROGATE.search(name)
        for role, name in columns.items()
    ):
        problem = "its columns are not names of columns."
        raise _error(path, text, "columns", problem, COLUMNS_REMEDY)
    return dict(columns)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and not LONE_SURROGATE.search(value)


def _questions(path: Path, text: str, key: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise _error(path, text, key, f"its {key} is not a list.", LIST_REMEDY)
    if any(map(LONE_SURROGATE.search, values)):
        raise _error(path, text, key, f"its {key} {SURROGATE}", SURROGATE_REMEDY)
    return tuple(words for value in values if (words := " ".join(value.split())))


def _error(path: Path, text: str, key: object, problem: str, remedy: str) -> CorpusError:
    """Return an error for the line of `text` that begins with `key:`."""
    match = re.search(rf"^['\"]?{re.escape(str(key))}['\"]?\s*:", text, re.MULTILINE)
    line = text.count("\n", 0, match.start()) + 1 if match else None
    return CorpusError(path, problem, remedy, line)
