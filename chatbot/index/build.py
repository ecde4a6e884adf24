"""Bring the index and the exported encoder up to date; a second builder waits for the first.

Modules that only a build needs are imported when there is something to build. A start that finds
everything up to date imports neither PyTorch nor the readers' libraries.
"""

import errno
import functools
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from chatbot.corpus.documents import Document
from chatbot.corpus.folder import CorpusFile, read_document, scan_corpus
from chatbot.encoding.encoder import Encoder
from chatbot.encoding.model_files import ModelFiles
from chatbot.encoding.onnx_encoder import OnnxEncoder
from chatbot.encoding.open_encoder import EXPORTED, export_name, exported, open_encoder
from chatbot.errors import IndexUnusableError
from chatbot.files import lock
from chatbot.index.index import Index
from chatbot.index.manifest import read_manifest
from chatbot.index.token_spans import embedded_text

BUILT = re.compile(r"built-[0-9a-f]{32}")
"""Names of the folders that builds leave, finished or not."""
DOCUMENTS, QUESTIONS, PASSAGES = 5, 200, 40
"""Numbers of documents, questions and passages on which an exported model is compared."""

Value = TypeVar("Value")


def build(corpus: Path, folder: Path, model: ModelFiles) -> tuple[Index, Encoder]:
    """Bring the index in `folder`, and the exported encoder in it, up to date.

    Returns:
        The index, and the encoder that answers questions: the export or, if there can be none, the
        model itself.

    Raises:
        CorpusError: A file cannot be read as an FAQ; the index on disk stays as it was.
        IndexUnusableError: The folder cannot be written.
        ModelError: The model cannot be loaded.
    """
    load = functools.cache(lambda: open_encoder(folder, model))
    index = build_index(corpus, folder, load, model.identity)
    encoder = load()
    if isinstance(encoder, OnnxEncoder):
        return index, encoder
    return index, exported(folder, model, encoder, lambda: _compared_texts(index))


def build_index(
    corpus: Path, folder: Path, load_encoder: Callable[[], Encoder], model: str
) -> Index:
    """Bring the index in `folder` up to date with the corpus and the model, and open it.

    Only texts that the old index does not have are encoded.

    Args:
        corpus: Folder with the FAQ files.
        folder: Folder of the index; created if it is missing.
        load_encoder: Called only if there is something to encode.
        model: Identity of that encoder's model.

    Raises:
        CorpusError: A file cannot be read as an FAQ; the index on disk stays as it was.
        IndexUnusableError: The folder cannot be written.
    """
    files = scan_corpus(corpus)
    wanted = {file.id: file.sha256 for file in files}
    current = _open_old(folder)
    if current is not None and current.manifest.matches(wanted, model):
        return current
    del current  # otherwise it would stay in memory until the end of the build
    from chatbot.index.writer import write_index

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lock(folder):
            index = _open_old(folder, verify=True)
            if index is None or not index.manifest.matches(wanted, model):
                old = index if index is not None and index.manifest.model == model else None
                documents = [_document(file, old) for file in files]
                before = {path.name for path in folder.iterdir()}
                try:
                    write_index(folder, documents, old, load_encoder, model)
                except Exception:
                    # Half an index would keep the disk full; but it may be in use already.
                    _remove_all_but(folder, before | _in_use(folder))
                    raise
                index = Index.open(folder)
            _remove_all_but(folder, {index.manifest.folder, export_name(model)})
            return index
    except OSError as error:
        # NumPy gives no reason for a file that was written only in part.
        reason = error.strerror or os.strerror(errno.ENOSPC)
        raise IndexUnusableError(
            f"{folder}: the index cannot be written ({reason}). The old one is unchanged."
        ) from error


def _document(file: CorpusFile, old: Index | None) -> Document:
    """Read a file, or take its document from an index that was made from the same file."""
    if old is not None and old.manifest.documents.get(file.id) == file.sha256:
        document = old.document(file.id)
        if document is not None:
            return document
    return read_document(file)


def _compared_texts(index: Index) -> tuple[list[str], list[str]]:
    """Return questions and passages of the corpus, spread over it, to check an export with."""
    asked: list[str] = []
    for document in filter(None, map(index.document, _spread(index.document_ids, DOCUMENTS))):
        entries = [(entry.question, *entry.alternative_questions) for entry in document.entries]
        asked += [question for questions in entries for question in questions]
        asked += document.not_covered
    rows = _spread(range(len(index)), PASSAGES)
    return _spread(asked, QUESTIONS), [embedded_text(index.passage(row)) for row in rows]


def _spread(values: Sequence[Value], most: int) -> list[Value]:
    """Pick at most so many values, evenly."""
    places = np.linspace(0, len(values) - 1, min(len(values), most)).round().astype(int)
    return [values[place] for place in places]


def _open_old(folder: Path, *, verify: bool = False) -> Index | None:
    try:
        return Index.open(folder, verify=verify)
    except IndexUnusableError:
        return None


def _in_use(folder: Path) -> set[str]:
    """Return the name of the folder that the manifest names, if there is one."""
    try:
        return {read_manifest(folder).folder}
    except IndexUnusableError:
        return set()


def _remove_all_but(folder: Path, names: set[str]) -> None:
    """Remove what earlier builds left. The lock is held, so no build is under way."""
    for path in folder.iterdir():
        ours = BUILT.fullmatch(path.name) or EXPORTED.fullmatch(path.name)
        if ours and path.name not in names:
            shutil.rmtree(path, ignore_errors=True)
