"""What all systems are asked about: the passages of several test sets, and the vectors of them.

Each set's texts are cut as the product cuts them, so that every passage fits into what the model
reads and all systems hold the same passages. The vectors are made once and kept.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from beir import Query, TestSet
from numpy.typing import NDArray
from tqdm import tqdm

from chatbot.corpus.documents import Document
from chatbot.encoding.encoder import Encoder, Encoding
from chatbot.index.token_spans import embedded_text

# Texts that are encoded and kept together: what was done stays done when a run is cut short.
CHUNK = 200
FIELDS = tuple(field.name for field in fields(Encoding))


@dataclass(frozen=True, slots=True)
class Corpus:
    """One corpus made of several test sets, and the questions to ask it.

    Attributes:
        documents: One for each set, by name.
        entries: Ids of the entries, over all documents, "set/id in the set".
        texts: What is encoded for each passage: the title that it stands under, and itself.
        passage_entries: Id of the entry that each passage is part of.
        questions: Set → its questions; what is relevant to them is named as in `entries`.
    """

    documents: tuple[Document, ...]
    entries: tuple[str, ...]
    texts: tuple[str, ...]
    passage_entries: tuple[str, ...]
    questions: dict[str, tuple[Query, ...]]


def join(sets: Sequence[TestSet], passages: int, questions: int) -> Corpus:
    """One corpus of so many passages, which holds every answer to what is asked.

    Args:
        sets: Where to take from; after the answers, each is taken from in order, until full.
        passages: How many in all. Half of them may be answers, an equal share for each set; a
            question whose answers do not fit is not asked.
        questions: How many of each set at most, spread evenly over it. Only questions that stand
            alone and are answerable are asked.
    """
    sets = sorted(sets, key=lambda one: one.name)  # as an index has its documents
    kept: dict[str, set[int]] = {}
    asked: dict[str, tuple[Query, ...]] = {}
    left = passages
    for one in sets:
        kept[one.name], asked[one.name] = _answers(one, passages // (2 * len(sets)), questions)
        left -= _count(one, kept[one.name])
    for one in sets:
        for place in range(len(one.entry_ids)):
            size = _count(one, {place})
            if place not in kept[one.name] and size <= left:
                kept[one.name].add(place)
                left -= size
    documents, entries, texts, passage_entries = [], [], [], []
    for one in sets:
        places = sorted(kept[one.name])
        chosen = tuple(one.document.entries[place] for place in places)
        digest = hashlib.sha256(f"{one.document.sha256} {places}".encode()).hexdigest()
        documents.append(replace(one.document, entries=chosen, sha256=digest))
        for place, entry in zip(places, chosen, strict=True):
            name = f"{one.name}/{one.entry_ids[place]}"
            entries.append(name)
            for passage in entry.passages:
                texts.append(embedded_text(passage))
                passage_entries.append(name)
    return Corpus(tuple(documents), tuple(entries), tuple(texts), tuple(passage_entries), asked)


def _answers(one: TestSet, most: int, questions: int) -> tuple[set[int], tuple[Query, ...]]:
    """Places of the entries that answer, of at most so many passages, and what is asked."""
    alone = [query for query in one.queries if query.relevant and not query.history]
    rows = np.linspace(0, len(alone) - 1, min(questions, len(alone))).astype(int)
    place_of = {entry_id: place for place, entry_id in enumerate(one.entry_ids)}
    kept: set[int] = set()
    asked = []
    for query in (alone[row] for row in rows):
        wanted = kept | {place_of[entry_id] for entry_id in query.relevant}
        if _count(one, wanted) <= most:
            kept = wanted
            relevant = frozenset(f"{one.name}/{entry_id}" for entry_id in query.relevant)
            asked.append(replace(query, relevant=relevant))
    return kept, tuple(asked)


def _count(one: TestSet, places: set[int]) -> int:
    return sum(len(one.document.entries[place].passages) for place in places)


class KeptVectors:
    """An encoder that keeps the vectors of passages in a folder and makes none twice.

    Args:
        encoder: Makes those that are not there, and those of questions.
        folder: Made if it is missing.
        model: Identity of the encoder's model.
    """

    def __init__(self, encoder: Encoder, folder: Path, model: str) -> None:
        self._encoder = encoder
        self._folder = folder
        self._model = model
        folder.mkdir(parents=True, exist_ok=True)
        # Text, as `_key` has it → the file that holds its vectors, and which of its texts it is.
        self._places: dict[str, tuple[Path, int]] = {}
        for path in folder.glob("*.json"):
            self._note(path.with_suffix(".npz"), json.loads(path.read_bytes()))

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._encoder.dimension

    def encode_questions(self, texts: Sequence[str]) -> Encoding:
        """Encode what people ask."""
        return self._encoder.encode_questions(texts)

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Encoding:
        """Encode what is searched; token vectors come as float16, as an index keeps them."""
        found: dict[int, Encoding] = {}
        for path, places in self._files(texts, progress=progress).items():
            with np.load(path) as kept:
                parts = Encoding(**kept).split()
            found |= {position: parts[row] for position, row in places}
        ordered = [found[position] for position in range(len(texts))]
        return Encoding(
            vectors=np.concatenate([part.vectors for part in ordered]),
            token_vectors=np.concatenate([part.token_vectors for part in ordered]),
            token_ids=np.concatenate([part.token_ids for part in ordered]),
            token_starts=np.concatenate([part.token_starts for part in ordered]),
            offsets=np.cumsum([0, *(len(part.token_ids) for part in ordered)], dtype=np.int64),
        )

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [texts, dimension]: the sentence vectors alone."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for path, places in self._files(texts, progress=True).items():
            positions, rows = zip(*places, strict=True)
            with np.load(path) as kept:
                vectors[list(positions)] = kept["vectors"][list(rows)]
        return vectors

    def _files(self, texts: Sequence[str], *, progress: bool) -> dict[Path, list[tuple[int, int]]]:
        """The files of these texts: of each text in it, its position here and its row there."""
        keys = [self._key(text) for text in texts]
        new = [
            (key, text)
            for key, text in dict(zip(keys, texts, strict=True)).items()
            if key not in self._places
        ]
        starts = range(0, len(new), CHUNK)
        for start in tqdm(starts, desc="Encoding", disable=None if progress else True):
            self._encode(dict(new[start : start + CHUNK]))
        files: dict[Path, list[tuple[int, int]]] = {}
        for position, key in enumerate(keys):
            path, row = self._places[key]
            files.setdefault(path, []).append((position, row))
        return files

    def _encode(self, texts: Mapping[str, str]) -> None:
        """Encode texts, by their keys, and keep what comes out; the keys are written last."""
        encoding = self._encoder.encode_passages([*texts.values()])
        values = {name: getattr(encoding, name) for name in FIELDS}
        values["token_vectors"] = encoding.token_vectors.astype(np.float16)
        path = self._folder / f"{next(iter(texts))}.npz"
        np.savez(path, **values)
        listed = path.with_suffix(".json")
        unfinished = listed.with_suffix(".part")
        unfinished.write_text(json.dumps([*texts]), encoding="utf-8")
        unfinished.replace(listed)
        self._note(path, [*texts])

    def _note(self, path: Path, keys: Sequence[str]) -> None:
        self._places |= {key: (path, row) for row, key in enumerate(keys)}

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self._model}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
