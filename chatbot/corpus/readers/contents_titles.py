"""The titles of tables of contents, in many languages."""

import functools
from pathlib import Path

TITLES = Path(__file__).with_name("words") / "contents.yaml"


@functools.cache
def contents_titles() -> frozenset[str]:
    """Return the titles, in lower case."""
    import yaml

    return frozenset(map(str.casefold, yaml.safe_load(TITLES.read_text(encoding="utf-8"))))
