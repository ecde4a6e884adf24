"""Rows that belong together: the tokens of some texts, the sentences of some passages."""

import numpy as np
from numpy.typing import NDArray


def joined_ranges(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers starts[i] to starts[i] + counts[i] for all i, one range after the other.

    Args:
        starts: int64 [n].
        counts: int64 [n].
    """
    before = np.cumsum(counts) - counts
    return np.asarray(np.arange(int(counts.sum())) + np.repeat(starts - before, counts))


def ranges_of(
    offsets: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64] | slice, NDArray[np.int64]]:
    """Return the numbers offsets[r] to offsets[r + 1] for all rows r, and how many each row has.

    Args:
        offsets: int64 [rows + 1].
        rows: int64 [n].

    Returns:
        The numbers, one range after the other, and int64 [n]. Consecutive rows give a slice, which
        takes a view of an array and copies nothing.
    """
    starts = offsets[rows]
    counts = offsets[rows + 1] - starts
    if len(rows) and (np.diff(rows) == 1).all():
        return slice(int(starts[0]), int(offsets[rows[-1] + 1])), counts
    return joined_ranges(starts, counts), counts
