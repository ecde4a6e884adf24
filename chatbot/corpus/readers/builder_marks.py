"""The marks that page builders of WordPress write around text: `[vc_row] … [/vc_row]`."""

import re
from collections.abc import Container

from chatbot.corpus.documents import LeftOut

# Quoted values may hold brackets. Possessive, so that hostile files cost no time. Names of
# builders have an underscore; a link in Markdown has its target behind it.
MARK = re.compile(
    r"\[(?P<end>/?)(?P<name>[a-z]+_\w++)"
    r"(?P<rest>(?:\s(?>[^\[\]\"']++|\"[^\"]*+\"|'[^']*+')*+)?)\](?![(:])"
)
CODE = re.compile(r"<(code|pre)\b.{0,2000}?</\1>|(`+)[^`\n]+\2", re.DOTALL)
"""Code, in HTML and in Markdown. Marks in it are spoken of, not used."""
TITLE = re.compile(
    r"\s(?:title|question|heading|label|summary)\s*=\s*[\"'][^\"']*\w", re.IGNORECASE
)
ARGUMENT = re.compile(r"\s\w+\s*=\s*[\"']")
REASON = "marks of a page builder"


def without_builder_marks(text: str, fenced: Container[int] = ()) -> tuple[str, list[LeftOut]]:
    """Return a text without such marks, and what is left out with them.

    Marks with a title stay: they are blocks that have their own rule.

    Args:
        text: Markdown or HTML.
        fenced: Numbers of its lines of code, from 0.
    """
    code = [match.span() for match in CODE.finditer(text)]
    found: list[re.Match[str]] = []
    line, place = 0, 0
    lines: list[int] = []
    for match in MARK.finditer(text):
        line += text.count("\n", place, match.start())
        place = match.start()
        if line not in fenced and not any(first <= place < last for first, last in code):
            found.append(match)
            lines.append(line + 1)
    titled = {match["name"] for match in found if TITLE.search(match["rest"])}
    ended = {match["name"] for match in found if match["end"]} - titled
    marks = {
        match.start(): number
        for match, number in zip(found, lines, strict=True)
        if match["name"] in ended or (match["name"] not in titled and ARGUMENT.match(match["rest"]))
    }
    if not ended or not marks:
        return text, []
    words = " ".join(dict.fromkeys(match[0] for match in found if match.start() in marks))

    def without(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n") if match.start() in marks else match[0]

    return MARK.sub(without, text), [LeftOut(min(marks.values()), words, REASON)]
