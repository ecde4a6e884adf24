"""Replace files so that neither a crash nor a power cut loses words or leaves half of them.

A document and its metadata belong together: `asked_as` names questions by number. Both are written
beside the old ones and flushed, then both are renamed. What a crash left is finished or taken back
by the next import.
"""

import itertools
import os
from pathlib import Path

from chatbot.files import flush_to_disk


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a running server sees all of it or nothing."""
    _rename(_written(_beside(path, "new"), content), path)


def replace_both(path: Path, content: bytes, metadata_path: Path, metadata: bytes) -> None:
    """Replace a document and the metadata that must change with it."""
    new_metadata = _written(_beside(metadata_path, "new"), metadata)
    waiting = _beside(path, "next")
    _rename(_written(_beside(path, "new"), content), waiting)
    _rename(new_metadata, metadata_path)
    _rename(waiting, path)


def finish_replacing(path: Path, metadata_path: Path) -> bool:
    """Finish what `replace_both` began if the metadata is the new one, else take it back.

    Returns:
        Whether the document was replaced now.
    """
    waiting, new_metadata = _beside(path, "next"), _beside(metadata_path, "new")
    finished = waiting.exists() and not new_metadata.exists()
    if finished:
        keep_copy(path)
        _rename(waiting, path)
    for rest in (waiting, new_metadata, _beside(path, "new")):
        rest.unlink(missing_ok=True)
    return finished


def keep_copy(path: Path) -> Path | None:
    """Copy a file beside itself, never over another copy: an editor's words may be only there.

    Returns:
        The copy; None if there is no such file.
    """
    if not path.exists():
        return None
    content = path.read_bytes()
    for number in itertools.count(1):
        copy = path.with_name(f"{path.name}~" if number == 1 else f"{path.name}.~{number}~")
        if not copy.exists():
            replace_file(copy, content)
            return copy
        if copy.stat().st_size == len(content) and copy.read_bytes() == content:
            return copy
    return None


def _beside(path: Path, state: str) -> Path:
    return path.with_name(f".{path.name}.{state}")


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    flush_to_disk(path)
    return path


def _rename(path: Path, to: Path) -> None:
    os.replace(path, to)  # noqa: PTH105 — Path.replace would do the same
    flush_to_disk(to.parent)
