"""A full disk: a small file system, which only root can mount."""

import os
import subprocess

import pytest

from chatbot.errors import IndexUnusableError
from chatbot.index.build import BUILT, build_index
from chatbot.index.index import Index
from letters import LetterEncoder

OLD = "1. Apples?\nBerries and cherries.\n"
NEW = "1. Apples?\nGrapes and figs.\n"
DISK_BYTES = 1_000_000  # one index takes about 100,000
PAGE_BYTES = 4096  # each file takes a multiple of it


@pytest.fixture
def disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def texts(folder):
    index = Index.open(folder)
    return [index.passage(row).text for row in range(len(index))]


def test_a_build_that_fills_the_disk_says_so_and_leaves_the_old_index(disk, tmp_path):
    corpus, index = tmp_path / "corpus", disk / "index"
    corpus.mkdir()
    (corpus / "faq.txt").write_text(OLD)
    build_index(corpus, index, LetterEncoder, "letters")
    size = DISK_BYTES - free_bytes(disk)
    (corpus / "faq.txt").write_text(NEW)
    filler = disk / "filler"
    # From no free space to nearly enough for all files.
    for room in range(0, size - 2 * PAGE_BYTES, 3 * PAGE_BYTES):
        with filler.open("wb") as file:
            file.truncate(0)
            free = free_bytes(disk)
            file.write(b"x" * max(0, free - room))
        with pytest.raises(IndexUnusableError) as error:
            build_index(corpus, index, LetterEncoder, "letters")
        assert str(error.value) == (
            f"{index}: the index cannot be written (No space left on device). "
            "The old one is unchanged."
        )
        assert texts(index) == ["Berries and cherries."]
        # A failed build leaves no files that take space from the next one.
        filler.unlink()
        assert free_bytes(disk) >= DISK_BYTES - size - PAGE_BYTES, room
    build_index(corpus, index, LetterEncoder, "letters")
    assert texts(index) == ["Grapes and figs."]
    assert len([path for path in index.iterdir() if BUILT.fullmatch(path.name)]) == 1


def free_bytes(disk):
    status = os.statvfs(disk)
    return status.f_bavail * status.f_frsize
