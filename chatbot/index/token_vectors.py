"""Token vectors on disk: float16 while they are few, product-quantised codes beyond that.

Codes (`quantizer.py`) stay on disk; those of the passages that a question is compared with are read
and decoded, some at a time.

A codebook serves as long as its index is brought up to date: vectors that were coded cannot be had
back to learn a better one. To learn it anew, remove the index.
"""

import os
import tempfile
import weakref
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from chatbot.files import HASHED_UP_TO, open_array, write_array
from chatbot.index.quantizer import Coder
from chatbot.index.rows import Joined

# Numbers that stay exact, in memory as float32 (80 MB). The documents of most FAQs have fewer.
EXACT_UP_TO = 20_000_000
CHUNK = 1 << 17  # vectors

VECTORS, CODES, CODEBOOK = "token_vectors.npy", "token_codes.npy", "token_codebook.npy"


class TokenVectors:
    """The token vectors of some texts, opened.

    Attributes:
        coder: What they are coded by; None where they are not.
    """

    def __init__(self, files: Path, prefix: str) -> None:
        codebook = files / f"{prefix}{CODEBOOK}"
        self.coder = Coder(np.load(codebook)) if codebook.exists() else None
        path = files / f"{prefix}{CODES if self.coder else VECTORS}"
        stored = open_array(path)
        # Converted once instead of every time.
        self._exact = None if self.coder else stored.astype(np.float32)
        self._coded: NDArray[np.uint8] | None = stored if self.coder else None
        self._count = len(stored)
        self._file: int | None = None
        if self.coder and path.stat().st_size > HASHED_UP_TO:
            self._file = os.open(path, os.O_RDONLY)
            weakref.finalize(self, os.close, self._file)
            self._header = path.stat().st_size - stored.nbytes

    def __len__(self) -> int:
        return self._count

    @property
    def stored(self) -> NDArray[Any]:
        """As they lie on disk: float16 [T, dimension], or uint8 [T, code_size]."""
        if self._exact is not None:
            return self._exact.astype(np.float16)
        assert self._coded is not None  # noqa: S101 — one of the two is there
        return self._coded

    def __getitem__(self, rows: "NDArray[np.int64] | slice") -> NDArray[np.float32]:
        """float32 [m, dimension]: the vectors in these rows."""
        if self._exact is not None:
            return self._exact[rows]
        assert self.coder is not None  # noqa: S101 — one of the two is there
        return self.coder.decode(self._codes(rows))

    def _codes(self, rows: "NDArray[np.int64] | slice") -> NDArray[np.uint8]:
        """uint8 [m, code_size]: the codes in these rows, those that follow each other together.

        Not from a map: wherever that is touched, the system keeps 64 kB of it in our memory, so
        all of it after some hundred questions.

        Raises:
            OSError: The file was cut short since it was opened.
        """
        if self._file is None or isinstance(rows, slice):
            return self.stored[rows]
        codes = np.empty((len(rows), self.stored.shape[1]), dtype=np.uint8)
        cuts = np.flatnonzero(np.diff(rows) != 1) + 1
        for first, after in pairwise([0, *cuts.tolist(), len(rows)] if len(rows) else []):
            place = self._header + int(rows[first]) * codes.shape[1]
            wanted = codes[first:after]
            if os.preadv(self._file, [wanted.data], place) != wanted.nbytes:
                raise OSError("The codes of the word pieces were cut short.")
        return codes

    def cosines(
        self, vectors: NDArray[np.float32], rows: "NDArray[np.int64] | slice"
    ) -> NDArray[np.float32]:
        """float32 [t, m]: of some vectors with those in these rows.

        Args:
            vectors: float32 [t, dimension], of length 1.
            rows: int64 [m], or a slice.
        """
        if self.coder is not None:
            return self.coder.cosines(vectors, self._codes(rows))
        return vectors @ self[rows].T


class NewTokenVectors:
    """Collects the token vectors of new texts: exact in memory until they are too many, then codes.

    Codes are collected in a file, so memory does not grow with the texts.

    Args:
        folder: Where there is room for that file.
        old: Token vectors that some rows of the new index are taken from.
        kept: How many of those will be taken.
    """

    def __init__(self, folder: Path, old: TokenVectors | None, kept: int) -> None:
        self._folder, self._old, self._kept = folder, old, kept
        self._exact: list[NDArray[np.float16]] = []
        self._file: IO[bytes] | None = None
        self._count = 0
        self.coder = old.coder if old else None

    def add(self, vectors: NDArray[np.floating]) -> None:
        """Add the token vectors, [t, dimension], of some texts."""
        self._count += len(vectors)
        if self.coder is None:
            self._exact.append(vectors.astype(np.float16))
            if (self._kept + self._count) * vectors.shape[1] <= EXACT_UP_TO:
                return
            self.coder = Coder.trained(self._sample())
            vectors = np.concatenate(self._exact)
            self._exact = []
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 — ends with us
        for start in range(0, len(vectors), CHUNK):
            codes = self.coder.encode(vectors[start : start + CHUNK])
            self._file.write(codes.data)

    def write(
        self,
        files: Path,
        prefix: str,
        starts: NDArray[np.int64],
        counts: NDArray[np.int64],
    ) -> None:
        """Write the token vectors of n texts.

        Args:
            files: The folder to write to.
            prefix: What names of files begin with.
            starts: int64 [n], where those of each text begin: a row of the old ones or, counted on
                from there, of those that were added.
            counts: int64 [n], how many there are of each.
        """
        joined = Joined(self._old_stored(), self._new_stored())
        cuts = np.append(np.arange(0, len(counts), 1 << 14), len(counts))
        chunks = (
            joined.ranges(starts[first:after], counts[first:after])
            for first, after in pairwise(cuts)
        )
        new = self._new_stored()
        name = CODES if self.coder else VECTORS
        shape = (int(counts.sum()), new.shape[1])
        write_array(files / f"{prefix}{name}", new.dtype.type, shape, chunks)
        if self.coder:
            np.save(files / f"{prefix}{CODEBOOK}", self.coder.codebook)

    def _new_stored(self) -> NDArray[Any]:
        if self.coder is not None and not self._count:
            return np.empty((0, self.coder.code_size), dtype=np.uint8)
        if self._file is not None and self.coder is not None:
            self._file.flush()
            return np.memmap(self._file, np.uint8, "r", shape=(self._count, self.coder.code_size))
        if self._exact:
            return np.concatenate(self._exact)
        if self._old is not None:
            return np.empty((0, *self._old.stored.shape[1:]), dtype=self._old.stored.dtype)
        raise ValueError("there is not one text")

    def _old_stored(self) -> "TokenVectors | NDArray[Any] | CodedOnTheWay | None":
        if self._old is None:
            return None
        if self.coder is not None and self._old.coder is None:
            return CodedOnTheWay(self._old, self.coder)
        return self._old.stored

    def _sample(self) -> NDArray[np.floating]:
        parts: list[NDArray[np.floating]] = [*self._exact]
        if self._old is not None and len(self._old):
            parts.append(self._old[:])
        return np.concatenate(parts)


class CodedOnTheWay:
    """Exact token vectors, of which rows are taken as codes."""

    def __init__(self, vectors: TokenVectors, coder: Coder) -> None:
        self._vectors, self._coder = vectors, coder

    def __len__(self) -> int:
        return len(self._vectors)

    def __getitem__(self, rows: "NDArray[np.int64] | slice") -> NDArray[np.uint8]:
        """uint8 [m, code_size]."""
        return self._coder.encode(self._vectors[rows])
