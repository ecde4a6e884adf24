"""The index is built when needed, from what is new, and is never half of one."""

import hashlib
import json
import math
import os
import resource
import signal
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import filelock
import numpy as np
import pytest
from letters import LetterEncoder

import chatbot.build
import chatbot.index
import chatbot.token_vectors
import chatbot.vectors
from chatbot.answer import Verdict
from chatbot.build import build_index
from chatbot.chatbot import Chatbot
from chatbot.corpus import read_document, scan_corpus
from chatbot.encoder import find_model
from chatbot.errors import CorpusError, IndexUnusableError
from chatbot.index import NO_ENTRY, Index
from chatbot.index_writer import embedded_text
from chatbot.manifest import FORMAT_VERSION, read_manifest
from chatbot.settings import BUNDLED_MODEL, ROOT

OLD = "1. Apples?\nBerries and cherries.\n2. Dates?\nElderberries, figs, and beans.\n"
NEW = OLD.replace("Elderberries, figs", "Grapes") + "3. Honey?\nIt is jam.\n"
OLD_TEXTS = ["Berries and cherries.", "Elderberries, figs, and beans."]
NEW_TEXTS = ["Berries and cherries.", "Grapes, and beans.", "It is jam."]


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "faq.txt").write_text(OLD)
    return folder


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


def build(corpus, folder, model="letters"):
    """Build, and return the texts that had to be encoded."""
    encoder = LetterEncoder()
    build_index(corpus, folder, lambda: encoder, model)
    return encoder.encoded


def never():
    raise AssertionError("the model was loaded though there is nothing to encode")


def texts(index):
    return [index.passage(row).text for row in range(len(index))]


