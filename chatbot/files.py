"""Files that are written once, and compared with their hash whenever they are opened."""

import hashlib
import os
from pathlib import Path


def size_and_hash(path: Path) -> tuple[int, str]:
    """Size in bytes and sha256 of a file that was just written, once it is safe on the disk."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    flush_to_disk(path)
    return path.stat().st_size, digest


def check_file(path: Path, size: int, digest: str) -> None:
    """Compare a file with what was noted of it.

    Raises:
        OSError: It is missing.
        ValueError: It is cut short or altered.
    """
    if path.stat().st_size != size:
        raise ValueError(f"{path.name} has another size")
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
