"""The operator's accent colour, made legible: text in it keeps the contrast that WCAG asks for."""

# Where text in the accent colour stands: `--ground` of style.css, light and dark.
_GROUNDS = {":root": "#eef2f3", ".dark": "#10181c"}
_BLACK, _WHITE = "#000000", "#ffffff"
_LEGIBLE = 4.5
"""Least contrast of text (WCAG 2.2, 1.4.3)."""


def accents(colour: str) -> str:
    """CSS that sets the accent colours, derived from one `#rrggbb`.

    The colour goes as far towards black, or towards white in the dark, as it must to be read.
    """
    rules = []
    for scheme, ground in _GROUNDS.items():
        away = _BLACK if scheme == ":root" else _WHITE
        accent = next(
            mixed
            for share in range(0, 101, 2)
            if contrast(mixed := mix(colour, away, share / 100), ground) >= _LEGIBLE
        )
        on_accent = max(_WHITE, _BLACK, key=lambda one: contrast(one, accent))
        rules.append(
            f"\n{scheme} {{ --accent: {accent}; --accent-strong: {mix(accent, away, 0.3)}; "
            f"--accent-soft: {mix(accent, ground, 0.88)}; --on-accent: {on_accent}; }}"
        )
    return "".join(rules)


def mix(colour: str, other: str, share: float) -> str:
    """The colour with so large a share, in [0, 1], of another one, channel by channel in sRGB."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
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
