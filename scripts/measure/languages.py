"""Measure language identification: `python scripts/measure/languages.py [FOLDER …]`.

FOLDER is in BEIR layout. `metadata.lang` of a query names its language; the default is "en". The
golden questions and both splits of `tests/data/languages.jsonl` are measured, too. Failures in
"dev" were read in development, those in "test" were not. Each set is asked unchanged and in
variations: without accents, punctuation and capitals, in capitals, with typing errors, and cut to
its first words. The figures count the questions that would be refused: their number if the set is
in the expected language, otherwise their share.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from chatbot.settings import ROOT
from chatbot.text.language_id import question_language
from chatbot.text.terms import fold
from scripts.measure.variations import SEED, mistyped

TESTS = ROOT / "tests" / "data"


def main() -> int:
    """Measure and print a table; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="BEIR folders")
    parser.add_argument("--expected", default="en", help="expected language of questions")
    arguments = parser.parse_args()
    try:
        sets = read_sets(arguments.folders)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"error: a set cannot be read ({error!r}).", file=sys.stderr)
        return 1
    refused: set[str] = set()
    print(" " * 38, *(f"{name:>8}" for name in variations(np.random.default_rng(SEED))))
    for (name, language), questions in sets.items():
        shares = []
        for change in variations(np.random.default_rng(SEED)).values():
            asked = [change(question) for question in questions]
            other = [
                text
                for text in asked
                if question_language(text, arguments.expected) != arguments.expected
            ]
            if language == arguments.expected:
                refused.update(other)
                shares.append(str(len(other)))
            else:
                shares.append(f"{len(other) / len(asked):.3f}")
        print(f"{name:24} {language:2} {len(questions):10}", *(f"{share:>8}" for share in shares))
    print("refused:", *sorted(refused), sep="\n    ")
    return 0


def read_sets(folders: list[Path]) -> Mapping[tuple[str, str], list[str]]:
    """Return name and language → questions."""
    sets: dict[tuple[str, str], list[str]] = defaultdict(list)
    for folder in folders:
        for record in _records(folder / "queries.jsonl"):
            language = (record.get("metadata") or {}).get("lang", "en")
            sets[folder.name, language].append(record["text"])
    sets["golden", "en"] = [record["text"] for record in _records(TESTS / "golden.jsonl")]
    for record in _records(TESTS / "languages.jsonl"):
        sets[f"languages {record['split']}", record["language"]].append(record["text"])
    return sets


def variations(random: np.random.Generator) -> Mapping[str, Callable[[str], str]]:
    """Return name → function that changes a question."""

    def bare(text: str) -> str:
        return "".join(letter for letter in fold(text) if letter.isalnum() or letter.isspace())

    def first(words: int) -> Callable[[str], str]:
        return lambda text: " ".join(text.split()[:words])

    return {
        "as is": str,
        "bare": bare,
        "capitals": str.upper,
        "mistyped": lambda text: mistyped(text, random),
        "first 3": first(3),
        "first 4": first(4),
        "first 6": first(6),
    }


def _records(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


if __name__ == "__main__":
    sys.exit(main())
