"""Markdown files, with metadata as YAML front matter.

markdown-it renders the file to HTML, with the line of the file at each element. What is a question
is found in that HTML, as in every other format with markup.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.blocks import LINE_END
from chatbot.corpus.readers.builder_marks import without_builder_marks
from chatbot.corpus.readers.front_matter import (
    beside_text,
    front_matter,
    instead_of_text,
    questions_in_metadata,
    without_toml,
)
from chatbot.corpus.readers.html_blocks import MAX_DEPTH, SOFT_BREAK, parsed_html, render_html
from chatbot.corpus.readers.html_questions import mark_questions
from chatbot.corpus.readers.html_tags import LINE, closed_elements, is_element, tamed
from chatbot.corpus.readers.markdown_dialects import with_known_blocks
from chatbot.corpus.readers.outline import parsed_file
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.plain_metadata import without_plain_metadata
from chatbot.corpus.readers.rendering import CONTROL, Rendering
from chatbot.corpus.readers.site_markup import with_details
from chatbot.errors import CorpusError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# The beginning of front matter, closed or not.
# Instructions to site generators, each on lines of their own (Jekyll, Hugo, Docusaurus, VuePress).
DIRECTIVE = re.compile(
    r"(?:\s*(?:\{%.*?%\}|\{\{.*?\}\}|\{:[^{}\n]*\}|\[\[_?toc_?\]\]|\[toc\]|:::+[^\n]*|"
    r"(?-i:import\s[^\n]*\sfrom\s+['\"]|export\s+(?:const|default)\s)[^\n]*|\[!\w+\]))+",
    re.IGNORECASE,
)
TAG = re.compile(r"<([A-Za-z][\w-]*)(?=[\s>])")
BREAKS = ("softbreak", "hardbreak")
# In kramdown a table of contents replaces the item.
CONTENTS_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+\.)[ \t]+.*\n[ \t]*\{:[^}\n]*\btoc\b.*\}", re.M)
ARGUMENT_REASON = "an argument of a block, beside its title"
DIRECTIVE_REASON = "an instruction to a site generator"
# MkDocs lets one leave out the type, and the plugin would take the first word for it.
UNTYPED_ADMONITION = re.compile(r'^([ \t]*(?:\?\?\?\+?|!!!)) +(?=")')
MDX_COMMENT = re.compile(r"^\{/\*(.*?)\*/\}[ \t]*$", re.DOTALL | re.MULTILINE)
# "{{ site.name }}" or '{{< ref "page" >}}' in the target of a link, where Markdown allows no such.
TARGET = re.compile(r"(?<=\]\()(?:[^()\s{}]*\{[{%][^{}\n]{1,200}[}%]\})+[^()\s{}]*(?=\))")
NOT_IN_TARGET = re.compile(r"[\s<>()\"']+")
# "#Title" was a heading before CommonMark.
HEADING_WITHOUT_SPACE = re.compile(r"^(#{1,6})(?=[^#\s!\d])")
OPENING_TAG = re.compile(r"\s*</?([A-Za-z][A-Za-z0-9]*)[\s/>]")
ASKING_TITLE = re.compile(r"\".*[?？]\W*\"")
ASKING = re.compile(r"[?？]#*[ \t\r]*$")


def read_markdown(file: RawFile) -> ParsedFile:
    """Read a Markdown file.

    Raises:
        CorpusError: There is no entry, or the front matter is not closed or is not valid YAML.
    """
    text, toml = without_toml(file.path, LINE_END.sub("\n", CONTROL.sub("\ufffd", file.text())))
    text, plain, beside = without_plain_metadata(text)
    parser, rendering = _parser(), Rendering()
    tokens = _tokens(parser, text, rendering)
    text, marks = without_builder_marks(text, _fenced(tokens))
    if marks:
        rendering, beside = Rendering(), beside + marks
        tokens = _tokens(parser, text, rendering)
    newer, lines, arguments = _with_known_blocks(parser, _in_newer_style(text, tokens), tokens)
    if newer != text:
        rendering = Rendering()
        tokens = _tokens(parser, newer, rendering, lines)
    rendering.left_out += beside + arguments
    metadata = plain | toml | front_matter(file.path, text, tokens, rendering)
    environment = {"closed": closed_elements(newer), "lines": lines}
    markup = parser.renderer.render(tokens, parser.options, environment)
    page = parsed_html(f"<html><body><div>{markup}</div></body></html>", file.path)
    if any(token.type == "html_block" for token in tokens):
        mark_questions(page, ())
    render_html(page, rendering, line=1)
    in_metadata = questions_in_metadata(file, metadata)
    try:
        found = parsed_file(rendering, file.path, metadata)
    except CorpusError:
        if in_metadata is None:
            raise
        return instead_of_text(in_metadata, metadata, rendering)
    return found if in_metadata is None else beside_text(in_metadata, found)


def _with_known_blocks(
    parser: "MarkdownIt", text: str, tokens: "Sequence[Token]"
) -> tuple[str, list[int], list[LeftOut]]:
    """Return the text without dialects, the line of the file for each of its lines, and the rest.

    The rest are arguments of blocks that are no part of the text.
    """
    common, places = with_known_blocks(text, _fenced(tokens))
    if common != text:
        tokens = _tokens(parser, common, Rendering(), places)
    newer, lines, others = with_details(common, _fenced(tokens))
    arguments = [LeftOut(places[line - 1], words, ARGUMENT_REASON) for line, words in others]
    return newer, [places[line - 1] for line in lines], arguments


def _in_newer_style(text: str, tokens: "Sequence[Token]") -> str:
    """Return the text with headings and folded blocks as today's parser wants them.

    Lines of code stay as they are. A line like "#Title" is a heading if it asks, or if the file has
    no other headings and most of such lines ask.
    """
    code: set[int] = set()
    for token in tokens:
        if token.type in ("fence", "code_block", "html_block") and token.map:
            code.update(range(*token.map))
    lines = text.split("\n")
    old = [
        number
        for number, line in enumerate(lines)
        if number not in code and HEADING_WITHOUT_SPACE.match(line)
    ]
    asking = [number for number in old if ASKING.search(lines[number])]
    has_headings = any(token.type == "heading_open" for token in tokens)
    for number in asking if has_headings or 2 * len(asking) < len(old) else old:
        lines[number] = HEADING_WITHOUT_SPACE.sub(r"\1 ", lines[number])
    for number in _indented_html(tokens):
        lines[number] = lines[number].lstrip()
    for number, line in enumerate(lines):
        if number not in code:
            line = UNTYPED_ADMONITION.sub(r"\1 note ", line)
            lines[number] = TARGET.sub(lambda target: NOT_IN_TARGET.sub("", target[0]), line)
    text = "\n".join(lines)

    def comment(match: re.Match[str]) -> str:
        inside = text.count("\n", 0, match.start()) in code
        return match[0] if inside else f"<!--{match[1].replace('--', '- -')}-->"

    return MDX_COMMENT.sub(comment, text)


def _indented_html(tokens: "Sequence[Token]") -> Iterator[int]:
    """Yield the numbers of the lines of HTML that a blank line and its indentation made code."""
    for above, token in itertools.pairwise(tokens):
        if token.type == "code_block" and above.type in ("html_block", "code_block") and token.map:
            name = OPENING_TAG.match(token.content)
            if name and is_element(name[1]):
                yield from range(*token.map)


def _fenced(tokens: "Sequence[Token]") -> set[int]:
    """Return the numbers of the lines of fenced code."""
    fences = (token.map for token in tokens if token.type == "fence" and token.map)
    return {number for first, end in fences for number in range(first, end)}


def _tokens(
    parser: "MarkdownIt", text: str, into: Rendering, lines: Sequence[int] = ()
) -> "Sequence[Token]":
    """Parse a text, without the contents that kramdown would fill in.

    Args:
        parser: The parser.
        text: The text.
        into: Takes what is left out.
        lines: The line of the file for each line of the text, if they differ.
    """
    numbers = lines or range(1, text.count("\n") + 2)
    for item in CONTENTS_ITEM.finditer(text):
        into.leave_out(item[0], DIRECTIVE_REASON, numbers[text.count("\n", 0, item.start())])
    # As many lines as before, so that those below keep their numbers.
    return parser.parse(CONTENTS_ITEM.sub("\n", text), {"rendering": into, "lines": numbers})


def _parser() -> "MarkdownIt":
    """Return the parser, whose HTML names the line of each element."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    # By default the parser drops what is nested more deeply than 20.
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_DEPTH}).enable(["table", "strikethrough"])
    for plugin in (front_matter_plugin, deflist_plugin, admon_plugin):
        parser.use(plugin)
    parser.core.ruler.push("source_lines", _mark_lines)
    parser.core.ruler.push("directives", _leave_out_directives)
    parser.add_render_rule("softbreak", lambda *_: f"<{SOFT_BREAK}></{SOFT_BREAK}>")
    parser.add_render_rule("html_block", _html_block)
    parser.add_render_rule("html_inline", _html_inline)
    return parser


