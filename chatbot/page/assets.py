"""What stands in the head of the page: its style, its scripts, and what these need to know."""

import json
from pathlib import Path

from chatbot.page.colours import accents
from chatbot.page.texts import TEXTS, Texts
from chatbot.settings import Settings

STATIC = Path(__file__).parent / "static"
SCRIPTS = (
    "dom.js",
    "language.js",
    "reading.js",
    "steps.js",
    "conversation.js",
    "copying.js",
    "gestures.js",
)
PATIENCE = 1_000
"""Milliseconds, beyond the server's own time limit, after which a question is given up."""
# The words that the scripts write themselves.
_WRITTEN = (
    "conversation", "copied", "read_on", "quoted", "too_long", "unreachable", "busy", "too_many",
    "trouble", "found", "not_found", "passage_of", "passages",
)  # fmt: skip


def head(script: str, colour: str) -> str:
    """The HTML for the head.

    All of it goes into the head because `launch(css=)` puts a prefix before every selector, which
    makes rules on `body` match nothing.

    Args:
        script: What `script` gives.
        colour: The operator's accent colour; empty for ours.
    """
    style = (STATIC / "style.css").read_text(encoding="utf-8")
    if colour:
        style += accents(colour)
    return f"<style>{style}</style>\n<script>{script}</script>"


def script(settings: Settings, texts: Texts) -> str:
    """The page's own script; `texts` are those that the page is served in."""
    known = {
        "limit": settings.max_question,
        "patience": settings.time_limit * 1000 + PATIENCE,
        "served": texts.language,
        "texts": {
            language: {name: getattr(words, name) for name in _WRITTEN}
            for language, words in TEXTS.items()
        },
    }
    knowledge = json.dumps(known).replace("<", "\\u003c")
    scripts = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return f"window.faqSettings = {knowledge};\n{scripts}"
