"""All settings, read once from environment variables into one frozen value."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chatbot.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent

BUNDLED_MODEL = "all-MiniLM-L6-v2"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may choose.

    Attributes:
        corpus: Folder with the FAQ files.
        index: Folder in which the index is kept.
        model: `all-MiniLM-L6-v2` (bundled), or the name or folder of another
            sentence-transformers model.
        host: Address to listen on.
        port: Port to listen on.
        max_question: Longest question that is read, in characters; the rest is cut off.
        unanswered: File to which questions are added that the corpus does not answer; None, which
            is what it is unless an operator says otherwise, keeps no question.
        unanswered_days: Days that a question stays in that file.
    """

    corpus: Path = ROOT / "corpus"
    index: Path = ROOT / "index"
    model: str = BUNDLED_MODEL
    host: str = "127.0.0.1"
    port: int = 7860
    max_question: int = 2000
    unanswered: Path | None = None
    unanswered_days: int = 30

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read `CHATBOT_CORPUS`, `CHATBOT_INDEX`, `CHATBOT_MODEL`, `CHATBOT_HOST`, ….

        Raises:
            SettingsError: A value cannot be used; the message names the variable.
        """

        def whole_number(name: str, default: int, low: int, high: int) -> int:
            value = environment.get(name, "").strip()
            if not value:
                return default
            if not value.isdecimal() or not low <= int(value) <= high:
                raise SettingsError(
                    f"{name}={value!r} must be a whole number from {low} to {high}."
                )
            return int(value)

        default = cls()
        unanswered = environment.get("CHATBOT_UNANSWERED", "").strip()
        return cls(
            corpus=Path(environment.get("CHATBOT_CORPUS") or default.corpus),
            index=Path(environment.get("CHATBOT_INDEX") or default.index),
            model=environment.get("CHATBOT_MODEL", "").strip() or default.model,
            host=environment.get("CHATBOT_HOST", "").strip() or default.host,
            port=whole_number("CHATBOT_PORT", default.port, 1, 65535),
            max_question=whole_number("CHATBOT_MAX_QUESTION", default.max_question, 50, 20_000),
            unanswered=Path(unanswered) if unanswered else None,
            unanswered_days=whole_number(
                "CHATBOT_UNANSWERED_DAYS", default.unanswered_days, 1, 365
            ),
        )
