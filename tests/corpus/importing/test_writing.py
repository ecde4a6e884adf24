"""What an import writes: never over what an editor wrote, and it says what changed."""

import itertools
from pathlib import Path

import pytest

from chatbot.corpus.folder import scan_corpus
from chatbot.corpus.importing import replacing
from chatbot.corpus.importing.sources import Source
from chatbot.corpus.importing.writing import write_source
from chatbot.errors import CorpusError

METADATA = {"title": "Help: “all”", "url": "https://example.org/faq", "language": "en"}


def source(*pairs, suffix=".md", **metadata):
    text = "".join(f"## {question}\n\n{answer}\n\n" for question, answer in pairs)
    return Source(f"# Help\n\n{text}".encode(), suffix, metadata or METADATA, "help")


A, B, C = ("Is it free?", "Yes."), ("Why?", "So."), ("When?", "Always.")


def write(folder, *pairs, **options):
    return write_source(source(*pairs, **options), folder, "help")


def test_a_first_import_writes_the_document_and_its_metadata(tmp_path):
    folder = tmp_path / "new" / "corpus"
    written = write(folder, A, B)
    assert written.changes == ()
    assert sorted(path.name for path in folder.iterdir()) == ["help.md", "help.yaml"]
    assert written.document.source.title == "Help: “all”"
    assert written.document.source.url == "https://example.org/faq"
    [file] = scan_corpus(folder)
    assert file.content == source(A, B).content


def test_the_same_import_again_changes_no_byte(tmp_path):
    write(tmp_path, A, B)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert write(tmp_path, A, B).changes == ("nothing has changed since the last time",)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_import_again_says_what_was_added_removed_and_changed(tmp_path):
    write(tmp_path, A, B)
    assert write(tmp_path, C, (A[0], "No.")).changes == (
        "added: When?",
        "removed: Why?",
        "changed: Is it free?",
        "the former version is help.md~",
    )
    assert (tmp_path / "help.md~").read_bytes() == source(A, B).content
    assert [file.path.name for file in scan_corpus(tmp_path)] == ["help.md"]


EDITED = """\
# Kept by the press office.
title: "Our own title"   # shorter
notice: 'Ask us if in doubt.'

asked_as:
  # what people type
  2: ["what for"]   # typed a lot
  1:
    - gratis?

not_covered:
  - "Is there a café?"
"""


def test_what_an_editor_wrote_is_kept_byte_for_byte(tmp_path):
    write(tmp_path, A, B)
    (tmp_path / "help.yaml").write_text(EDITED)
    write(tmp_path, (A[0], "Another answer."), B, C)
    assert (tmp_path / "help.yaml").read_text() == EDITED


def test_the_numbers_of_asked_as_follow_their_questions_and_comments_stay(tmp_path):
    write(tmp_path, A, B)
    (tmp_path / "help.yaml").write_text(EDITED)
    written = write(tmp_path, C, A, B)
    assert "asked_as: its numbers follow their questions" in written.changes
    edited = EDITED.replace("  2: [", "  3: [").replace("  1:\n", "  2:\n")
    kept = (tmp_path / "help.yaml").read_text()
    assert kept.split() == edited.split()  # white space apart
    asked = {entry.question: entry.alternative_questions for entry in written.document.entries}
    assert asked == {"When?": (), "Is it free?": ("gratis?",), "Why?": ("what for",)}


def test_the_list_of_a_question_that_is_gone_becomes_a_comment(tmp_path):
    write(tmp_path, A, B)
    (tmp_path / "help.yaml").write_text(EDITED)
    written = write(tmp_path, A)
    assert "asked_as: its lines on “Why?” are comments now" in written.changes
    kept = (tmp_path / "help.yaml").read_text()
    assert kept.endswith("# No longer in the document:\n# Why?\n#   - what for\n")
    assert written.document.entries[0].alternative_questions == ("gratis?",)
    assert written.document.source.notice == "Ask us if in doubt."


def test_of_questions_with_the_same_words_each_keeps_its_list(tmp_path):
    write(tmp_path, A, A)
    (tmp_path / "help.yaml").write_text('asked_as: {2: ["gratis?"]}\n')
    written = write(tmp_path, B, A, A)
    lists = [entry.alternative_questions for entry in written.document.entries]
    assert lists == [(), (), ("gratis?",)]


def test_another_file_of_the_name_is_not_touched(tmp_path):
    (tmp_path / "help.txt").write_text("1. Is it free?\nYes.\n")
    with pytest.raises(CorpusError, match="another file of this name already"):
        write(tmp_path, A)
    assert [path.name for path in tmp_path.iterdir()] == ["help.txt"]


@pytest.mark.parametrize("metadata", ["asked_as: {9: [x]}\n", "title: [\n", "unknown: 1\n"])
def test_nothing_is_written_if_the_metadata_cannot_be_read(tmp_path, metadata):
    write(tmp_path, A)
    (tmp_path / "help.yaml").write_text(metadata)
    with pytest.raises(CorpusError):
        write(tmp_path, A, B)
    assert (tmp_path / "help.md").read_bytes() == source(A).content


