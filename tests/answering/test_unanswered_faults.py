"""Errors with the files of unanswered questions."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from chatbot.answering.unanswered import UnansweredQuestions
from chatbot.errors import SettingsError
from chatbot.settings import Settings
from unanswered_file import day_file, line, names, questions, write


@pytest.fixture
def path(tmp_path):
    return tmp_path / "unanswered.jsonl"


# While the server runs


class FullDisk:
    """A file that takes only the first 20 bytes of a write."""

    def __init__(self, file):
        self._file = file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def __getattr__(self, name):
        return getattr(self._file, name)

    def write(self, data):
        return self._file.write(data[:20])


def test_a_full_disk_leaves_no_partial_line_and_is_logged_without_the_question(
    path, calendar, caplog, monkeypatch
):
    unanswered = UnansweredQuestions(path, 30, calendar)
    unanswered.add("first")
    fdopen = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda *given, **named: FullDisk(fdopen(*given, **named)))
    unanswered.add("secret")
    monkeypatch.undo()
    assert day_file(path).read_bytes() == line(0, "first")
    assert caplog.messages == [f"{path}: a question was not added (No space left on device)."]
    unanswered.add("third")
    assert questions(path) == ["first", "third"]


def test_a_file_that_cannot_be_removed_is_logged(path, calendar, caplog, monkeypatch):
    def refuse(file):
        raise PermissionError(13, "Permission denied")

    unanswered = UnansweredQuestions(path, 1, calendar)
    write(path, 9)
    write(path, 8)
    stayed = [day_file(path, 8), day_file(path, 9)]
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        unanswered.expire()
    assert caplog.messages == [f"{old}: an old file stays (Permission denied)." for old in stayed]
    unanswered.expire()
    assert names(path.parent) == {day_file(path).name}


def test_a_file_that_another_process_removed_is_not_an_error(path, calendar, caplog, monkeypatch):
    unanswered = UnansweredQuestions(path, 1, calendar)
    write(path, 9, 8)
    unlink = Path.unlink

    def removed_twice(file):
        unlink(file)
        unlink(file)

    monkeypatch.setattr(Path, "unlink", removed_twice)
    unanswered.expire()
    assert names(path.parent) == {day_file(path).name}
    assert caplog.messages == []


def test_a_removed_folder_is_logged_without_the_question_and_not_created_again(
    tmp_path, calendar, caplog
):
    folder = tmp_path / "folder"
    folder.mkdir()
    unanswered = UnansweredQuestions(folder / "file", 30, calendar)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    unanswered.add("secret")
    calendar.day += timedelta(days=1)
    unanswered.expire()
    reason = "(No such file or directory)."
    assert caplog.messages == [
        f"{folder / 'file'}: a question was not added {reason}",
        f"{folder / 'file'}: old questions stay {reason}",
    ]
    assert not folder.exists()
    folder.mkdir()
    unanswered.add("back")
    assert questions(folder / "file") == ["back"]


# The start


def test_nothing_is_kept_unless_the_settings_name_a_file(path):
    assert UnansweredQuestions.open(Settings()) is None
    before = date.today()
    opened = UnansweredQuestions.open(Settings(unanswered=path, unanswered_days=2))
    opened.add("a")
    [file] = path.parent.iterdir()
    record = json.loads(file.read_text())
    assert record["question"] == "a"
    assert file == day_file(path, today=date.fromisoformat(record["day"]))
    assert before.isoformat() <= record["day"] <= date.today().isoformat()


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing/file", "No such file or directory"), ("file.txt/file", "Not a directory")],
)
def test_an_unwritable_folder_is_named_at_the_start(tmp_path, name, reason):
    (tmp_path / "file.txt").touch()
    with pytest.raises(SettingsError) as error:
        UnansweredQuestions(tmp_path / name, 30)
    assert str(error.value) == (
        f"CHATBOT_UNANSWERED='{tmp_path / name}' cannot be written ({reason}). "
        "Name a file in a folder that exists and can be written."
    )
    assert names(tmp_path) == {"file.txt"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named_at_the_start(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(SettingsError, match=r"cannot be written \(Permission denied\)"):
        UnansweredQuestions(tmp_path / "file", 30)


def test_a_path_of_something_else_is_refused_and_nothing_is_written_beside_it(tmp_path):
    (tmp_path / "faq.md").write_text("# Zoo\n\nAt ten.\n")
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "faq.md", tmp_path / "pipe", tmp_path, Path("/")):
        with pytest.raises(SettingsError) as error:
            UnansweredQuestions(path, 30)
        assert str(error.value) == (
            f"CHATBOT_UNANSWERED='{path}' exists and holds something else. "
            "Name a file that does not exist: each day's questions are kept in a file beside it, "
            "with the date in its name."
        )
    assert names(tmp_path) == {"faq.md", "pipe"}


def test_a_file_of_an_earlier_version_is_sorted_into_the_files_of_its_days(path, calendar):
    path.write_bytes(line(2, "old") + line(1, "newer") + line(2, "as old") + b"\n")
    unanswered = UnansweredQuestions(path, 30, calendar)
    assert not path.exists()
    assert questions(path) == ["old", "as old", "newer"]
    unanswered.add("new")
    assert questions(path) == ["old", "as old", "newer", "new"]


def test_a_line_that_broke_off_does_not_swallow_the_next_day(path, calendar):
    UnansweredQuestions(path, 30, calendar).add("today")
    write(path, 1)
    with day_file(path, 1).open("ab") as file:
        file.write(b'{"day": "20')
    assert questions(path)[-1] == "today"
