"""The corpus folder: every FAQ file in it becomes a document, or a clear error.

Subfolders are read, too. Metadata of `faq.txt` is in `faq.yaml` beside it. A Markdown file may have
it as front matter.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from chatbot.corpus.documents import Document, LeftOut, Source
from chatbot.corpus.folder_walk import PassedOver, Walk, walk
from chatbot.corpus.metadata import (
    SOURCE_KEYS,
    column_names,
    editor_lists,
    known_values,
    read_metadata,
)
from chatbot.corpus.passages import build_entries
from chatbot.corpus.readers import READERS
from chatbot.corpus.readers.decoding import decoded
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.errors import CorpusError
from chatbot.text.document_language import SAMPLE_CHARACTERS, document_language

METADATA_SUFFIX = ".yaml"
MAX_BYTES = 100 * 10**6
WITH_FRONT_MATTER = (".md", ".markdown", ".mdx")
UNKNOWN_KIND = "this kind of file is not read"
BLANK = b" \t\r\n\0\xef\xbb\xbf\xfe\xff"  # white space and byte order marks


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus, not yet read as an FAQ.

    Attributes:
        id: Id of its document: its path in the corpus folder without the ending, in lower case and
            with dashes.
        path: Path of the file.
        content: Its bytes.
        metadata: Bytes of the metadata file beside it; empty if there is none.
        sha256: Hash of name, content and metadata.
    """

    id: str
    path: Path
    content: bytes
    metadata: bytes
    sha256: str


def scan_corpus(folder: Path) -> tuple[CorpusFile, ...]:
    """Return the FAQ files of `folder` and its subfolders, sorted by id.

    Raises:
        CorpusError: The folder or a file cannot be used.
    """
    found = _sorted_out(folder)
    files: dict[str, CorpusFile] = {}
    for path in found.documents:
        name = path.relative_to(folder)
        document_id = _id(path, name)
        if document_id in files:
            other = files[document_id].path.relative_to(folder)
            raise CorpusError(
                path, f"its id {document_id!r} is also that of {other}.", "Rename one of the two."
            )
        metadata_path = path.with_suffix(METADATA_SUFFIX)
        content = _read(path)
        metadata = _read(metadata_path) if metadata_path in found.metadata else b""
        digest = hashlib.sha256(name.as_posix().encode("utf-8", "surrogateescape"))
        for part in (content, metadata):
            digest.update(len(part).to_bytes(8, "big") + part)
        files[document_id] = CorpusFile(document_id, path, content, metadata, digest.hexdigest())
    if not files and found.unknown:
        raise CorpusError(
            found.unknown[0],
            "this kind of file cannot be read.",
            f"Save it as one of {', '.join(READERS)}, or take it out of the folder.",
        )
    if not files:
        raise CorpusError(
            folder, "there is no FAQ in it.", f"Put a {'/'.join(READERS)} file there."
        )
    return tuple(files[document_id] for document_id in sorted(files))


def passed_over(folder: Path) -> tuple[PassedOver, ...]:
    """Return the files of `folder` and its subfolders that `scan_corpus` does not read, and why.

    Raises:
        CorpusError: The folder cannot be read.
    """
    found = _walked(folder).passed_over
    unknown = [path.relative_to(folder).as_posix() for path in _sorted_out(folder).unknown]
    return tuple(sorted([*found, *(PassedOver(name, UNKNOWN_KIND) for name in unknown)]))


def file_with_same_id(folder: Path, path: Path) -> Path | None:
    """Return another FAQ file of `folder` whose id is that of a file at `path`; None if none is.

    Raises:
        CorpusError: The folder cannot be read, or a name has no letters.
    """
    wanted = _id(path, path.relative_to(folder))
    for other in _sorted_out(folder).documents:
        own = other in (path, path.with_suffix(METADATA_SUFFIX))
        if not own and _id(other, other.relative_to(folder)) == wanted:
            return other
    return None


class _Sorted(NamedTuple):
    """The files of a folder: FAQs, metadata files beside a file, and those of unknown kinds."""

    documents: tuple[Path, ...]
    metadata: frozenset[Path]
    unknown: tuple[Path, ...]


