"""Finds a text on the disk, however it was written down there."""

import json
import os
import stat
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


def holders(text: str, places: list[Path], since: int, leaving_out: Path) -> set[Path]:
    """The files below `places`, written or changed since then, that hold a text or are named so.

    Nobody can set the time that is looked at (ctime), as the time of last writing can be set.
    """
    wanted = forms(text)
    return {file for file in changed_files(places, since, leaving_out) if holds(file, wanted)}


def changed_files(places: list[Path], since: int, leaving_out: Path) -> set[Path]:
    """The regular files below `places` that are new or changed, but for one folder."""
    found = set()
    for place in places:
        for folder, folders, names in os.walk(place.resolve()):
            if Path(folder) == leaving_out.resolve():
                folders.clear()
                continue
            for name in names:
                path = Path(folder, name)
                try:
                    about = path.lstat()
                except FileNotFoundError:  # other programs live in these folders, too
                    continue
                if stat.S_ISREG(about.st_mode) and about.st_ctime_ns >= since:
                    found.add(path)
    return found


def holds(path: Path, wanted: set[bytes]) -> bool:
    """Whether a file holds one of these in its name or content, in capitals or not."""
    overlap = max(map(len, wanted)) - 1
    content = os.fsencode(path)
    try:
        with path.open("rb") as file:
            while content:
                content = content.lower()
                if any(form in content for form in wanted):
                    return True
                chunk = file.read(CHUNK)
                content = content[-overlap:] + chunk if chunk else b""
    except (FileNotFoundError, PermissionError):  # gone, or another user's
        pass
    return False
