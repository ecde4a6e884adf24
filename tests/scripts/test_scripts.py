"""The commands whose options and output other programs rely on."""

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from chatbot.answering.answer import Answer, SmallTalk
from chatbot.errors import ChatbotError
from chatbot.index.manifest import Manifest
from chatbot.retrieval.confidence import Verdict
from chatbot.settings import ROOT
from commands import run
from scripts.ask import answer_lines, readable
from scripts.unanswered import similar_groups

BEFORE = "Can the DMV give my data to ICE?"


@pytest.fixture(scope="module")
def index(shipped_index_folder):
    return {"CHATBOT_INDEX": str(shipped_index_folder)}


def test_ask_prints_the_answer_with_its_source(index):
    ended = run("ask.py", "what did Lamont sign?", **index)
    assert ended.returncode == 0
    assert "Governor Ned Lamont signed an executive order in 2019" in " ".join(ended.stdout.split())
    assert "2. Are there any laws in Connecticut" in ended.stdout
    assert "State DMV Data Sharing With ICE in Connecticut" in ended.stdout


HEAVY = ("torch", "transformers", "sentence_transformers", "sklearn", "scipy", "bm25s", "onnx")


@pytest.mark.parametrize(
    "code",
    [
        "import sys; sys.argv = ['ask.py', 'what did Lamont sign?']; sys.path[0] = 'scripts'; "
        "import ask; ask.main()",
        "from chatbot.answering.chatbot import Chatbot; from chatbot.settings import Settings; "
        "print(Chatbot.open(Settings.from_environment()).ask('what did Lamont sign?').to_json())",
    ],
)
def test_a_question_is_answered_without_the_packages_that_only_building_needs(index, code):
    seen = f"import sys; print('imported:', *sorted(set({HEAVY}) & set(sys.modules)))"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}\n{seen}"],
        env=os.environ | index,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert ended.stderr == ""
    assert "executive order in 2019" in " ".join(ended.stdout.split())
    assert ended.stdout.splitlines()[-1] == "imported:"


def test_ask_connects_to_no_other_machine(index, tmp_path):
    log = tmp_path / "attempts"
    guard = {"PYTHONPATH": str(ROOT / "tests/support/network_guard"), "NETWORK_GUARD_LOG": str(log)}
    code = "import socket; socket.create_connection(('192.0.2.1', 9))"
    subprocess.run([sys.executable, "-c", code], env=os.environ | guard, capture_output=True)
    assert log.read_text() == "('192.0.2.1', 9)\n"  # the guard itself works
    log.unlink()
    assert run("ask.py", "what did Lamont sign?", **index, **guard).returncode == 0
    assert not log.exists()


def test_ask_reads_and_writes_json_lines(index, shipped_text):
    questions = [
        {"text": "what did Lamont sign?"},
        {"text": "who decides that?", "history": [BEFORE]},
        {"text": "gracias", "history": []},
    ]
    stdin = "\n".join(json.dumps(question) for question in questions) + "\n\n"
    ended = run("ask.py", "--jsonl", stdin=stdin, **index)
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == [one["text"] for one in questions]
    assert [list(answer) for answer in answers] == [
        ["question", "searched", "verdict", "confidence", "hits", "elapsed_ms"]
    ] * 3
    lamont, decides, thanks = answers
    assert [hit["entry"] for hit in lamont["hits"][:1] + decides["hits"][:1]] == [2, 3]
    assert list(lamont["hits"][0]) == [
        "id", "document", "entry", "question", "text", "start", "end", "score"
    ]  # fmt: skip
    for hit in lamont["hits"] + decides["hits"]:
        assert shipped_text[hit["start"] : hit["end"]] == hit["text"]
    assert decides["searched"] == f"{BEFORE} who decides that?"
    assert (thanks["verdict"], thanks["confidence"], thanks["hits"]) == ("not_answered", 0.0, [])


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "{}",
        '{"text": 1}',
        '{"text": "a", "history": [1]}',
        '{"text": "a", "history": "b"}',
    ],
)
def test_an_invalid_line_is_refused(line, monkeypatch, capsys):
    sent = f'{{"text": "hello"}}\n{line}\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(sent.encode())))
    answer = SimpleNamespace(to_json=lambda: "the answer")
    with pytest.raises(ChatbotError, match=r"^standard input, line 2: "):
        answer_lines(SimpleNamespace(ask=lambda text, history: answer))
    assert capsys.readouterr().out == '"the answer"\n'


def test_answer_in_the_terminal_says_that_only_the_end_was_read():
    cut = Answer("b c", "b c", "", Verdict.NOT_ANSWERED, 0, (), (), None, 1, shortened=True)
    line = "The question is too long. Only its last 3 characters were read."
    thanks, spanish = replace(cut, small_talk=SmallTalk.THANKS), replace(cut, foreign_language="es")
    for answer in (cut, thanks, spanish):
        lines = readable(None, answer).splitlines()
        assert lines[0] == line
        assert lines[1:] == readable(None, replace(answer, shortened=False)).splitlines()


