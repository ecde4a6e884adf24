"""HTML pages.

Three steps prepare the tree before the common walk: what shows a question is made a <summary>
(`html_questions`), what is not part of the text is taken out (`html_page_parts`), and questions
that only the page's structured data has are added at its end.
"""

import re
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from chatbot.corpus.readers.builder_marks import without_builder_marks
from chatbot.corpus.readers.front_matter import without_toml
from chatbot.corpus.readers.html_blocks import render_html
from chatbot.corpus.readers.html_contents import mark_contents
from chatbot.corpus.readers.html_controls import take_out_controls
from chatbot.corpus.readers.html_decoration import take_out_decoration
from chatbot.corpus.readers.html_groups import name_groups
from chatbot.corpus.readers.html_notices import take_out_notices
from chatbot.corpus.readers.html_page_parts import take_out_page_parts
from chatbot.corpus.readers.html_questions import mark_questions
from chatbot.corpus.readers.html_scraps import take_out_scraps
from chatbot.corpus.readers.html_tags import HEADINGS, LINE
from chatbot.corpus.readers.html_toggles import part_prefixed_rows
from chatbot.corpus.readers.html_tree import html_tree, take_in
from chatbot.corpus.readers.markdown import DIRECTIVE_REASON
from chatbot.corpus.readers.outline import parsed_file
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.question_words import words_key
from chatbot.corpus.readers.rendering import CONTROL, Rendering
from chatbot.corpus.readers.structured_data import (
    StructuredQuestion,
    other_answers,
    structured_questions,
    without_reworded,
)
from chatbot.corpus.readers.web import is_web_address, web_codec
from chatbot.corpus.readers.yaml_values import YamlError, yaml_values
from chatbot.errors import CorpusError

if TYPE_CHECKING:
    from lxml.etree import _Element

META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
META_PART = 4096  # bytes in which browsers look for it, and more
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# Pages in the folder of a site generator, such as Jekyll, begin with front matter and have tags.
# Those of Template Toolkit have brackets.
FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.{0,20000}?)\r?\n---[ \t]*\r?\n", re.DOTALL)
TITLE_LINE = re.compile(r"^title:.*$", re.MULTILINE)
FRONT_MATTER_REASON = "the front matter of the page"
TAG = re.compile(r"\{%[^{}]{0,500}%\}|\[%[^%]{0,500}%\]")
# Liquid can put a question into a variable that a template shows above the answer.
CAPTURE = re.compile(
    r"\{%-? *capture +question *-?%\}((?:(?!\{%).){1,500})\{%-? *endcapture *-?%\}", re.DOTALL
)


def read_html(file: RawFile, url: str = "") -> ParsedFile:
    """Read an HTML page.

    Args:
        file: The page.
        url: Its address, where it is known. What the page says itself comes first.

    Raises:
        CorpusError: Its encoding is in doubt, or there is no question.
    """
    page_parts = Rendering()
    text, toml = without_toml(file.path, _text(file))
    text, front_matter = _without_generator(text, page_parts, toml)
    root = html_tree(text, file.path)
    if root is None or (body := root.find("body")) is None:
        raise CorpusError(file.path, "the page has no text.", "Save it from the browser again.")
    metadata = ({"url": url} if url else {}) | _metadata(root) | front_matter
    _resolve_links(root, str(metadata.get("url", "")))
    questions = structured_questions(root)
    for element in list(root.iter("script", "style")):  # never words for people
        element.drop_tree()
    take_in(root, body)
    mark_contents(body, file.path.name, page_parts)
    mark_questions(body, [question.name for question in questions])
    part_prefixed_rows(body, page_parts)
    take_out_notices(body, page_parts)
    take_out_decoration(body, page_parts)
    take_out_page_parts(body, page_parts)
    take_out_controls(body, page_parts)
    take_out_scraps(body, page_parts)
    name_groups(body)

    def parsed() -> ParsedFile:
        rendering = Rendering()
        rendering.left_out += page_parts.left_out
        render_html(body, rendering)
        return parsed_file(rendering, file.path, metadata)

    try:
        visible = parsed()
    except CorpusError:
        if not questions:
            raise
        _add(body, questions)
        return parsed()
    shown: dict[str, list[str]] = {}
    for entry in visible.entries:
        for name in (entry.question, *entry.alternative_questions):
            shown.setdefault(words_key(name), []).append(entry.answer.of(visible.text))
    page_parts.left_out += (others := other_answers(questions, shown))
    missing = [question for question in questions if words_key(question.name) not in shown]
    missing, reworded = without_reworded(missing, chain.from_iterable(shown.values()))
    page_parts.left_out += reworded
    if missing:
        _add(body, missing)
    return parsed() if missing or others or reworded else visible


