"""Building the index: only if necessary, only new texts, one process at a time."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import filelock
import numpy as np
import pytest

import chatbot.index.build
from chatbot.corpus.folder import read_document
from chatbot.encoding.model_files import find_model
from chatbot.errors import IndexUnusableError
from chatbot.index.build import build_index
from chatbot.index.index import Index
from chatbot.index.manifest import FORMAT_VERSION, read_manifest
from chatbot.settings import BUNDLED_MODEL, ROOT
from letter_builds import (
    NEW,
    NEW_TEXTS,
    OLD,
    OLD_TEXTS,
    assert_vectors_belong_to_their_texts,
    build,
    built_folders,
    edit_manifest,
    never,
    snapshot,
    texts,
)
from letters import LetterEncoder

# When the index is built, and from which texts


def test_an_index_that_is_up_to_date_is_not_rebuilt(corpus, folder):
    build(corpus, folder)
    before = snapshot(folder)
    (corpus / "faq.txt").touch()
    manifest = build_index(corpus, folder, never, "letters").manifest
    assert manifest == read_manifest(folder)
    assert snapshot(folder) == before


def test_a_current_index_in_a_read_only_folder_is_used(corpus, folder, monkeypatch):
    build(corpus, folder)
    (folder / chatbot.files.LOCK).unlink(missing_ok=True)
    before = snapshot(folder)
    paths = [folder, *folder.rglob("*")]
    modes = [(path, path.stat().st_mode) for path in paths]
    for path, mode in modes:
        path.chmod(mode & ~0o222)

    def locked(*arguments, **options):
        raise AssertionError("a build tried to write to the folder")

    try:
        with monkeypatch.context() as patch:
            # Modes do not stop root from writing.
            patch.setattr(filelock, "FileLock", locked)
            patch.setattr(Path, "mkdir", locked)
            manifest = build_index(corpus, folder, never, "letters").manifest
        assert texts(Index.open(folder)) == OLD_TEXTS
        assert manifest == read_manifest(folder)
        assert sorted([folder, *folder.rglob("*")]) == sorted(paths)
        assert snapshot(folder) == before
    finally:
        for path, mode in modes:
            path.chmod(mode)


def test_only_changed_passages_are_encoded(corpus, folder):
    build(corpus, folder)
    (corpus / "faq.txt").write_text(NEW)
    assert build(corpus, folder) == ["Dates? Grapes, and beans.", "Honey? It is jam.", "Honey?"]
    index = Index.open(folder)
    assert texts(index) == NEW_TEXTS
    assert_vectors_belong_to_their_texts(index)
    assert built_folders(folder) == [index.manifest.folder]


def test_adding_a_document_leaves_the_first_unchanged(corpus, folder):
    build(corpus, folder)
    (corpus / "a.md").write_text("# Apples?\nBerries and cherries.\n# Kale?\nLeeks.\n")
    assert build(corpus, folder) == ["Kale? Leeks.", "Kale?"]
    index = Index.open(folder)
    assert index.document_ids == ("a", "faq")
    assert texts(index) == ["Berries and cherries.", "Leeks.", *OLD_TEXTS]
    assert_vectors_belong_to_their_texts(index)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda faq: faq.write_text(OLD.split("2.")[0]), OLD_TEXTS[:1]),
        (lambda faq: faq.write_text(OLD.replace("\n", "\r\n")), OLD_TEXTS),
        (lambda faq: faq.with_suffix(".yaml").write_text("title: Fruit\n"), OLD_TEXTS),
        (lambda faq: faq.rename(faq.with_name("fruit.txt")), OLD_TEXTS),
    ],
    ids=["entry removed", "line ends", "metadata", "file renamed"],
)
def test_the_model_is_not_loaded_if_no_text_is_new(corpus, folder, change, expected):
    build(corpus, folder)
    before = read_manifest(folder)
    change(corpus / "faq.txt")
    manifest = build_index(corpus, folder, never, "letters").manifest
    assert manifest.folder != before.folder
    index = Index.open(folder)
    assert texts(index) == expected
    assert_vectors_belong_to_their_texts(index)


def test_a_new_model_encodes_everything_again(corpus, folder):
    build(corpus, folder)
    assert build(corpus, folder, model="other letters") == [
        "Apples? Berries and cherries.",
        "Dates? Elderberries, figs, and beans.",
        "Apples?",
        "Dates?",
    ]
    assert read_manifest(folder).model == "other letters"


def test_an_index_in_another_format_is_rebuilt(corpus, folder):
    build(corpus, folder)
    edit_manifest(folder, format_version=FORMAT_VERSION - 1)
    with pytest.raises(IndexUnusableError) as error:
        Index.open(folder)
    assert str(error.value) == (
        f"{folder / 'manifest.json'}: this index has another format. Build it again."
    )
    assert len(build(corpus, folder)) == 4
    assert texts(Index.open(folder)) == OLD_TEXTS


def test_an_updated_index_equals_a_fresh_one_to_the_byte(corpus, tmp_path, monkeypatch):
    """A document is added, changed, renamed and shortened."""
    listed = "not_covered: ['Limes?']\nasked_as: {1: ['Kiwis?']}\n"
    for name, text in (("b", OLD), ("d", NEW), ("f", "1. Nuts?\nOats, oats and berries.\n")):
        (corpus / f"{name}.txt").write_text(text)
        (corpus / f"{name}.yaml").write_text(listed)
    (corpus / "faq.txt").unlink()
    build(corpus, tmp_path / "index")
    changes = [
        lambda: (corpus / "c.txt").write_text("1. Quinces?\nRaspberries, apples and oats.\n"),
        lambda: (corpus / "d.txt").write_text(OLD),
        lambda: (corpus / "b.txt").rename(corpus / "g.txt") and (corpus / "b.yaml").unlink(),
        lambda: (corpus / "f.txt").write_text("1. Nuts?\nNone.\n"),
    ]
    read = []

    def noted(file):
        read.append(file.id)
        return read_document(file)

    monkeypatch.setattr(chatbot.index.build, "read_document", noted)
    for number, change in enumerate(changes):
        change()
        read.clear()
        build(corpus, tmp_path / "index")
        assert len(read) == 1
        build(corpus, tmp_path / str(number))
        updated, fresh = read_manifest(tmp_path / "index"), read_manifest(tmp_path / str(number))
        assert updated.files == fresh.files
        assert updated.counts == fresh.counts
        assert list(updated.documents.items()) == list(fresh.documents.items())


def test_unchanged_documents_are_indexed_again_when_the_language_changes(corpus, folder):
    build(corpus, folder)
    (corpus / "a.txt").write_text("1. ¿Manzanas?\nCerezas y bayas.\n")
    (corpus / "a.yaml").write_text("language: es\n")
    assert build(corpus, folder) == ["¿Manzanas? Cerezas y bayas.", "¿Manzanas?"]
    index = Index.open(folder)
    assert index.manifest.language == "es"
    # "berries" is not a Spanish plural, so its stem differs from the English one.
    found = np.flatnonzero(index.bm25.shares(index.terms.split("berries")))
    assert [index.passage(row).text for row in found.tolist()] == OLD_TEXTS[:1]
    assert_vectors_belong_to_their_texts(index)


# Concurrent builds


def test_a_second_builder_waits_and_uses_the_index_of_the_first(corpus, folder, monkeypatch):
    second_waits = threading.Event()
    loaded = []

    class Lock(filelock.FileLock):
        def acquire(self, *arguments, **options):
            if threading.current_thread().name == "second":
                second_waits.set()
            return super().acquire(*arguments, **options)

    def load():
        loaded.append(threading.current_thread().name)
        if len(loaded) == 1:
            second.start()
            assert second_waits.wait(30)
        return LetterEncoder()

    def build_second():
        built.append(build_index(corpus, folder, load, "letters").manifest.folder)

    monkeypatch.setattr(filelock, "FileLock", Lock)
    built = []
    second = threading.Thread(target=build_second, name="second")
    built.append(build_index(corpus, folder, load, "letters").manifest.folder)
    second.join(30)
    assert loaded == [threading.current_thread().name]
    assert built == [read_manifest(folder).folder] * 2


def test_an_open_index_works_after_the_next_one_is_built(corpus, folder):
    build(corpus, folder)
    index = Index.open(folder)
    (corpus / "faq.txt").write_text(NEW)
    build(corpus, folder)
    assert texts(index) == OLD_TEXTS
    assert_vectors_belong_to_their_texts(index)


def test_two_processes_can_build_at_once(corpus, folder, shipped_index_folder):
    # The export exists already, so that neither process makes it.
    [export] = shipped_index_folder.glob("encoder-*")
    shutil.copytree(export, folder / export.name)
    command = [sys.executable, ROOT / "scripts" / "build_index.py"]
    command += ["--corpus", corpus, "--index", folder]
    builders = [subprocess.Popen(command, stdout=-1, stderr=-1, text=True) for _ in range(2)]
    outputs = [builder.communicate(timeout=120) for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0], outputs
    index = Index.open(folder)
    assert index.manifest.model == find_model(BUNDLED_MODEL).identity
    assert texts(index) == OLD_TEXTS
    assert built_folders(folder) == [index.manifest.folder]
