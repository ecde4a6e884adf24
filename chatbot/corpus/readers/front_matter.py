"""The front matter of Markdown files: what it says of the document, and questions in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.rendering import Rendering
from chatbot.corpus.readers.yaml_values import YamlError, yaml_as_written, yaml_values
from chatbot.errors import CorpusError

if TYPE_CHECKING:
    from markdown_it.token import Token

FRONT_MATTER = re.compile(r"\ufeff?-{3,}[ \t]*\r?\n[A-Za-z_]+:[ \t]")
TOML = re.compile(r"\ufeff?\+{3}[ \t]*\r?\n(.*?)\r?\n\+{3}[ \t]*(?:\r?\n|\Z)", re.DOTALL)
FRONT_MATTER_REMEDY = "Write it as `title: …` lines between two lines of three dashes."
MANY_ASK = 3
BESIDE = "text below the questions of the front matter"
IN_METADATA = "a question of the front matter, beside those of the text"


def without_toml(path: Path, text: str) -> tuple[str, dict[str, object]]:
    """Return the text with empty lines in place of TOML front matter (Hugo), and its values.

    Raises:
        CorpusError: It is not valid TOML.
    """
    import tomllib

    front = TOML.match(text)
    if not front:
        return text, {}
    try:
        values: dict[str, object] = tomllib.loads(front[1].replace("\r", ""))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        remedy = 'Write it as `title = "…"` lines between two lines of three plus signs.'
        raise CorpusError(path, "the front matter is not valid TOML.", remedy, line=1) from error
    return "\n" * front[0].count("\n") + text[front.end() :], values


def front_matter(
    path: Path, text: str, tokens: "Sequence[Token]", into: Rendering
) -> dict[str, object]:
    """Return the values of the front matter in YAML, by their keys.

    Raises:
        CorpusError: It is not closed, or not valid YAML.
    """
    for token in tokens:
        if token.type == "front_matter":
            try:
                values = yaml_values(token.content)
            except YamlError as error:
                raise CorpusError(
                    path,
                    f"the front matter {error.problem}",
                    error.remedy or FRONT_MATTER_REMEDY,
                    line=error.line + 1 if error.line else 1,  # below the dashes
                ) from error
            if not isinstance(values, dict):
                into.leave_out(token.content, "front matter without keys", 1)
                return {}
            found = {str(key): value for key, value in values.items()}
            [written] = yaml_as_written(token.content)
            if isinstance(written, dict):  # what may hold questions; `asked_as` needs its numbers
                lists = (key for key, value in written.items() if isinstance(value, list | dict))
                found |= {str(key): written[key] for key in lists if key != "asked_as"}
            if "lang" in found:
                found.setdefault("language", found.pop("lang"))
            return found
    if FRONT_MATTER.match(text):  # otherwise a notice would be lost silently
        raise CorpusError(
            path,
            "the front matter is not closed.",
            "Write a line of three dashes below it, as above it.",
            line=1,
        )
    return {}


def questions_in_metadata(file: RawFile, metadata: Mapping[str, object]) -> ParsedFile | None:
    """Return the questions that the front matter has, for a page with an accordion."""
    from chatbot.corpus.readers.json_file import parsed_values

    nested = {key: value for key, value in metadata.items() if isinstance(value, list | dict)}
    if not nested:
        return None
    try:
        found = parsed_values(file, nested)
    except CorpusError:
        return None
    asking = sum(asks(entry.question) for entry in found.entries)
    # Other lists have titles, too.
    return found if asking >= min(MANY_ASK, len(found.entries) / 2) else None


def instead_of_text(
    questions: ParsedFile, metadata: Mapping[str, object], rendering: Rendering
) -> ParsedFile:
    """Return the questions of the front matter for a file whose text has none."""
    parts = [(part.line, part.span.of(rendering.text)) for part in rendering.parts]
    beside = [LeftOut(line, words, BESIDE) for line, words in parts]
    plain = {key: value for key, value in metadata.items() if isinstance(value, str)}
    left_out = sorted([*questions.left_out, *rendering.left_out, *beside])
    return replace(questions, metadata=plain, left_out=tuple(left_out))


def beside_text(questions: ParsedFile, found: ParsedFile) -> ParsedFile:
    """Return what was found in the text, with the questions of the front matter left out."""
    unread = [
        LeftOut(entry.line, f"{entry.question} {entry.answer.of(questions.text)}", IN_METADATA)
        for entry in questions.entries
    ]
    return replace(found, left_out=tuple(sorted([*found.left_out, *unread])))
