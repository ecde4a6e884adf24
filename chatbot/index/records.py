"""A file of JSON records, one a line, parsed one at a time."""

import json
import mmap
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.files import HASHED_UP_TO, open_array


class Records:
    """The records that `write_records` wrote; a large file is mapped instead of read.

    Raises:
        OSError: A file is missing.
        ValueError: A file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._offsets: NDArray[np.int64] = open_array(Path(f"{path}.offsets.npy"))
        with path.open("rb") as file:
            small = path.stat().st_size <= HASHED_UP_TO
            self._lines: bytes | mmap.mmap = (
                file.read() if small else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            )

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> Any:  # noqa: ANN401 — a record is whatever was written
        return json.loads(self._lines[self._offsets[row] : self._offsets[row + 1]])


def write_records(path: Path, records: Iterable[Any]) -> None:
    """Write one JSON record a line to `path`, and their offsets to `path` + ".offsets.npy"."""
    with path.open("wb") as file:
        lengths = [
            file.write(
                json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            )
            for record in records
        ]
    np.save(f"{path}.offsets.npy", np.cumsum([0, *lengths], dtype=np.int64))
