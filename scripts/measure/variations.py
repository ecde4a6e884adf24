"""Variations of the questions of a test set: typed differently, or after other questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from scripts.measure.beir import Query

SEED = 0
WORDS_PER_ERROR = 4
MIN_LETTERS = 4  # of a word with a typing error


def variations(queries: Sequence[Query]) -> Mapping[str, Sequence[Query]]:
    """Return name → questions.

    with history     follow-ups, unchanged
    without history  the same without their history
    alone            questions without history, unchanged
    after others     the same after two random questions that other entries answer
    capitals, bare, mistyped
                     the same in capitals, without punctuation, with typing errors

    The first two are left out if a set has no follow-ups.
    """
    random = np.random.default_rng(SEED)
    follow_ups = [query for query in queries if query.history]
    alone = [query for query in queries if not query.history]

    def typed(change: Callable[[str], str]) -> list[Query]:
        return [replace(query, text=change(query.text)) for query in alone]

    of_follow_ups = {
        "with history": follow_ups,
        "without history": [replace(query, history=()) for query in follow_ups],
    }
    return (of_follow_ups if follow_ups else {}) | {
        "alone": alone,
        "after others": [
            replace(query, history=strangers(query, alone, random)) for query in alone
        ],
        "capitals": typed(str.upper),
        "bare": typed(lambda text: "".join(c for c in text if c.isalnum() or c.isspace())),
        "mistyped": typed(lambda text: mistyped(text, random)),
    }


def strangers(
    query: Query, others: Sequence[Query], random: np.random.Generator
) -> tuple[str, ...]:
    """Return two random questions that other entries answer."""
    texts = [
        other.text for other in others if other.relevant and not other.relevant & query.relevant
    ]
    return tuple(texts[row] for row in random.choice(len(texts), min(2, len(texts)), replace=False))


def mistyped(text: str, random: np.random.Generator) -> str:
    """Drop or double a letter, or swap it with the next one, in some of the words."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) < MIN_LETTERS or not word.isalpha() or random.integers(WORDS_PER_ERROR):
            continue
        at = int(random.integers(1, len(word) - 1))
        before, letter, after = word[:at], word[at], word[at + 1 :]
        changed = (
            before + after,
            before + letter * 2 + after,
            before + after[0] + letter + after[1:],
        )
        words[place] = changed[random.integers(3)]
    return " ".join(words)
