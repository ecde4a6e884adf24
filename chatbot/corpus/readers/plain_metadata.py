"""Metadata as "key: value" lines at the top of a file, as Pelican and MultiMarkdown have them."""

import functools
import re
from collections.abc import Sequence
from pathlib import Path

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.prefixes import question_prefix

KEYS = Path(__file__).with_name("words") / "metadata_keys.yaml"
KEY_LINE = re.compile(r"(?P<key>[^\W\d_][\w -]{0,30}):(?:[ \t]+(?P<value>.*))?")
REASON = "metadata at the top of the file"
FEWEST_KNOWN = 2
MOST_LINES = 40


def without_plain_metadata(text: str) -> tuple[str, dict[str, object], list[LeftOut]]:
    """Return a Markdown text with empty lines for such metadata, its title, and the other lines.

    Generators have keys of their own, so that not all of them need be known.
    """
    start = len(text) - len(text.lstrip("\ufeff\n"))
    top = text[start:].split("\n\n", 1)[0]
    lines = top.split("\n", MOST_LINES)
    if len(lines) > MOST_LINES or _known(lines) < FEWEST_KNOWN:
        return text, {}, []
    first = text.count("\n", 0, start) + 1
    others = [LeftOut(first + place, line, REASON) for place, line in _others(lines)]
    below = text[start + len(top) :]
    return "\n" * text.count("\n", 0, start + len(top)) + below, _title(lines), others


def plain_metadata(lines: Sequence[str]) -> dict[str, object] | None:
    """Return the title in the first paragraph of a text file, if all its keys are known."""
    known = 0 if len(lines) > MOST_LINES else _known(lines)
    return _title(lines) if known == len(lines) >= FEWEST_KNOWN else None


def _known(lines: Sequence[str]) -> int:
    """Return how many lines have a known key; 0 if one has no key, or a key stands twice."""
    keys = [match["key"].lower() for line in lines if (match := KEY_LINE.fullmatch(line.rstrip()))]
    if len(set(keys)) < len(lines) or any(map(question_prefix().match, lines)):
        return 0
    return sum(key in names for key in keys for names in _names().values())


def _title(lines: Sequence[str]) -> dict[str, object]:
    title = next((match["value"] for line in lines if (match := _titled(line))), "")
    return {"title": title} if title else {}


def _others(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Return the lines but the one of the title, with their places."""
    titled = next((place for place, line in enumerate(lines) if _titled(line)), None)
    return [(place, line) for place, line in enumerate(lines) if place != titled]


def _titled(line: str) -> re.Match[str] | None:
    match = KEY_LINE.fullmatch(line.rstrip())
    return match if match and match["value"] and match["key"].lower() in _names()["title"] else None


@functools.cache
def _names() -> dict[str, frozenset[str]]:
    """Return the known keys, of the title and other ones."""
    import yaml

    lists = yaml.safe_load(KEYS.read_text(encoding="utf-8"))
    return {kind: frozenset(names) for kind, names in lists.items()}
