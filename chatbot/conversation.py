"""What to search for: the message itself, or with the earlier question that it goes on from."""

import re
import unicodedata
from collections.abc import Sequence

# A message that opens like this, or is short and points back, means little without what came before.
GOES_ON = re.compile(
    r"^(and|but|so|or|what about|how about|what if|why|why not|which one|who else|when|where|"
    r"y|pero|que tal)\b",
    re.IGNORECASE,
)
POINTS_BACK = re.compile(
    r"\b(it|its|that|this|those|these|they|them|their|he|she|him|her|there|then|one|ones|same|"
    r"else|more|instead|either|too)\b",
    re.IGNORECASE,
)
SHORT = 9


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


def search_text(question: str, history: Sequence[str]) -> str:
    """The text to search for.

    Args:
        question: The cleaned message.
        history: Earlier messages of the same person, oldest first.
    """
    words = question.split()
    depends = GOES_ON.search(question) or POINTS_BACK.search(question)
    if history and depends and len(words) <= SHORT:
        return f"{history[-1]} {question}"
    return question
