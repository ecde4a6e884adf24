"""The corpus folder: every FAQ file in it becomes a document, or a clear error.

Metadata of `faq.txt` is in `faq.yaml` beside it. A Markdown file may have it as front matter.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chatbot.corpus.documents import Document, LeftOut, Source
from chatbot.corpus.metadata import SOURCE_KEYS, editor_lists, known_values, read_metadata
from chatbot.corpus.passages import build_entries
from chatbot.corpus.readers import READERS
from chatbot.corpus.readers.decoding import decoded
from chatbot.corpus.readers.parsed import RawFile
from chatbot.errors import CorpusError

METADATA_SUFFIX = ".yaml"
BLANK = b" \t\r\n\0\xef\xbb\xbf\xfe\xff"  # white space and byte order marks


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the corpus, not yet read as an FAQ.

    Attributes:
        id: Id of its document: the file's name without its ending, in lower case and with dashes.
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
    """Return the FAQ files of `folder`, sorted by id, without those of subfolders.

    Raises:
        CorpusError: The folder or a file cannot be used.
    """
    try:
        paths = sorted(
            path
            for path in folder.iterdir()
            if not is_ignored(path.name)
            # A broken link is a file that cannot be read, so it must not be ignored.
            and (path.is_file() or (path.is_symlink() and not path.exists()))
        )
    except OSError as error:
        raise CorpusError(
            folder, f"the corpus folder cannot be read ({error.strerror}).", "Name another one."
        ) from error
    metadata_paths = {path.stem: path for path in paths if path.suffix == METADATA_SUFFIX}
    files: dict[str, CorpusFile] = {}
    for path in paths:
        if path.suffix == METADATA_SUFFIX:
            continue
        if path.suffix.lower() not in READERS:
            raise CorpusError(
                path,
                "this kind of file cannot be read.",
                f"Save it as one of {', '.join(READERS)}, or take it out of the folder.",
            )
        document_id = "-".join(re.findall(r"\w+", path.stem.lower()))
        if not document_id or re.search("[\ud800-\udfff]", path.stem):
            raise CorpusError(path, "its name has no letters.", "Give it another name.")
        if document_id in files:
            raise CorpusError(
                path,
                f"its id {document_id!r} is also that of {files[document_id].path.name}.",
                "Rename one of the two.",
            )
        metadata_path = metadata_paths.get(path.stem)
        content = _read(path)
        metadata = _read(metadata_path) if metadata_path else b""
        digest = hashlib.sha256(path.name.encode("utf-8", "surrogateescape"))
        for part in (content, metadata):
            digest.update(len(part).to_bytes(8, "big") + part)
        files[document_id] = CorpusFile(document_id, path, content, metadata, digest.hexdigest())
    stems = {file.path.stem for file in files.values()}
    for stem, path in metadata_paths.items():
        if stem not in stems:
            raise CorpusError(path, "there is no document of this name.", "Rename or remove it.")
    if not files:
        raise CorpusError(
            folder, "there is no FAQ in it.", f"Put a {'/'.join(READERS)} file there."
        )
    return tuple(files[document_id] for document_id in sorted(files))


def is_ignored(name: str) -> bool:
    """Return whether a name is that of a hidden file or of a temporary file of an editor."""
    return name.startswith((".", "~", "#")) or name.endswith("~")


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
    raw = RawFile(file.path, file.content)
    parsed = READERS[file.path.suffix.lower()](raw)
    source = Source(
        **{"title": re.sub("[-_]", " ", file.path.stem)}
        | known_values(file.path, _lines(raw) if parsed.metadata else "", parsed.metadata)
        | known_values(metadata_path, metadata_text, metadata)
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


def _unknown_keys(metadata: Mapping[str, object]) -> tuple[LeftOut, ...]:
    """Return what front matter says beyond what the product reads."""
    return tuple(
        LeftOut(1, f"{key}: {value}", "front matter that is not used")
        for key, value in metadata.items()
        if key not in SOURCE_KEYS
    )


def _lines(raw: RawFile) -> str:
    """Return the text in which an error finds its line; nothing for a PDF and the like."""
    try:
        return raw.text()
    except CorpusError:
        return ""


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(
            path,
            f"the file cannot be read ({error.strerror}).",
            "Make it readable, or take it out of the folder.",
        ) from error
