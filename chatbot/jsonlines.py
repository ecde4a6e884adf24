"""A file of JSON records, read one at a time from a memory map instead of loaded."""

import json
import mmap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np


def write_records(path: Path, records: Iterable[Any]) -> None:
    """Write one JSON record a line to `path`, and where each begins to `path` + ".offsets.npy"."""
    offsets = [0]
    with path.open("wb") as file:
        for record in records:
            line = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
            offsets.append(offsets[-1] + file.write(line + b"\n"))
    np.save(f"{path}.offsets.npy", np.array(offsets, dtype=np.int64))


class Records:
    """The records of a file that `write_records` wrote.

    Raises:
        OSError: A file is missing.
        ValueError: A file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._offsets = np.load(f"{path}.offsets.npy", mmap_mode="r")
        with path.open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> Any:  # noqa: ANN401 — a record is whatever was written
        return json.loads(self._lines[self._offsets[row] : self._offsets[row + 1]])