def snapshot(folder):
    """{name: content} of all files of an index, but for the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != chatbot.build.LOCK
    }


def built_folders(folder):
    return sorted(path.name for path in folder.glob("built-*"))


def questions(index):
    return [index.question(row) for row in range(len(index.entry_of_question))]


def everything(stored):
    """The encoding of all texts of an index."""
    return stored.encoding(range(len(stored.vectors)))


def assert_vectors_belong_to_their_texts(index):
    """Each row of FAISS and of the tokens is what its passage's or question's text encodes to."""
    passages = [embedded_text(index.passage(row)) for row in range(len(index))]
    encoder = LetterEncoder()
    for stored, expected in (
        (index.passages, encoder.encode_passages(passages)),
        (index.questions, encoder.encode_questions(questions(index))),
    ):
        found = everything(stored)
        np.testing.assert_array_equal(found.vectors, expected.vectors)
        np.testing.assert_array_equal(found.token_vectors, expected.token_vectors)
        np.testing.assert_array_equal(found.token_ids, expected.token_ids)
        np.testing.assert_array_equal(found.token_starts, expected.token_starts)
        np.testing.assert_array_equal(found.offsets, expected.offsets)


# What is built


def test_what_is_encoded_carries_its_context(corpus, folder):
    (corpus / "faq.txt").write_text(
        "1. How?\nIn two ways, and both are free of charge. Namely:\n1. By the letter.\n"
    )
    assert build(corpus, folder) == [
        "How? In two ways, and both are free of charge.",
        "How? Namely: By the letter.",
        "How?",
    ]


def test_values_that_can_be_worked_out_by_hand(corpus, folder):
    assert build(corpus, folder) == [
        "Apples? Berries and cherries.",
        "Dates? Elderberries, figs, and beans.",
        "Apples?",
        "Dates?",
    ]
    index = Index.open(folder)
    a, b, c, d, e, f = range(6)
    vectors = index.passages.vectors[np.arange(2)]
    by_hand = np.zeros((2, 26))
    by_hand[0, [a, b, c]] = np.array([2, 1, 1]) / math.sqrt(6)
    by_hand[1, [a, b, d, e, f]] = 1 / math.sqrt(5)
    np.testing.assert_allclose(vectors, by_hand, atol=1e-7)
    assert index.passages.token_ids.tolist() == [a, b, a, c, d, e, f, a, b]
    assert index.passages.token_starts.tolist() == [0, 8, 16, 20, 0, 7, 21, 27, 31]
    assert index.passages.token_offsets.tolist() == [0, 4, 9]
    assert index.entry_of_passage.tolist() == [0, 1]
    np.testing.assert_array_equal(index.questions.vectors[np.arange(2)], np.eye(26)[[a, d]])
    assert index.questions.token_ids.tolist() == [a, d]
    assert index.questions.token_starts.tolist() == [0, 0]
    assert index.questions.token_offsets.tolist() == [0, 1, 2]
    assert index.entry_of_question.tolist() == [0, 1]
    assert index.manifest.counts == {"documents": 1, "entries": 2, "passages": 2, "tokens": 9}
    # a and b occur in both passages, the others in one.
    both, one = math.log(3 / 2.5), math.log(3 / 1.5)
    np.testing.assert_allclose(index.token_idf, [both, both, one, one, one, one], rtol=1e-6)


def test_tokens_are_told_apart_by_context_and_sentence(corpus, folder):
    (corpus / "faq.txt").write_text(
        "1. All of it?\nBoth. Come and do ever more. Forms go here:\n- In June. Keep it.\n"
    )
    assert build(corpus, folder) == [
        "All of it? Both. Come and do ever more.",
        "All of it? Forms go here: In June. Keep it.",
        "All of it?",
    ]
    index = Index.open(folder)
    assert index.passage_segments.tolist() == [0, 3, 6]
    letters = "".join(chr(ord("a") + token) for token in index.passages.token_ids)
    cuts = index.segment_offsets.tolist()
    assert [letters[start:end] for start, end in pairwise(cuts)] == [
        *("aoi", "b", "cadem"),
        *("aoifgh", "ij", "ki"),
    ]


def test_the_words_of_the_corpus(corpus, folder):
    (corpus / "faq.txt").write_text("1. Où?\nAt the Café, at 9.\n")
    build(corpus, folder)
    assert Index.open(folder).words == ["9", "at", "cafe", "ou", "the"]


def test_the_manifest_tells_what_the_index_was_made_of(corpus, folder):
    build(corpus, folder)
    manifest = read_manifest(folder)
    files = folder / manifest.folder
    assert manifest.format_version == FORMAT_VERSION
    assert (manifest.model, manifest.language) == ("letters", "en")
    assert manifest.documents == {"faq": scan_corpus(corpus)[0].sha256}
    assert manifest.files == {
        path.relative_to(files).as_posix(): [
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        ]
        for path in files.rglob("*")
        if path.is_file()
    }
    assert "vectors.faiss" in manifest.files


# The questions


LISTS = """\
asked_as:
  1: ["Is fruit red?", "Kiwis?"]
