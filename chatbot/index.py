"""The index on disk, opened for reading: FAISS, BM25, token vectors, passages, documents.

`index/manifest.json` names the one folder beside it that holds everything else. It is replaced in
one step after that folder is complete, so a reader finds the old index or the new one, never half.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from chatbot.bm25 import StoredBM25
from chatbot.documents import Document, Entry, Passage, Source, Span
from chatbot.encoder import Encoding
from chatbot.errors import IndexUnusableError
from chatbot.files import check_file
from chatbot.jsonlines import Records
from chatbot.terms import TermSplitter

# Raise it whenever the files or the way that passages are cut change: older indexes are rebuilt.
FORMAT_VERSION = 4
MANIFEST = "manifest.json"
# In place of an entry, for a question that the corpus does not cover.
NO_ENTRY = -1
# Numbers in the token vectors (80 MB as float32) that are converted once instead of every time.
KEPT_IN_MEMORY = 20_000_000


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made of.

    Attributes:
        format_version: `FORMAT_VERSION` when it was built.
        folder: Name of the folder with its files, beside the manifest.
        model: Identity of the embedding model.
        language: ISO 639-1 code by which its terms were stemmed.
        documents: Document id → hash of the file that it was read from.
        counts: How many documents, entries, passages and tokens.
        files: Name → [size in bytes, sha256] of each file in the folder.
    """

    format_version: int
    folder: str
    model: str
    language: str
    documents: Mapping[str, str]
    counts: Mapping[str, int]
    files: Mapping[str, Sequence[Any]]

    def matches(self, documents: Mapping[str, str], model: str) -> bool:
        """Whether the index was made from these files with this model, by this code."""
        return (
            self.format_version == FORMAT_VERSION
            and self.model == model
            and dict(self.documents) == dict(documents)
        )

    def to_json(self) -> str:
        """The text of the manifest file."""
        return json.dumps(asdict(self), indent=2)


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of an index folder.

    Raises:
        IndexUnusableError: There is none, or it is damaged or of another format.
    """
    path = folder / MANIFEST
    try:
        values = json.loads(path.read_bytes())
        if values["format_version"] != FORMAT_VERSION:
            raise IndexUnusableError(f"{path}: this index has another format. Build it again.")
        manifest = Manifest(**values)
        if Path(manifest.folder).name != manifest.folder:
            raise ValueError("the folder is not beside the manifest")
        if not isinstance(manifest.language, str):
            raise TypeError("the language is no text")
    except FileNotFoundError as error:
        raise IndexUnusableError(f"{folder}: there is no index here. Build it first.") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexUnusableError(f"{path}: the manifest is damaged. Build it again.") from error
    return manifest


class StoredEncoding:
    """The vectors of some texts, as they lie on disk.

    Attributes:
        faiss: FAISS index over the sentence vectors, inner product.
        token_vectors: [T, dimension]; float16 and memory-mapped, or float32 in memory while there
            are few.
        token_ids: int32 [T], memory-mapped.
        token_starts: int32 [T], memory-mapped; offsets of the word pieces in their texts.
        token_offsets: int64 [texts + 1].
    """

    def __init__(self, files: Path, prefix: str) -> None:
        self.faiss = faiss.read_index(str(files / f"{prefix}vectors.faiss"))
        self.token_vectors: NDArray[np.floating] = np.load(
            files / f"{prefix}token_vectors.npy", mmap_mode="r"
        )
        if self.token_vectors.size <= KEPT_IN_MEMORY:
            self.token_vectors = self.token_vectors.astype(np.float32)
        self.token_ids: NDArray[np.int32] = np.load(files / f"{prefix}token_ids.npy", mmap_mode="r")
        self.token_starts: NDArray[np.int32] = np.load(
            files / f"{prefix}token_starts.npy", mmap_mode="r"
        )
        self.token_offsets: NDArray[np.int64] = np.load(files / f"{prefix}token_offsets.npy")

    def encoding(self) -> Encoding:
        """All of them, to build the next index from."""
        return Encoding(
            vectors=self.faiss.reconstruct_n(0, self.faiss.ntotal),
            token_vectors=self.token_vectors,
            token_ids=self.token_ids,
            token_starts=self.token_starts,
            offsets=self.token_offsets,
        )


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
        token_idf: float32 [vocabulary]; ln((N + 1) / (df + 0.5)) of each word piece over passages.
        words: The folded words of the corpus, sorted.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        """Open the files of `manifest`.

        Raises:
            IndexUnusableError: One of them is missing or damaged.
        """
        self.manifest = manifest
        files = folder / manifest.folder
        try:
            for name, (size, digest) in manifest.files.items():
                check_file(files / name, size, digest)
            self.passages = StoredEncoding(files, "")
            self.questions = StoredEncoding(files, "question_")
            self.entry_of_question: NDArray[np.int32] = np.load(files / "entry_of_question.npy")
            answered = self.entry_of_question[self.entry_of_question != NO_ENTRY]
            self.ways_to_ask = np.bincount(answered)
            self._question_texts = Records(files / "questions.jsonl")
            self.entry_of_passage: NDArray[np.int32] = np.load(files / "entry_of_passage.npy")
            self.bm25 = StoredBM25(files, len(self.entry_of_passage))
            self.token_idf: NDArray[np.float32] = np.load(files / "token_idf.npy")
            self.segment_offsets: NDArray[np.int64] = np.load(files / "segment_offsets.npy")
            self.passage_segments: NDArray[np.int64] = np.load(files / "passage_segments.npy")
            self.words: list[str] = json.loads((files / "words.json").read_bytes())
            self._files = files
            self._passages = Records(files / "passages.jsonl")
            self._documents = Records(files / "documents.jsonl")
            self.terms = TermSplitter(manifest.language)
            self._document_rows = {name: row for row, name in enumerate(manifest.documents)}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
            raise IndexUnusableError(f"{files}: the index is damaged. Build it again.") from error

    @classmethod
    def open(cls, folder: Path) -> "Index":
        """Open the index in `folder`.

        Raises:
            IndexUnusableError: There is none that can be used.
        """
        manifest = read_manifest(folder)
        try:
            return cls(folder, manifest)
        except IndexUnusableError:
            # A builder may have replaced it between our two reads.
            newer = read_manifest(folder)
            if newer.folder == manifest.folder:
                raise
            return cls(folder, newer)

    def __len__(self) -> int:
        return len(self._passages)

    @property
    def document_ids(self) -> tuple[str, ...]:
        """Ids of the documents, sorted."""
        return tuple(self._document_rows)

    def nearest_questions(self, vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
        """Rows of the questions that entries answer, nearest first; `count` or all there are.

        Args:
            vectors: float32 [1, dimension].
            count: How many at most.
        """
        answered = int(self.ways_to_ask.sum())  # those that are not covered come after them
        selected = faiss.SearchParameters(sel=faiss.IDSelectorRange(0, answered))  # type: ignore[call-arg]
        _, rows = self.questions.faiss.search(vectors, min(count, answered), params=selected)
        return np.asarray(rows[0])

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
        return str(self._question_texts[row])

    @lru_cache(maxsize=4)  # noqa: B019 — an index lives as long as its process
    def common_words(self, language: str) -> Mapping[str, int]:
        """What `common_words` in `chatbot/spelling.py` gives; empty for languages not kept here.

        Kept are those of the corpus and of people who ask in another language than that.
        """
        name = f"common_words_{language}.txt"
        if name not in self.manifest.files:
            return {}
        words = (self._files / name).read_text(encoding="utf-8").split("\n")
        counts = np.load(self._files / f"common_word_counts_{language}.npy").tolist()
        return dict(zip(words, counts, strict=False))

    @lru_cache(maxsize=4096)  # noqa: B019 — an index lives as long as its process
    def passage(self, row: int) -> Passage:
        """The passage in a row of the vectors."""
        record = self._passages[row]
        record["sentences"] = tuple(Span(*span) for span in record["sentences"])
        return Passage(**record)

    @lru_cache(maxsize=16)  # noqa: B019 — an index lives as long as its process
    def document(self, document_id: str) -> Document | None:
        """A document with its entries and passages; None if there is none of this id."""
        row = self._document_rows.get(document_id)
        if row is None:
            return None
        record = self._documents[row]
        entries = tuple(
            Entry(
                number=entry["number"],
                question=entry["question"],
                heading=Span(*entry["heading"]),
                answer=Span(*entry["answer"]),
                passages=tuple(self.passage(row) for row in range(*entry["rows"])),
                asked_as=tuple(entry["asked_as"]),
            )
            for entry in record["entries"]
        )
        return Document(
            id=record["id"],
            text=record["text"],
            source=Source(**record["source"]),
            entries=entries,
            sha256=record["sha256"],
            not_covered=tuple(record["not_covered"]),
        )
