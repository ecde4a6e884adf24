"""A clean copy of the repository: the files that git has, as they are in the working tree."""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from chatbot.settings import ROOT


@cache
def names_in_repository() -> frozenset[str]:
    """Return the path of every file that git knows or would add, relative to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = filter(None, listed.stdout.split("\0"))
    return frozenset(
        name for name in names if (ROOT / name).is_file() and not (ROOT / name).is_symlink()
    )


def copy_repository(folder: Path) -> None:
    """Copy those files; no history, environment or index."""
    for name in names_in_repository():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
