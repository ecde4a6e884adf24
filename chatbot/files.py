"""Files that are written once, opened by many, and compared with their hash.

Files of up to `HASHED_UP_TO` bytes are read into memory. Whatever happens to them on disk, an FAQ
of usual size is still answered. Larger files are mapped. They may be removed or replaced while they
are open, but truncating one ends the process with a signal.
"""

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from filelock import BaseFileLock

HASHED_UP_TO = 32_000_000
"""Bytes of a file that is read as a whole and compared with its hash, which takes 20 ms."""
LOCK = ".lock"


def open_array(path: Path) -> NDArray[Any]:
    """Open the array in a .npy file; of a large one, only what is used is read from disk.

    Raises:
        OSError: The file is missing.
        ValueError: It is not such a file.
    """
    if path.stat().st_size <= HASHED_UP_TO:
        array: NDArray[Any] = np.load(path)
        return array
    # A plain array over the map: slicing it is faster than slicing `np.memmap`.
    return np.asarray(np.load(path, mmap_mode="r"))


def size_and_hash(path: Path) -> tuple[int, str]:
    """Flush a file to disk and return its size in bytes and its sha256."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    flush_to_disk(path)
    return path.stat().st_size, digest


def check_size(path: Path, size: int) -> None:
    """Compare the size of a file with the size in the manifest.

    Raises:
        OSError: It is missing.
        ValueError: It has another size.
    """
    if path.stat().st_size != size:
        raise ValueError(f"{path.name} has another size")


def check_file(path: Path, size: int, digest: str) -> None:
    """Compare a file with its size and hash in the manifest.

    Raises:
        OSError: It is missing.
        ValueError: It has another size or content.
    """
    check_size(path, size)
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            raise ValueError(f"{path.name} has another content")


def flush_to_disk(path: Path) -> None:
    """Flush a file, or the list of files in a folder, so that it survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def lock(folder: Path) -> "BaseFileLock":
    """Return the lock that keeps other builders out of an index folder."""
    import filelock  # only a build needs it

    return filelock.FileLock(folder / LOCK)
