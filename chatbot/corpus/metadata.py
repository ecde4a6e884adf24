"""What is known of a document: the metadata file beside it, or a Markdown file's front matter.

Beside the values of `Source`, a metadata file may hold two lists of its editor, which are searched
and never shown:

asked_as     Entry number → other ways to ask that question, in words that the document lacks.
not_covered  Questions near the topic that the document does not answer.
"""

import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

from chatbot.corpus.documents import Source
from chatbot.corpus.readers.parsed import HALF_A_CHARACTER
from chatbot.corpus.readers.yaml_values import YamlError, yaml_values
from chatbot.errors import CorpusError

SOURCE_KEYS = tuple(field.name for field in fields(Source))
KEYS = (*SOURCE_KEYS, "asked_as", "not_covered")
LIST_REMEDY = (
    'Write `asked_as:` with lines like `3: ["…", "…"]` below it, and `not_covered: ["…"]`.'
)
HALF_REMEDY = "Write the character itself instead of its code."


def read_metadata(path: Path, text: str) -> dict[str, object]:
    """Read a metadata file, in which (unlike in front matter) every key must be known.

    Raises:
        CorpusError: It is no YAML, or holds something else.
    """
    try:
        values = yaml_values(text)
    except YamlError as error:
        raise CorpusError(
            path,
            "this is no valid YAML.",
            "Write lines like `title: Name of the guide`.",
            line=error.line,
        ) from error
    if values is None:
        return {}
    remedy = f"Use only {', '.join(KEYS)}."
    if not isinstance(values, dict):
        raise CorpusError(path, "it does not say what is known of the document.", remedy)
    for key in values:
        if key not in KEYS:
            raise CorpusError(path, f"{key!r} has no meaning.", remedy, _line_of(key, text))
    return values


def known_values(path: Path, text: str, metadata: Mapping[str, object]) -> dict[str, str]:
    """Check what a file says of the document's source. What it leaves empty is left out.

    Raises:
        CorpusError: A value is no text or holds half a character, the url is no web address, or
            the language no code.
    """
    known = {}
    for key in SOURCE_KEYS:
        value = metadata.get(key)
        if value is not None and not isinstance(value, str):
            remedy = f'Write it in quotes: {key}: "…".'
            raise CorpusError(path, f"its {key} is no text.", remedy, _line_of(key, text))
        if HALF_A_CHARACTER.search(value or ""):
            problem = f"its {key} holds half a character."
            raise CorpusError(path, problem, HALF_REMEDY, _line_of(key, text))
        if words := " ".join((value or "").split()):
            known[key] = words
    if "language" in known:
        known["language"] = known["language"].lower().split("-")[0]
        if not re.fullmatch("[a-z]{2,3}", known["language"]):
            remedy = "Write its ISO 639 code, such as en or es."
            raise CorpusError(path, "its language is no code.", remedy, _line_of("language", text))
    if "url" in known and not _is_web_address(known["url"]):
        raise CorpusError(
            path, "its url is no web address.", "Begin it with https://.", _line_of("url", text)
        )
    return known


def phrasings(
    path: Path, text: str, metadata: Mapping[str, object], entries: int
) -> tuple[Mapping[int, tuple[str, ...]], tuple[str, ...]]:
    """Check the editor's lists.

    Returns:
        Entry number → other ways to ask it, and the questions that are not covered.

    Raises:
        CorpusError: They are no such lists, name an entry that there is not, or hold half a
            character.
    """
    asked_as = metadata.get("asked_as") or {}
    if not isinstance(asked_as, dict):
        raise CorpusError(path, "its asked_as is no list.", LIST_REMEDY, _line_of("asked_as", text))
    for number in asked_as:
        if type(number) is not int or not 1 <= number <= entries:
            problem = f"its asked_as names question {number!r}, and there are {entries}."
            raise CorpusError(path, problem, LIST_REMEDY, _line_of("asked_as", text))
    return (
        {number: _questions(path, text, "asked_as", asked_as[number]) for number in asked_as},
        _questions(path, text, "not_covered", metadata.get("not_covered") or []),
    )


def _questions(path: Path, text: str, key: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise CorpusError(path, f"its {key} is no list.", LIST_REMEDY, _line_of(key, text))
    if any(map(HALF_A_CHARACTER.search, values)):
        problem = f"its {key} holds half a character."
        raise CorpusError(path, problem, HALF_REMEDY, _line_of(key, text))
    return tuple(words for value in values if (words := " ".join(value.split())))


def _is_web_address(url: str) -> bool:
    """Whether `url` may become a link on the page. Others could run a script there."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _line_of(key: object, text: str) -> int | None:
    """The line of `text` that begins with `key:`, for an error message."""
    match = re.search(rf"^['\"]?{re.escape(str(key))}['\"]?\s*:", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None
