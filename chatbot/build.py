"""Bring the index up to date with corpus and model; a second builder waits for the first."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from chatbot.corpus import read_document, scan_corpus
from chatbot.encoder import Encoder
from chatbot.errors import IndexUnusableError
from chatbot.index import Index, Manifest
from chatbot.index_writer import write_index

BUILT = re.compile(r"built-[0-9a-f]{32}")
LOCK = ".lock"


def build_index(
    corpus: Path, folder: Path, load_encoder: Callable[[], Encoder], model: str
) -> Manifest:
    """Bring the index in `folder` up to date with the corpus and the model.

    Does nothing when it already is. Only passages that the old index does not have are encoded.

    Args:
        corpus: Folder with the FAQ files.
        folder: Folder of the index; made if it is missing.
        load_encoder: Called only when there is something to encode.
        model: Identity of that encoder's model.

    Raises:
        CorpusError: A file cannot be read as an FAQ; the index on disk stays as it was.
        IndexUnusableError: The folder cannot be written.
    """
    files = scan_corpus(corpus)
    wanted = {file.id: file.sha256 for file in files}
    current = _open_old(folder)
    if current is not None and current.manifest.matches(wanted, model):
        return current.manifest
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / LOCK):
            old = _open_old(folder)
            if old is not None and old.manifest.matches(wanted, model):
                _remove_all_but(folder, old.manifest)
                return old.manifest
            documents = tuple(read_document(file) for file in files)
            reusable = old if old is not None and old.manifest.model == model else None
            manifest = write_index(folder, documents, reusable, load_encoder, model)
            _remove_all_but(folder, manifest)
            return manifest
    except OSError as error:
        raise IndexUnusableError(
            f"{folder}: the index cannot be written ({error.strerror or error}). "
            "The old one is unchanged."
        ) from error


def _open_old(folder: Path) -> Index | None:
    try:
        return Index.open(folder)
    except IndexUnusableError:
        return None


def _remove_all_but(folder: Path, manifest: Manifest) -> None:
    """Remove what earlier builds left, finished or not. We hold the lock, so none is under way."""
    for path in folder.iterdir():
        if BUILT.fullmatch(path.name) and path.name != manifest.folder:
            shutil.rmtree(path, ignore_errors=True)
