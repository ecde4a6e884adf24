"""Measure large corpora: `python scripts/large.py FOLDER … --passages 100000 [--json FILE]`.

The folders, in BEIR layout, give real text, of which so many passages are made up: each takes its
sentence vector from two real ones that are near each other and from noise, its word pieces with
their vectors from a stretch of at most `TOKENS` of a real passage, and for its text words of the
two passages, shuffled. Entries have four passages and a question made up in the same way, documents
a thousand passages. An encoder that hands these vectors out takes the place of the model, so that
writing, opening, searching and adding a document are the product's own code. Questions are those of
the folders, encoded by the model.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from beir import TestSet, open_index, read_beir
from numpy.typing import NDArray
from stages import timed_stages

import chatbot.bm25
import chatbot.encoding_writer
import chatbot.index_writer
import chatbot.ranking
from chatbot.build import open_encoder
from chatbot.chatbot import Chatbot
from chatbot.documents import Document, Entry, Passage, Source, Span
from chatbot.encoder import Encoding, find_model, unit_length
from chatbot.encoding_writer import EncodingWriter
from chatbot.index import Index
from chatbot.index_writer import write_index
from chatbot.settings import ROOT, Settings
from chatbot.signals import bm25_scores
from chatbot.token_vectors import NewTokenVectors

TOKENS = 28
PER_ENTRY, PER_DOCUMENT = 4, 1000
NOISE = 0.35  # length of what is added to a vector of length 1
BUILD_STAGES: Sequence[tuple[str, object, str]] = (
    ("encode (made up)", EncodingWriter, "_encode"),
    ("token codes", NewTokenVectors, "add"),
    ("sentence vectors, FAISS", chatbot.encoding_writer, "write_vectors"),
    ("token files", NewTokenVectors, "write"),
    ("BM25", chatbot.index_writer, "write_bm25"),
    ("words", chatbot.index_writer, "_write_words"),
    ("records", chatbot.index_writer, "write_records"),
    ("segments", chatbot.index_writer, "_segments"),
    ("hash and flush", chatbot.index_writer, "size_and_hash"),
)
ASK_STAGES: Sequence[tuple[str, object, str]] = (
    ("candidates", chatbot.ranking, "candidates"),
    ("late interaction", chatbot.ranking, "compare"),
)


@dataclass(frozen=True, slots=True)
class Real:
    """What the made-up passages are made of.

    Attributes:
        indexes: Indexes of the folders.
        of: int64 [n, 2]; index and row of each real passage.
        vectors: float32 [n, dimension].
        near: int64 [n]; a passage near to each.
    """

    indexes: Sequence[Index]
    of: NDArray[np.int64]
    vectors: NDArray[np.float32]
    near: NDArray[np.int64]


class MadeUp:
    """The encoder of texts that begin with "n§", n being what `text` was made from."""

    def __init__(self, real: Real) -> None:
        self._real = real
        self.dimension = real.vectors.shape[1]

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Encoding:
        """What was made up for the passages of these texts."""
        return self._encode(texts, TOKENS)

    def encode_questions(self, texts: Sequence[str]) -> Encoding:
        """What was made up for the questions of these texts."""
        return self._encode(texts, 8)

    def _encode(self, texts: Sequence[str], most: int) -> Encoding:
        seeds = np.array([int(text.rpartition("§")[2].split()[0]) for text in texts])
        real = self._real
        random = np.random.default_rng(int(seeds[0]))
        first = seeds % len(real.of)
        share = random.uniform(0.5, 1, (len(seeds), 1)).astype(np.float32)
        mixed = share * real.vectors[first] + (1 - share) * real.vectors[real.near[first]]
        noise = random.standard_normal(mixed.shape, dtype=np.float32)
        vectors = unit_length(unit_length(mixed) + NOISE * unit_length(noise))
        parts = []
        for source, row in real.of[first]:
            stored = real.indexes[source].passages
            start, end = stored.token_offsets[row : row + 2].tolist()
            start += int(random.integers(0, max(end - start - most, 0) + 1))
            parts.append((stored, slice(start, min(start + most, end))))
        sizes = [span.stop - span.start for _, span in parts]
        tokens = np.concatenate([stored.token_vectors[span] for stored, span in parts])
        return Encoding(
            vectors=vectors,
            token_vectors=tokens,
            token_ids=np.concatenate([stored.token_ids[span] for stored, span in parts]),
            # One after another from the text's first character, so that each is in some sentence.
            token_starts=np.concatenate([3 * np.arange(size, dtype=np.int32) for size in sizes]),
            offsets=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        )


def read_real(indexes: Sequence[Index]) -> Real:
    """Take the passages of some indexes together."""
    of = np.concatenate(
        [
            np.stack([np.full(len(index), place), np.arange(len(index))], axis=1)
            for place, index in enumerate(indexes)
        ]
    )
    vectors = np.concatenate([one.passages.vectors[np.arange(len(one))] for one in indexes])
    near = np.empty(len(vectors), dtype=np.int64)
    for start in range(0, len(vectors), 1024):
        products = vectors[start : start + 1024] @ vectors.T
        near[start : start + 1024] = np.argpartition(-products, 8, axis=1)[:, 8]
    return Real(indexes, of, vectors, near)


def made_up_document(real: Real, number: int, passages: int) -> Document:
    """A document of passages that are made up from their numbers."""
    name = f"made-up-{number:06d}"
    random = np.random.default_rng(number)
    entries: list[Entry] = []
    length, texts = 0, []
    for start in range(0, passages, PER_ENTRY):
        seeds = number * PER_DOCUMENT + start + np.arange(min(PER_ENTRY, passages - start))
        question = f"§{seeds[0]} {words(real, int(seeds[0]), random, 8)}?"
        texts.append(question)
        heading = Span(length, length + len(question))
        length += len(question) + 1
        parts = []
        for place, seed in enumerate(seeds):
            text = f"§{seed} {words(real, int(seed), random, 22)}."
            span = Span(length, length + len(text))
            parts.append(
                Passage(
                    f"{name}:{start}:{place}", name, len(entries) + 1, question, "", text,
                    *span, (span,),
                )
            )  # fmt: skip
            texts.append(text)
            length += len(text) + 1
        entry = Entry(
            len(entries) + 1, question, heading, Span(heading.end + 1, length), tuple(parts)
        )
        entries.append(entry)
    return Document(name, "\n".join(texts), Source(name), tuple(entries), f"{number} {passages}")


def words(real: Real, seed: int, random: np.random.Generator, count: int) -> str:
    """Words of the passage that a number stands for, and of one near it, shuffled."""
    first = seed % len(real.of)
    found: list[str] = []
    for place in (first, int(real.near[first])):
        source, row = real.of[place]
        found += real.indexes[source].passage(int(row)).text.replace("§", "").split()
    return " ".join(random.permutation(found)[:count].tolist())


def resident() -> float:
    """Megabytes of this process that are in memory, mapped files included."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def recall_at_ten(index: Index, vectors: NDArray[np.float32], found: Sequence[Any]) -> float:
    """The share of the ten passages nearest by exact search that are among the candidates."""
    best: NDArray[Any] = np.empty((len(vectors), 0), dtype=np.float32)
    rows: NDArray[Any] = np.empty((len(vectors), 0), dtype=np.int64)
    for start in range(0, len(index), 1 << 16):
        some = np.arange(start, min(start + (1 << 16), len(index)))
        best = np.concatenate([best, vectors @ index.passages.vectors[some].T], axis=1)
        rows = np.concatenate([rows, np.broadcast_to(some, (len(vectors), len(some)))], axis=1)
        order = np.argsort(-best, axis=1)[:, :10]
        best, rows = (np.take_along_axis(array, order, axis=1) for array in (best, rows))
    hits = [np.isin(exact, some).mean() for exact, some in zip(rows, found, strict=True)]
    return float(np.mean(hits))


