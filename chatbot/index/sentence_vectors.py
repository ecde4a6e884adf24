"""Sentence vectors in FAISS: of which type for how many, written, opened and searched.

Few vectors are compared one by one: that is exact and takes about a millisecond. More are sorted
into cells around centroids (IVF), of which a search looks into the nearest; in a cell they lie as
float16 and are compared exactly. How many cells that takes is tried out when they are written, on
the questions that the corpus itself asks, against an exact search. People's questions lie further
from the passages, so several times as many are looked into; that stands in the manifest with the
recall that was reached. The next index takes the cells over until it is twice as large or half.

The manifest says of each index: `type`, `count` and, of cells, `probes` (cells looked into),
`trained_on` (how many vectors there were when centroids and probes were chosen) and `recall@10` of
an exact search then.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from chatbot.files import HASHED_UP_TO
from chatbot.index.rows import Joined, joined_ranges

# More vectors than this are sorted into cells. Comparing 10 thousand takes 1 to 2 milliseconds.
EXACT_UP_TO = 10_000
# What the choice of probes aims at: nearly all of an exact search, on what it is tried on.
RECALL = 0.985
RECALL_AT = 10
# Times the probes that this takes. Of three public sets, among 100 thousand passages, people's
# questions found .89 of an exact search without it, .99 with it, in 0.4 milliseconds.
AHEAD = 8
SAMPLES = 256
POINTS_PER_CELL = 48
ROUNDS = 8
# Vectors that are in memory as float32 at once.
CHUNK = 1 << 16

FloatArray = NDArray[np.float32]
FaissIndex = Any  # what FAISS opens has no type that says what it can do


class SentenceVectors:
    """The sentence vectors of some texts, opened; large cells are mapped, and read when needed.

    Attributes:
        faiss: The FAISS index, inner product.
    """

    def __init__(self, path: Path, about: Mapping[str, Any]) -> None:
        self.probes: int | None = about.get("probes")
        self.trained_on: int | None = about.get("trained_on")
        self.recall: float = about[f"recall@{RECALL_AT}"]
        is_large = path.stat().st_size > HASHED_UP_TO
        flags = faiss.IO_FLAG_MMAP_IFC if self.probes and is_large else 0
        self.faiss: FaissIndex = faiss.read_index(str(path), flags)

    def __len__(self) -> int:
        return int(self.faiss.ntotal)

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return int(self.faiss.d)

    def search(
        self, vectors: FloatArray, count: int, rows: tuple[int, int] | None = None
    ) -> tuple[FloatArray, NDArray[np.int64]]:
        """The nearest to each of some vectors, by inner product.

        Args:
            vectors: float32 [n, dimension].
            count: How many.
            rows: Look only among these rows: the first, and the one after the last.

        Returns:
            float32 and int64 [n, count], nearest first: inner products and rows; -1 as row where
            no more were found.
        """
        options: dict[str, Any] = {}
        if rows is not None:
            options["sel"] = faiss.IDSelectorRange(*rows)
        if self.probes:
            options["nprobe"] = self.probes
        kind: Any = faiss.SearchParametersIVF if self.probes else faiss.SearchParameters
        scores, found = self.faiss.search(vectors, count, params=kind(**options))
        return scores, found

    def __getitem__(self, rows: NDArray[np.int64] | slice) -> FloatArray:
        """float32 [m, dimension]: the vectors in these rows."""
        if isinstance(rows, slice):
            rows = np.arange(len(self))[rows]
        return np.asarray(self.faiss.reconstruct_batch(rows))


def write_vectors(
    path: Path,
    rows: NDArray[np.int64],
    old: SentenceVectors | None,
    new: FloatArray,
    searched_for: FloatArray,
) -> dict[str, Any]:
    """Write the vectors of some texts.

    Args:
        path: The file.
        rows: int64 [n], where the vector of each text is: a row of `old` or, counted on from
            there, of `new`.
        old: Vectors that were written before.
        new: float32 [m, dimension].
        searched_for: float32 [q, dimension], vectors like those that will be searched for.

    Returns:
        What the manifest says of them.
    """
    vectors = Joined(old, new)
    count = len(rows)
    index: FaissIndex
    if count <= EXACT_UP_TO:
        index = faiss.IndexFlatIP(new.shape[1])
        index.add(vectors[rows])
        about = {"type": "Flat", "count": count, f"recall@{RECALL_AT}": 1.0}
    elif old is not None and old.trained_on and old.trained_on / 2 <= count <= old.trained_on * 2:
        index = _copied_cells(rows, old, new)
        about = _about(index, old.trained_on, old.recall)
    else:
        index = _trained_cells(rows, vectors)
        recall = _choose_probes(index, rows, vectors, searched_for)
        about = _about(index, count, recall)
    # Not faiss.write_index: on a full disk that raises something else, or only prints.
    with path.open("wb") as file:
        file.write(faiss.serialize_index(index).data)
    return about


def _about(index: FaissIndex, trained_on: int, recall: float) -> dict[str, Any]:
    index.make_direct_map(True)  # to find the vector in a row
    return {
        "type": f"IVF{index.nlist},SQfp16",
        "count": int(index.ntotal),
        "probes": int(index.nprobe),
        "trained_on": trained_on,
        f"recall@{RECALL_AT}": round(recall, 4),
    }


def _empty_cells(quantizer: FaissIndex, cells: int) -> FaissIndex:
    fp16, product = faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    return faiss.IndexIVFScalarQuantizer(quantizer, quantizer.d, cells, fp16, product, False)


def _trained_cells(rows: NDArray[np.int64], vectors: Joined) -> FaissIndex:
    """All vectors, in cells around centroids of a sample of them."""
    cells = 1 << round(float(np.log2(2 * np.sqrt(len(rows)))))
    size = min(len(rows), cells * POINTS_PER_CELL)
    sample = np.random.default_rng(0).choice(len(rows), size, replace=False)
    centroids = faiss.IndexFlatIP(vectors[rows[:1]].shape[1])
    index = _empty_cells(centroids, cells)
    index.cp.niter = ROUNDS
    index.cp.min_points_per_centroid = 1
    index.train(vectors[rows[np.sort(sample)]])
    for start in range(0, len(rows), CHUNK):
        index.add(vectors[rows[start : start + CHUNK]])
    return index


def _copied_cells(rows: NDArray[np.int64], old: SentenceVectors, new: FloatArray) -> FaissIndex:
    """The cells of an old index with what is still there, and what is new sorted in."""
    index = _empty_cells(faiss.clone_index(old.faiss.quantizer), old.faiss.nlist)
    index.is_trained = True
    index.nprobe = old.probes
    order = np.argsort(rows, kind="stable")
    in_order = rows[order]
    lists, width = old.faiss.invlists, old.faiss.code_size
    for cell in range(old.faiss.nlist):
        size = lists.list_size(cell)
        if not size:
            continue
        ids = faiss.rev_swig_ptr(lists.get_ids(cell), size)
        codes = faiss.rev_swig_ptr(lists.get_codes(cell), size * width).reshape(size, width)
        starts = np.searchsorted(in_order, ids, side="left")
        uses = np.searchsorted(in_order, ids, side="right") - starts
        targets = np.ascontiguousarray(order[joined_ranges(starts, uses)], dtype=np.int64)
        used = np.ascontiguousarray(np.repeat(codes, uses, axis=0))
        if len(targets):
            index.invlists.add_entries(
                cell, len(targets), faiss.swig_ptr(targets), faiss.swig_ptr(used)
            )
    index.ntotal = int((rows < len(old)).sum())
    added = np.flatnonzero(rows >= len(old))
    if len(added):
        index.add_with_ids(new[rows[added] - len(old)], added)
    return index


def _choose_probes(
    index: FaissIndex,
    rows: NDArray[np.int64],
    vectors: Joined,
    searched_for: FloatArray,
) -> float:
    """Set `AHEAD` times the fewest probes that reach `RECALL`, and return the recall of those."""
    chosen = np.linspace(0, len(searched_for) - 1, min(SAMPLES, len(searched_for))).astype(int)
    questions = searched_for[chosen]
    best = np.full((len(questions), RECALL_AT), -np.inf, dtype=np.float32)
    for part in _chunks(rows, vectors):
        products = questions @ part.T
        nearest = np.partition(products, -min(RECALL_AT, len(part)), axis=1)[:, -RECALL_AT:]
        best = np.sort(np.concatenate([best, nearest], axis=1), axis=1)[:, -RECALL_AT:]
    # Of equally near ones any will do; 1e-3 is more than float16 rounds.
    least = best[:, :1] - 1e-3 * np.abs(best[:, :1])

    def recall(probes: int) -> float:
        index.nprobe = min(probes, index.nlist)
        scores, _ = index.search(questions, RECALL_AT)
        return float((scores >= least).mean())

    probes = 8
    while recall(probes) < RECALL and probes < index.nlist:
        probes *= 2
    return recall(AHEAD * probes)


def _chunks(rows: NDArray[np.int64], vectors: Joined) -> Iterator[FloatArray]:
    for start in range(0, len(rows), CHUNK):
        yield vectors[rows[start : start + CHUNK]]
