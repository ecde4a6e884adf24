"""What README.md prints for others to copy."""

import re

from chatbot.settings import ROOT


def snippet(language: str) -> str:
    """The one block of code of README.md that is marked as written in this language."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [found] = re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return found


def replaced(text: str, replacements: dict[str, str]) -> str:
    """The text with each of these, which must stand there once, replaced."""
    for old, new in replacements.items():
        assert text.count(old) == 1, (
            f"{old!r} stands {text.count(old)} times in README.md's snippet"
        )
        text = text.replace(old, new)
    return text
