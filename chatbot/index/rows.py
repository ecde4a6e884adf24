"""Two arrays read as one, without being joined in memory: what an old index holds, what is new."""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class Rows(Protocol):
    """Anything of which rows can be taken."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: NDArray[np.int64] | slice, /) -> NDArray[Any]:
        """The rows of these numbers."""


class Joined:
    """The rows of `old`, then those of `new`.

    Args:
        old: Taken first; None for no rows.
        new: Counted on from there.
    """

    def __init__(self, old: Rows | None, new: NDArray[Any]) -> None:
        self._old, self._new = old, new
        self._before = 0 if old is None else len(old)

    def __len__(self) -> int:
        return self._before + len(self._new)

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """[len(rows), …]: the rows of these numbers; of the type of `new`."""
        found = np.empty((len(rows), *self._new.shape[1:]), dtype=self._new.dtype)
        is_new = rows >= self._before
        found[is_new] = self._new[rows[is_new] - self._before]
        if self._old is not None and not is_new.all():
            found[~is_new] = self._old[rows[~is_new]]
        return found

    def ranges(self, starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[Any]:
        """The rows starts[i] to starts[i] + counts[i] of all i, one after the other.

        Ranges that follow each other without a gap, as where documents stay, are copied as one.

        Args:
            starts: int64 [n].
            counts: int64 [n].
        """
        ends = starts + counts
        if len(starts) and (ends[:-1] == starts[1:]).all():
            start, end = int(starts[0]), int(ends[-1])
            if self._old is not None and end <= self._before:
                return self._old[slice(start, end)]
            if start >= self._before:
                return self._new[start - self._before : end - self._before]
        return self[joined_ranges(starts, counts)]


def joined_ranges(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers starts[i] to starts[i] + counts[i] of all i, one after the other.

    Args:
        starts: int64 [n].
        counts: int64 [n].
    """
    before = np.cumsum(counts) - counts
    return np.asarray(np.arange(int(counts.sum())) + np.repeat(starts - before, counts))
