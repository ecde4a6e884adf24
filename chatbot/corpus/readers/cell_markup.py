"""Tell whether the cells of a table hold HTML or Markdown, and bring both to HTML."""

import functools
import html
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MarkupOf = Callable[[str], str]
"""From a cell to HTML."""
TAG = re.compile(
    r"</?(?:p|br|a|li|ul|ol|strong|b|em|i|u|div|span|h[1-6]|table|tr|td|img|hr|code|pre)\b[^<>]*>"
    r"|&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});",
    re.IGNORECASE,
)
BLOCK = "(?:p|div|ul|ol|table|h[1-6])"
WHOLE_CELL = re.compile(rf"\s*<{BLOCK}\b[^<>]*>.*</{BLOCK}>\s*", re.IGNORECASE | re.DOTALL)
LINK = re.compile(r"<a\s[^<>]{0,500}href=[^<>]{0,500}>[^<>]*</a>", re.IGNORECASE)
BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,500})(?<=\S)\*\*")
MARKDOWN = re.compile(rf"{BOLD.pattern}|\[[^\[\]\n]{{1,200}}\]\((?:https?:|mailto:|/|#)[^()\s]*\)")
TAG_ONLY = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.IGNORECASE)
BLOCK_TAG = re.compile(r"<(?:p|br|li|div|h[1-6]|table|pre)\b", re.IGNORECASE)
NEW_LINE = "\n"
BLANK_LINES = re.compile(r"\n\s*\n")
SHARE = 0.2
"""Share of answers with markup from which on all cells of a file have it."""
MANY = 2
"""Answers with markup that plain text does not have by chance."""
JOINED_ATTRIBUTE = re.compile(
    r"(<[a-z][^<>]{0,500}=(?:'[^'<>]{0,500}'|\"[^\"<>]{0,500}\"))(?=[a-z])", re.IGNORECASE
)
"""Browsers read `<a href='x'target='y'>`, but to Markdown it is no tag."""
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def cell_markup(answers: Sequence[Sequence[str]]) -> MarkupOf | None:
    """Return how the cells of a file become HTML; None if they are plain text.

    Args:
        answers: The cells with the answer of each record.
    """
    enough = max(1, SHARE * len(answers))
    if _count(MARKDOWN, answers) >= min(enough, MANY):
        return _markdown
    is_html = (
        _count(TAG, answers) >= enough
        or any(WHOLE_CELL.fullmatch(cell) for cells in answers for cell in cells)
        or _count(LINK, answers) >= MANY
    )
    return _with_line_breaks if is_html else None


def _count(pattern: re.Pattern[str], answers: Sequence[Sequence[str]]) -> int:
    return sum(any(map(pattern.search, cells)) for cells in answers)


def _markdown(cell: str) -> str:
    markup: str = _markdown_parser().render(JOINED_ATTRIBUTE.sub(r"\1 ", CONTROL.sub(" ", cell)))
    return markup


@functools.cache
def _markdown_parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    from chatbot.corpus.readers.html_blocks import MAX_DEPTH

    parser = MarkdownIt("commonmark", {"breaks": True, "maxNesting": MAX_DEPTH})
    # Definitions of links would be lost without a word.
    return parser.enable(["table", "strikethrough"]).disable("reference")


def _with_line_breaks(cell: str) -> str:
    """Return HTML in which the lines of a cell without any elements for lines stay apart."""
    cell = CONTROL.sub(" ", cell)
    if BLOCK_TAG.search(cell):
        return cell
    paragraphs = BLANK_LINES.split(cell.strip())
    return "".join(f"<p>{one.replace(NEW_LINE, '<br>')}</p>" for one in paragraphs)


def words_of_cell(cell: str) -> str:
    """Return the words of a cell without its tags."""
    words = BOLD.sub(r"\1", TAG_ONLY.sub(" ", CONTROL.sub(" ", cell)))
    return " ".join(html.unescape(words).split())
