"""What a person typed, cleaned, and the earlier questions that it may go on from."""

import unicodedata
from collections.abc import Sequence

from chatbot.small_talk import small_talk

RECENT = 3  # earlier questions that may lend their context


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


def context(history: Sequence[str]) -> str:
    """What a follow-up may go on from: the recent questions, oldest first; small talk left out.

    Args:
        history: Earlier messages of the same person, cleaned, oldest first.
    """
    return " ".join([message for message in history if small_talk(message) is None][-RECENT:])