def test_nothing_is_written_if_the_document_cannot_be_read(tmp_path):
    with pytest.raises(CorpusError):
        write_source(Source(b"", ".md", METADATA, "help"), tmp_path, "help")
    assert list(tmp_path.iterdir()) == []


def test_a_copy_of_what_an_editor_wrote_is_never_overwritten(tmp_path):
    write(tmp_path, A)
    (tmp_path / "help.md").write_bytes(source((A[0], "Edited by hand.")).content)
    write(tmp_path, A, B)
    written = write(tmp_path, A, B, C)
    assert "the former version is help.md.~2~" in written.changes
    assert b"Edited by hand." in (tmp_path / "help.md~").read_bytes()
    assert (tmp_path / "help.md.~2~").read_bytes() == source(A, B).content
    write(tmp_path, A, B)
    write(tmp_path, C)  # what is there now is in a copy already
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["help.md", "help.md.~2~", "help.md.~3~", "help.md~", "help.yaml"]
    assert [file.path.name for file in scan_corpus(tmp_path)] == ["help.md"]


@pytest.mark.parametrize("crash", range(12))
def test_after_a_crash_the_lists_belong_to_their_questions(tmp_path, monkeypatch, crash):
    write(tmp_path, A, B)
    (tmp_path / "help.yaml").write_text('asked_as: {1: ["gratis?"], 2: ["what for"]}\n')
    steps = itertools.count()

    def crashing(function):
        def step(*arguments):
            if next(steps) == crash:
                raise KeyboardInterrupt
            return function(*arguments)

        return step

    with monkeypatch.context() as patch:
        for name in ("_written", "_rename"):
            patch.setattr(replacing, name, crashing(getattr(replacing, name)))
        try:
            write(tmp_path, C, A, B)
        except KeyboardInterrupt:
            assert crash < 7
        else:
            assert crash >= 7
    for pairs in ((A, B), (C, A, B)):
        document = write(tmp_path, *pairs).document
        lists = {entry.question: entry.alternative_questions for entry in document.entries}
        assert (lists[A[0]], lists[B[0]]) == (("gratis?",), ("what for",))
    assert not list(tmp_path.glob(".*"))


def test_an_import_that_was_not_finished_is_finished_and_told(tmp_path, monkeypatch):
    write(tmp_path, A, B)
    (tmp_path / "help.yaml").write_text('asked_as: {1: ["gratis?"]}\n')
    rename = replacing._rename

    def crashing(path, to):
        if path.name == ".help.md.next":
            raise KeyboardInterrupt
        rename(path, to)

    with monkeypatch.context() as patch:
        patch.setattr(replacing, "_rename", crashing)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path, C, A, B)
    assert write(tmp_path, C, A, B).changes == (
        "nothing has changed since the last time",
        "the import before was not finished; its document is in place now",
    )


def test_a_table_whose_columns_the_metadata_names_is_imported_again(tmp_path):
    (tmp_path / "help.yaml").write_text("columns: {question: aa, answer: bb}\nasked_as: {1: [x]}\n")
    table = "aa,bb,cc\nMay I?,Yes it is.,z\nWhere?,Here it is.,z\n"
    for content in (table, table.replace("May I?,Yes it is.,z\n", "") + "May I?,No.,z\n"):
        written = write_source(Source(content.encode(), ".csv", {}, "help"), tmp_path, "help")
    lists = {entry.question: entry.alternative_questions for entry in written.document.entries}
    assert lists == {"Where?": (), "May I?": ("x",)}


def test_a_former_version_that_cannot_be_read_is_kept_and_told(tmp_path):
    (tmp_path / "help.md").write_text("")
    written = write(tmp_path, A)
    assert any(line.startswith("the former version could not be read") for line in written.changes)
    assert (tmp_path / "help.md~").read_text() == ""
    assert len(written.document.entries) == 1


def test_a_file_with_the_same_id_is_named_before_anything_is_written(tmp_path):
    (tmp_path / "He Lp.md").write_text("# Is it free?\n\nYes.\n")
    with pytest.raises(CorpusError, match=r"He Lp\.md: there is another file of this name"):
        write_source(source(A), tmp_path, "he-lp")
    assert [path.name for path in tmp_path.iterdir()] == ["He Lp.md"]


@pytest.mark.parametrize(
    "metadata",
    [b"title: a\ntitle: b\nasked_as: {2: [x]}\n", b"title: Caf\xe9\nasked_as: {2: [x]}\n"],
    ids=["a key twice", "not UTF-8"],
)
def test_metadata_that_cannot_be_written_again_gives_one_line(tmp_path, metadata):
    write(tmp_path, A, B)
    (tmp_path / "help.yaml").write_bytes(metadata)
    with pytest.raises(CorpusError) as caught:
        write(tmp_path, B, A)
    assert "help.yaml" in str(caught.value) and "\n" not in str(caught.value)
    assert (tmp_path / "help.md").read_bytes() == source(A, B).content


def test_a_folder_that_cannot_be_written_gives_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CorpusError, match="cannot be written"):
        write(Path(tmp_path / "file" / "corpus"), A)
