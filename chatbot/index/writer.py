"""Write an index: encode what is new, write every file, and switch over to them in one step.

Files go to a new folder; the manifest that names the folder is replaced last, so a crash at any
moment leaves the old index in use.

What an old index knows is taken over from it: of a document that stays as it is all its rows, of
one that was changed the vectors of the texts that are still in it. So one more document costs its
own encoding and, for the others, copying files.
"""

import functools
import json
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.corpus.documents import Document
from chatbot.encoding.encoder import Encoder
from chatbot.files import flush_to_disk, size_and_hash
from chatbot.index.bm25 import write_bm25
from chatbot.index.embeddings_writer import EncodingWriter
from chatbot.index.index import Index
from chatbot.index.manifest import FORMAT_VERSION, MANIFEST, Manifest
from chatbot.index.parts import (
    document_starts,
    entry_of_passage,
    hashes_of,
    kept_rows,
    language_of,
    parts_of,
    passages_of,
    questions_of,
    read_again,
    required,
)
from chatbot.index.record_writer import write_records
from chatbot.index.token_spans import embedded_text, segments_of
from chatbot.text.terms import TermSplitter, words_of

# Fewer passages than this are encoded within a second or two: no progress bar is needed.
PROGRESS_FROM = 32


def write_index(
    folder: Path,
    documents: Sequence[Document | str],
    old: Index | None,
    load_encoder: Callable[[], Encoder],
    model: str,
) -> Manifest:
    """Write an index of `documents` into `folder` and switch over to it.

    Args:
        folder: Folder of the index; exists, and nobody else is writing to it.
        documents: What to index, sorted by id, at least one passage in all; instead of a document
            the id of one that stays as it is in `old`.
        old: An index of the same model.
        load_encoder: Called only when there is something to encode.
        model: Identity of that encoder's model.
    """
    language = language_of(documents[0], old)
    if old is not None and old.manifest.language != language:  # other terms: all are read again
        documents = [read_again(document, old) for document in documents]
    parts = list(parts_of(documents, old))
    starts = document_starts(parts, old)
    files = folder / f"built-{uuid.uuid4().hex}"
    files.mkdir()
    load_encoder = functools.cache(load_encoder)

    passages = [passage for part in parts for passage in passages_of(part)]
    texts = [embedded_text(passage) for passage in passages]
    body = EncodingWriter(
        files,
        "",
        old.passages if old else None,
        lambda row: embedded_text(required(old).passage(row)),
    )
    rows = kept_rows(parts, old, 1)
    is_new = rows < 0
    body.place(
        rows,
        texts,
        lambda new: load_encoder().encode_passages(new, progress=len(new) >= PROGRESS_FROM),
    )
    asked = EncodingWriter(
        files, "question_", old.questions if old else None, lambda row: required(old).question(row)
    )
    question_rows, question_texts, entry_of_question = questions_of(parts, old, starts)
    asked.place(question_rows, question_texts, lambda new: load_encoder().encode_questions(new))
    question_vectors = asked.sample()
    vectors = {
        "passages": body.write(question_vectors),
        "questions": asked.write(question_vectors),
    }
    np.save(files / "document_starts.npy", starts)
    np.save(files / "entry_of_question.npy", entry_of_question)
    np.save(files / "entry_of_passage.npy", entry_of_passage(parts, old, starts))
    segments, passage_segments = segments_of(parts, old, *body.token_starts(np.flatnonzero(is_new)))
    np.save(files / "segment_offsets.npy", segments)
    np.save(files / "passage_segments.npy", passage_segments)

    gone = np.setdiff1d(np.arange(len(old)), rows[~is_new]) if old else np.empty(0, dtype=np.int64)
    _write_words(files, texts, gone, old)
    np.save(files / "token_counts.npy", _token_counts(body, np.flatnonzero(is_new), gone, old))
    terms = TermSplitter(language)
    rows_of_old = None
    if old is not None:
        rows_of_old = np.full(len(old), -1, dtype=np.int64)
        rows_of_old[rows[~is_new]] = np.flatnonzero(~is_new)
    new_terms = zip(np.flatnonzero(is_new).tolist(), map(terms.split, texts), strict=True)
    write_bm25(files, len(rows), new_terms, old.bm25 if old else None, rows_of_old)
    write_records(files, parts, old)

    manifest = Manifest(
        format_version=FORMAT_VERSION,
        folder=files.name,
        model=model,
        language=language,
        documents=hashes_of(parts, old),
        counts={
            "documents": len(documents),
            "entries": int(starts[-1, 0]),
            "passages": int(starts[-1, 1]),
            "tokens": body.token_count,
        },
        vectors=vectors,
        files={
            path.relative_to(files).as_posix(): size_and_hash(path)
            for path in sorted(files.rglob("*"))
            if path.is_file()
        },
    )
    new = files / MANIFEST
    new.write_text(manifest.to_json(), encoding="utf-8")
    for path in (new, files):
        flush_to_disk(path)
    new.replace(folder / MANIFEST)
    flush_to_disk(folder)
    return manifest


def _token_counts(
    body: EncodingWriter, new: NDArray[np.int64], gone: NDArray[np.int64], old: Index | None
) -> NDArray[np.int64]:
    """int64 [1 + largest id]: how many passages hold each word piece; one beyond is in none."""
    counts = body.texts_with_each(new)
    if old is None:
        return counts
    return _plus(_plus(counts, old.token_counts), -old.passages.texts_with_each(gone))


def _plus(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    longer = longer.copy()
    longer[: len(shorter)] += shorter
    return longer


def _write_words(
    files: Path, texts: Sequence[str], gone: NDArray[np.int64], old: Index | None
) -> None:
    """Write the words of the corpus, and in how many passages each is."""
    counts: Counter[str] = Counter()
    if old is not None:
        counts.update(dict(zip(old.words, old.word_counts.tolist(), strict=True)))
        for row in gone.tolist():
            counts.subtract(words_of([embedded_text(old.passage(row))]))
    for text in texts:
        counts.update(words_of([text]))
    words = sorted(word for word, count in counts.items() if count > 0)
    (files / "words.json").write_text(json.dumps(words), encoding="utf-8")
    np.save(files / "word_counts.npy", np.array([counts[word] for word in words], dtype=np.int64))
