"""Finds a text on the disk, however it was written down there."""

import json
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, quote_plus

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
CHUNK = 1 << 24


def forms(text: str) -> set[bytes]:
    """A text as it may stand in a file, in lower case: encoded, or escaped for JSON or a URL."""
    spellings = {text, json.dumps(text)[1:-1], quote(text), quote_plus(text)}
    return {one.encode(encoding).lower() for one in spellings for encoding in ENCODINGS}


def now(folder: Path) -> int:
    """The time by which the file system of `folder` dates changes, in nanoseconds."""
    clock = folder / "clock"
    clock.touch()
    return clock.stat().st_ctime_ns


def holders(
    texts: Sequence[str], places: Sequence[Path], since: int, leaving_out: Path
) -> dict[str, set[Path]]:
    """For each text, the files below `places`, changed since then, that hold it or are named so.

    Nobody can set the time that is looked at (ctime), as the time of last writing can be set.
    """
    found = {text: set() for text in texts}
    wanted = {text: forms(text) for text in texts}
    overlap = max(len(form) for some in wanted.values() for form in some) - 1
    for path in changed_files(places, since, leaving_out):
        for content in pieces(path, overlap):
            for text, some in wanted.items():
                if any(form in content for form in some):
                    found[text].add(path)
    return found


def changed_files(places: Sequence[Path], since: int, leaving_out: Path) -> set[Path]:
    """The regular files below `places` that are new or changed, but for one folder."""
    roots = {place.resolve() for place in places}
    roots = {root for root in roots if roots.isdisjoint(root.parents)}  # each is walked once
    found = set()
    for root in roots:
        for folder, folders, names in os.walk(root):
            if Path(folder) == leaving_out.resolve():
                folders.clear()
                continue
            for name in names:
                path = os.path.join(folder, name)  # noqa: PTH118 - a Path for each takes seconds
                try:
                    about = os.lstat(path)
                except FileNotFoundError:  # other programs use these folders, too
                    continue
                if about.st_ctime_ns >= since and stat.S_ISREG(about.st_mode):
                    found.add(Path(path))
    return found


def pieces(path: Path, overlap: int) -> Iterator[bytes]:
    """The name of a file and its content in lower case, in pieces that overlap by so much."""
    content = os.fsencode(path)
    try:
        with path.open("rb") as file:
            while content:
                content = content.lower()
                yield content
                chunk = file.read(CHUNK)
                content = content[-overlap:] + chunk if chunk else b""
    except (FileNotFoundError, PermissionError):  # gone, or another user's
        pass
