"""The index on disk, opened for reading: FAISS, BM25, token vectors, passages, documents.

`index/manifest.json` names the one folder beside it that holds everything else. It is replaced in
one step after that folder is complete, so a reader finds the old index or the new one, never half.

Files of up to `HASHED_UP_TO` bytes are kept in memory; what a larger corpus has beyond that is
mapped and read where it is needed (see `chatbot/files.py`). At every start all files are compared
with their size, and those that are kept with their hash: that finds a copy that broke off, and all
damage in an FAQ of usual size, while reading gigabytes for each start would take seconds. All
hashes are compared before an index is taken over into the next, and by
`scripts/build_index.py --verify`.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache, cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.corpus.documents import Document, Entry, Passage, Source, Span
from chatbot.errors import IndexUnusableError
from chatbot.files import HASHED_UP_TO, check_file, check_size, open_array
from chatbot.index.bm25 import StoredBM25
from chatbot.index.embeddings import StoredEncoding
from chatbot.index.jsonlines import Records
from chatbot.index.manifest import Manifest, read_manifest
from chatbot.index.rows import joined_ranges
from chatbot.text.terms import TermSplitter

# In place of an entry, for a question that the corpus does not cover.
NO_ENTRY = -1


class Index:
    """An opened index.

    Attributes:
        manifest: What it was made of.
        passages: The vectors of the passages, as encoded with their context.
        questions: The vectors of the questions that the entries answer, and of those that the
            corpus does not cover.
        entry_of_question: int32 [questions]; ordinal of the entry, or `NO_ENTRY`. Ascending, but
            for the latter, which come last.
        ways_to_ask: int64 [entries], how many of these questions each entry answers.
        bm25: BM25 over the passages' terms.
        entry_of_passage: int32 [passages]; ordinal of the entry, over all documents.
        segment_offsets: int64 [segments + 1]; the tokens of each segment.
        passage_segments: int64 [passages + 1]; the segments of each passage: first its context,
            then each of its sentences.
        token_counts: int64 [vocabulary], the passages that hold each word piece.
        token_idf: float32 [vocabulary]; ln((N + 1) / (df + 0.5)) of each word piece over passages.
        words: The folded words of the corpus, sorted.
        word_counts: int64 [words], the passages that hold each.
        document_starts: int64 [documents + 1, 4]; entries, passages, questions that entries answer
            and questions not covered, before each document and in all.
    """

    def __init__(self, folder: Path, manifest: Manifest, *, verify: bool = False) -> None:
        """Open the files of `manifest`.

        Args:
            folder: The folder of the index.
            manifest: Its manifest.
            verify: Compare large files with their hashes, too.

        Raises:
            IndexUnusableError: One of them is missing or damaged.
        """
        self.manifest = manifest
        files = folder / manifest.folder
        try:
            for name, (size, digest) in manifest.files.items():
                check_size(files / name, size)
                if verify or size <= HASHED_UP_TO:
                    check_file(files / name, size, digest)
            self.passages = StoredEncoding(files, "", manifest.vectors["passages"])
            self.questions = StoredEncoding(files, "question_", manifest.vectors["questions"])
            self.document_starts: NDArray[np.int64] = np.load(files / "document_starts.npy")
            self._answered = int(self.document_starts[-1, 2])
            self.entry_of_question: NDArray[np.int32] = open_array(files / "entry_of_question.npy")
            self.ways_to_ask = np.bincount(self.entry_of_question[: self._answered])
            self.question_records = Records(files / "questions.jsonl")
            self.entry_of_passage: NDArray[np.int32] = open_array(files / "entry_of_passage.npy")
            self.bm25 = StoredBM25(files)
            self.token_counts: NDArray[np.int64] = np.load(files / "token_counts.npy")
            self.segment_offsets: NDArray[np.int64] = open_array(files / "segment_offsets.npy")
            self.passage_segments: NDArray[np.int64] = open_array(files / "passage_segments.npy")
            self.words: list[str] = json.loads((files / "words.json").read_bytes())
            self.word_counts: NDArray[np.int64] = np.load(files / "word_counts.npy")
            self.passage_records = Records(files / "passages.jsonl")
            self.document_records = Records(files / "documents.jsonl")
            self.source_records = Records(files / "sources.jsonl")
            self.terms = TermSplitter(manifest.language)
            self.document_rows = {name: row for row, name in enumerate(manifest.documents)}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            raise IndexUnusableError(f"{files}: the index is damaged. Build it again.") from error
        self.token_idf: NDArray[np.float32] = np.log(
            (len(self) + 1) / (self.token_counts + 0.5)
        ).astype(np.float32)

    @classmethod
    def open(cls, folder: Path, *, verify: bool = False) -> "Index":
        """Open the index in `folder`.

        Args:
            folder: The folder of the index.
            verify: Compare all files with their hashes, not the small ones alone.

        Raises:
            IndexUnusableError: There is none that can be used.
        """
        manifest = read_manifest(folder)
        try:
            return cls(folder, manifest, verify=verify)
        except IndexUnusableError:
            # A builder may have replaced it between our two reads.
            newer = read_manifest(folder)
            if newer.folder == manifest.folder:
                raise
            return cls(folder, newer, verify=verify)

    def __len__(self) -> int:
        return len(self.passage_records)

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Ids of the documents, sorted."""
        return tuple(self.document_rows)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Document id → where it comes from; the documents themselves are not read for it."""
        rows = self.document_rows
        return {name: Source(**self.source_records[rows[name]]) for name in rows}

    def nearest_questions(self, vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """Rows of the questions that entries answer, nearest first; `count` or all there are.

        Args:
            vectors: float32 [1, dimension].
            count: How many at most.
        """
        count = min(count, self._answered)
        _, rows = self.questions.vectors.search(vectors, count, (0, self._answered))
        return np.asarray(rows[0][rows[0] >= 0])

    def nearest_not_covered(self, vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """Rows of the questions that the corpus does not cover: the `count` nearest, ascending.

        Args:
            vectors: float32 [1, dimension].
            count: How many at most.
        """
        total = len(self.entry_of_question)
        if total - self._answered <= count:
            return np.arange(self._answered, total)
        _, rows = self.questions.vectors.search(vectors, count, (self._answered, total))
        return np.sort(rows[0][rows[0] >= 0])

    def questions_of(self, entries: NDArray[np.int32]) -> NDArray[np.int64]:
        """Rows of the questions that these entries answer.

        Args:
            entries: int32 [n], ascending.
        """
        answered = self.entry_of_question[: self._answered]
        starts = np.searchsorted(answered, entries)
        return joined_ranges(starts, self.ways_to_ask[entries])

    @cached_property
    def share_of_entries_asked(self) -> Callable[[int], float]:
        """The share of entries that are known to be asked in so many ways or more."""
        return cache(lambda ways: float((self.ways_to_ask >= ways).mean()))

    def token_weights(self, token_ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Inverse document frequency of word pieces; one that occurs in no passage is the rarest.

        Args:
            token_ids: int32 [T].
        """
        weights = np.full(len(token_ids), np.log((len(self) + 1) / 0.5), dtype=np.float32)
        known = token_ids < len(self.token_idf)
        weights[known] = self.token_idf[token_ids[known]]
        return weights

    @cached_property
    def question_token_weights(self) -> NDArray[np.float32]:
        """float32 [T]: `token_weights` of the word pieces of all `questions`."""
        return self.token_weights(self.questions.token_ids)

    def question(self, row: int) -> str:
        """The text in a row of `questions`."""
        return str(self.question_records[row])

    @cached_property
    def passage(self) -> Callable[[int], Passage]:
        """The passage in a row of the vectors."""
        # Each index has a cache of its own: that of a method would keep one that was replaced.
        return lru_cache(maxsize=4096)(self._read_passage)

    @cached_property
    def document(self) -> Callable[[str], Document | None]:
        """A document with its entries and passages, by its id; None if there is none of this id."""
        return lru_cache(maxsize=16)(self._read_document)

    def _read_passage(self, row: int) -> Passage:
        record = self.passage_records[row]
        record["sentences"] = tuple(Span(*span) for span in record["sentences"])
        return Passage(**record)

    def _read_document(self, document_id: str) -> Document | None:
        row = self.document_rows.get(document_id)
        if row is None:
            return None
        record = self.document_records[row]
        first = int(self.document_starts[row, 1])
        entries = tuple(
            Entry(
                number=entry["number"],
                question=entry["question"],
                heading=Span(*entry["heading"]),
                answer=Span(*entry["answer"]),
                passages=tuple(
                    self.passage(row)
                    for row in range(first + entry["rows"][0], first + entry["rows"][1])
                ),
                alternative_questions=tuple(entry["asked_as"]),
            )
            for entry in record["entries"]
        )
        return Document(
            id=record["id"],
            text=record["text"],
            source=self.sources[document_id],
            entries=entries,
            sha256=record["sha256"],
            not_covered=tuple(record["not_covered"]),
        )