def _text(file: RawFile) -> str:
    """Decode a page by its byte order mark, else by what it declares, else as any text.

    A page that declares an encoding of single bytes and is valid UTF-8 was saved as UTF-8.
    """
    declared = META_CHARSET.search(file.content[:META_PART])
    if declared and not file.content.startswith(BYTE_ORDER_MARKS):
        codec = web_codec(declared[1].decode("ascii"))
        names = (codec,) if file.content.isascii() else ("utf-8", codec)
        for encoding in filter(None, names):
            try:
                return file.content.decode(encoding)
            except UnicodeError:
                continue
    return file.text()


def _without_generator(text: str, into: Rendering, values: object) -> tuple[str, dict[str, object]]:
    """Return a page without what only a site generator reads, and the title it names."""
    if front := FRONT_MATTER.match(text):
        text = "\n" * front[0].count("\n") + text[front.end() :]
        try:
            values = yaml_values(front[1])
        except YamlError:
            values = None
    found = values if isinstance(values, dict) else {}
    for match in TAG.finditer(text):
        into.leave_out(match[0], DIRECTIVE_REASON, text.count("\n", 0, match.start()) + 1)
    text = CAPTURE.sub(r"<summary>\1</summary>", text)
    text = TAG.sub(lambda match: "\n" * match[0].count("\n"), text)
    title = found.get("title")
    if front:
        rest = TITLE_LINE.sub("", front[1]) if isinstance(title, str) else front[1]
        into.leave_out(rest, FRONT_MATTER_REASON, 1)
    for key, value in found.items() if not front else ():
        if key != "title":
            into.leave_out(f"{key}: {value}", FRONT_MATTER_REASON, 1)
    text, marks = without_builder_marks(text)
    into.left_out += marks
    return text, {"title": title} if isinstance(title, str) else {}


def _metadata(root: "_Element") -> dict[str, object]:
    found = {
        "title": root.findtext("head/title") or _content(root, "og:title"),
        "publisher": _content(root, "og:site_name"),
        "language": root.get("lang") or root.get("xml:lang"),
        "url": next(
            (
                link.get("href", "")
                for link in root.iter("link")
                if link.get("rel", "").lower() == "canonical"
            ),
            _content(root, "og:url"),
        ),
    }
    values: dict[str, object] = {
        key: words for key, value in found.items() if (words := " ".join((value or "").split()))
    }
    if not is_web_address(str(values.get("url", ""))):
        values.pop("url", None)
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)*", str(values.get("language", ""))):
        values.pop("language", None)
    else:
        values["language"] = str(values["language"]).replace("_", "-")
    return values


def _content(root: "_Element", name: str) -> str:
    for element in root.iter("meta"):
        if name in (element.get("property"), element.get("name")):
            return str(element.get("content", ""))
    return ""


def _resolve_links(root: "_Element", url: str) -> None:
    """Give links their whole address, where the page says what its own is."""
    base = next((str(element.get("href")) for element in root.iter("base")), "")
    try:
        base = urljoin(url, base)
        for link in root.iter("a"):
            target = (link.get("href") or "").strip()
            if target and not target.startswith("#") and is_web_address(base):
                link.set("href", urljoin(base, target))
    except ValueError:  # not an address; links stay as they are
        return


def _add(body: "_Element", questions: Sequence[StructuredQuestion]) -> None:
    """Add questions to the end of a page, as headings that end what is above them."""
    from lxml.etree import ParserError, SubElement
    from lxml.html import fragment_fromstring

    levels = sorted(HEADINGS[heading.tag] for heading in body.iter(*HEADINGS))
    below_title = levels[1:] if levels.count(1) == 1 else levels
    name = f"h{below_title[0] if below_title else 2}"
    for question in questions:
        line = {LINE: str(question.line)}
        heading = SubElement(body, name, line)
        heading.text = CONTROL.sub("\ufffd", question.name)
        try:
            answer = fragment_fromstring(CONTROL.sub("\ufffd", question.answer), "div")
        except (ParserError, ValueError):
            continue
        for script in list(answer.iter("script", "style")):
            script.drop_tree()
        body.append(answer)
