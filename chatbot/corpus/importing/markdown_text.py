"""Write the entries of a file as Markdown that reads the same."""

import html
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from chatbot.corpus.documents import CELL_SEPARATOR, Block, BlockKind, Mark, MarkKind
from chatbot.corpus.readers.parsed import LIST_MARKER, ParsedEntry, ParsedFile
from chatbot.corpus.readers.pieces import asks

SPECIAL = re.compile(r"([\\`*_\[\]<>~|{}$^&])")
# What would begin something else at the start of a line.
LINE_START = re.compile(r"(?m)^(\s*)([#>+:=!-])")
NUMBERED = re.compile(r"(?m)^(\s*\d{1,9})([.)])")
SIGNS = {MarkKind.STRONG: "**", MarkKind.EMPHASIS: "*"}
LINKED = ("http", "https", "mailto", "tel")
DEEPEST = 6


def markdown_text(parsed: ParsedFile, title: str, depth: int = 1) -> str:
    """Return the entries as Markdown, with the title as its first heading, of level `depth`."""
    root = _asking_title(parsed)
    parts = [] if root else [f"{'#' * depth} {_heading(title)}"]
    above: tuple[str, ...] = ()
    for entry in parsed.entries:
        first_level = depth + (root not in (entry.question, *entry.section[:1]))
        shared = _common(above, entry.section)
        for level, section in enumerate(entry.section[shared:], start=shared + first_level):
            parts.append(f"{'#' * min(level, DEEPEST)} {_heading(section)}")
        level = min(len(entry.section) + first_level, DEEPEST)
        if not _is_opening(entry, title) or len(parts) > 1:
            parts += [
                f"{'#' * level} {_heading(question)}"
                for question in entry.alternative_questions or (entry.question,)
            ]
            above = (*entry.section, entry.question)
        parts += _blocks(parsed, entry, level)
    return "\n\n".join(parts) + "\n"


def _asking_title(parsed: ParsedFile) -> str:
    """Return the question that is the only heading of the first level; empty if there is none."""
    parents = {entry.section[0] for entry in parsed.entries if entry.section}
    asking = [
        entry.question for entry in parsed.entries if not entry.section and asks(entry.question)
    ]
    return asking[0] if len(asking) == 1 and asking[0] in parents else ""


def _is_opening(entry: ParsedEntry, title: str) -> bool:
    """Return whether an entry is the text above the first question."""
    return not entry.section and (
        entry.question == title or entry.heading.start == entry.heading.end
    )


def reads_differently(original: ParsedFile, written: ParsedFile, title: str) -> list[str]:
    """Return the questions that have another answer, section or place in what was written."""
    before, after = (
        [
            (
                "" if _is_opening(entry, title) else entry.question,
                entry.section,
                [block.span.of(one.text) for block in entry.blocks],
            )
            for entry in one.entries
        ]
        for one in (original, written)
    )
    lost = [entry[0] or title for entry in before if entry not in after]
    new = [entry[0] or title for entry in after if entry not in before]
    return lost or new or ([] if before == after else [title])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def _heading(words: str) -> str:
    return SPECIAL.sub(r"\\\1", " ".join(words.split())).replace("#", "\\#")


def _blocks(parsed: ParsedFile, entry: ParsedEntry, level: int) -> Iterable[str]:
    """Yield the blocks of an answer; the items of a list and the rows of a table together."""
    group: list[Block] = []
    for block in [*entry.blocks, None]:
        if group and (block is None or _role(block) != _role(group[-1]) or _new_table(block)):
            yield _group(parsed, group, level)
            group = []
        if block is not None:
            group.append(block)


def _role(block: Block) -> str:
    if block.kind in (BlockKind.ROW, BlockKind.HEADER_ROW):
        return "table"
    if block.kind is BlockKind.ITEM or block.depth:
        return "list"
    return f"alone {block.span}"


def _new_table(block: Block) -> bool:
    return block.kind is BlockKind.HEADER_ROW


def _group(parsed: ParsedFile, group: Sequence[Block], level: int) -> str:
    first = group[0]
    if _role(first) == "table":
        return _table(parsed, group)
    if _role(first) == "list":
        return _list(parsed, group)
    if first.kind is BlockKind.CODE:
        return _code(first.span.of(parsed.text))
    words = _marked(parsed, first)
    if first.kind is BlockKind.HEADING:
        return f"{'#' * min(level + 1, DEEPEST)} {' '.join(words.split())}"
    return words