def ask(index: Index, encoder: Any, questions: Sequence[str]) -> dict[str, Any]:  # noqa: ANN401
    """Put questions to the product: latency by part, memory, and recall of the candidates.

    Time of the processor says more than time by the clock where others are at work, too.
    """
    chatbot_ = Chatbot(index, encoder, Settings().max_question)
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
    vectors = encoder.encode_questions(questions).vectors
    found = [
        chatbot.ranking.candidates(index, vectors[place : place + 1], bm25_scores(index, question))
        for place, question in enumerate(questions)
    ]
    split = np.median(np.array(parts), axis=0)
    return {
        "median_ms": float(np.median(took)),
        "median_cpu_ms": float(np.median(worked)),
        "p95_ms": float(np.percentile(took, 95)),
        "candidates_ms": float(split[0]),
        "late_interaction_ms": float(split[1]),
        "rest_ms": float(np.median(took) - split.sum()),
        "resident_mb": memory,
        "recall_at_10": recall_at_ten(index, vectors, found),
    }


def timed(function: Callable[[], Any]) -> tuple[float, dict[str, float]]:
    """Seconds that a build takes, in all and by stage."""
    with timed_stages(BUILD_STAGES) as spent:
        began = time.perf_counter()
        function()
        whole = time.perf_counter() - began
    split = {name: milliseconds / 1000 for name, milliseconds in spent.items()}
    return whole, split | {"rest": whole - sum(split.values())}


