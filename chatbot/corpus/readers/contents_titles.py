"""The titles of tables of contents, and other words that say nothing, in many languages."""

import functools
from pathlib import Path

from chatbot.corpus.readers.question_words import words_key

TITLES = Path(__file__).with_name("words") / "contents.yaml"
LABELS = Path(__file__).with_name("words") / "labels.yaml"


@functools.cache
def contents_titles() -> frozenset[str]:
    """Return the titles, in lower case."""
    import yaml

    return frozenset(map(str.casefold, yaml.safe_load(TITLES.read_text(encoding="utf-8"))))


def is_label(words: str) -> bool:
    """Return whether words are but a title or a label: "Contents", "FAQ", "Linux FAQ", "Menu"."""
    names, labels = _labels()
    return f" {words_key(words)}".endswith(names) or words_key(words) in labels


@functools.cache
def _labels() -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the ends of names of a page, each with a space before it, and other labels."""
    import yaml

    lists = yaml.safe_load(LABELS.read_text(encoding="utf-8"))
    names = [*map(words_key, lists["names"]), *map(words_key, contents_titles())]
    return tuple(f" {name}" for name in names), frozenset(map(words_key, lists["labels"]))
