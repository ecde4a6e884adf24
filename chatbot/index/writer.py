"""Write an index: encode what is new, write every file, and switch over in one step.

The files go to a new folder. The manifest that names the folder is replaced last, so a crash at any
moment leaves the old index in use.
"""

import functools
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.corpus.documents import Document
from chatbot.encoding.encoder import Embeddings, Encoder
from chatbot.files import flush_to_disk, size_and_hash
from chatbot.index.bm25 import write_bm25
from chatbot.index.embeddings import write_embeddings
from chatbot.index.index import NO_ENTRY, Index
from chatbot.index.manifest import FORMAT_VERSION, MANIFEST, Manifest
from chatbot.index.records import write_records
from chatbot.index.token_spans import embedded_text, token_spans
from chatbot.text.terms import TermSplitter, words_of

PROGRESS_FROM = 32
"""Passages. Fewer are encoded within a second or two and need no progress bar."""


def write_index(
    folder: Path,
    documents: Sequence[Document],
    old: Index | None,
    load_encoder: Callable[[], Encoder],
    model: str,
) -> Manifest:
    """Write an index of `documents` into `folder` and switch over to it.

    Args:
        folder: Folder of the index; exists, and nobody else is writing to it.
        documents: The corpus, sorted by id, with at least one passage in total.
        old: An index of the same model, from which texts that did not change keep their embeddings.
        load_encoder: Called only if there is something to encode.
        model: Identity of that encoder's model.
    """
    files = folder / f"built-{uuid.uuid4().hex}"
    files.mkdir()
    load_encoder = functools.cache(load_encoder)
    entries = [entry for document in documents for entry in document.entries]
    passages = [passage for entry in entries for passage in entry.passages]
    texts = [embedded_text(passage) for passage in passages]

    embeddings = write_embeddings(
        files,
        "passage_",
        texts,
        old.passages if old else None,
        lambda new: load_encoder().encode_passages(new, progress=len(new) >= PROGRESS_FROM),
    )
    asked = [[entry.question, *entry.alternative_questions] for entry in entries]
    not_covered = [question for document in documents for question in document.not_covered]
    write_embeddings(
        files,
        "question_",
        [question for questions in asked for question in questions] + not_covered,
        old.questions if old else None,
        lambda new: load_encoder().encode_questions(new),
    )
    ordinals = np.arange(len(entries), dtype=np.int32)
    answered = np.repeat(ordinals, [len(questions) for questions in asked])
    outside = np.full(len(not_covered), NO_ENTRY, dtype=np.int32)
    np.save(files / "entry_of_question.npy", np.concatenate([answered, outside]))
    of_passage = np.repeat(ordinals, [len(entry.passages) for entry in entries])
    np.save(files / "entry_of_passage.npy", of_passage)
    span_offsets, passage_spans = token_spans(passages, embeddings)
    np.save(files / "span_offsets.npy", span_offsets)
    np.save(files / "passage_spans.npy", passage_spans)
    np.save(files / "token_idf.npy", _token_idf(embeddings))
    language = documents[0].source.language
    write_bm25(files, TermSplitter(language).split_all(texts))
    (files / "words.json").write_text(json.dumps(sorted(words_of(texts))), encoding="utf-8")
    write_records(files / "passages.jsonl", map(asdict, passages))
    write_records(files / "documents.jsonl", _document_records(documents))
    sources = {document.id: asdict(document.source) for document in documents}
    (files / "sources.json").write_text(json.dumps(sources), encoding="utf-8")

    manifest = Manifest(
        format_version=FORMAT_VERSION,
        folder=files.name,
        model=model,
        language=language,
        documents={document.id: document.sha256 for document in documents},
        counts={
            "documents": len(documents),
            "entries": len(entries),
            "passages": len(passages),
            "tokens": len(embeddings.token_ids),
        },
        files={path.name: size_and_hash(path) for path in sorted(files.iterdir())},
    )
    new = files / MANIFEST
    new.write_text(manifest.to_json(), encoding="utf-8")
    for path in (new, files, folder):
        flush_to_disk(path)
    new.replace(folder / MANIFEST)
    flush_to_disk(folder)
    return manifest


def _token_idf(embeddings: Embeddings) -> NDArray[np.float32]:
    """Compute ln((N + 1) / (df + 0.5)) of each token over N texts, float32 [1 + largest id]."""
    count = len(embeddings.vectors)
    size = 1 + int(embeddings.token_ids.max(initial=-1))
    keys = np.repeat(np.arange(count) * size, np.diff(embeddings.offsets)) + embeddings.token_ids
    frequencies = np.bincount(np.unique(keys) % size, minlength=size)
    return np.log((count + 1) / (frequencies + 0.5)).astype(np.float32)


def _document_records(documents: Sequence[Document]) -> Iterator[dict[str, Any]]:
    """Yield each document, with the rows of its passages instead of the passages."""
    row = 0
    for document in documents:
        entries = []
        for entry in document.entries:
            first, row = row, row + len(entry.passages)
            entries.append(
                {
                    "number": entry.number,
                    "question": entry.question,
                    "heading": entry.heading,
                    "answer": entry.answer,
                    "rows": [first, row],
                    "alternative_questions": entry.alternative_questions,
                    "section": entry.section,
                    "blocks": entry.blocks,
                    "line": entry.line,
                }
            )
        yield {
            "id": document.id,
            "text": document.text,
            "entries": entries,
            "sha256": document.sha256,
            "not_covered": document.not_covered,
            "marks": document.marks,
            "left_out": document.left_out,
            "remarks": document.remarks,
        }
