"""The file of unanswered questions: what stands in it, for how long, and how much."""

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
    DAY_BYTES,
    MAX_BYTES,
    UnansweredQuestion,
    UnansweredQuestions,
    read_unanswered,
)
from chatbot.page.handlers import Handlers
from chatbot.settings import ROOT, Settings
from unanswered_file import DAY, line, names, questions


@pytest.fixture
def path(tmp_path):
    return tmp_path / "unanswered.jsonl"


# What is added


def test_a_question_is_one_line_with_its_day_and_nothing_else(path, calendar):
    unanswered = UnansweredQuestions(path, 30, calendar)
    unanswered.add('¿Dónde está «la» "oficina"?')
    unanswered.add("second")
    assert path.read_text(encoding="utf-8") == (
        '{"day": "2026-11-25", "question": "¿Dónde está «la» \\"oficina\\"?"}\n'
        '{"day": "2026-11-25", "question": "second"}\n'
    )
    assert read_unanswered(path) == [
        UnansweredQuestion(DAY, '¿Dónde está «la» "oficina"?'),
        UnansweredQuestion(DAY, "second"),
    ]


def test_a_line_end_inside_a_question_makes_no_second_line(path, calendar):
    UnansweredQuestions(path, 30, calendar).add('a\n{"day": "2026-11-25", "question": "b"}\r\x85')
    assert path.read_bytes().count(b"\n") == 1
    assert questions(path) == ['a\n{"day": "2026-11-25", "question": "b"}\r\x85']


def test_what_cannot_be_encoded_is_added_all_the_same(path, calendar):
    UnansweredQuestions(path, 30, calendar).add("half a sign: \ud83d")
    assert questions(path) == ["half a sign: ?"]


def test_only_its_owner_may_read_the_file(path, calendar):
    path.touch(mode=0o644)
    before = os.umask(0)
    try:
        unanswered = UnansweredQuestions(path, 30, calendar)
        assert path.stat().st_mode & 0o777 == 0o600
        path.unlink()
        unanswered.add("a")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_but_the_file_and_an_empty_lock_stays(path, calendar):
    path.with_name("unanswered.jsonl.new").write_bytes(line(99, "left by a killed process"))
    UnansweredQuestions(path, 30, calendar).add("a")
    assert names(path.parent) == {"unanswered.jsonl", "unanswered.jsonl.lock"}
    assert path.with_name("unanswered.jsonl.lock").read_bytes() == b""


def test_threads_and_processes_lose_no_line_even_while_others_remove_old_ones(path):
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


# How long it stays


@pytest.mark.parametrize(("days", "stay"), [(1, [0]), (2, [1, 0]), (30, [29, 2, 1, 0])])
def test_lines_older_than_the_retention_are_removed_at_the_start(path, calendar, days, stay):
    path.write_bytes(b"".join(line(ago, str(ago)) for ago in (365, 30, 29, 2, 1, 0)))
    UnansweredQuestions(path, days, calendar)
    assert questions(path) == [str(ago) for ago in stay]


def test_lines_are_removed_when_a_new_day_begins(path, calendar):
    unanswered = UnansweredQuestions(path, 2, calendar)
    unanswered.add("first")
    calendar.day += timedelta(days=1)
    unanswered.add("second")
    assert questions(path) == ["first", "second"]
    calendar.day += timedelta(days=1)
    unanswered.add("third")
    assert questions(path) == ["second", "third"]
    calendar.day += timedelta(days=1)
    unanswered.prune()
    assert questions(path) == ["third"]


def test_lines_are_removed_though_nobody_asks(path, calendar):
    unanswered = UnansweredQuestions(path, 1, calendar)
    unanswered.add("first")
    unanswered.prune_every(0.01)
    calendar.day += timedelta(days=1)
    for _ in range(1000):
        if not path.read_bytes():
            break
        time.sleep(0.01)
    assert path.read_bytes() == b""


def test_a_day_that_is_yet_to_come_does_not_stay_for_ever(path, calendar):
    path.write_bytes(b"".join(line(-ahead, str(ahead)) for ahead in (0, 1, 2, 9999)))
    UnansweredQuestions(path, 30, calendar)
    assert questions(path) == ["0", "1"]


def test_damaged_lines_are_passed_over_and_removed(path, calendar):
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
    path.write_bytes(line(1, "whole") + b"\n".join(damaged) + b"\n" + line(0, "too"))
    assert questions(path) == ["whole", "too"]
    UnansweredQuestions(path, 30, calendar).add("new")
    assert path.read_bytes() == line(1, "whole") + line(0, "too") + line(0, "new")


# How much it holds


def test_a_day_of_junk_fills_that_day_and_no_other(path, calendar, caplog):
    path.write_bytes(line(1, "before"))
    unanswered = UnansweredQuestions(path, 30, calendar)
    for _ in range(150):
        unanswered.add("junk " * 400)
    size = path.stat().st_size
    assert DAY_BYTES - 2100 < size - len(line(1, "before")) <= DAY_BYTES
    [record] = caplog.records
    assert record.getMessage() == f"{path}: no more questions are added today."
    again = UnansweredQuestions(path, 30, calendar)
    again.add("junk " * 400)
    assert path.stat().st_size == size
    calendar.day += timedelta(days=1)
    unanswered.add("after")
    assert questions(path)[0] == "before"
    assert questions(path)[-1] == "after"


def test_oldest_lines_make_room_for_the_day(path, calendar):
    long = "a" * 9950
    path.write_bytes(b"".join(line(600 - n, f"{n:03}{long}") for n in range(600)))
    assert path.stat().st_size > MAX_BYTES
    UnansweredQuestions(path, 365 * 2, calendar)
    kept = questions(path)
    assert MAX_BYTES - DAY_BYTES - 10_000 < path.stat().st_size <= MAX_BYTES - DAY_BYTES
    assert [one[:3] for one in kept] == [f"{n:03}" for n in range(600 - len(kept), 600)]


# The page


@pytest.fixture(scope="module")
def chatbot(shipped_index, encoder):
    return Chatbot(shipped_index, encoder, 100)


def test_page_adds_what_is_not_answered_and_nothing_else(chatbot, path):
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
        ("pizza " * 1000)[:100].strip(),
    ]


def test_page_answers_though_the_question_cannot_be_added(chatbot, tmp_path, caplog):
    folder = tmp_path / "folder"
    folder.mkdir()
    handlers = Handlers(chatbot, Settings(unanswered=folder / "file"))
    shutil.rmtree(folder)
    reply = handlers.answer({"questions": ["What is the best pizza in New Haven?"], "number": 1})
    assert 'class="answer not_answered"' in reply["html"]
    assert "was not added" in caplog.text
    assert "pizza" not in caplog.text


def test_page_keeps_nothing_unless_it_is_switched_on(chatbot):
    assert Handlers(chatbot, Settings()).unanswered is None