def sizes(index: Index) -> dict[str, float]:
    """Megabytes on disk by kind of file."""
    kinds = {"vectors.faiss": "sentence vectors", "token_": "tokens", "bm25": "BM25"}
    found: dict[str, float] = {}
    for name, (size, _) in index.manifest.files.items():
        kind = next((kind for part, kind in kinds.items() if part in name), "texts and the rest")
        found[kind] = found.get(kind, 0) + size / 1e6
    return found


def build_folder(place: Path, real: Real, passages: int, name: str) -> dict[str, Any]:
    """Build an index of made-up documents, and bring it up to date with one more."""
    encoder = MadeUp(real)
    counts = [PER_DOCUMENT] * (passages // PER_DOCUMENT)
    documents = [made_up_document(real, number, count) for number, count in enumerate(counts)]
    place.mkdir(parents=True, exist_ok=True)
    took, split = timed(lambda: write_index(place, documents, None, lambda: encoder, name))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    began = time.perf_counter()
    index = Index.open(place)
    opened = time.perf_counter() - began
    figures: dict[str, Any] = {
        "passages": len(index), "tokens": index.manifest.counts["tokens"], "build_s": took,
        "build_split_s": split, "build_peak_mb": peak, "open_s": opened, "disk_mb": sizes(index),
        "vectors": index.manifest.vectors,
    }  # fmt: skip
    worked = time.process_time()
    more = made_up_document(real, len(counts), 20)
    took, split = timed(
        lambda: write_index(place, [*index.document_ids, more], index, lambda: encoder, name)
    )
    worked = time.process_time() - worked
    return figures | {"add_s": took, "add_cpu_s": worked, "add_split_s": split}


def main() -> int:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="in BEIR layout; the real text")
    parser.add_argument("--passages", type=int, required=True)
    parser.add_argument("--cache", type=Path, default=ROOT / "index" / "evaluation")
    parser.add_argument("--place", type=Path, help="folder of the large index; default in --cache")
    parser.add_argument("--ask-only", action="store_true", help="an index that is there already")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    settings = Settings.from_environment()
    model = find_model(settings.model)
    encoder = open_encoder(settings.index, model)
    sets: list[TestSet] = [read_beir(folder) for folder in arguments.folders]
    place = arguments.place or arguments.cache / f"large-{arguments.passages}"
    asked = [query.text for one in sets for query in one.queries if query.relevant]
    step = max(len(asked) // arguments.questions, 1)
    questions = asked[::step][: arguments.questions]
    figures: dict[str, Any] = {}
    if not arguments.ask_only:
        indexes = [open_index(one, arguments.cache, encoder, model.identity) for one in sets]
        figures = build_folder(place, read_real(indexes), arguments.passages, model.identity)
    else:
        figures = ask(Index.open(place), encoder, questions)
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