def test_an_invalid_line_ends_the_command_with_a_one_line_error(index):
    ended = run("ask.py", "--jsonl", stdin='{"text": "hello"}\n{\n', **index)
    assert ended.returncode == 1
    assert ended.stdout.count("\n") == 1
    assert ended.stderr.startswith("error: standard input, line 2: ")
    assert ended.stderr.count("\n") == 1


def test_build_index_prints_what_it_built(tmp_path, shipped_index_folder):
    for export in shipped_index_folder.glob(
        "encoder-*"
    ):  # or PyTorch would be needed to export the model
        shutil.copytree(export, tmp_path / "index" / export.name)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "faq.md").write_text(
        "# Zoo\n\n## When?\n\nAt ten.\n\n## Where?\n\nHere."
    )
    folders = ["--corpus", tmp_path / "corpus", "--index", tmp_path / "index"]
    ended = run("build_index.py", *folders)
    assert ended.returncode == 0
    assert ended.stdout.startswith(f"{tmp_path / 'index'}: 1 documents, 2 entries, 2 passages, ")
    manifest = Manifest(**json.loads((tmp_path / "index" / "manifest.json").read_text()))
    assert manifest.model.startswith("all-MiniLM-L6-v2 sha256:53aa5117")


def test_build_index_names_the_error(tmp_path):
    (tmp_path / "faq.txt").write_text("No question.")
    ended = run("build_index.py", "--corpus", tmp_path, "--index", tmp_path / "index")
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"error: {tmp_path / 'faq.txt'}: no question was found. ")
    assert not (tmp_path / "index" / "manifest.json").exists()


ASKED = {
    "2026-11-15": ["How much is a new licence?", "Where can I park?"],
    "2026-11-16": ["how much is a new licence?", "What does a new licence cost?"],
    "2027-01-01": ["What does a new driving licence cost?"],
}


@pytest.fixture
def asked_in_vain(tmp_path):
    lines = [
        json.dumps({"day": day, "question": question})
        for day, questions in ASKED.items()
        for question in questions
    ]
    path = tmp_path / "unanswered.jsonl"
    path.write_text("\n".join([*lines, '{"day": "2027-01']))
    return path


def test_unanswered_counts_weeks_and_groups_similar_questions(asked_in_vain, index):
    before = asked_in_vain.read_bytes()
    ended = run("unanswered.py", "--json", asked_in_vain, **index)
    assert ended.returncode == 0, ended.stderr
    summary = json.loads(ended.stdout)
    assert summary["questions"] == 5
    assert summary["weeks"] == {"2026-W46": 2, "2026-W47": 2, "2026-W53": 1}
    licences, park = summary["groups"]
    assert park == {"count": 1, "examples": ["Where can I park?"]}
    assert licences["count"] == 4
    assert sorted(licences["examples"]) == [
        "How much is a new licence?",
        "What does a new driving licence cost?",
        "What does a new licence cost?",
    ]
    assert asked_in_vain.read_bytes() == before


def test_a_group_forms_around_the_question_with_the_most_similar_ones():
    angles = np.radians([0, 40, 70, 180])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    alike = np.cos(np.radians(45))
    for weights, expected in (
        ([1, 1, 1, 1], [[1, 2, 0], [3]]),
        ([1, 1, 1, 5], [[3], [1, 2, 0]]),
    ):
        groups = similar_groups(vectors, np.array(weights), alike)
        assert [group.tolist() for group in groups] == expected
    assert similar_groups(np.empty((0, 1)), np.array([], np.int64), alike) == []


def test_unanswered_prints_the_biggest_group_first(asked_in_vain, index):
    ended = run("unanswered.py", CHATBOT_UNANSWERED=str(asked_in_vain), **index)
    head, *groups = ended.stdout.rstrip().split("\n\n")
    assert head.split("\n") == [
        "Questions that were not answered: 5",
        "  2026-W46      2",
        "  2026-W47      2",
        "  2026-W53      1",
    ]
    assert [group.split()[0] for group in groups] == ["4", "1"]
    assert groups[1] == "    1  Where can I park?"


def test_unanswered_reports_zero_questions_for_an_empty_file(tmp_path):
    (tmp_path / "empty").touch()
    ended = run("unanswered.py", tmp_path / "empty")
    assert (ended.returncode, ended.stdout) == (0, "Questions that were not answered: 0\n")


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        ([], {"CHATBOT_UNANSWERED": ""}, "Name a file, or set CHATBOT_UNANSWERED to one."),
        (["/"], {}, "/: cannot be read (Is a directory). Name the file of CHATBOT_UNANSWERED."),
        ([], {"CHATBOT_PORT": "x"}, "CHATBOT_PORT='x' must be a whole number from 1 to 65535."),
    ],
)
def test_unanswered_names_the_error(arguments, environment, message):
    ended = run("unanswered.py", *arguments, **environment)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"error: {message}\n")
