"""What to search for: the message, mended, with the earlier question that it goes on from."""

import re
import unicodedata
from collections.abc import Sequence

# A short message that opens like this, or points back, means little without what came before.
GOES_ON = re.compile(
    r"^(and|but|so|or|what about|how about|what if|even|ok|why|which one|who else|y|pero)\b",
    re.IGNORECASE,
)
POINTS_BACK = re.compile(
    r"\b(it|its|that|this|those|these|they|them|their|he|she|him|her|there|then|one|ones|same|"
    r"else|more|instead|either|too|each|both|other)\b",
    re.IGNORECASE,
)
SHORT = 9  # words


def clean(text: str, limit: int) -> str:
    """Text as it is searched and shown: composed characters, single spaces, no control characters.

    Args:
        text: What a person or program sent.
        limit: Characters that are kept.
    """
    # Lone surrogates cannot be encoded, control characters cannot be shown.
    kept = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter
        for letter in text[: limit * 2]
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())[:limit]


def context(question: str, history: Sequence[str]) -> str:
    """The earlier message that a follow-up goes on from; empty where it stands on its own.

    Args:
        question: The cleaned message.
        history: Earlier messages of the same person, oldest first, small talk left out.
    """
    depends = GOES_ON.search(question) or POINTS_BACK.search(question)
    if history and depends and len(question.split()) <= SHORT:
        return history[-1]
    return ""
