"""Measurements of one corpus for `large.py`: building, adding a document, answering."""

import resource
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import chatbot.index.embeddings
import chatbot.index.writer
import chatbot.retrieval.ranking
from chatbot.answering.chatbot import Chatbot
from chatbot.corpus.documents import Document
from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.encoding.model_files import find_model
from chatbot.encoding.open_encoder import open_encoder
from chatbot.index.index import Index
from chatbot.index.writer import write_index
from chatbot.page.handlers import Handlers
from chatbot.settings import Settings
from scripts.measure.beir import open_index, read_beir
from scripts.measure.made_up import PER_DOCUMENT, MadeUp, made_up_document, read_real
from scripts.measure.stages import timed_stages

SHIPPED = 0  # in place of a number of passages
ADDED_PASSAGES = 20
EMBEDDINGS, VECTORS, BM25 = "embeddings", "sentence vectors", "BM25"
BUILD_STAGES: Sequence[tuple[str, object, str]] = (
    (EMBEDDINGS, chatbot.index.writer, "write_embeddings"),
    (VECTORS, chatbot.index.embeddings, "write_sentence_vectors"),
    (BM25, chatbot.index.writer, "write_bm25"),
    ("records", chatbot.index.writer, "write_records"),
    ("hash and flush", chatbot.index.writer, "size_and_hash"),
)
ASK_STAGES: Sequence[tuple[str, object, str]] = (
    ("candidates", chatbot.retrieval.ranking, "find_candidates"),
    ("late interaction", chatbot.retrieval.ranking, "compare"),
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus to measure.

    Attributes:
        passages: Number of made-up passages; `SHIPPED` for the shipped corpus.
        folders: The real text, in BEIR layout.
        cache: Folder of the indexes.
    """

    passages: int
    folders: Sequence[Path]
    cache: Path

    @property
    def place(self) -> Path:
        """Return the folder of the index."""
        return self.cache / f"large-{self.passages or 'shipped'}"

    def made_up(self) -> MadeUp:
        """Return the encoder of the made-up texts."""
        settings = Settings.from_environment()
        model = find_model(settings.model)
        encoder = open_encoder(settings.index, model)
        indexes = (
            open_index(read_beir(one), self.cache, encoder, model.identity) for one in self.folders
        )
        return MadeUp(read_real(list(indexes)))


def build(corpus: Corpus) -> dict[str, Any]:
    """Build the index of a corpus; return seconds by part and peak memory."""
    settings = Settings.from_environment()
    model = find_model(settings.model)
    encoder: Any
    if corpus.passages == SHIPPED:
        encoder = open_encoder(settings.index, model)
        documents = [read_document(file) for file in scan_corpus(settings.corpus)]
    else:
        encoder = corpus.made_up()
        documents = [
            made_up_document(encoder.real, number, min(PER_DOCUMENT, corpus.passages - first))
            for number, first in enumerate(range(0, corpus.passages, PER_DOCUMENT))
        ]
    shutil.rmtree(corpus.place, ignore_errors=True)
    corpus.place.mkdir(parents=True)
    figures = write(corpus.place, documents, None, encoder, model.identity)
    return figures | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}


def add(corpus: Corpus) -> dict[str, Any]:
    """Update an index with one more document in a temporary folder; return seconds by part."""
    encoder = corpus.made_up()
    more = made_up_document(encoder.real, corpus.passages // PER_DOCUMENT + 1, ADDED_PASSAGES)
    began = time.perf_counter()
    index = Index.open(corpus.place, verify=True)  # as a build does
    verified = time.perf_counter() - began
    place = corpus.place / "added"
    place.mkdir()
    try:
        kept = [index.document(name) for name in index.document_ids]
        documents = [*filter(None, kept), more]
        figures = write(place, documents, index, encoder, index.manifest.model)
    finally:
        shutil.rmtree(place)
    figures["split_s"]["verify"] = verified
    return figures | {"s": figures["s"] + verified}


def write(
    place: Path,
    documents: Sequence[Document],
    old: Index | None,
    encoder: Any,  # noqa: ANN401 — the model or the made-up encoder
    model: str,
) -> dict[str, Any]:
    """Write an index; return seconds in total, of the processor, and by part."""
    with timed_stages(BUILD_STAGES) as spent:
        began, worked = time.perf_counter(), time.process_time()
        write_index(place, documents, old, lambda: encoder, model)
        took, worked = time.perf_counter() - began, time.process_time() - worked
    split = {name: milliseconds / 1000 for name, milliseconds in spent.items()}
    split["rest"] = took - sum(split.values())
    return {"s": took, "cpu_s": worked, "split_s": split}


def ask(corpus: Corpus, questions: Sequence[str]) -> dict[str, Any]:
    """Open an index and ask questions; return latency by part, memory, and recall of candidates.

    On a busy machine processor time says more than wall-clock time.
    """
    settings = Settings.from_environment()
    encoder = open_encoder(settings.index, find_model(settings.model))
    began = time.perf_counter()
    index = Index.open(corpus.place)
    chatbot_ = Chatbot(index, encoder, settings.max_question)
    opened = time.perf_counter() - began
    began = time.perf_counter()
    Handlers(chatbot_, settings).interface("en", None)
    page, memory_opened = time.perf_counter() - began, resident()
    for question in questions[:10]:
        chatbot_.ask(question)
    took, worked, parts = [], [], []
    with timed_stages(ASK_STAGES) as spent:
        for question in questions:
            spent.clear()
            began, worked_before = time.perf_counter(), time.process_time()
            chatbot_.ask(question)
            took.append((time.perf_counter() - began) * 1000)
            worked.append((time.process_time() - worked_before) * 1000)
            parts.append([spent["candidates"], spent["late interaction"]])
    memory = resident()
    split = np.median(np.array(parts), axis=0)
    return {
        "passages": len(index),
        "open_s": opened,
        "page_s": page,
        "median_ms": float(np.median(took)),
        "p95_ms": float(np.percentile(took, 95)),
        "median_cpu_ms": float(np.median(worked)),
        "candidates_ms": float(split[0]),
        "late_interaction_ms": float(split[1]),
        "opened_mb": memory_opened,
        "memory_mb": memory,
        "recall_at_10": recall_at_ten(index, encoder, questions),
        "disk_mb": sizes(index),
    }


def resident() -> dict[str, float]:
    """Return the resident memory of this process in MB: "all", and of it "of mapped files"."""
    _, pages, mapped, *_ = map(int, Path("/proc/self/statm").read_text().split())
    return {
        name: count * resource.getpagesize() / 1e6
        for name, count in (("all", pages), ("of mapped files", mapped))
    }


def recall_at_ten(index: Index, encoder: Any, questions: Sequence[str]) -> float:  # noqa: ANN401
    """Return the share of the ten exactly nearest passages that are among the candidates."""
    vectors = encoder.encode_questions(questions).vectors
    best: NDArray[Any] = np.empty((len(vectors), 0), dtype=np.float32)
    rows: NDArray[Any] = np.empty((len(vectors), 0), dtype=np.int64)
    for start in range(0, len(index), 1 << 16):
        some = np.arange(start, min(start + (1 << 16), len(index)))
        best = np.concatenate([best, vectors @ index.passages.vectors[some].T], axis=1)
        rows = np.concatenate([rows, np.broadcast_to(some, (len(vectors), len(some)))], axis=1)
        order = np.argsort(-best, axis=1)[:, :10]
        best, rows = (np.take_along_axis(array, order, axis=1) for array in (best, rows))
    shares = []
    for place, question in enumerate(questions):
        vector = vectors[place : place + 1]
        found = chatbot.retrieval.ranking.find_candidates(index, question, vector)
        shares.append(np.isin(rows[place], found.passages).mean())
    return float(np.mean(shares))


def sizes(index: Index) -> dict[str, float]:
    """Return megabytes on disk by kind of file."""
    kinds = {"_vectors.faiss": VECTORS, "_token_": "tokens", "bm25": BM25}
    found: dict[str, float] = {}
    for name, (size, _) in index.manifest.files.items():
        kind = next((kind for part, kind in kinds.items() if part in name), "texts and the rest")
        found[kind] = found.get(kind, 0) + size / 1e6
    return found