def _mark_lines(state: Any) -> None:  # noqa: ANN401 — StateCore is not exported
    """Name the line of each element, and let MkDocs' folded blocks be <details>."""
    folded: list[bool] = []
    titled: list[bool] = []
    for token, following in itertools.zip_longest(state.tokens, state.tokens[1:]):
        if token.map and token.nesting >= 0:
            token.attrSet(LINE, str(state.env["lines"][token.map[0]]))
        if token.type == "admonition_open":
            folded.append(token.markup.startswith("?") or bool(ASKING_TITLE.search(token.info)))
            titled.append('"' in token.info)
        if token.type.startswith("admonition") and folded and folded[-1]:
            token.tag = "summary" if "title" in token.type else "details"
        if token.type == "admonition_title_open" and not titled[-1]:
            following.children = []  # the plugin's word, not the file's
        if token.type == "admonition_close":
            folded.pop()
            titled.pop()


def _html_inline(_: object, tokens: "Sequence[Token]", place: int, __: object, env: Any) -> str:  # noqa: ANN401
    return tamed(tokens[place].content, env["closed"], inline=True)


def _html_block(_: object, tokens: "Sequence[Token]", place: int, __: object, env: Any) -> str:  # noqa: ANN401
    """Return raw HTML whose elements name their lines."""
    first = (tokens[place].map or [0])[0]
    raw = tamed(tokens[place].content, env["closed"]).split("\n")
    numbers = env["lines"]
    lines = [(numbers[min(first + below, len(numbers) - 1)], one) for below, one in enumerate(raw)]
    return "\n".join(
        TAG.sub(rf'<\1 {LINE}="{number}"', line).replace("<!--", f"<!--@{number}@")
        for number, line in lines
    )


def _leave_out_directives(state: Any) -> None:  # noqa: ANN401
    """Leave out the instructions to site generators that fill a line of a paragraph."""
    for token in state.tokens:
        line = state.env["lines"][token.map[0]] if token.map else 0
        around = [None, *(token.children or []), None]
        for before, child, after in zip(around, around[1:-1], around[2:], strict=False):
            if child.type in BREAKS:
                line += 1
            alone = all(beside is None or beside.type in BREAKS for beside in (before, after))
            if child.type == "text" and alone and DIRECTIVE.fullmatch(child.content.strip()):
                state.env["rendering"].leave_out(child.content, DIRECTIVE_REASON, line)
                child.content = ""
