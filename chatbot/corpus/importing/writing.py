"""Write an imported FAQ into the corpus, and say what changed since it was imported before."""

import io
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chatbot.corpus.documents import Document
from chatbot.corpus.folder import METADATA_SUFFIX, CorpusFile, read_document
from chatbot.corpus.importing.sources import Source
from chatbot.corpus.readers import READERS
from chatbot.errors import CorpusError

REMOVED = "# No longer in the document:"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        path: The file.
        document: What is read from it.
        changes: What changed, in lines.
    """

    path: Path
    document: Document
    changes: tuple[str, ...]


def write_source(source: Source, folder: Path, name: str) -> Written:
    """Write an FAQ into a corpus, with its metadata. Nothing is written unless it can be read.

    A metadata file that exists keeps all that it has: an editor may have changed it. Only the
    numbers in `asked_as` follow their questions.

    Raises:
        CorpusError: There is another file of this name, or what would be written cannot be read.
    """
    path = folder / f"{name}{source.suffix}"
    metadata_path = path.with_suffix(METADATA_SUFFIX)
    try:
        for suffix in READERS:
            if suffix != source.suffix and path.with_suffix(suffix).exists():
                problem = "there is another file of this name already."
                raise CorpusError(path.with_suffix(suffix), problem, "Choose another --name.")
        old_content = path.read_bytes() if path.exists() else None
        old_metadata = metadata_path.read_bytes() if metadata_path.exists() else None
        before = _read(path, old_content, old_metadata) if old_content is not None else None
        changes: list[str] = []
        metadata = old_metadata
        if metadata is None:
            metadata = _yaml(source.metadata)
        elif before is not None:
            after = _read(path, source.content, b"")
            metadata, changes = _renumbered(metadata, before, after)
        document = _read(path, source.content, metadata)
        folder.mkdir(parents=True, exist_ok=True)
        if old_content not in (None, source.content):
            path.with_name(f"{path.name}~").write_bytes(old_content or b"")
            changes.append(f"the former version is {path.name}~")
        _replace(path, source.content)
        if metadata != old_metadata and metadata:
            _replace(metadata_path, metadata)
    except OSError as error:
        problem = f"it cannot be written ({error.strerror})."
        raise CorpusError(path, problem, "Name another folder with --into.") from error
    return Written(path, document, (*_changed(before, document), *changes))


def _read(path: Path, content: bytes, metadata: bytes | None) -> Document:
    return read_document(CorpusFile(path.stem, path, content, metadata or b"", ""))


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that a running server sees all of it or nothing."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    os.replace(beside, path)  # noqa: PTH105 — Path.replace would do the same


def _yaml(values: Mapping[str, str]) -> bytes:
    import yaml

    if not values:
        return b""
    text: str = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=100)
    return text.encode()


def _changed(before: Document | None, after: Document) -> Iterator[str]:
    """Yield a line for each question that was added, removed or changed."""
    if before is None:
        return
    old, new = _answers(before), _answers(after)
    yield from (f"added: {question}" for question in new if question not in old)
    yield from (f"removed: {question}" for question in old if question not in new)
    changed = [question for question in new if question in old and old[question] != new[question]]
    yield from (f"changed: {question}" for question in changed)
    if old == new:
        yield "nothing has changed since the last time"


def _answers(document: Document) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for entry in document.entries:
        blocks = [block.span.of(document.text) for block in entry.blocks]
        found.setdefault(entry.question, []).extend(blocks)
    return found


def _renumbered(metadata: bytes, before: Document, after: Document) -> tuple[bytes, list[str]]:
    """Return the metadata with the numbers that the questions have now, and what was lost."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    values = yaml.load(metadata.decode("utf-8-sig"))
    lists = values.get("asked_as") if isinstance(values, dict) else None
    if not isinstance(lists, CommentedMap):
        return metadata, []
    numbers = _new_numbers(before, after)
    if all(numbers.get(number) == number for number in lists):
        return metadata, []
    kept, lost = CommentedMap(), []
    for number, questions in lists.items():
        now = numbers.get(number)
        if now is None:
            lost.append((before.entries[number - 1].question, list(questions)))
            continue
        kept[now] = questions
        if number in lists.ca.items:
            kept.ca.items[now] = lists.ca.items[number]
    kept.ca.comment = lists.ca.comment
    values["asked_as"] = kept
    written = io.StringIO()
    yaml.dump(values, written)
    text = written.getvalue()
    if lost:
        text = text.rstrip("\n") + f"\n{REMOVED}\n" + "\n".join(_comments(lost)) + "\n"
    notes = [f"asked_as: its lines on “{question}” are comments now" for question, _ in lost]
    return text.encode(), ["asked_as: its numbers follow their questions", *notes]


def _comments(lost: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    for question, others in lost:
        yield f"# {' '.join(question.split())}"
        yield from (f"#   - {' '.join(str(other).split())}" for other in others)


def _new_numbers(before: Document, after: Document) -> dict[int, int]:
    """Return old number → new number, for questions that are in both."""
    new: dict[tuple[str, int], int] = {}
    for key, number in _keys(after):
        new[key] = number
    return {number: new[key] for key, number in _keys(before) if key in new}


def _keys(document: Document) -> Iterator[tuple[tuple[str, int], int]]:
    """Yield question and how often it was there before, with its number."""
    seen: dict[str, int] = {}
    for entry in document.entries:
        words = " ".join(entry.question.casefold().split())
        seen[words] = seen.get(words, 0) + 1
        yield (words, seen[words]), entry.number