def _sorted_out(folder: Path) -> _Sorted:
    """Sort the files of a folder. A YAML file beside another one of its name is about that one."""
    paths = _walked(folder).files
    stems = {path.with_suffix("") for path in paths if path.suffix != METADATA_SUFFIX}
    metadata = {
        path for path in paths if path.suffix == METADATA_SUFFIX and path.with_suffix("") in stems
    }
    others = [path for path in paths if path not in metadata]
    known = tuple(path for path in others if path.suffix.lower() in READERS)
    unknown = tuple(sorted(set(others) - set(known)))
    return _Sorted(known, frozenset(metadata), unknown)


def _walked(folder: Path) -> Walk:
    try:
        return walk(folder)
    except OSError as error:
        place = Path(error.filename) if error.filename else folder
        what = "the corpus folder" if place == folder else "this folder"
        remedy = "Name another one." if place == folder else "Make it readable, or take it out."
        raise CorpusError(place, f"{what} cannot be read ({error.strerror}).", remedy) from error


def _id(path: Path, name: Path) -> str:
    """Return the id of a document.

    Args:
        path: The file, for messages.
        name: Its path from the corpus folder.

    Raises:
        CorpusError: There is no letter in its name.
    """
    parts = [re.findall(r"\w+", part.lower()) for part in (*name.parent.parts, name.stem)]
    if not parts[-1] or re.search("[\ud800-\udfff]", str(name)):
        raise CorpusError(path, "its name has no letters.", "Give it another name.")
    return "-".join(word for part in parts for word in part)


def read_document(file: CorpusFile) -> Document:
    """Read one file as an FAQ.

    Raises:
        CorpusError: It cannot be read as one; the message names file, line and remedy.
    """
    if not file.content.strip(BLANK):
        raise CorpusError(file.path, "the file is empty.", "Write an FAQ in it, or remove it.")
    metadata_path = file.path.with_suffix(METADATA_SUFFIX)
    metadata_text = decoded(metadata_path, file.metadata)
    metadata = read_metadata(metadata_path, metadata_text)
    columns = column_names(metadata_path, metadata_text, metadata)
    raw = RawFile(file.path, file.content, columns)
    parsed = READERS[file.path.suffix.lower()](raw)
    text = raw.text() if file.path.suffix.lower() in WITH_FRONT_MATTER else ""
    declared = known_values(file.path, text, parsed.metadata) | known_values(
        metadata_path, metadata_text, metadata
    )
    language = declared.get("language") or document_language(_words(parsed))
    source = Source(
        **{"title": re.sub("[-_]", " ", file.path.stem)} | declared | {"language": language},
        language_found="language" not in declared,
    )
    alternatives, not_covered = editor_lists(
        metadata_path, metadata_text, metadata, len(parsed.entries)
    )
    return Document(
        id=file.id,
        text=parsed.text,
        source=source,
        entries=build_entries(file.id, parsed.text, parsed.entries, source.language, alternatives),
        sha256=file.sha256,
        not_covered=not_covered,
        marks=parsed.marks,
        left_out=_unknown_keys(parsed.metadata) + parsed.left_out,
        remarks=parsed.remarks,
    )


def _words(parsed: ParsedFile) -> str:
    """Return questions and answers, as much as is needed to find the language."""
    words: list[str] = []
    length = 0
    for entry in parsed.entries:
        words += [entry.question, entry.answer.of(parsed.text)]
        length += len(words[-1]) + len(words[-2])
        if length > SAMPLE_CHARACTERS:
            break
    return "\n".join(words)


def _unknown_keys(metadata: Mapping[str, object]) -> tuple[LeftOut, ...]:
    """Return what front matter says beyond what the product reads."""
    return tuple(
        LeftOut(1, f"{key}: {value}", "front matter that is not used")
        for key, value in metadata.items()
        if key not in SOURCE_KEYS
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            problem = f"it is larger than {MAX_BYTES // 10**6} MB."
            raise CorpusError(path, problem, "Split it into several files.")
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(
            path,
            f"the file cannot be read ({error.strerror}).",
            "Make it readable, or take it out of the folder.",
        ) from error
