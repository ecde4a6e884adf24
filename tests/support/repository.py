"""A clean copy of the repository: what git has, as it stands in the working tree."""

import shutil
import subprocess
from pathlib import Path

from chatbot.settings import ROOT


def copy_repository(folder: Path) -> None:
    """Copy every file that git knows or would add; no history, environment or index."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file() and not (ROOT / name).is_symlink():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
