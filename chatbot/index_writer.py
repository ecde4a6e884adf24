"""Write an index: encode what is new, write every file, and switch over to them in one step.

Files go to a new folder; the manifest that names the folder is replaced last, so a crash at any
moment leaves the old index in use.
"""

import functools
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from chatbot.bm25 import write_bm25
from chatbot.documents import Document, Passage
from chatbot.encoder import Encoder, Encoding
from chatbot.files import flush_to_disk, size_and_hash
from chatbot.index import FORMAT_VERSION, MANIFEST, NO_ENTRY, Index, Manifest
from chatbot.jsonlines import write_records
from chatbot.languages import LISTED
from chatbot.spelling import common_words
from chatbot.terms import TermSplitter, words_of

# Fewer passages than this are encoded within a second or two: no progress bar is needed.
PROGRESS_FROM = 32


def context_of(passage: Passage) -> str:
    """What a passage says little without: its question, and the sentence that leads its list in."""
    return "".join(f"{part} " for part in (passage.question, passage.lead) if part)


def embedded_text(passage: Passage) -> str:
    """What is encoded for a passage: its context and itself, without a list marker."""
    return context_of(passage) + passage.text[passage.sentences[0].start - passage.start :]


def segment_of_token(passage: Passage, token_starts: NDArray[np.int32]) -> NDArray[np.int32]:
    """int32 [tokens]: 0 where a word piece is of the context, 1 + i where it is of sentence i."""
    body = len(context_of(passage))
    first = passage.sentences[0].start
    starts = [body + sentence.start - first for sentence in passage.sentences]
    return np.searchsorted(starts, token_starts, side="right").astype(np.int32)


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
        documents: What to index, sorted by id; at least one passage in all.
        old: An index of the same model, whose vectors are taken where a passage is the same.
        load_encoder: Called only when there is something to encode.
        model: Identity of that encoder's model.
    """
    passages = [
        passage
        for document in documents
        for entry in document.entries
        for passage in entry.passages
    ]
    questions = [
        (ordinal, question)
        for ordinal, entry in enumerate(
            entry for document in documents for entry in document.entries
        )
        for question in (entry.question, *entry.asked_as)
    ] + [(NO_ENTRY, question) for document in documents for question in document.not_covered]
    texts = [embedded_text(passage) for passage in passages]
    load_encoder = functools.cache(load_encoder)
    encoding = _encode(
        texts,
        {embedded_text(old.passage(row)): row for row in range(len(old))} if old else {},
        old.passages.encoding() if old else None,
        lambda new: load_encoder().encode_passages(new, progress=len(new) >= PROGRESS_FROM),
    )
    question_texts = [question for _, question in questions]
    asked = _encode(
        question_texts,
        {old.question(row): row for row in range(len(old.entry_of_question))} if old else {},
        old.questions.encoding() if old else None,
        lambda new: load_encoder().encode_questions(new),
    )

    files = folder / f"built-{uuid.uuid4().hex}"
    files.mkdir()
    language = documents[0].source.language
    terms = TermSplitter(language)
    write_bm25(files, terms.split_all(texts))
    _write_encoding(files, "", encoding)
    _write_encoding(files, "question_", asked)
    np.save(files / "token_idf.npy", token_idf(encoding))
    np.save(files / "entry_of_question.npy", np.array([row for row, _ in questions], np.int32))
    write_records(files / "questions.jsonl", question_texts)
    segments, passage_segments = _segments(passages, encoding)
    np.save(files / "segment_offsets.npy", segments)
    np.save(files / "passage_segments.npy", passage_segments)
    (files / "words.json").write_text(json.dumps(sorted(words_of(texts))), encoding="utf-8")
    for listed in {language, *LISTED}:
        common = common_words(listed)
        (files / f"common_words_{listed}.txt").write_text("\n".join(common), encoding="utf-8")
        counts = np.array(list(common.values()), dtype=np.int64)
        np.save(files / f"common_word_counts_{listed}.npy", counts)
    np.save(files / "entry_of_passage.npy", _entry_of_passage(documents))
    write_records(files / "passages.jsonl", (asdict(passage) for passage in passages))
    write_records(files / "documents.jsonl", _document_records(documents))

    manifest = Manifest(
        format_version=FORMAT_VERSION,
        folder=files.name,
        model=model,
        language=language,
        documents={document.id: document.sha256 for document in documents},
        counts={
            "documents": len(documents),
            "entries": sum(len(document.entries) for document in documents),
            "passages": len(passages),
            "tokens": len(encoding.token_ids),
        },
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


def _write_encoding(files: Path, prefix: str, encoding: Encoding) -> None:
    """Write an encoding: sentence vectors for FAISS, token vectors to be memory-mapped."""
    index = faiss.IndexFlatIP(encoding.vectors.shape[1])
    index.add(encoding.vectors)
    # Not faiss.write_index: on a full disk that raises something else, or only prints.
    (files / f"{prefix}vectors.faiss").write_bytes(faiss.serialize_index(index).tobytes())
    np.save(files / f"{prefix}token_vectors.npy", encoding.token_vectors.astype(np.float16))
    np.save(files / f"{prefix}token_ids.npy", encoding.token_ids)
    np.save(files / f"{prefix}token_starts.npy", encoding.token_starts)
    np.save(files / f"{prefix}token_offsets.npy", encoding.offsets)


def _encode(
    texts: Sequence[str],
    old_rows: Mapping[str, int],
    old: Encoding | None,
    encode: Callable[[Sequence[str]], Encoding],
) -> Encoding:
    """Encode `texts`, taking those that an old encoding holds (text → row) from there."""
    new_texts = sorted({text for text in texts if text not in old_rows})
    new_rows = {text: row for row, text in enumerate(new_texts)}
    sources = [encode(new_texts)] if new_texts else []
    if old is not None:
        sources.append(old)
    parts = [
        (sources[0], new_rows[text]) if text in new_rows else (sources[-1], old_rows[text])
        for text in texts
    ]
    tokens = [
        (source, slice(source.offsets[row], source.offsets[row + 1])) for source, row in parts
    ]
    return Encoding(
        vectors=np.stack([source.vectors[row] for source, row in parts]),
        token_vectors=np.concatenate([source.token_vectors[span] for source, span in tokens]),
        token_ids=np.concatenate([source.token_ids[span] for source, span in tokens]),
        token_starts=np.concatenate([source.token_starts[span] for source, span in tokens]),
        offsets=np.cumsum([0, *(span.stop - span.start for _, span in tokens)], dtype=np.int64),
    )


def _segments(
    passages: Sequence[Passage], encoding: Encoding
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the context and each sentence of each passage lie among the tokens.

    Returns:
        int64 [segments + 1], offsets into the tokens, and int64 [passages + 1], offsets into the
        segments. The first segment of a passage is its context, the others are its sentences.
    """
    lengths = []
    for row, passage in enumerate(passages):
        starts = encoding.token_starts[encoding.offsets[row] : encoding.offsets[row + 1]]
        segment = segment_of_token(passage, starts)
        lengths.append(np.bincount(segment, minlength=1 + len(passage.sentences)))
    counts = [len(passage_lengths) for passage_lengths in lengths]
    return (
        np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64),
        np.cumsum([0, *counts], dtype=np.int64),
    )


