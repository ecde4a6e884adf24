"""The head of the page: the style with the operator's accent colour, and the scripts."""

import json
from pathlib import Path

from chatbot.page.texts import TEXTS, Texts
from chatbot.settings import Settings

STATIC = Path(__file__).with_name("static")
SCRIPT_FILES = (
    "dom.js", "language.js", "reading.js", "steps.js", "conversation.js", "copying.js",
    "gestures.js",
)  # fmt: skip
EXTRA_TIMEOUT_MS = 1_000  # from the server's time limit until the page gives a question up
# The texts that the scripts insert themselves.
_SCRIPT_TEXTS = (
    "conversation", "copied", "read_on", "quoted", "too_long", "unreachable", "busy", "too_many",
    "trouble", "found", "not_found", "passage_of", "passages",
)  # fmt: skip

# Backgrounds of text in the accent colour: `--ground` of style.css, light and dark.
_GROUNDS = {":root": "#eef2f3", ".dark": "#10181c"}
_BLACK, _WHITE = "#000000", "#ffffff"
MIN_CONTRAST = 4.5  # of text (WCAG 2.2, 1.4.3)


def head(script: str, colour: str) -> str:
    """Return the HTML of the head.

    Style and scripts are here because `launch(css=)` puts a prefix before every selector. Rules
    for `body` would then match nothing.

    Args:
        script: The result of `script`.
        colour: The operator's accent colour as `#rrggbb`; empty for the default.
    """
    style = (STATIC / "style.css").read_text(encoding="utf-8")
    if colour:
        style += accents(colour)
    return f"<style>{style}</style>\n<script>{script}</script>"


def script(settings: Settings, texts: Texts) -> str:
    """Return the page's own script; the page is served with `texts`."""
    known = {
        "limit": settings.max_question,
        "patience": settings.time_limit * 1000 + EXTRA_TIMEOUT_MS,
        "served": texts.language,
        "texts": {
            language: {name: getattr(words, name) for name in _SCRIPT_TEXTS}
            for language, words in TEXTS.items()
        },
    }
    as_json = json.dumps(known).replace("<", "\\u003c")
    scripts = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in SCRIPT_FILES)
    return f"window.faqSettings = {as_json};\n{scripts}"


def accents(colour: str) -> str:
    """Return CSS with the accent colours, derived from one `#rrggbb`.

    The colour is darkened, or in the dark scheme lightened, until text in it is legible.
    """
    rules = []
    for scheme, ground in _GROUNDS.items():
        away = _BLACK if scheme == ":root" else _WHITE
        accent = next(
            mixed
            for percent in range(0, 101, 2)
            if contrast(mixed := mix(colour, away, percent / 100), ground) >= MIN_CONTRAST
        )
        on_accent = max(_WHITE, _BLACK, key=lambda one: contrast(one, accent))
        rules.append(
            f"\n{scheme} {{ --accent: {accent}; --accent-strong: {mix(accent, away, 0.3)}; "
            f"--accent-soft: {mix(accent, ground, 0.88)}; --on-accent: {on_accent}; }}"
        )
    return "".join(rules)


def mix(colour: str, other: str, share: float) -> str:
    """Return the colour with this share, in [0, 1], of another, by sRGB channel."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))


def _luminance(colour: str) -> float:
    linear = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(colour))
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