not_covered: ["Limes?"]
"""


def test_questions_stand_in_the_order_of_their_entries_and_those_not_covered_last(corpus, folder):
    (corpus / "faq.yaml").write_text(LISTS)
    (corpus / "a.txt").write_text("1. Melons?\nNuts.\n")
    (corpus / "a.yaml").write_text(
        "not_covered: ['Oranges?', 'Pears?']\nasked_as: {1: ['Quinces?']}\n"
    )
    assert build(corpus, folder) == [
        "Apples? Berries and cherries.",
        "Dates? Elderberries, figs, and beans.",
        "Melons? Nuts.",
        *("Apples?", "Dates?", "Is fruit red?", "Kiwis?", "Limes?", "Melons?", "Oranges?"),
        *("Pears?", "Quinces?"),
    ]
    index = Index.open(folder)
    assert [*zip(questions(index), index.entry_of_question.tolist(), strict=True)] == [
        ("Melons?", 0),
        ("Quinces?", 0),
        ("Apples?", 1),
        ("Is fruit red?", 1),
        ("Kiwis?", 1),
        ("Dates?", 2),
        ("Oranges?", NO_ENTRY),
        ("Pears?", NO_ENTRY),
        ("Limes?", NO_ENTRY),
    ]
    assert_vectors_belong_to_their_texts(index)
    assert texts(index) == ["Nuts.", *OLD_TEXTS]
    faq = index.document("faq")
    assert [entry.asked_as for entry in faq.entries] == [("Is fruit red?", "Kiwis?"), ()]
    assert faq.not_covered == ("Limes?",)


def test_only_new_questions_are_encoded_where_the_lists_change(corpus, folder):
    build(corpus, folder)
    (corpus / "faq.yaml").write_text(LISTS)
    assert build(corpus, folder) == ["Is fruit red?", "Kiwis?", "Limes?"]
    (corpus / "faq.yaml").write_text(
        "asked_as: {2: ['Kiwis?', 'Limes?']}\nnot_covered: ['Dates?']\n"
    )
    build_index(corpus, folder, never, "letters")
    index = Index.open(folder)
    assert [*zip(questions(index), index.entry_of_question.tolist(), strict=True)] == [
        ("Apples?", 0),
        ("Dates?", 1),
        ("Kiwis?", 1),
        ("Limes?", 1),
        ("Dates?", NO_ENTRY),
    ]
    assert_vectors_belong_to_their_texts(index)


def test_the_passages_do_not_depend_on_the_lists(corpus, folder):
    build(corpus, folder)
    before = Index.open(folder)
    (corpus / "faq.yaml").write_text(LISTS)
    build(corpus, folder)
    after = Index.open(folder)
    names = {name for name in before.manifest.files if "question" not in name}
    assert names - {
        "documents.jsonl",
        "documents.jsonl.offsets.npy",
        "document_starts.npy",
    } == {
        name
        for name, content in after.manifest.files.items()
        if before.manifest.files.get(name) == content
    }


def test_a_corpus_without_a_word_is_built_and_answers(corpus, folder):
    (corpus / "faq.txt").write_text("1. 😀?\n!\n2. …?\n😀 😀.\n")
    build(corpus, folder)
    index = Index.open(folder)
    assert texts(index) == ["!", "😀 😀."]
    assert_vectors_belong_to_their_texts(index)
    assert index.words == []
    assert index.passages.token_ids.tolist() == []
    for question in ("Is it free?", "😀?", "?"):
        answer = Chatbot(index, LetterEncoder(), 500).ask(question)
        assert np.isfinite(answer.confidence)
        assert answer.verdict is not Verdict.ANSWERED


# When it is built, and from what


def test_an_index_that_is_up_to_date_is_left_alone(corpus, folder):
    build(corpus, folder)
    before = snapshot(folder)
    (corpus / "faq.txt").touch()
    manifest = build_index(corpus, folder, never, "letters").manifest
    assert manifest == read_manifest(folder)
    assert snapshot(folder) == before


def test_a_current_index_that_cannot_be_written_is_used(corpus, folder, monkeypatch):
    build(corpus, folder)
    (folder / chatbot.build.LOCK).unlink(missing_ok=True)
    before = snapshot(folder)
    paths = [folder, *folder.rglob("*")]
    modes = [(path, path.stat().st_mode) for path in paths]
    for path, mode in modes:
        path.chmod(mode & ~0o222)

    def locked(*arguments, **options):
        raise AssertionError("the folder was to be written")

    try:
        with monkeypatch.context() as patch:
            # Whoever may write everywhere, such as root, is not held back by modes.
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


def test_another_document_leaves_the_first_as_it_is(corpus, folder):
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
def test_the_model_is_not_loaded_where_no_text_is_new(corpus, folder, change, expected):
    build(corpus, folder)
    before = read_manifest(folder)
    change(corpus / "faq.txt")
    manifest = build_index(corpus, folder, never, "letters").manifest
    assert manifest.folder != before.folder
    index = Index.open(folder)
    assert texts(index) == expected
    assert_vectors_belong_to_their_texts(index)


def test_another_model_encodes_everything_again(corpus, folder):
    build(corpus, folder)
    assert build(corpus, folder, model="other letters") == [
        "Apples? Berries and cherries.",
        "Dates? Elderberries, figs, and beans.",
        "Apples?",
        "Dates?",
    ]
    assert read_manifest(folder).model == "other letters"


def test_another_format_is_built_again(corpus, folder):
    build(corpus, folder)
    edit_manifest(folder, format_version=FORMAT_VERSION - 1)
    with pytest.raises(IndexUnusableError) as error:
        Index.open(folder)
    assert str(error.value) == (
        f"{folder / 'manifest.json'}: this index has another format. Build it again."
    )
    assert len(build(corpus, folder)) == 4
    assert texts(Index.open(folder)) == OLD_TEXTS


def test_documents_that_stay_are_taken_over_to_the_byte(corpus, tmp_path, monkeypatch):
    """Whichever document is added, changed or removed, the files are those of a fresh build."""
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

    monkeypatch.setattr(chatbot.build, "read_document", noted)
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


def test_documents_that_stay_are_read_again_where_the_language_changes(corpus, folder):
    build(corpus, folder)
    (corpus / "a.txt").write_text("1. ¿Manzanas?\nCerezas y bayas.\n")
    (corpus / "a.yaml").write_text("language: es\n")
    assert build(corpus, folder) == ["¿Manzanas? Cerezas y bayas.", "¿Manzanas?"]
    index = Index.open(folder)
    assert index.manifest.language == "es"
    # "berries" is no Spanish plural: its stem is another than in English.
    found = index.bm25.search(index.terms.split("berries")).best(5)
    assert [index.passage(row).text for row in found.tolist()] == OLD_TEXTS[:1]
    assert_vectors_belong_to_their_texts(index)


# Damage


def edit_manifest(index, /, **changes):
    path = index / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


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
def test_a_damaged_file_is_found_and_the_index_built_again(corpus, folder, damage):
    build(corpus, folder)
    for name in read_manifest(folder).files:
        files = folder / read_manifest(folder).folder
        damage(files / name)
        message = f"{files}: the index is damaged. Build it again."
        assert_damaged_and_mended(corpus, folder, message)


def test_a_large_file_is_hashed_when_it_is_verified_or_taken_over(corpus, folder, monkeypatch):
    monkeypatch.setattr(chatbot.index, "HASHED_UP_TO", 0)
    build(corpus, folder)
    alter(folder / read_manifest(folder).folder / "token_vectors.npy")
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
def test_a_damaged_manifest_is_found_and_the_index_built_again(corpus, folder, content):
    build(corpus, folder)
    (folder / "manifest.json").write_bytes(content.replace(b"%d", b"%d" % FORMAT_VERSION))
    message = f"{folder / 'manifest.json'}: the manifest is damaged. Build it again."
    assert_damaged_and_mended(corpus, folder, message)


def test_a_manifest_that_is_cut_short_anywhere(corpus, folder):
    build(corpus, folder)
    path = folder / "manifest.json"
    content = path.read_bytes()
    for length in range(0, len(content), 37):
        path.write_bytes(content[:length])
        with pytest.raises(IndexUnusableError):
            Index.open(folder)


@pytest.mark.parametrize("changes", [{"documents": None}, {"files": None}, {"files": {"a": 5}}])
def test_a_manifest_with_values_of_another_kind(corpus, folder, changes):
    build(corpus, folder)
    edit_manifest(folder, **changes)
    files = folder / read_manifest(folder).folder
    message = f"{files}: the index is damaged. Build it again."
    assert_damaged_and_mended(corpus, folder, message)


@pytest.mark.parametrize("changes", [{"folder": "../elsewhere"}, {"language": 5}])
def test_a_manifest_cannot_lead_out_of_the_folder_or_name_no_language(corpus, folder, changes):
    build(corpus, folder)
    edit_manifest(folder, **changes)
    message = f"{folder / 'manifest.json'}: the manifest is damaged. Build it again."
    assert_damaged_and_mended(corpus, folder, message)


def test_a_missing_index_says_so(folder):
    with pytest.raises(IndexUnusableError) as error:
        Index.open(folder)
    assert str(error.value) == f"{folder}: there is no index here. Build it first."


# What goes wrong leaves the old index


def test_a_corpus_that_cannot_be_read_leaves_the_index_as_it_was(corpus, folder):
    build(corpus, folder)
    before = snapshot(folder)
    for name, content in (("b.txt", "No question.\n"), ("b.csv", ""), ("b.pdf", "x")):
        (corpus / name).write_text(content)
        with pytest.raises(CorpusError):
            build_index(corpus, folder, never, "letters")
        assert snapshot(folder) == before
        (corpus / name).unlink()
    assert build(corpus, folder) == []


def test_a_model_that_fails_leaves_the_index_as_it_was(corpus, folder):
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


def test_a_disk_that_is_full_at_any_file(corpus, folder):
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


def test_a_folder_that_cannot_be_written(corpus, tmp_path):
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
    """Folders in which a build was killed at its first step, at its second, and so on."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    script = Path(__file__).with_name("killed_builds.py")
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
        # What the kill left goes with the next build that has something to do.
        if outcomes[-1] == "new":
            build(corpus, folder, model="other letters")
            index = Index.open(folder)
        assert built_folders(folder) == [index.manifest.folder]
    # There is one moment at which the new index takes the place of the old one.
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


