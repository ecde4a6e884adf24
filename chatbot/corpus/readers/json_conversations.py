"""Conversations in JSON, as files for training have them."""

import itertools
from collections.abc import Mapping

CONVERSATIONS = ("messages", "conversations", "conversation")
ASKERS = ("user", "human")
ANSWERERS = ("assistant", "gpt", "bot", "model")


def conversation_key(value: Mapping[str, object]) -> str:
    """Return the key of a conversation, as files for training have it; empty if there is none."""
    for key in CONVERSATIONS:
        messages = value.get(key)
        if isinstance(messages, list) and any(
            is_turn(*pair) for pair in itertools.pairwise(map(spoken, messages))
        ):
            return key
    return ""


def spoken(message: object) -> tuple[str, object]:
    """Return who says what in a message."""
    if not isinstance(message, dict):
        return "", message
    who = str(message.get("role") or message.get("from") or "").lower()
    return who, message.get("content") or message.get("value") or ""


def is_turn(asked: tuple[str, object], answered: tuple[str, object]) -> bool:
    """Return whether the second message is an answer to the first."""
    (asker, question), (answerer, answer) = asked, answered
    texts_alone = isinstance(question, str) and isinstance(answer, str)
    return asker in ASKERS and answerer in ANSWERERS and texts_alone
