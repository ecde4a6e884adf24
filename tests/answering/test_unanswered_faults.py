"""What cannot break the file of unanswered questions, and what is no such file."""

import errno
import json
import os
import threading
from datetime import date, timedelta

import pytest
from filelock import FileLock

import chatbot.answering.unanswered as module
from chatbot.answering.unanswered import (
    UnansweredQuestions,
)
from chatbot.errors import SettingsError
from chatbot.settings import Settings
from unanswered_file import line, names, questions


@pytest.fixture
def path(tmp_path):
    return tmp_path / "unanswered.jsonl"


# What goes wrong


def test_a_full_disk_leaves_no_half_question_and_is_logged_without_it(
    path, calendar, caplog, monkeypatch
):
    unanswered = UnansweredQuestions(path, 30, calendar)
    unanswered.add("first")
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:20]))
    unanswered.add("secret")
    monkeypatch.undo()
    assert path.read_bytes() == line(0, "first")
    assert caplog.messages == [f"{path}: a question was not added (No space left on device)."]
    unanswered.add("third")
    assert questions(path) == ["first", "third"]


def test_a_disk_that_is_full_when_old_lines_are_removed_keeps_the_file_as_it_was(
    path, calendar, caplog, monkeypatch
):
    def full(file):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    unanswered = UnansweredQuestions(path, 1, calendar)
    unanswered.add("first")
    calendar.day += timedelta(days=1)
    monkeypatch.setattr(os, "fsync", full)
    unanswered.add("secret")
    unanswered.prune()
    assert path.read_bytes() == line(0, "first")
    assert names(path.parent) == {"unanswered.jsonl", "unanswered.jsonl.lock"}
    reason = "(No space left on device)."
    assert caplog.messages == [
        f"{path}: a question was not added {reason}",
        f"{path}: old questions stay {reason}",
    ]
    monkeypatch.undo()
    unanswered.add("third")
    assert questions(path) == ["third"]


def test_a_vanished_folder_is_logged_without_the_question_and_not_made_anew(
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
    unanswered.prune()
    reason = "(there is no such folder)."
    assert caplog.messages == [
        f"{folder / 'file'}: a question was not added {reason}",
        f"{folder / 'file'}: old questions stay {reason}",
    ]
    assert not folder.exists()
    folder.mkdir()
    unanswered.add("back")
    assert questions(folder / "file") == ["back"]


def test_another_process_that_holds_the_lock_holds_no_answer_up(
    path, calendar, caplog, monkeypatch
):
    monkeypatch.setattr(module, "LOCK_PATIENCE", 0.05)
    unanswered = UnansweredQuestions(path, 30, calendar)
    with FileLock(f"{path}.lock"):
        thread = threading.Thread(target=unanswered.add, args=["secret"])
        thread.start()
        thread.join(30)
        assert not thread.is_alive()
    assert questions(path) == []
    assert "a question was not added" in caplog.text
    assert "secret" not in caplog.text


# The start


def test_it_is_off_unless_the_settings_name_a_file(path):
    assert UnansweredQuestions.open(Settings()) is None
    opened = UnansweredQuestions.open(Settings(unanswered=path, unanswered_days=1))
    opened.add("a")
    assert json.loads(path.read_text()) == {"day": date.today().isoformat(), "question": "a"}


@pytest.mark.parametrize("name", ["missing/file", "file.txt/file"])
def test_a_folder_that_cannot_be_written_to_is_named_at_the_start(tmp_path, name):
    (tmp_path / "file.txt").touch()
    with pytest.raises(SettingsError) as error:
        UnansweredQuestions(tmp_path / name, 30)
    assert str(error.value) == (
        f"CHATBOT_UNANSWERED='{tmp_path / name}' cannot be written (there is no such folder). "
        "Name a file in a folder that exists and can be written."
    )
    assert names(tmp_path) == {"file.txt"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named_at_the_start(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(SettingsError, match=r"cannot be written \(Permission denied\)"):
        UnansweredQuestions(tmp_path / "file", 30)


@pytest.mark.parametrize(
    "content",
    [
        "# Zoo\n\nAt ten.\n",
        '{"question": "a", "answer": "b"}\n',
        '{"day": "2026-01-01", "visits": 5}\n',
    ],
)
def test_a_file_of_something_else_stays_as_it_is(path, content):
    path.write_text(content)
    with pytest.raises(SettingsError) as error:
        UnansweredQuestions(path, 30)
    assert str(error.value) == (
        f"CHATBOT_UNANSWERED='{path}' holds something else than unanswered questions. "
        "Name a file that does not exist yet."
    )
    assert path.read_text() == content
    assert names(path.parent) == {"unanswered.jsonl"}


def test_a_device_or_folder_is_not_taken_for_the_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path):
        with pytest.raises(SettingsError, match="holds something else"):
            UnansweredQuestions(path, 30)
    assert names(tmp_path) == {"pipe"}


def test_a_link_to_the_file_stays_a_link(path, tmp_path, calendar):
    link = tmp_path / "link"
    link.symlink_to(path)
    UnansweredQuestions(link, 30, calendar).add("a")
    assert link.is_symlink()
    assert questions(path) == ["a"]
