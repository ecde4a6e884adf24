"""A damaged index is detected, named, and rebuilt."""

import os
from pathlib import Path

import pytest

import chatbot.index.index
from chatbot.errors import IndexUnusableError
from chatbot.index.index import Index
from chatbot.index.manifest import FORMAT_VERSION, read_manifest
from letter_builds import (
    NEW,
    OLD_TEXTS,
    assert_vectors_belong_to_their_texts,
    build,
    built_folders,
    edit_manifest,
    texts,
)


def assert_damaged_and_mended(corpus, folder, message):
    with pytest.raises(IndexUnusableError) as error:
        Index.open(folder)
    assert str(error.value) == message
    build(corpus, folder)
    index = Index.open(folder)
    assert texts(index) == OLD_TEXTS
    assert_vectors_belong_to_their_texts(index)
    assert built_folders(folder) == [index.manifest.folder]


def cut_short(path):
    os.truncate(path, path.stat().st_size - 1)


def alter(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [cut_short, alter, Path.unlink])
def test_a_damaged_file_is_detected_and_the_index_rebuilt(corpus, folder, damage):
    build(corpus, folder)
    for name in read_manifest(folder).files:
        files = folder / read_manifest(folder).folder
        damage(files / name)
        message = f"{files}: the index is damaged. Build it again."
        assert_damaged_and_mended(corpus, folder, message)


def test_a_large_file_is_hashed_when_verified_or_reused(corpus, folder, monkeypatch):
    monkeypatch.setattr(chatbot.index.index, "HASHED_UP_TO", 0)
    build(corpus, folder)
    alter(folder / read_manifest(folder).folder / "passage_token_vectors.npy")
    Index.open(folder)
    with pytest.raises(IndexUnusableError, match="the index is damaged"):
        Index.open(folder, verify=True)
    (corpus / "faq.txt").write_text(NEW)
    build(corpus, folder)
    assert_vectors_belong_to_their_texts(Index.open(folder, verify=True))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"{}", b'"text"', b"\xff\xfe", b'{"format_version": %d}'],
)
def test_a_damaged_manifest_is_detected_and_the_index_rebuilt(corpus, folder, content):
    build(corpus, folder)
    (folder / "manifest.json").write_bytes(content.replace(b"%d", b"%d" % FORMAT_VERSION))
    message = f"{folder / 'manifest.json'}: the manifest is damaged. Build it again."
    assert_damaged_and_mended(corpus, folder, message)


def test_a_manifest_truncated_anywhere_is_refused(corpus, folder):
    build(corpus, folder)
    path = folder / "manifest.json"
    content = path.read_bytes()
    for length in range(0, len(content), 37):
        path.write_bytes(content[:length])
        with pytest.raises(IndexUnusableError):
            Index.open(folder)


@pytest.mark.parametrize("changes", [{"documents": None}, {"files": None}, {"files": {"a": 5}}])
def test_a_manifest_with_values_of_the_wrong_type_is_refused(corpus, folder, changes):
    build(corpus, folder)
    edit_manifest(folder, **changes)
    files = folder / read_manifest(folder).folder
    message = f"{files}: the index is damaged. Build it again."
    assert_damaged_and_mended(corpus, folder, message)


@pytest.mark.parametrize("changes", [{"folder": "../elsewhere"}, {"language": 5}])
def test_a_manifest_with_a_path_outside_the_folder_or_without_a_language_is_refused(
    corpus, folder, changes
):
    build(corpus, folder)
    edit_manifest(folder, **changes)
    message = f"{folder / 'manifest.json'}: the manifest is damaged. Build it again."
    assert_damaged_and_mended(corpus, folder, message)


def test_a_missing_index_is_named(folder):
    with pytest.raises(IndexUnusableError) as error:
        Index.open(folder)
    assert str(error.value) == f"{folder}: there is no index here. Build it first."