def _code(code: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
    return f"{fence}\n{code}\n{fence}"


def _list(parsed: ParsedFile, items: Sequence[Block]) -> str:
    lines: list[str] = []
    last_depth = 0
    widths = [0]  # columns at which the text of each open level begins
    for item in items:
        depth = max(1, item.depth)
        marker = LIST_MARKER.match(parsed.text, *item.span)
        if item.kind is BlockKind.ITEM and marker:
            del widths[depth:]
            widths += [widths[-1] + 2] * (depth - len(widths))
            sign = marker[0] if marker[0][0].isdigit() else "- "
            words = _marked(parsed, item, skip=len(marker[0]))
            if sign[0].isdigit() and lines and depth > last_depth:
                lines.append("")  # only a list that begins with 1 may follow at once
            last_depth = depth
            lines.append(_indented(sign + words, widths[-1], len(sign)))
            widths.append(widths[-1] + len(sign))
        else:
            code = item.kind is BlockKind.CODE
            words = _code(item.span.of(parsed.text)) if code else _marked(parsed, item)
            lines += ["", _indented(words, widths[min(depth, len(widths) - 1)], 0)]
    return "\n".join(lines)


def _indented(words: str, columns: int, following: int) -> str:
    first, *rest = words.split("\n")
    return "\n".join([" " * columns + first, *(" " * (columns + following) + one for one in rest)])


def _table(parsed: ParsedFile, rows: Sequence[Block]) -> str:
    cells = [row.span.of(parsed.text).split(CELL_SEPARATOR) for row in rows]
    if rows[0].kind is not BlockKind.HEADER_ROW:  # Markdown has no table without a header
        lines = [
            f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in cells
        ]
        return "\n".join(["<table>", *lines, "</table>"])
    marked = [_marked(parsed, row, cells=True) for row in rows]
    rule = "|" + " --- |" * len(cells[0])
    lines = [f"| {line} |" for line in marked]
    return "\n".join([lines[0], rule, *lines[1:]])


def _marked(parsed: ParsedFile, block: Block, *, skip: int = 0, cells: bool = False) -> str:
    """Return the text of a block with its marks, escaped."""
    start, end = block.span.start + skip, block.span.end
    text = parsed.text
    opened: dict[int, list[str]] = {}
    closed: dict[int, list[str]] = {}
    last_end: list[int] = []
    for mark in parsed.marks:
        if not start <= mark.span.start < mark.span.end <= end:
            continue
        while last_end and last_end[-1] <= mark.span.start:
            last_end.pop()
        signs = _signs(text, mark, start, end)
        if signs and (not last_end or mark.span.end <= last_end[-1]):
            opened.setdefault(mark.span.start, []).append(signs[0])
            closed.setdefault(mark.span.end, []).insert(0, signs[1])
            last_end.append(mark.span.end)
    parts: list[str] = []
    places = sorted({start, end, *opened, *closed})
    for place, following in zip(places, [*places[1:], end], strict=True):
        parts += closed.get(place, []) + opened.get(place, [])
        parts.append(_escaped(text[place:following], cells=cells))
    words = "".join(parts)
    return NUMBERED.sub(r"\1\\\2", LINE_START.sub(r"\1\\\2", words)).replace("\n", "\\\n")


def _escaped(words: str, *, cells: bool) -> str:
    if cells:
        return CELL_SEPARATOR.join(
            SPECIAL.sub(r"\\\1", cell) for cell in words.split(CELL_SEPARATOR)
        )
    return SPECIAL.sub(r"\\\1", words)


def _signs(text: str, mark: Mark, start: int, end: int) -> tuple[str, str] | None:
    """Return what opens and closes a mark; nothing where Markdown could not tell it from text."""
    if mark.kind is MarkKind.LINK:
        try:
            scheme = urlsplit(mark.target).scheme
        except ValueError:
            return None
        target = re.sub(r"[\s<>()\\]", lambda match: f"%{ord(match[0]):02X}", mark.target)
        target = re.sub(r"&(?=#?\w+;)", "&amp;", target)
        return ("[", f"]({target})") if scheme in LINKED else None
    if mark.kind not in SIGNS:
        return None
    before = text[mark.span.start - 1] if mark.span.start > start else " "
    after = text[mark.span.end] if mark.span.end < end else " "
    inside = text[mark.span.start], text[mark.span.end - 1]
    if before.isalnum() or after.isalnum() or not all(map(str.isalnum, inside)):
        whole = before.isspace() and after.isspace()
        if not whole or any(map(str.isspace, inside)):
            return None
    return SIGNS[mark.kind], SIGNS[mark.kind]
