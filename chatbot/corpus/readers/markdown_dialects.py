"""Rewrite blocks that only some Markdown programs know into what all of them know.

Obsidian and GitHub have callouts (`> [!faq] Why?`), MyST has directives in fences
(```` ```{dropdown} Why? ````), MkDocs has tabs (`=== "Mac"`). What folds or asks becomes <details>.
"""

import re
from collections.abc import Container, Iterator, Sequence

from chatbot.corpus.readers.pieces import asks

Lines = Iterator[tuple[str, int]]
"""Lines of the new text, each with the place of a line of the old one, from 0."""
CALLOUT = re.compile(r"([ \t]{0,3})>[ \t]?\[!([\w-]+)\]([+-]?)[ \t]+(\S.*)")
QUOTED = re.compile(r"[ \t]{0,3}>[ \t]?")
DIRECTIVE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})\{([\w-]+)\}[ \t]*(.*)")
FOLDING = ("dropdown", "details", "toggle", "collapse")
PROSE = (
    *FOLDING,
    *("admonition", "note", "tip", "hint", "important", "warning", "caution", "attention"),
    *("danger", "error", "seealso", "card", "tab-item", "epigraph"),
)
"""Directives with Markdown inside. Others hold code, pictures, formulas."""
OPTION = re.compile(r"[ \t]{0,3}:[\w-]+:.*")
TAB = re.compile(r"([ \t]*)===[+!]?[ \t]+\"(.+)\"[ \t]*")
ADMONITION = re.compile(r"([ \t]*)(?:\?\?\?\+?|!!!)[ \t]")
SUMMARY = re.compile(r"(<summary\b[^<>]*>)(.{1,500}?)(?=</summary>)", re.IGNORECASE)
SUMMARY_END = re.compile(r"</summary>[ \t]*$", re.IGNORECASE)
BEGINS_HTML = re.compile(r"[ \t]*<|[ \t]{4}|[ \t]*$")


def with_known_blocks(text: str, fenced: Container[int]) -> tuple[str, list[int]]:
    """Return the text with blocks that the parser knows, and the line of each of its lines.

    Args:
        text: A Markdown file.
        fenced: Numbers of its lines of code, from 0.
    """
    lines = text.split("\n")
    found = list(_without_gaps(_rewritten(lines, fenced), fenced))
    return "\n".join(line for line, _ in found), [place + 1 for _, place in found]


def _without_gaps(lines: Lines, fenced: Container[int]) -> Lines:
    """Yield lines without the second of two blank ones inside a block of MkDocs.

    There it would end the block, and what is below would be code.
    """
    indent, above = None, ""
    for line, place in lines:
        blank, code = not line.strip(), place in fenced
        if indent is not None and not blank and len(line) - len(line.lstrip()) <= indent:
            indent = None
        if indent is None and not code and (block := ADMONITION.match(line)):
            indent = len(block[1])
        if indent is None or code or not blank or above.strip():
            yield line, place
        above = line


def _rewritten(lines: Sequence[str], fenced: Container[int]) -> Lines:
    place = 0
    while place < len(lines):
        line, code = lines[place], place in fenced
        if (directive := DIRECTIVE.fullmatch(line)) and directive[2].lower() in PROSE:
            end = _fence_end(lines, place, directive[1])
            yield from _directive(lines, place, end, directive)
        elif not code and (callout := CALLOUT.fullmatch(line)):
            end = _last_while(lines, place, QUOTED)
            yield from _callout(lines, place, end, callout)
        elif not code and (tab := TAB.fullmatch(line)):
            end = _last_indented(lines, place, len(tab[1]) + 4)
            yield from ((one, place) for one in ("", f"{tab[1]}**{tab[2]}**", ""))
            indent = re.compile(rf"[ \t]{{1,{len(tab[1]) + 4}}}")
            inside = [indent.sub(tab[1], one, count=1) for one in lines[place + 1 : end + 1]]
            yield from zip(inside, range(place + 1, end + 1), strict=True)
        else:
            end = place
            yield (line if code else SUMMARY.sub(_rendered, line)), place
            below = lines[place + 1] if place + 1 < len(lines) else ""
            if not code and SUMMARY_END.search(line) and not BEGINS_HTML.match(below):
                yield "", place  # what follows is Markdown
        place = end + 1


def _rendered(summary: re.Match[str]) -> str:
    """Return a title in HTML, where people write Markdown, too: `<summary>**Why?**</summary>`."""
    words = re.sub(r"`([^`]+)`", r"<code>\1</code>", summary[2])
    return summary[1] + re.sub(r"\*\*(\S(?:[^*]*\S)?)\*\*", r"<strong>\1</strong>", words)


def _callout(lines: Sequence[str], place: int, end: int, callout: re.Match[str]) -> Lines:
    title = callout[4].strip()
    if callout[3] or asks(title):
        inside = [(QUOTED.sub("", lines[one], count=1), one) for one in range(place + 1, end + 1)]
        yield from _folded(title, place, end, inside)
        return
    yield f"{callout[1]}> **{title}**", place
    yield f"{callout[1]}>", place
    yield from zip(lines[place + 1 : end + 1], range(place + 1, end + 1), strict=True)


def _directive(lines: Sequence[str], place: int, end: int, directive: re.Match[str]) -> Lines:
    inside = [(lines[one], one) for one in range(place + 1, end)]
    options = 0
    while options < len(inside) and OPTION.fullmatch(inside[options][0]):
        options += 1
    folds = directive[2].lower() in FOLDING or any("dropdown" in one for one, _ in inside[:options])
    # The walk leaves such lines out with a reason.
    told = [(f"{{{one.strip()}}}", line) for one, line in inside[:options]]
    title, body = directive[3].strip(), [*told, ("", place), *inside[options:]]
    if title and (folds or asks(title)):
        yield from _folded(title, place, end, body)
        return
    yield from ((one, place) for one in ("", f"**{title}**" if title else "", ""))
    yield from body
    yield "", end


def _folded(title: str, place: int, end: int, inside: Sequence[tuple[str, int]]) -> Lines:
    for one in ("", "<details><summary>", "", title, "", "</summary>", ""):
        yield one, place
    yield from inside
    for one in ("", "</details>", ""):
        yield one, end


def _fence_end(lines: Sequence[str], place: int, fence: str) -> int:
    """Return the place of the line that closes a fence; of the last line if none does."""
    closing = re.compile(rf"[ \t]{{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*")
    below = range(place + 1, len(lines))
    return next((one for one in below if closing.fullmatch(lines[one])), len(lines) - 1)


def _last_while(lines: Sequence[str], place: int, pattern: re.Pattern[str]) -> int:
    while place + 1 < len(lines) and pattern.match(lines[place + 1]):
        place += 1
    return place


def _last_indented(lines: Sequence[str], place: int, indent: int) -> int:
    """Return the place of the last line below that is indented, blank ones in between apart."""
    last = place
    for one in range(place + 1, len(lines)):
        line = lines[one].expandtabs(4)
        if line.strip() and len(line) - len(line.lstrip()) < indent:
            break
        last = one if line.strip() else last
    return last
