"""BM25 as it lies on disk: what each term adds to the score of each passage that holds it.

Scores are those of Lucene's variant (Kamphuis et al. 2020). How often each term stands in each
passage is kept beside them, so that the next index takes over the passages that stay as they are
without splitting their texts again: only the arithmetic is done anew, because what a term is worth
depends on all passages.
"""

import json
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.files import open_array

SCORES = "bm25_scores.npy"
PASSAGES = "bm25_passages.npy"
COUNTS = "bm25_counts.npy"
OFFSETS = "bm25_offsets.npy"
HIGHEST = "bm25_highest.npy"
LENGTHS = "bm25_lengths.npy"
TERMS = "bm25_terms.json"
# How soon a repeated term counts no more, and how far long passages are held back.
K1, B = 1.5, 0.75


@dataclass(frozen=True, slots=True)
class Postings:
    """Which terms stand how often in which passages; p pairs of a term and a passage.

    Attributes:
        terms: The terms, sorted.
        keys: int64 [p], ascending; term · passages + passage.
        counts: uint16 [p].
        lengths: int32 [passages], terms of each passage.
    """

    terms: Sequence[str]
    keys: NDArray[np.int64]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]


class StoredBM25:
    """The BM25 of an index.

    Raises:
        OSError: A file is missing.
        ValueError: A file is damaged.
    """

    def __init__(self, files: Path) -> None:
        self.scores: NDArray[np.float32] = open_array(files / SCORES)
        self.rows: NDArray[np.int32] = open_array(files / PASSAGES)
        self.counts: NDArray[np.uint16] = open_array(files / COUNTS)
        self.offsets: NDArray[np.int64] = open_array(files / OFFSETS)
        self.highest: NDArray[np.float32] = open_array(files / HIGHEST)
        self.lengths: NDArray[np.int32] = open_array(files / LENGTHS)
        terms = json.loads((files / TERMS).read_bytes())
        self.terms: dict[str, int] = {term: number for number, term in enumerate(terms)}

    def search(self, terms: Sequence[str]) -> "TermScores":
        """The scores of all passages for these terms, worked out for those that are asked for."""
        return TermScores(self, terms)


