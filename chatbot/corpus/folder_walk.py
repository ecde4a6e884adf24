"""Find the files of the corpus folder and of its subfolders."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from chatbot.errors import CorpusError

MAX_DEPTH = 20
MAX_FILES = 100_000
SYSTEM_FILES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "icon\r"})
SYSTEM_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information"})
OWN_FILE = "a hidden or temporary file"
SYSTEM_FILE = "a file of the operating system"
HIDDEN_FOLDER = "a hidden folder"
LINKED_FOLDER = "a link to a folder; its files are read where they are"
NO_FILE = "not a file"


class PassedOver(NamedTuple):
    """A file or folder that is not read: its path from the corpus folder, and why."""

    path: str
    reason: str


class Walk(NamedTuple):
    """The files of a folder, sorted by path, and what was passed over."""

    files: tuple[Path, ...]
    passed_over: tuple[PassedOver, ...]


def walk(folder: Path) -> Walk:
    """Find the files of a folder and of its subfolders.

    Raises:
        OSError: The folder cannot be read.
        CorpusError: A link leads out of the folder, or there are too many files or levels.
    """
    files: list[Path] = []
    passed_over: list[PassedOver] = []
    for path, reason in _entries(folder, folder.resolve(), 0):
        if reason:
            passed_over.append(PassedOver(path.relative_to(folder).as_posix(), reason))
        else:
            files.append(path)
        if len(files) + len(passed_over) > MAX_FILES:
            problem = f"there are more than {MAX_FILES:,} files in it."
            raise CorpusError(folder, problem, "Take out those that are no FAQ.")
    return Walk(tuple(sorted(files)), tuple(sorted(passed_over)))


def is_ignored(name: str) -> bool:
    """Return whether a name is that of a hidden file or of a temporary file of an editor."""
    return name.startswith((".", "~", "#")) or name.endswith("~")


def _entries(folder: Path, root: Path, depth: int) -> Iterator[tuple[Path, str]]:
    """Yield each file, and why it is passed over; "" for one that is not."""
    if depth > MAX_DEPTH:
        problem = f"its folders are more than {MAX_DEPTH} levels deep."
        raise CorpusError(folder, problem, "Move the files up.")
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        path = folder / entry.name
        if entry.is_symlink() and not is_ignored(entry.name):
            yield path, _reason_of_link(path, root)
        elif entry.is_dir(follow_symlinks=False):
            if is_ignored(entry.name) or entry.name.lower() in SYSTEM_FOLDERS:
                yield path, HIDDEN_FOLDER
            else:
                yield from _entries(path, root, depth + 1)
        elif is_ignored(entry.name):
            yield path, OWN_FILE
        elif entry.name.lower() in SYSTEM_FILES:
            yield path, SYSTEM_FILE
        else:
            yield path, "" if entry.is_file(follow_symlinks=False) else NO_FILE


def _reason_of_link(path: Path, root: Path) -> str:
    """Return why a symbolic link is passed over.

    Raises:
        CorpusError: It leads out of the corpus folder.
    """
    try:
        target = path.resolve()
        mode = path.stat().st_mode
    except OSError:  # it leads nowhere; reading it says so
        return ""
    except RuntimeError:  # it leads to itself
        return ""
    if not target.is_relative_to(root):
        problem = "it is a link out of the corpus folder."
        raise CorpusError(path, problem, "Put the file itself there.")
    if stat.S_ISDIR(mode):
        return LINKED_FOLDER
    return "" if stat.S_ISREG(mode) else NO_FILE