def token_idf(encoding: Encoding) -> NDArray[np.float32]:
    """ln((N + 1) / (df + 0.5)) of every word piece, df counted over the N encoded passages.

    Returns:
        float32 [1 + largest id]; a piece beyond it occurs nowhere.
    """
    count = len(encoding.vectors)
    passage_of_token = np.repeat(np.arange(count), np.diff(encoding.offsets))
    width = int(encoding.token_ids.max(initial=0)) + 1
    distinct = np.unique(passage_of_token * width + encoding.token_ids)
    frequency = np.bincount(distinct % width, minlength=width)
    return np.log((count + 1) / (frequency + 0.5)).astype(np.float32)


def _document_records(documents: Sequence[Document]) -> list[dict[str, object]]:
    records: list[dict[str, object]] = []
    first = 0
    for document in documents:
        entries = []
        for entry in document.entries:
            after = first + len(entry.passages)
            entries.append(
                {
                    "number": entry.number,
                    "question": entry.question,
                    "heading": entry.heading,
                    "answer": entry.answer,
                    "rows": [first, after],
                    "asked_as": entry.asked_as,
                }
            )
            first = after
        records.append(
            {
                "id": document.id,
                "text": document.text,
                "source": asdict(document.source),
                "entries": entries,
                "sha256": document.sha256,
                "not_covered": document.not_covered,
            }
        )
    return records


def _entry_of_passage(documents: Sequence[Document]) -> NDArray[np.int32]:
    """int32 [passages]: the ordinal, over all documents, of the entry that a passage is part of."""
    sizes = [len(entry.passages) for document in documents for entry in document.entries]
    return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
