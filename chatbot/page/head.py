"""What stands in the head of the page: its style, its scripts, and what these need to know."""

import json
from pathlib import Path

from chatbot.page.texts import Texts
from chatbot.page.translations import TEXTS
from chatbot.settings import Settings

HERE = Path(__file__).parent
SCRIPTS = (
    "dom.js",
    "language.js",
    "reading.js",
    "steps.js",
    "conversation.js",
    "copying.js",
    "gestures.js",
)
PATIENCE = 10_000
"""Milliseconds after which a question counts as not answered."""
# The words that the scripts write themselves.
_WRITTEN = (
    "conversation", "copied", "read_on", "quoted", "too_long", "unreachable", "found", "not_found",
    "passage_of", "passages",
)  # fmt: skip


def head(settings: Settings, texts: Texts) -> str:
    """The HTML for the head; `texts` are those that the page is served in.

    All of it goes into the head because `launch(css=)` puts a prefix before every selector, which
    makes rules on `body` match nothing.
    """
    known = {
        "limit": settings.max_question,
        "patience": PATIENCE,
        "served": texts.language,
        "texts": {
            language: {name: getattr(words, name) for name in _WRITTEN}
            for language, words in TEXTS.items()
        },
    }
    knowledge = json.dumps(known).replace("<", "\\u003c")
    style = (HERE / "style.css").read_text(encoding="utf-8")
    scripts = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return f"<style>{style}</style>\n<script>window.faqSettings = {knowledge};\n{scripts}</script>"
