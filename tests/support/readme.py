"""Code in README.md that readers copy."""

import re

from chatbot.settings import ROOT


def snippet(language: str) -> str:
    """Return the only block of code in README.md that is marked as this language."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [found] = re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return found


def replaced(text: str, replacements: dict[str, str]) -> str:
    """Replace each of these, which the text must have once."""
    for old, new in replacements.items():
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in README.md's snippet"
        text = text.replace(old, new)
    return text
