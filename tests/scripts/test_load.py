"""Simulated people at the real page, and the printed row of a server that does not answer."""

import asyncio
import json
import os
import socket

import pytest

from commands import run
from scripts.measure.crowd import Question, Run, Server, crowd
from scripts.measure.load import OURS, UNBATCHED, print_ratios, print_run


def test_two_people_get_all_answers_from_both_pages(shipped_index_folder, tmp_path):
    out = tmp_path / "figures.json"
    few = ["--people", "2", "--questions", "4", "--rounds", "1", "--json", out]
    ended = run("measure/load.py", *few, CHATBOT_INDEX=str(shipped_index_folder))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    runs = json.loads(out.read_text())["runs"]
    assert [one["server"] for one in runs] == [OURS, UNBATCHED]
    for one in runs:
        assert (one["people"], one["lost"], one["wrong"], len(one["waits"])) == (2, 0, 0, 4)
        assert one["memory"][-1] > 50


@pytest.fixture
def absent_server():
    """A server that does not run."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return Server(UNBATCHED, f"http://127.0.0.1:{port}/", os.getpid(), 0)


def test_a_server_that_answers_nothing_has_its_row(absent_server, capsys):
    lost = Run(absent_server.name, people=2)
    asyncio.run(crowd(absent_server, [Question(["Who?"], [])] * 3, lost))
    assert (lost.lost, lost.wrong, lost.waits, lost.rates) == (3, 0, [], [0.0])
    print_run(lost)
    people, name, *figures = capsys.readouterr().out.split()
    assert (people, name) == ("2", UNBATCHED)
    assert figures[:6] == ["0.0", "–", "–", "–", "3", "0"]
    print_ratios({OURS: Run(OURS, people=2, rates=[5.0]), UNBATCHED: lost})
    assert f"{OURS} : {UNBATCHED} = inf (inf)" in capsys.readouterr().out
