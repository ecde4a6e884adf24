"""The index on disk, opened for search.

`manifest.json` names the one folder beside it that contains everything else. It is replaced in one
step after that folder is complete. So a reader finds the old index or the new one, never a mixture.

Files of up to `HASHED_UP_TO` bytes are read into memory, larger ones are mapped (see
`chatbot/files.py`). Each start compares the sizes of all files and the hashes of the small ones.
That finds incomplete copies, and any damage to an index of usual size, without reading gigabytes.
Builds and `scripts/build_index.py --verify` compare all hashes.
"""

import json
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.corpus.documents import (
    Block,
    BlockKind,
    Document,
    Entry,
    LeftOut,
    Mark,
    MarkKind,
    Passage,
    Source,
    Span,
)
from chatbot.errors import IndexUnusableError
from chatbot.files import HASHED_UP_TO, check_file, check_size, open_array
from chatbot.index.bm25 import BM25
from chatbot.index.embeddings import StoredEmbeddings
from chatbot.index.manifest import Manifest, read_manifest
from chatbot.index.records import Records
from chatbot.text.terms import TermSplitter

NO_ENTRY = -1
"""The entry of a question that the corpus does not cover."""
MANY = 45
"""Alternative questions per entry beyond which more add little."""


class Index:
    """An opened index.

    Attributes:
        manifest: The inputs of its build.
        passages: The embeddings of the passages with their context.
        questions: The embeddings of the questions that entries answer, and of those that the corpus
            does not cover.
        entry_of_question: int32 [questions], ordinal of the entry, or `NO_ENTRY`. Ascending, except
            for those that are not covered, which come last.
        covered: Number of questions that entries answer.
        questions_per_entry: int64 [entries], number of questions of each entry, its own included.
        entry_of_passage: int32 [passages], ordinal of the entry among all documents; ascending.
        bm25: BM25 over the terms of the passages.
        terms: Splits a query into terms as the passages were.
        span_offsets: int64 [spans + 1], the tokens of each context and sentence.
        passage_spans: int64 [passages + 1], the spans of each passage: first its context, then its
            sentences.
        token_idf: float32 [vocabulary], ln((N + 1) / (df + 0.5)) of each token over the passages.
        words: The folded words of the corpus, sorted.
    """

    def __init__(self, folder: Path, manifest: Manifest, *, verify: bool = False) -> None:
        """Open the files of `manifest`.

        Args:
            folder: The folder of the index.
            manifest: Its manifest.
            verify: Compare the hashes of large files too.

        Raises:
            IndexUnusableError: A file is missing or damaged.
        """
        self.manifest = manifest
        files = folder / manifest.folder
        try:
            for name, (size, digest) in manifest.files.items():
                check_size(files / name, size)
                if verify or size <= HASHED_UP_TO:
                    check_file(files / name, size, digest)
            self.passages = StoredEmbeddings(files, "passage_")
            self.questions = StoredEmbeddings(files, "question_")
            self.entry_of_question: NDArray[np.int32] = open_array(files / "entry_of_question.npy")
            self.entry_of_passage: NDArray[np.int32] = open_array(files / "entry_of_passage.npy")
            self.bm25 = BM25(files, len(self))
            self.span_offsets: NDArray[np.int64] = open_array(files / "span_offsets.npy")
            self.passage_spans: NDArray[np.int64] = open_array(files / "passage_spans.npy")
            self.token_idf: NDArray[np.float32] = open_array(files / "token_idf.npy")
            self.words: list[str] = json.loads((files / "words.json").read_bytes())
            self._passage_records = Records(files / "passages.jsonl")
            self._document_records = Records(files / "documents.jsonl")
            sources = json.loads((files / "sources.json").read_bytes())
            self.sources: Mapping[str, Source] = {
                name: Source(**source) for name, source in sources.items()
            }
            self._document_rows = {name: row for row, name in enumerate(manifest.documents)}
            self.terms = TermSplitter(manifest.language)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            raise IndexUnusableError(f"{files}: the index is damaged. Build it again.") from error
        self.covered = int((self.entry_of_question != NO_ENTRY).sum())
        self.questions_per_entry = np.bincount(self.entry_of_question[: self.covered])

    @classmethod
    def open(cls, folder: Path, *, verify: bool = False) -> "Index":
        """Open the index in `folder`.

        Args:
            folder: The folder of the index.
            verify: Compare the hashes of all files, not only of the small ones.

        Raises:
            IndexUnusableError: There is no index that can be used.
        """
        manifest = read_manifest(folder)
        try:
            return cls(folder, manifest, verify=verify)
        except IndexUnusableError:
            # A build may have replaced it between our two reads.
            newer = read_manifest(folder)
            if newer.folder == manifest.folder:
                raise
            return cls(folder, newer, verify=verify)

    def __len__(self) -> int:
        return len(self.passages)

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Ids of the documents, sorted."""
        return tuple(self.sources)

    def nearest_passages(self, vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """Return the rows of the nearest passages, nearest first; at most `count`.

        Args:
            vectors: float32 [1, dimension].
            count: Largest number of rows.
        """
        return self.passages.vectors.search(vectors, count)

    def nearest_questions(self, vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """Return the rows of the nearest questions that entries answer, nearest first.

        Args:
            vectors: float32 [1, dimension].
            count: Largest number of rows.
        """
        return self.questions.vectors.search(vectors, count, (0, self.covered))

    def nearest_not_covered(self, vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """Return the rows of the nearest questions that the corpus does not cover.

        Args:
            vectors: float32 [1, dimension].
            count: Largest number of rows.
        """
        return self.questions.vectors.search(vectors, count, (self.covered, len(self.questions)))

    @cached_property
    def listed(self) -> float:
        """How far an editor's lists go: from 0 without any to 1 with `MANY` for every entry."""
        return float(np.clip((self.questions_per_entry - 1) / MANY, 0, 1).mean())

    def token_weights(self, token_ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the inverse document frequency of tokens; an unseen token counts as the rarest.

        Args:
            token_ids: int32 [T].

        Returns:
            float32 [T].
        """
        weights = np.full(len(token_ids), np.log((len(self) + 1) / 0.5), dtype=np.float32)
        known = token_ids < len(self.token_idf)
        weights[known] = self.token_idf[token_ids[known]]
        return weights

    @cached_property
    def passage(self) -> Callable[[int], Passage]:
        """The passage in a row."""
        # A cache for each index: the cache of a method would keep an index that was replaced.
        return lru_cache(maxsize=4096)(self._read_passage)

    @cached_property
    def document(self) -> Callable[[str], Document | None]:
        """A document with its entries and passages, by its id; None for an unknown id."""
        return lru_cache(maxsize=16)(self._read_document)

    def _read_passage(self, row: int) -> Passage:
        record = self._passage_records[row]
        record["sentences"] = tuple(Span(*span) for span in record["sentences"])
        record["section"] = tuple(record["section"])
        return Passage(**record)

    def _read_document(self, document_id: str) -> Document | None:
        row = self._document_rows.get(document_id)
        if row is None:
            return None
        record = self._document_records[row]
        record["entries"] = tuple(self._entry(entry) for entry in record["entries"])
        record["not_covered"] = tuple(record["not_covered"])
        record["marks"] = tuple(
            Mark(Span(*span), MarkKind(kind), target) for span, kind, target in record["marks"]
        )
        for name in ("left_out", "remarks"):
            record[name] = tuple(LeftOut(*one) for one in record[name])
        return Document(source=self.sources[document_id], **record)

    def _entry(self, record: dict[str, Any]) -> Entry:
        rows = range(*record.pop("rows"))
        record["heading"], record["answer"] = Span(*record["heading"]), Span(*record["answer"])
        record["alternative_questions"] = tuple(record["alternative_questions"])
        record["section"] = tuple(record["section"])
        record["blocks"] = tuple(
            Block(Span(*span), depth, BlockKind(kind), header and Span(*header))
            for span, depth, kind, header in record["blocks"]
        )
        return Entry(passages=tuple(map(self.passage, rows)), **record)
