"""Files that are written once, opened by many, and compared with their hash.

Of what is opened, files of up to `HASHED_UP_TO` bytes are kept in memory, so that whatever becomes
of them on the disk, an FAQ of usual size goes on being answered. Larger ones are mapped: they may
be removed or replaced while they are open, but one that is cut short ends the process, which is
told so by a signal and not by an exception.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Bytes up to which a file is read as a whole when it is opened: compared with its hash, which takes
# 20 milliseconds, and kept.
HASHED_UP_TO = 32_000_000


def open_array(path: Path) -> NDArray[Any]:
    """An array from a .npy file; of a large one, only what is used is read from the disk.

    Raises:
        OSError: The file is missing.
        ValueError: It is no such file.
    """
    if path.stat().st_size <= HASHED_UP_TO:
        array: NDArray[Any] = np.load(path)
        return array
    # A plain array in front of the map: a part of it is sooner taken than one of `np.memmap`.
    return np.asarray(np.load(path, mmap_mode="r"))


def write_array(
    path: Path, dtype: type[np.generic], shape: tuple[int, ...], chunks: Iterable[NDArray[Any]]
) -> None:
    """Write a .npy file of that shape from chunks of its rows, one after the other."""
    with path.open("wb") as file:
        header = {"descr": np.dtype(dtype).str, "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, header)
        for chunk in chunks:
            file.write(np.ascontiguousarray(chunk, dtype=dtype).data)


def size_and_hash(path: Path) -> tuple[int, str]:
    """Size in bytes and sha256 of a file that was just written, once it is safe on the disk."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    flush_to_disk(path)
    return path.stat().st_size, digest


def check_size(path: Path, size: int) -> None:
    """Compare the size of a file with what was noted of it.

    Raises:
        OSError: It is missing.
        ValueError: It is cut short.
    """
    if path.stat().st_size != size:
        raise ValueError(f"{path.name} has another size")


def check_file(path: Path, size: int, digest: str) -> None:
    """Compare a file with what was noted of it.

    Raises:
        OSError: It is missing.
        ValueError: It is cut short or altered.
    """
    check_size(path, size)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            raise ValueError(f"{path.name} has another content")


def flush_to_disk(path: Path) -> None:
    """Return only when a file, or which files a folder holds, would outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
