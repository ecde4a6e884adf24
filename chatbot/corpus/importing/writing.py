"""Write an imported FAQ into the corpus, and say what changed since it was imported before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from chatbot.corpus.documents import Document
from chatbot.corpus.folder import METADATA_SUFFIX, CorpusFile, file_with_same_id, read_document
from chatbot.corpus.importing.renumbering import renumbered
from chatbot.corpus.importing.replacing import (
    finish_replacing,
    keep_copy,
    replace_both,
    replace_file,
)
from chatbot.corpus.importing.sources import Source
from chatbot.corpus.metadata import read_metadata
from chatbot.corpus.readers.decoding import decoded
from chatbot.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Written:
    """The outcome of an import.

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
        if folder.exists() and (other := file_with_same_id(folder, path)):
            problem = "there is another file of this name already."
            raise CorpusError(other, problem, "Choose another --name.")
        changes: list[str] = []
        if finish_replacing(path, metadata_path):
            changes.append("the import before was not finished; its document is in place now")
        old_content = path.read_bytes() if path.exists() else None
        old_metadata = metadata_path.read_bytes() if metadata_path.exists() else None
        before = _former(path, old_content, old_metadata, changes)
        metadata = old_metadata
        if metadata is None:
            metadata = _yaml(source.metadata)
        elif before is not None:
            after = _read(path, source.content, _without_lists(metadata_path, metadata))
            text, lines = renumbered(metadata_path, decoded(metadata_path, metadata), before, after)
            metadata = metadata if text is None else text.encode()
            changes += lines
        document = _read(path, source.content, metadata)
        folder.mkdir(parents=True, exist_ok=True)
        if old_content not in (None, source.content) and (copy := keep_copy(path)):
            changes.append(f"the former version is {copy.name}")
        if old_metadata is not None and metadata != old_metadata:
            replace_both(path, source.content, metadata_path, metadata)
        else:  # the document first: a metadata file alone is refused
            replace_file(path, source.content)
            if metadata and old_metadata is None:
                replace_file(metadata_path, metadata)
    except OSError as error:
        problem = f"it cannot be written ({error.strerror})."
        raise CorpusError(path, problem, "Name another folder with --into.") from error
    return Written(path, document, (*_changed(before, document), *changes))


def _former(
    path: Path, content: bytes | None, metadata: bytes | None, changes: list[str]
) -> Document | None:
    """Return the document that is there; None, with a line, where it cannot be read."""
    if content is None:
        return None
    try:
        return _read(path, content, metadata)
    except CorpusError as error:
        changes.append(f"the former version could not be read: {error}")
        changes.append("if the metadata has asked_as, check its numbers")
        return None


def _without_lists(path: Path, metadata: bytes) -> bytes:
    """Return metadata without `asked_as`, whose numbers are those of another document."""
    values = read_metadata(path, decoded(path, metadata))
    return _yaml({key: value for key, value in values.items() if key != "asked_as"})


def _read(path: Path, content: bytes, metadata: bytes | None) -> Document:
    return read_document(CorpusFile(path.stem, path, content, metadata or b"", ""))


def _yaml(values: Mapping[str, object]) -> bytes:
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
