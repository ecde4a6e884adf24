"""Make the groups from which a reader learns: a question, and passages that do or do not answer it.

The passages of a group are the nearest ones of the question's own document. A FAQ seldom comes with
questions that people asked, so its entries ask for themselves in four ways:

hidden  The entry's question, beside passages without their questions: only the answer's own words
        can tell.
plain   The same beside passages with their questions. Without it, a reader learns from the frames
        that a question like the one above the passage is not answered.
typed   The same with typing errors, or its key words alone.
frame   The same with one key word replaced by another that stands in the same place elsewhere and
        occurs nowhere in the document. Nothing there answers it, however similar it is.

Questions of other sets are asked as they are, and as frames.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from chatbot.corpus.documents import Passage
from chatbot.encoding.encoder import Encoder
from chatbot.index.index import Index
from chatbot.index.token_spans import embedded_text
from chatbot.text.language_id import function_words
from chatbot.text.terms import TermSplitter, fold
from scripts.measure.beir import Query, TestSet, open_index
from scripts.measure.reader_frames import WORD, Frames
from scripts.measure.variations import mistyped

SEED = 0
WRONG = 2
"""Passages of a group that do not answer its question."""
HELD_OUT = 20
"""One document in so many is never learned from."""


@dataclass(frozen=True, slots=True)
class Group:
    """A question and passages.

    Attributes:
        part: Set and document.
        question: The question as the reader sees it.
        passages: The passages as the reader sees them.
        answers: Whether each passage answers the question; no more than the first does.
    """

    part: str
    question: str
    passages: tuple[str, ...]
    answers: tuple[bool, ...]


def read_groups(path: Path, most: int) -> list[Group]:
    """Read groups that were made elsewhere, one JSON object with the fields of `Group` a line.

    Args:
        path: The file.
        most: Largest number of groups, chosen at random.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    chosen = np.random.default_rng(SEED).permutation(len(lines))[:most]
    values = (json.loads(lines[row]) for row in sorted(chosen))
    return [
        Group(one["part"], one["question"], tuple(one["passages"]), tuple(one["answers"]))
        for one in values
    ]


def is_held_out(part: str) -> bool:
    """Return True for a document that is never learned from."""
    digest = hashlib.blake2b(part.encode(), digest_size=4).digest()
    return int.from_bytes(digest) % HELD_OUT == 0


def groups_of(
    test_set: TestSet, encoder: Encoder, model: str, cache: Path, most: int
) -> Iterator[Group]:
    """Yield the groups of a set.

    Args:
        test_set: The set. Without questions, its entries ask for themselves.
        encoder: The product's encoder.
        model: Its identity.
        cache: Folder for the index of the set.
        most: Largest number of questions (or entries) that are used, chosen at random.
    """
    random = np.random.default_rng(SEED)
    finder = Finder(test_set, open_index(test_set, cache, encoder, model), encoder)
    asked = test_set.queries or tuple(own_questions(test_set))
    frames = Frames([query.text for query in asked], finder.terms)
    chosen = sorted(random.choice(len(asked), min(most, len(asked)), replace=False))
    for row in tqdm(chosen, desc=test_set.name, leave=False, disable=None):
        query = asked[row]
        if test_set.queries:
            yield from finder.group(query, query.text, titles=True)
        else:
            yield from finder.group(query, query.text, titles=False)
            yield from finder.group(query, query.text, titles=True)
            yield from finder.group(query, typed(query.text, random), titles=True)
        framed = frames.exchanged(query.text, finder.terms_of(query.part), random)
        if framed:
            yield from finder.group(replace(query, relevant=frozenset()), framed, titles=True)


def own_questions(test_set: TestSet) -> Iterator[Query]:
    """Yield the questions of the entries that ask."""
    for entry, name, part in zip(
        test_set.document.entries, test_set.entry_ids, test_set.parts, strict=True
    ):
        if "?" in entry.question:
            yield Query(name, entry.question, (), frozenset({name}), "", part)


def typed(question: str, random: np.random.Generator) -> str:
    """Return a question with typing errors, or its key words alone."""
    if random.integers(2):
        return mistyped(question, random).lower()
    known = function_words()["en"]
    words = [word for word in WORD.findall(question) if fold(word) not in known]
    return " ".join(words).lower() if len(words) > 1 else question.lower()


class Finder:
    """Finds passages for the questions of a set.

    Args:
        test_set: The set.
        index: Its index.
        encoder: The encoder of the index.
    """

    def __init__(self, test_set: TestSet, index: Index, encoder: Encoder) -> None:
        self._set, self._index, self._encoder = test_set, index, encoder
        self.terms = TermSplitter("en")
        parts = np.array(test_set.parts)[index.entry_of_passage]
        order = np.argsort(parts, kind="stable")
        names, starts = np.unique(parts[order], return_index=True)
        self._rows = dict(zip(names.tolist(), np.split(order, starts[1:]), strict=True))
        self._part_terms: dict[str, frozenset[str]] = {}

    def terms_of(self, part: str) -> frozenset[str]:
        """Return the terms of a document of the set."""
        if part not in self._part_terms:
            passages = map(self._index.passage, self._rows[part].tolist())
            texts = (f"{one.question} {one.lead} {one.text}" for one in passages)
            self._part_terms[part] = frozenset(self.terms.split(" ".join(texts)))
        return self._part_terms[part]

    def group(self, query: Query, question: str, *, titles: bool) -> Iterable[Group]:
        """Return the group of one question, if there is anything to learn from it.

        Args:
            query: Its document, and the entries that answer it.
            question: The question in the words to use.
            titles: Whether the reader sees the questions above the passages.
        """
        right, wrong = self._found(query, self._nearest(query.part, question))
        passages = [*right[:1], *wrong[:WRONG]]
        if not passages or (query.relevant and not right):
            return ()
        texts = tuple(embedded_text(one if titles else bare(one)) for one in passages)
        answers = tuple(place < len(right[:1]) for place in range(len(passages)))
        return (Group(f"{self._set.name}/{query.part}", question, texts, answers),)

    def _nearest(self, part: str, question: str) -> NDArray[np.int64]:
        """Return the rows of the passages of a document, nearest to the question first.

        Sentence vectors and BM25 alone: the whole ranking takes ten times as long.
        """
        rows = self._rows[part]
        vector = self._encoder.encode_questions([question]).vectors[0]
        by_terms = self._index.bm25.shares(self.terms.split(question))[rows]
        scores = self._index.passages.vectors[rows] @ vector + by_terms
        return np.asarray(rows[np.argsort(-scores, kind="stable")])

    def _found(self, query: Query, rows: NDArray[np.int64]) -> tuple[list[Passage], list[Passage]]:
        """Return the best passages of entries that answer, and of others; best first."""
        right: list[Passage] = []
        wrong: list[Passage] = []
        seen: set[int] = set()
        for row in rows.tolist():
            entry = int(self._index.entry_of_passage[row])
            if entry in seen:
                continue
            seen.add(entry)
            answers = self._set.entry_ids[entry] in query.relevant
            (right if answers else wrong).append(self._index.passage(row))
            if len(wrong) >= WRONG and (right or not query.relevant):
                break
        return right, wrong


def bare(passage: Passage) -> Passage:
    """Return a passage without the question and the section above it."""
    return replace(passage, question="", section=())
