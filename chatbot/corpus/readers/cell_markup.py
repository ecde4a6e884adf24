"""Tell whether the cells of a table hold HTML or Markdown, and bring both to HTML.

A file with such cells has others that are plain: in those, "Press <Enter>" is no tag.
"""

import functools
import html
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MarkupOf = Callable[[str], str]
"""From a cell to HTML."""
TAG = re.compile(
    r"</?(?:p|br|a|li|ul|ol|strong|b|em|i|u|div|span|h[1-6]|table|tr|td|img|hr|code|pre)\b[^<>]*>"
    r"|&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});",
    re.IGNORECASE,
)
BLOCK = "(?:p|div|ul|ol|table|h[1-6])"
WHOLE_CELL = re.compile(rf"\s*<{BLOCK}\b[^<>]*>.*</{BLOCK}>\s*", re.IGNORECASE | re.DOTALL)
LINK_OR_LIST = re.compile(
    r"<a\s[^<>]{0,500}href=[^<>]{0,500}>[^<>]*</a>|<[uo]l\b[^<>]{0,500}>\s*<li\b", re.IGNORECASE
)
BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,500})(?<=\S)\*\*")
MARKDOWN = re.compile(rf"{BOLD.pattern}|\[[^\[\]\n]{{1,200}}\]\((?:https?:|mailto:|/|#)[^()\s]*\)")
TAG_ONLY = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>", re.IGNORECASE)
INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|code|em|font|i|kbd|mark|s|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE
)
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
ADDRESS = re.compile(r"<(?=https?:/|mailto:|[\w.+-]{1,64}@)", re.IGNORECASE)
"""In pointed brackets, as mail programs write it."""
COMPARISON = re.compile(r"<(?=([a-z][\w-]*)\s[^<>=\"'/]*>)", re.IGNORECASE)
"""As in "if x <y and z> 5": a name and words, but no attribute with a value."""
CONTAINER = re.compile(r"<(/?)(?:ul|ol|table|div)\b", re.IGNORECASE)
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
        or _count(LINK_OR_LIST, answers) >= MANY
    )
    return _html if is_html else None


def whole_cells(cells: Sequence[str]) -> Sequence[str]:
    """Return the cells of an answer; as one if they are the lines of one piece of HTML."""
    for cell in cells:
        ends = [bool(tag[1]) for tag in CONTAINER.finditer(cell)]
        if 2 * sum(ends) != len(ends):
            return ["\n".join(cells)]
    return cells


def _count(pattern: re.Pattern[str], answers: Sequence[Sequence[str]]) -> int:
    return sum(any(map(pattern.search, cells)) for cells in answers)


def _markdown(cell: str) -> str:
    cell = JOINED_ATTRIBUTE.sub(r"\1 ", CONTROL.sub(" ", cell))
    markup: str = _markdown_parser().render(cell, {"plain": not _has_elements(cell)})
    return markup


@functools.cache
def _markdown_parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    from chatbot.corpus.readers.html_blocks import MAX_DEPTH

    parser = MarkdownIt("commonmark", {"breaks": True, "maxNesting": MAX_DEPTH})
    # Definitions of links would be lost without a word.
    parser.enable(["table", "strikethrough"]).disable("reference")
    parser.add_render_rule("html_inline", _raw_html)
    parser.add_render_rule("html_block", _raw_html)
    return parser


def _raw_html(_: object, tokens: "Sequence[Token]", place: int, __: object, env: Any) -> str:  # noqa: ANN401
    markup = tokens[place].content
    return html.escape(markup, quote=False) if env["plain"] else _tamed(markup)


def _html(cell: str) -> str:
    """Return HTML in which the lines of a cell without any elements for lines stay apart."""
    cell = CONTROL.sub(" ", cell)
    cell = _tamed(cell) if _has_elements(cell) else html.escape(cell, quote=False)
    if BLOCK_TAG.search(cell):
        return cell
    paragraphs = BLANK_LINES.split(cell.strip())
    return "".join(f"<p>{one.replace(NEW_LINE, '<br>')}</p>" for one in paragraphs)


def _has_elements(cell: str) -> bool:
    """Return whether a cell holds HTML: common elements, or others that are closed."""
    from chatbot.corpus.readers.html_tags import closed_elements, is_element

    return bool(TAG.search(cell)) or any(map(is_element, closed_elements(cell)))


def _tamed(markup: str) -> str:
    """Return HTML in which what is no element is text."""
    from chatbot.corpus.readers.html_tags import closed_elements, is_element, tamed

    def spoken(bracket: re.Match[str]) -> str:
        return "<" if is_element(bracket[1]) else "&lt;"

    markup = COMPARISON.sub(spoken, ADDRESS.sub("&lt;", markup))
    return tamed(markup, closed_elements(markup), inline=True)


def words_of_cell(cell: str) -> str:
    """Return the words of a cell without its tags."""
    words = CONTROL.sub(" ", cell)
    if _has_elements(words):
        words = html.unescape(TAG_ONLY.sub(" ", INLINE_TAG.sub("", _tamed(words))))
    return " ".join(BOLD.sub(r"\1", words).split())