def test_what_a_killed_build_left_is_removed_by_the_next(corpus, folder):
    build(corpus, folder)
    left = folder / f"built-{'0123456789abcdef' * 2}"
    (left / "bm25").mkdir(parents=True)
    (left / "vectors.faiss").write_bytes(b"half")
    (corpus / "faq.txt").write_text(NEW)
    build(corpus, folder)
    assert built_folders(folder) == [read_manifest(folder).folder]


def test_what_no_build_made_is_left_alone(corpus, folder):
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
    left = {path.name for path in folder.iterdir()} - {chatbot.build.LOCK}
    assert left == {*names, "manifest.json", read_manifest(folder).folder}


# Several at once


def test_a_second_builder_waits_and_finds_nothing_left_to_do(corpus, folder, monkeypatch):
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


def test_an_open_index_goes_on_after_the_next_is_built(corpus, folder):
    build(corpus, folder)
    index = Index.open(folder)
    (corpus / "faq.txt").write_text(NEW)
    build(corpus, folder)
    assert texts(index) == OLD_TEXTS
    assert_vectors_belong_to_their_texts(index)


# The real model


def test_the_shipped_index(shipped_index, shipped_document):
    passages = [passage for entry in shipped_document.entries for passage in entry.passages]
    assert [shipped_index.passage(row) for row in range(len(shipped_index))] == passages
    manifest = shipped_index.manifest
    assert manifest.model == find_model(BUNDLED_MODEL).identity
    assert manifest.counts == {
        "documents": 1,
        "entries": 20,
        "passages": len(passages),
        "tokens": shipped_index.passages.token_offsets[-1],
    }


