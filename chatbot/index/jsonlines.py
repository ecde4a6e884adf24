"""A file of JSON records, parsed one at a time; a large file is mapped instead of loaded."""

import json
import mmap
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.files import HASHED_UP_TO, open_array

COPIED_AT_ONCE = 1 << 24  # bytes


class Records:
    """The records of a file that a `RecordWriter` wrote.

    Raises:
        OSError: A file is missing.
        ValueError: A file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.offsets: NDArray[np.int64] = open_array(Path(f"{path}.offsets.npy"))
        with path.open("rb") as file:
            small = path.stat().st_size <= HASHED_UP_TO
            self.lines: bytes | mmap.mmap = (
                file.read() if small else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, row: int) -> Any:  # noqa: ANN401 — a record is whatever was written
        return json.loads(self.lines[self.offsets[row] : self.offsets[row + 1]])


class RecordWriter:
    """Writes one JSON record a line to `path`, and where each begins to `path` + ".offsets.npy"."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._offsets: list[NDArray[np.int64]] = [np.zeros(1, dtype=np.int64)]

    def __enter__(self) -> "RecordWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._file.close()
        if error is None:
            np.save(f"{self._path}.offsets.npy", np.concatenate(self._offsets))

    def add(self, records: Iterable[Any]) -> None:
        """Write some records."""
        lengths = [
            self._file.write(
                json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            )
            for record in records
        ]
        self._offsets.append(int(self._offsets[-1][-1]) + np.cumsum([*lengths], dtype=np.int64))
        if not lengths:
            self._offsets.pop()

    def copy(self, records: Records, first: int, after: int) -> None:
        """Write records `first` (included) to `after` (excluded) of another file as they are."""
        if first == after:
            return
        start, end = int(records.offsets[first]), int(records.offsets[after])
        for at in range(start, end, COPIED_AT_ONCE):
            self._file.write(records.lines[at : min(at + COPIED_AT_ONCE, end)])
        shift = int(self._offsets[-1][-1]) - start
        self._offsets.append(records.offsets[first + 1 : after + 1] + shift)


def write_records(path: Path, records: Iterable[Any]) -> None:
    """Write a file of records."""
    with RecordWriter(path) as writer:
        writer.add(records)
