"""Files of unanswered questions: content, retention, and limits of size."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest

from chatbot.answering.chatbot import Chatbot
from chatbot.answering.unanswered import (
    MAX_BYTES,
    MAX_DAY_BYTES,
    UnansweredQuestion,
    UnansweredQuestions,
    read_unanswered,
)
from chatbot.page.handlers import Handlers
from chatbot.settings import ROOT, Settings
from unanswered_file import DAY, day_file, line, names, questions, write

TIMEOUT_SECONDS = 60


@pytest.fixture
def path(tmp_path):
    return tmp_path / "unanswered.jsonl"


# Content


def test_a_question_is_one_line_with_its_day_and_nothing_else(path, calendar):
    unanswered = UnansweredQuestions(path, 30, calendar)
    unanswered.add('¿Dónde está «la» "oficina"?')
    unanswered.add("second")
    assert path.with_name("unanswered.2026-11-25.jsonl").read_text(encoding="utf-8") == (
        '{"day": "2026-11-25", "question": "¿Dónde está «la» \\"oficina\\"?"}\n'
        '{"day": "2026-11-25", "question": "second"}\n'
    )
    assert read_unanswered(path) == [
        UnansweredQuestion(DAY, '¿Dónde está «la» "oficina"?'),
        UnansweredQuestion(DAY, "second"),
    ]


def test_each_day_has_a_file_of_its_own(path, calendar):
    unanswered = UnansweredQuestions(path, 30, calendar)
    unanswered.add("first")
    calendar.day += timedelta(days=1)
    unanswered.add("second")
    assert names(path.parent) == {"unanswered.2026-11-25.jsonl", "unanswered.2026-11-26.jsonl"}
    assert questions(path) == ["first", "second"]
    assert questions(path.with_name("unanswered.2026-11-26.jsonl")) == ["second"]


@pytest.mark.parametrize("name", ["asked", "asked.in.vain.txt", "a[b]*.jsonl", ".asked"])
def test_any_file_name_works(tmp_path, calendar, name):
    UnansweredQuestions(tmp_path / name, 30, calendar).add("a")
    assert questions(tmp_path / name) == ["a"]


def test_a_newline_inside_a_question_does_not_start_a_second_line(path, calendar):
    UnansweredQuestions(path, 30, calendar).add('a\n{"day": "2026-11-25", "question": "b"}\r\x85')
    assert day_file(path).read_bytes().count(b"\n") == 1
    assert questions(path) == ['a\n{"day": "2026-11-25", "question": "b"}\r\x85']


def test_a_lone_surrogate_becomes_a_question_mark(path, calendar):
    UnansweredQuestions(path, 30, calendar).add("half a sign: \ud83d")
    assert questions(path) == ["half a sign: ?"]


def test_only_its_owner_may_read_a_file(path, calendar):
    before = os.umask(0)
    try:
        unanswered = UnansweredQuestions(path, 30, calendar)
        calendar.day += timedelta(days=1)
        unanswered.add("a")
    finally:
        os.umask(before)
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


def test_threads_and_processes_lose_no_line(path):
    code = (
        "import sys; from pathlib import Path\n"
        "from chatbot.answering.unanswered import UnansweredQuestions\n"
        "for n in range(10):\n"
        "    unanswered = UnansweredQuestions(Path(sys.argv[1]), 30)\n"
        "    for m in range(10): unanswered.add(f'{sys.argv[2]} {n} {m}')\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, path, name], cwd=ROOT) for name in "ab"
    ]
    unanswered = UnansweredQuestions(path, 30)
    threads = [
        threading.Thread(
            target=lambda name=name: [unanswered.add(f"{name} 0 {m}") for m in range(20)]
        )
        for name in "cd"
    ]
    for thread in threads:
        thread.start()
    for one in threads:
        one.join()
    assert [process.wait() for process in processes] == [0, 0]
    expected = [f"{name} {n} {m}" for name in "ab" for n in range(10) for m in range(10)]
    expected += [f"{name} 0 {m}" for name in "cd" for m in range(20)]
    assert sorted(questions(path)) == sorted(expected)


# Retention


@pytest.mark.parametrize(("days", "stay"), [(1, [0]), (2, [1, 0]), (30, [29, 2, 1, 0])])
def test_files_older_than_the_retention_are_removed_at_the_start(path, calendar, days, stay):
    write(path, 365, 30, 29, 2, 1, 0)
    UnansweredQuestions(path, days, calendar)
    assert questions(path) == [str(ago) for ago in stay]


def test_files_are_removed_when_they_expire(path, calendar):
    unanswered = UnansweredQuestions(path, 2, calendar)
    unanswered.add("first")
    calendar.day += timedelta(days=1)
    unanswered.add("second")
    unanswered.expire()
    assert questions(path) == ["first", "second"]
    calendar.day += timedelta(days=1)
    unanswered.expire()
    assert questions(path) == ["second"]


def test_files_are_removed_without_new_questions(path, calendar):
    unanswered = UnansweredQuestions(path, 1, calendar)
    unanswered.add("first")
    unanswered.expire_every(0.01)
    calendar.day += timedelta(days=1)
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while names(path.parent) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert names(path.parent) == set()


def test_files_with_dates_beyond_tomorrow_are_removed(path, calendar):
    write(path, 0, -1, -2, -9999)
    UnansweredQuestions(path, 30, calendar)
    assert questions(path) == ["0", "-1"]


def test_no_other_file_is_removed(path, calendar):
    others = {"unanswered.2001-01-01.txt", "other.2001-01-01.jsonl", "unanswered.2001.jsonl",
              "unansweredX2001-01-01.jsonl", "unanswered.2001-01-01.jsonl.gz"}  # fmt: skip
    for name in others:
        path.with_name(name).touch()
    write(path, 99)
    UnansweredQuestions(path, 30, calendar)
    assert names(path.parent) == others | {day_file(path).name}


def test_damaged_lines_are_skipped(path, calendar):
    damaged = [
        b'{"day": "2026-11-25", "ques',
        b'{"day": "2026-11-25", "question": 3}',
        b'{"day": "2026-11-25", "question": "\\ud800"}',
        b'{"day": "someday", "question": "a"}',
        b'{"day": 1, "question": "a"}',
        b'{"question": "a"}',
        b"[" * 100_000,
        b"[]",
        b"\xff\x00",
        b"",
    ]
    day_file(path).write_bytes(line(1, "whole") + b"\n".join(damaged) + b"\n" + line(0, "too"))
    assert questions(path) == ["whole", "too"]
    UnansweredQuestions(path, 30, calendar).add("new")
    assert questions(path) == ["whole", "too", "new"]


# Limits of size


def test_a_day_of_spam_fills_only_its_own_file(path, calendar, caplog):
    write(path, 1)
    unanswered = UnansweredQuestions(path, 30, calendar)
    for _ in range(150):
        unanswered.add("junk " * 400)
    size = day_file(path).stat().st_size
    assert MAX_DAY_BYTES - 2100 < size <= MAX_DAY_BYTES
    [record] = caplog.records
    assert record.getMessage() == f"{path}: no more questions are added today."
    again = UnansweredQuestions(path, 30, calendar)
    again.add("junk " * 400)
    assert day_file(path).stat().st_size == size
    calendar.day += timedelta(days=1)
    unanswered.add("after")
    assert questions(path)[0] == "1"
    assert questions(path)[-1] == "after"


def test_the_oldest_files_are_removed_to_make_room(path, calendar):
    days = 2 * MAX_BYTES // MAX_DAY_BYTES
    for ago in range(days):
        day_file(path, ago).write_bytes(b"a" * MAX_DAY_BYTES)
    UnansweredQuestions(path, 365, calendar)
    kept = {day_file(path, ago).name for ago in range(MAX_BYTES // MAX_DAY_BYTES)}
    assert names(path.parent) == kept


# The page


@pytest.fixture(scope="module")
def chatbot(shipped_index, encoder):
    return Chatbot(shipped_index, encoder, 100)


def test_the_page_keeps_unanswered_questions_and_nothing_else(chatbot, path):
    handlers = Handlers(chatbot, Settings(max_question=100, unanswered=path))

    def verdict(*asked):
        html = handlers.answer({"questions": list(asked), "number": 1})["html"]
        return re.search('class="answer ([^"]+)"', html)[1]

    pizza = "What is the best\tpizza in New Haven?"
    assert verdict("Public Act 13-155") == "answered"
    assert verdict("can they look at my address?") == "weak"
    assert verdict("thanks") == "small-talk"
    assert questions(path) == []
    assert verdict("Public Act 13-155", pizza) == "not_answered"
    assert verdict("pizza " * 1000) == "not_answered"
    assert questions(path) == [
        "What is the best pizza in New Haven?",
        " ".join(["pizza"] * 16),  # whole words of the last 100 characters
    ]


def test_the_page_answers_even_if_the_question_cannot_be_kept(chatbot, tmp_path, caplog):
    folder = tmp_path / "folder"
    folder.mkdir()
    handlers = Handlers(chatbot, Settings(unanswered=folder / "file"))
    shutil.rmtree(folder)
    reply = handlers.answer({"questions": ["What is the best pizza in New Haven?"], "number": 1})
    assert 'class="answer not_answered"' in reply["html"]
    assert "was not added" in caplog.text
    assert "pizza" not in caplog.text


def test_the_page_keeps_no_questions_by_default(chatbot):
    assert Handlers(chatbot, Settings()).unanswered is None
