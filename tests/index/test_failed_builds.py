"""Failed and killed builds leave the old index unchanged, or the new one."""

import os
import resource
import signal
import subprocess
import sys

import numpy as np
import pytest

import chatbot.index.build
from chatbot.errors import CorpusError, IndexUnusableError
from chatbot.index.build import build_index
from chatbot.index.index import Index
from chatbot.index.manifest import read_manifest
from chatbot.settings import ROOT
from letter_builds import (
    NEW,
    NEW_TEXTS,
    OLD,
    OLD_TEXTS,
    assert_vectors_belong_to_their_texts,
    build,
    built_folders,
    never,
    snapshot,
    texts,
)
from letters import LetterEncoder

# Failed builds


def test_an_unreadable_corpus_leaves_the_index_unchanged(corpus, folder):
    build(corpus, folder)
    before = snapshot(folder)
    for name, content in (("b.txt", "No question.\n"), ("b.csv", ""), ("b.pdf", "x")):
        (corpus / name).write_text(content)
        with pytest.raises(CorpusError):
            build_index(corpus, folder, never, "letters")
        assert snapshot(folder) == before
        (corpus / name).unlink()
    assert build(corpus, folder) == []


def test_a_failing_model_leaves_the_index_unchanged(corpus, folder):
    build(corpus, folder)
    before = snapshot(folder)
    (corpus / "faq.txt").write_text(NEW)

    def broken():
        raise RuntimeError("out of memory")

    with pytest.raises(RuntimeError, match="out of memory"):
        build_index(corpus, folder, broken, "letters")
    assert snapshot(folder) == before


def test_a_full_disk_leaves_the_old_index_in_use(corpus, folder, monkeypatch):
    build(corpus, folder)
    (corpus / "faq.txt").write_text(NEW)

    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(IndexUnusableError) as error:
        patch.setattr(np, "save", full)
        build_index(corpus, folder, LetterEncoder, "letters")
    assert str(error.value) == (
        f"{folder}: the index cannot be written (No space left on device). "
        "The old one is unchanged."
    )
    assert texts(Index.open(folder)) == OLD_TEXTS
    build(corpus, folder)
    index = Index.open(folder)
    assert texts(index) == NEW_TEXTS
    assert built_folders(folder) == [index.manifest.folder]


def test_a_disk_that_fills_up_at_any_file_leaves_the_old_index(corpus, folder):
    build(corpus, folder)
    (corpus / "faq.txt").write_text(NEW)
    full = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        for size in (0, 100, 150, 200, 400, 600, 800):
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
            with pytest.raises(IndexUnusableError, match="the index cannot be written"):
                build(corpus, folder)
            assert texts(Index.open(folder)) == OLD_TEXTS
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, full)
    build(corpus, folder)
    assert texts(Index.open(folder)) == NEW_TEXTS


def test_a_failure_after_the_switch_leaves_the_new_index_in_use(corpus, folder, monkeypatch):
    build(corpus, folder)
    (corpus / "faq.txt").write_text(NEW)
    flushed = []

    def fails_in_the_end(path):
        flushed.append(path)
        if flushed.count(folder) == 2:
            raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch, pytest.raises(IndexUnusableError):
        patch.setattr("chatbot.index.writer.flush_to_disk", fails_in_the_end)
        build(corpus, folder)
    assert texts(Index.open(folder)) == NEW_TEXTS


def test_an_unwritable_folder_is_named_and_left_unchanged(corpus, tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    for folder, problem in ((file, "File exists"), (file / "index", "Not a directory")):
        with pytest.raises(IndexUnusableError) as error:
            build_index(corpus, folder, never, "letters")
        assert str(error.value) == (
            f"{folder}: the index cannot be written ({problem}). The old one is unchanged."
        )
    assert file.read_text() == "x"


# Killed builds


def kill_at_every_step(corpus, folders):
    """Return folders in which a build was killed at its first step, its second, and so on."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    script = ROOT / "tests" / "support" / "killed_builds.py"
    result = subprocess.run(
        [sys.executable, script, corpus, folders],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    kills = int(result.stdout)
    assert texts(Index.open(folders / str(kills + 1))) == NEW_TEXTS
    return [folders / str(number) for number in range(1, kills + 1)]


def test_a_build_killed_at_any_step_leaves_the_old_index_or_the_new(corpus, tmp_path):
    folders = tmp_path / "indexes"
    build(corpus, folders / "0")
    (corpus / "faq.txt").write_text(NEW)
    outcomes = []
    for folder in kill_at_every_step(corpus, folders):
        index = Index.open(folder)
        assert_vectors_belong_to_their_texts(index)
        outcomes.append({tuple(OLD_TEXTS): "old", tuple(NEW_TEXTS): "new"}[tuple(texts(index))])
        build(corpus, folder)
        index = Index.open(folder)
        assert texts(index) == NEW_TEXTS
        # The next build with changes removes the files of the killed one.
        if outcomes[-1] == "new":
            build(corpus, folder, model="other letters")
            index = Index.open(folder)
        assert built_folders(folder) == [index.manifest.folder]
    # The new index replaces the old one at a single step.
    assert outcomes == sorted(outcomes, reverse=True)
    assert outcomes.count("old") > 20
    assert outcomes.count("new") > 5


def test_a_first_build_killed_at_any_step_leaves_none_or_the_index(corpus, tmp_path):
    (corpus / "faq.txt").write_text(NEW)
    unfinished = 0
    for folder in kill_at_every_step(corpus, tmp_path / "indexes"):
        try:
            assert texts(Index.open(folder)) == NEW_TEXTS
        except IndexUnusableError as error:
            assert str(error) == f"{folder}: there is no index here. Build it first."
            unfinished += 1
        build(corpus, folder)
        index = Index.open(folder)
        assert texts(index) == NEW_TEXTS
        assert_vectors_belong_to_their_texts(index)
    assert unfinished > 20


def test_the_next_build_removes_the_files_of_a_killed_one(corpus, folder):
    build(corpus, folder)
    left = folder / f"built-{'0123456789abcdef' * 2}"
    (left / "bm25").mkdir(parents=True)
    (left / "vectors.faiss").write_bytes(b"half")
    (corpus / "faq.txt").write_text(NEW)
    build(corpus, folder)
    assert built_folders(folder) == [read_manifest(folder).folder]


def test_files_that_no_build_made_are_kept(corpus, folder):
    names = [
        "built-in-assets",
        "built-",
        f"built-{'0' * 31}",
        f"built-{'0' * 33}",
        f"a-built-{'0' * 32}",
    ]
    for name in names:
        (folder / name).mkdir(parents=True)
        (folder / name / "logo.svg").write_text("x")
    for content in (OLD, NEW):
        (corpus / "faq.txt").write_text(content)
        build(corpus, folder)
    assert all((folder / name / "logo.svg").read_text() == "x" for name in names)
    left = {path.name for path in folder.iterdir()} - {chatbot.files.LOCK}
    assert left == {*names, "manifest.json", read_manifest(folder).folder}