def test_each_shipped_passage_is_found_by_its_own_vector(shipped_index, encoder):
    rows = np.arange(0, len(shipped_index), 4)
    encoded = [embedded_text(shipped_index.passage(row)) for row in rows]
    scores, found = shipped_index.passages.vectors.search(
        encoder.encode_passages(encoded).vectors, 1
    )
    assert found[:, 0].tolist() == rows.tolist()
    np.testing.assert_allclose(scores[:, 0], 1, atol=1e-5)


def test_no_shipped_passage_is_cut_off_by_the_model(shipped_index):
    # 256 word pieces are read, and two of them are marks of the beginning and the end.
    assert np.diff(shipped_index.passages.token_offsets).max() < 254


@pytest.fixture
def as_if_large(monkeypatch):
    """Cells and codes as in a large corpus, for one of 92 passages."""
    monkeypatch.setattr(chatbot.vectors, "EXACT_UP_TO", 15)
    monkeypatch.setattr(chatbot.token_vectors, "EXACT_UP_TO", 1_000_000)


@pytest.mark.usefixtures("as_if_large")
def test_the_shipped_corpus_as_if_it_were_large(encoder, shipped_index, tmp_path, golden):
    build_index(ROOT / "corpus", tmp_path / "index", lambda: encoder, "model")
    index = Index.open(tmp_path / "index")
    assert index.passages.token_vectors.coder is not None
    about = index.manifest.vectors["passages"]
    assert about["type"] == "IVF16,SQfp16"
    assert 0.98 <= about["recall@10"] <= 1
    assert index.manifest.vectors["questions"]["type"].startswith("IVF")
    rows = np.arange(len(index))
    np.testing.assert_allclose(
        index.passages.vectors[rows], shipped_index.passages.vectors[rows], atol=1e-3
    )
    exact, coded = shipped_index.passages.token_vectors[:], index.passages.token_vectors[:]
    assert (exact * coded).sum(axis=1).mean() > 0.97
    asked = [line["text"] for line in golden if line["entries"] and not line.get("history")][::4]
    chatbots = [Chatbot(one, encoder, 500) for one in (shipped_index, index)]
    first, second = ([one.ask(text) for text in asked] for one in chatbots)
    same = [
        bool(one.hits) and one.hits[0].passage.entry == other.hits[0].passage.entry
        for one, other in zip(first, second, strict=True)
    ]
    assert sum(same) / len(same) > 0.95


