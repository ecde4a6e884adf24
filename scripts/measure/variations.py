"""The questions of a test set asked otherwise: typed badly, or after other questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from scripts.measure.beir import Query

SEED = 0
# One typing error in so many words of four letters or more.
ERROR_IN = 4
SHORTEST = 4


def variations(queries: Sequence[Query]) -> Mapping[str, Sequence[Query]]:
    """Name → questions.

    with history     follow-ups, as they are
    without history  the same without what was asked before
    alone            questions that nothing was asked before, as they are
    after others     the same after two random questions that other entries answer
    capitals, bare, mistyped
                     the same in capitals, without punctuation, with typing errors

    The first two are left out where a set has no follow-ups.
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
    """Two random questions that other entries answer."""
    texts = [
        other.text for other in others if other.relevant and not other.relevant & query.relevant
    ]
    return tuple(texts[row] for row in random.choice(len(texts), min(2, len(texts)), replace=False))


def mistyped(text: str, random: np.random.Generator) -> str:
    """With a letter left out, doubled, or swapped with the next one, in some of the words."""
    words = text.split(" ")
    for place, word in enumerate(words):
        if len(word) < SHORTEST or not word.isalpha() or random.integers(ERROR_IN):
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
