"""Several questions in one record, each with its answer: q1, a1, q2, a2."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from chatbot.corpus.readers.columns import Columns, known_columns

DIGITS = "0123456789"


def numbered_columns(names: Iterable[str]) -> list[Columns]:
    """Return the columns of each question; none if fewer than two have an answer of their number.

    What has no number ("question", "answer") is the first. A section without one is for all.
    """
    names = list(names)
    if not any(map(_number, names)):
        return []
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[_number(name)].append(name)
    found = [columns for group in groups.values() if (columns := known_columns(group))]
    every = known_columns(names)
    if len(found) < 2 or every is None:
        return []
    shared = [name for name in every.sections if not _number(name)]
    return [
        replace(columns, sections=tuple(dict.fromkeys([*shared, *columns.sections])))
        for columns in found
    ]


def _number(name: str) -> str:
    name = name.strip()
    return name[len(name.rstrip(DIGITS)) :].lstrip("0")
