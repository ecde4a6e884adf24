"""Markdown files with headings as questions, and metadata as YAML front matter.

If some headings end with a question mark, only those are questions. Otherwise every heading with
text below it is one. Lower headings inside an answer belong to it. A heading of the same or a
higher level ends it.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.corpus.documents import Block, Span
from chatbot.corpus.readers.blocks import trimmed
from chatbot.corpus.readers.parsed import ParsedEntry, ParsedFile, RawFile
from chatbot.corpus.readers.yaml_values import YamlError, yaml_values
from chatbot.errors import CorpusError

if TYPE_CHECKING:
    from markdown_it.token import Token

QUESTION_MARK_END = re.compile(r"[?？؟][\"'”’)\]]*$")
LEADING_NUMBER = re.compile(r"^(?:Q(?:uestion)?\s?)?\d{1,6}[.):]\s+", re.IGNORECASE)
# An unclosed comment extends to the end of the file, which also keeps the search linear.
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# The beginning of front matter, closed or not.
FRONT_MATTER = re.compile(r"\ufeff?-{3,}[ \t]*\r?\n[A-Za-z_]+:[ \t]")
TEXT_BLOCKS = {"paragraph_open", "fence", "code_block", "html_block", "tr_open"}


@dataclass(frozen=True, slots=True)
class _Heading:
    question: str
    level: int
    span: Span


def read_markdown(file: RawFile) -> ParsedFile:
    """Read a Markdown file.

    Raises:
        CorpusError: No heading has text below it, or the front matter is not closed or is not
            valid YAML.
    """
    path, text = file.path, file.text()
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    tokens = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).parse(text)
    parts = list(_parts(text, tokens))
    headings = [part for part in parts if isinstance(part, _Heading)]
    metadata = _front_matter(path, text, tokens)
    titles = [heading.question for heading in headings if heading.level == 1]
    if len(titles) == 1 and not QUESTION_MARK_END.search(titles[0]):
        metadata = {"title": titles[0]} | metadata

    only_question_marks = any(QUESTION_MARK_END.search(heading.question) for heading in headings)
    entries: list[ParsedEntry] = []
    current: _Heading | None = None
    blocks: list[Block] = []
    for part in itertools.chain(parts, [None]):
        if isinstance(part, Block):
            blocks.append(part)
            continue
        asks = part and (not only_question_marks or QUESTION_MARK_END.search(part.question))
        if part and current and not asks and part.level > current.level:
            blocks.append(Block(part.span, 0))
            continue
        if current and blocks:
            answer = Span(blocks[0].span.start, blocks[-1].span.end)
            entries.append(ParsedEntry(current.question, current.span, answer, tuple(blocks)))
        current, blocks = (part if asks else None), []
    if not entries:
        raise CorpusError(
            path,
            "no question was found.",
            "Write each question as a heading (## How do I …?) with its answer below it.",
        )
    return ParsedFile(text, tuple(entries), metadata)


def _front_matter(path: Path, text: str, tokens: "list[Token]") -> dict[str, object]:
    for token in tokens:
        if token.type == "front_matter":
            try:
                values = yaml_values(token.content)
            except YamlError as error:
                raise CorpusError(
                    path,
                    "the front matter is not valid YAML.",
                    "Write it as `title: …` lines between two lines of three dashes.",
                    line=error.line + 1 if error.line else 1,  # below the dashes
                ) from error
            return values if isinstance(values, dict) else {}
    if FRONT_MATTER.match(text):  # otherwise a notice would be lost silently
        raise CorpusError(
            path,
            "the front matter is not closed.",
            "Write a line of three dashes below it, as above it.",
            line=1,
        )
    return {}


def _parts(text: str, tokens: "list[Token]") -> Iterator[_Heading | Block]:
    """Yield the headings and blocks of text in the order of the file."""
    # markdown-it counts "\n", "\r\n" and "\r" as line ends.
    line_starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text)), len(text)]
    depth = 0
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type in ("list_item_open", "list_item_close"):
            depth += token.nesting
        if not token.map or token.type not in TEXT_BLOCKS | {"heading_open"}:
            continue
        first, after = token.map
        span = trimmed(text, line_starts[first], line_starts[min(after, len(line_starts) - 1)])
        if token.type == "heading_open" and following is not None and depth == 0:
            words = "".join(
                " " if child.type in ("softbreak", "hardbreak") else child.content
                for child in following.children or ()
            )
            question = LEADING_NUMBER.sub("", words.strip())
            if question:
                yield _Heading(question, int(token.tag[1:]), span)
        elif COMMENT.sub("", span.of(text)).strip():
            yield Block(span, depth)
