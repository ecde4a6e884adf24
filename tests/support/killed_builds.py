"""Build an index repeatedly, and kill each build (SIGKILL) one step later than the last one.

    python killed_builds.py CORPUS FOLDERS

FOLDERS/0 is the old index; it may be missing. It is copied to FOLDERS/1, FOLDERS/2, … and updated
there until a build succeeds. The number of killed builds is printed.

A step is a change to the disk: opening a file for writing, creating, renaming, removing or flushing
one. At the kill, the file opened last loses its second half, as if it were half written.
"""

import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path

import bm25s  # noqa: F401 — imported once, before the forks
import filelock  # noqa: F401

import chatbot.corpus.readers.plain_text
import chatbot.index.writer  # noqa: F401
from chatbot.index.build import build_index
from letters import LetterEncoder

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir"}


def die_at(last_step):
    """Kill this process at the step of this number."""
    steps = 0
    written = None

    def step():
        nonlocal steps
        steps += 1
        if steps == last_step:
            if written is not None and written.exists():
                os.truncate(written, written.stat().st_size // 2)
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event, arguments):
        nonlocal written
        if event == "open" and arguments[2] & WRITING:
            step()
            written = Path(arguments[0])
        elif event in CHANGES:
            step()

    def fsync(descriptor):
        step()
        flush(descriptor)

    flush, os.fsync = os.fsync, fsync
    sys.addaudithook(watch)


def main(corpus, folders):
    for number in count(1):
        folder = folders / str(number)
        if (folders / "0").exists():
            shutil.copytree(folders / "0", folder)
        child = os.fork()
        if child == 0:
            try:
                die_at(number)
                build_index(corpus, folder, LetterEncoder, "letters")
            finally:
                os._exit(sys.exc_info()[0] is not None)
        _, status = os.waitpid(child, 0)
        if status == 0:
            print(number - 1)
            return
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
            sys.exit(f"build {number} failed without being killed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