@pytest.mark.usefixtures("as_if_large")
def test_one_more_document_in_a_large_corpus_leaves_codes_and_cells_as_they_are(encoder, tmp_path):
    corpus, folder = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    source = ROOT / "corpus" / "connecticut-dmv-ice.txt"
    (corpus / source.name).write_bytes(source.read_bytes())
    build_index(corpus, folder, lambda: encoder, "model")
    before = Index.open(folder)
    (corpus / "a.txt").write_text("1. Is there a zoo?\nThe zoo has two bears.\n")
    build_index(corpus, folder, lambda: encoder, "model")
    after = Index.open(folder)
    count = len(before.passages.token_vectors)
    new = len(after.passages.token_vectors) - count
    np.testing.assert_array_equal(
        after.passages.token_vectors.stored[new:], before.passages.token_vectors.stored
    )
    np.testing.assert_array_equal(
        after.passages.vectors[np.arange(1, len(after))],
        before.passages.vectors[np.arange(len(before))],
    )
    assert after.manifest.vectors["passages"]["trained_on"] == len(before)
    answer = Chatbot(after, encoder, 500).ask("does the zoo have bears?")
    assert answer.hits[0].passage.text == "The zoo has two bears."


def test_an_index_that_was_mended_equals_one_built_anew(encoder, tmp_path):
    class Counting:
        encoded = ()

        def encode_passages(self, texts, *, progress=False):
            self.encoded += tuple(texts)
            return encoder.encode_passages(texts)

        def encode_questions(self, texts):
            self.encoded += tuple(texts)
            return encoder.encode_questions(texts)

    corpus, mended, anew = (tmp_path / name for name in ("corpus", "mended", "anew"))
    corpus.mkdir()
    source = ROOT / "corpus" / "connecticut-dmv-ice.txt"
    text = source.read_text(encoding="utf-8").split("4. What are")[0]
    added = "4. Is there a fee?\nThe document does not say."
    (corpus / source.name).write_text(text, encoding="utf-8")
    counting = Counting()
    build_index(corpus, mended, lambda: counting, "model")
    counting.encoded = ()
    (corpus / source.name).write_text(text + added, encoding="utf-8")
    build_index(corpus, mended, lambda: counting, "model")
    assert counting.encoded == (
        "Is there a fee? The document does not say.",
        "Is there a fee?",
    )
    build_index(corpus, anew, lambda: encoder, "model")
    first, second = Index.open(mended), Index.open(anew)
    np.testing.assert_array_equal(first.entry_of_question, second.entry_of_question)
    for one, other in (
        (everything(first.passages), everything(second.passages)),
        (everything(first.questions), everything(second.questions)),
    ):
        np.testing.assert_allclose(one.vectors, other.vectors, atol=1e-5)
        np.testing.assert_allclose(one.token_vectors, other.token_vectors, atol=2e-3)
        np.testing.assert_array_equal(one.token_ids, other.token_ids)
        np.testing.assert_array_equal(one.token_starts, other.token_starts)
        np.testing.assert_array_equal(one.offsets, other.offsets)


def test_two_processes_at_once(corpus, folder):
    command = [sys.executable, ROOT / "scripts" / "build_index.py"]
    command += ["--corpus", corpus, "--index", folder]
    builders = [subprocess.Popen(command, stdout=-1, stderr=-1, text=True) for _ in range(2)]
    outputs = [builder.communicate(timeout=120) for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0], outputs
    index = Index.open(folder)
    assert index.manifest.model == find_model(BUNDLED_MODEL).identity
    assert texts(index) == OLD_TEXTS
    assert built_folders(folder) == [index.manifest.folder]