class TermScores:
    """The scores for some terms, as shares in [0, 1] of what a passage could reach.

    That is one which holds each of the terms as well as any passage does. A term that occurs
    nowhere counts as the rarest; a term that is repeated counts once.
    """

    def __init__(self, bm25: StoredBM25, terms: Sequence[str]) -> None:
        self._bm25 = bm25
        asked = set(terms)
        self._known = sorted(bm25.terms[term] for term in asked if term in bm25.terms)
        reachable = sum(float(bm25.highest[term]) for term in self._known)
        # Of a term that one passage would hold: its weight there is its idf times about 1.
        rarest = np.log(1 + (len(bm25.lengths) + 0.5) / 0.5)
        self._reachable = max(reachable + (len(asked) - len(self._known)) * rarest, 1e-9)

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """float32 [c]: the shares of some passages.

        Args:
            rows: int64 [c].
        """
        scores = np.zeros(len(rows), dtype=np.float32)
        for term in self._known:
            scores += self._looked_up(term, rows)
        return np.asarray(scores / self._reachable, dtype=np.float32)

    def best(self, count: int) -> NDArray[np.int64]:
        """Rows of the `count` passages with the highest shares, or of all above 0, in no order.

        Rare terms come first. As soon as those left over could not bring a passage that holds none
        of the terms so far among the best, they are only looked up for those that hold one, so
        long lists of common terms are not gone through.
        """
        bm25 = self._bm25
        scores = np.zeros(len(bm25.lengths), dtype=np.float32)
        lists = {term: slice(*bm25.offsets[term : term + 2].tolist()) for term in self._known}
        left = sorted(self._known, key=lambda term: lists[term].stop - lists[term].start)
        reachable = sum(float(bm25.highest[term]) for term in left)
        touched: list[NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]
        least = 0.0
        while left and not least > reachable:
            term = left.pop(0)
            rows = bm25.rows[lists[term]]
            reached = scores[rows] + bm25.scores[lists[term]]
            scores[rows] = reached
            touched.append(rows)
            reachable -= float(bm25.highest[term])
            if len(rows) >= count:
                least = max(least, float(np.partition(reached, -count)[-count]))
        found = np.unique(np.concatenate(touched)).astype(np.int64)
        if left:
            found = found[scores[found] >= least - reachable - 1e-3]  # for rounding
        reached = scores[found]
        for term in left:
            reached += self._looked_up(term, found)
        if len(found) > count:
            found = found[np.argpartition(-reached, count)[:count]]
        return found

    def _looked_up(self, term: int, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """float32 [c]: what a term adds to the score of each of these passages."""
        start, end = self._bm25.offsets[term : term + 2].tolist()
        holders = self._bm25.rows[start:end]
        at = np.minimum(np.searchsorted(holders, rows.astype(np.int32)), len(holders) - 1)
        return np.where(holders[at] == rows, self._bm25.scores[start + at], np.float32(0))


def write_bm25(
    files: Path,
    count: int,
    passages: Iterable[tuple[int, Sequence[str]]],
    old: StoredBM25 | None = None,
    rows_of_old: NDArray[np.int64] | None = None,
) -> None:
    """Write BM25 of `count` passages into the folder `files`.

    Args:
        files: Where to write.
        count: How many passages there are.
        passages: Those that are new, as their rows and their terms.
        old: An index that holds the others.
        rows_of_old: int64 [passages of `old`], their rows; -1 where one is no longer there.
    """
    postings = _count_terms(count, passages)
    if old is not None and rows_of_old is not None:
        postings = _merge(_taken_over(old, rows_of_old, count), postings, count)
    term, row = np.divmod(postings.keys, count)
    frequency = np.bincount(term, minlength=len(postings.terms))
    idf = np.log(1 + (count - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
    relative = postings.lengths / max(float(postings.lengths.mean()), 1e-9)
    held_back = K1 * ((1 - B) + B * relative)
    scores = (idf[term] * (postings.counts / (held_back[row] + postings.counts))).astype(np.float32)
    offsets = np.concatenate([[0], np.cumsum(frequency)]).astype(np.int64)
    np.save(files / SCORES, scores)
    np.save(files / PASSAGES, row.astype(np.int32))
    np.save(files / COUNTS, postings.counts)
    np.save(files / OFFSETS, offsets)
    # Each term stands somewhere, so no list is empty.
    highest = np.maximum.reduceat(scores, offsets[:-1]) if len(scores) else scores
    np.save(files / HIGHEST, highest)
    np.save(files / LENGTHS, postings.lengths)
    (files / TERMS).write_text(json.dumps(postings.terms), encoding="utf-8")


def _count_terms(count: int, passages: Iterable[tuple[int, Sequence[str]]]) -> Postings:
    numbers: dict[str, int] = {}
    # Of a large corpus millions: a list would take twice as much.
    found_terms, found_counts = array("i"), array("i")
    sizes, rows = array("i"), array("i")
    lengths = np.zeros(count, dtype=np.int32)
    for row, terms in passages:
        rows.append(row)
        counted = Counter(terms)
        lengths[row] = len(terms)
        sizes.append(len(counted))
        found_terms.extend([numbers.setdefault(term, len(numbers)) for term in counted])
        found_counts.extend(counted.values())
    in_order = sorted(numbers)
    place = np.empty(len(numbers), dtype=np.int64)
    place[[numbers[term] for term in in_order]] = np.arange(len(numbers))
    keys = place[np.array(found_terms)] * count
    keys += np.repeat(np.array(rows, dtype=np.int64), np.array(sizes))
    order = np.argsort(keys, kind="stable")
    counts = np.minimum(np.array(found_counts), np.iinfo(np.uint16).max).astype(np.uint16)
    return Postings(in_order, keys[order], counts[order], lengths)


def _taken_over(old: StoredBM25, rows_of_old: NDArray[np.int64], count: int) -> Postings:
    """The postings of an old index whose passages are still there, by their new rows."""
    term = np.repeat(np.arange(len(old.terms)), np.diff(old.offsets))
    row = rows_of_old[old.rows]
    stays = row >= 0
    keys, counts = term[stays] * count + row[stays], old.counts[stays]
    order = np.argsort(keys, kind="stable")  # takes no time where the order is the same
    lengths = np.zeros(count, dtype=np.int32)
    lengths[rows_of_old[rows_of_old >= 0]] = old.lengths[rows_of_old >= 0]
    return Postings(list(old.terms), keys[order], counts[order], lengths)


def _merge(one: Postings, other: Postings, count: int) -> Postings:
    """The postings of two sets of passages together; terms that stand nowhere are dropped."""
    terms = sorted({*one.terms, *other.terms})
    number = {term: place for place, term in enumerate(terms)}
    keys = []
    for part in (one, other):
        renumbered = np.array([number[term] for term in part.terms], dtype=np.int64)
        term, row = np.divmod(part.keys, count)
        keys.append(renumbered[term] * count + row)
    joined = np.concatenate(keys)
    order = np.argsort(joined, kind="stable")  # two sorted runs are merged, not sorted
    joined, counts = joined[order], np.concatenate([one.counts, other.counts])[order]
    term, row = np.divmod(joined, count)
    held = np.bincount(term, minlength=len(terms)) > 0
    place = np.cumsum(held) - 1
    return Postings(
        terms=[one for one, is_held in zip(terms, held, strict=True) if is_held],
        keys=place[term] * count + row,
        counts=counts,
        lengths=one.lengths + other.lengths,
    )
