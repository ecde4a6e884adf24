"""Faults around the real server: a damaged index, a kill, lost clients, two servers.

Answers are compared with those of a chatbot in this process.
"""

import concurrent.futures
import json
import os
import shutil
import socket
import time
from contextlib import ExitStack

import httpx
import pytest

from chatbot.answering.chatbot import Chatbot
from chatbot.answering.small_talk import small_talk
from chatbot.answering.unanswered import read_unanswered
from chatbot.index.index import Index
from chatbot.index.manifest import read_manifest
from chatbot.settings import BUNDLED_MODEL, Settings
from serving import QUICKLY_RENEWED, serving, wait_until

QUESTION = "Does the DMV tell me when ICE asks for my data?"
MAX_WAITING = 4
JSON = {"content-type": "application/json"}
# Shared, since every client first loads the certificates of the machine.
CLIENT = httpx.Client(verify=False, timeout=300)


@pytest.fixture(scope="module")
def questions(golden):
    """A few golden questions, and one in another language, which needs a word list."""
    asked = [line["text"] for line in golden if line["split"] == "dev"][::16]
    return [*asked, "¿El departamento comparte mis datos con la policía?"]


@pytest.fixture(scope="module")
def expected(shipped_index_folder, questions):
    chatbot = Chatbot.open(Settings(index=shipped_index_folder, model=BUNDLED_MODEL))
    return [without_time(chatbot.ask(question).to_json()) for question in questions]


@pytest.fixture(scope="module")
def served(tmp_path_factory, shipped_index_folder):
    """A server with a low limit of concurrent questions."""
    settings = {"CHATBOT_RATE": "0", "CHATBOT_WAITING": str(MAX_WAITING)}
    folder = tmp_path_factory.mktemp("served")
    with serving(folder, shipped_index_folder, **settings) as server:
        yield server


@pytest.fixture
def index(served, shipped_index_folder):
    """Folder of the server's index, which is intact at first."""
    shutil.copytree(shipped_index_folder, served.folder / "index", dirs_exist_ok=True)
    return served.folder / "index"


def without_time(answer):
    return {key: value for key, value in answer.items() if key != "elapsed_ms"}


def ask(served, text):
    sent = {"data": [text]}
    answer = CLIENT.post(f"{served.address}gradio_api/run/ask", json=sent)
    assert answer.status_code == 200, (answer.text, served.output)
    return without_time(answer.json()["data"][0])


def fresh(folder, shipped_index_folder):
    """Make a small corpus, and an index folder that contains only an export."""
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir()
    index.mkdir()
    (corpus / "pool.txt").write_text("1. When does the pool open?\nThe pool opens at nine.\n")
    for export in shipped_index_folder.glob("encoder-*"):
        shutil.copytree(export, index / export.name)
    return corpus, index


# The index


def cut_short(path):
    os.truncate(path, path.stat().st_size // 2)


def empty(path):
    os.truncate(path, 0)


def replace(path):
    """Replace a file by another one of the same size."""
    other = path.with_name("other")
    other.write_bytes(os.urandom(path.stat().st_size))
    other.replace(path)


def overwrite(path):
    path.write_bytes(os.urandom(path.stat().st_size))


def remove(path):
    path.unlink()


# Damage to mapped files comes first, since each question loads more of them into memory.
@pytest.mark.parametrize("damage", [cut_short, overwrite, empty, replace, remove])
def test_answers_stay_the_same_when_the_index_is_damaged(
    served, index, damage, questions, expected
):
    for path in [path for path in index.rglob("*") if path.is_file()]:
        damage(path)
    assert [ask(served, question) for question in questions] == expected
    assert served.process.poll() is None


def test_a_removed_index_is_not_rebuilt_until_the_next_start(served, index):
    shutil.rmtree(index)
    assert ask(served, QUESTION)["hits"]
    assert not index.exists()


# Clients


def disconnect(served, sent):
    """Send some bytes and disconnect without reading a response."""
    host, port = served.address.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(sent)
        # Reset the connection, as a network failure would, instead of closing it.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def request(path, body=None, length=None):
    head = f"{'GET' if body is None else 'POST'} /gradio_api/{path} HTTP/1.1\r\nHost: x\r\n"
    if body is None:
        return f"{head}\r\n".encode()
    head += f"Content-Type: application/json\r\nContent-Length: {length or len(body)}\r\n\r\n"
    return head.encode() + body


def test_clients_that_disconnect_free_their_slots_and_leave_no_log(served):
    before = served.output
    body = json.dumps({"data": [QUESTION]}).encode()
    for _ in range(2 * MAX_WAITING):
        disconnect(served, request("run/ask", body))
        disconnect(served, request("run/ask", body[:-5], len(body)))  # half-sent body
        event = CLIENT.post(f"{served.address}gradio_api/call/ask", content=body, headers=JSON)
        if event.status_code == 200:
            disconnect(served, request(f"call/ask/{event.json()['event_id']}"))
    # The server takes its maximum of concurrent questions: lost clients no longer count.
    with concurrent.futures.ThreadPoolExecutor(MAX_WAITING) as people:
        wait_until(
            lambda: set(people.map(lambda _: status(served, body), range(MAX_WAITING))) == {200},
            lambda: f"slots are not released: {served.output}",
        )
    assert served.output == before


def status(served, body):
    url = f"{served.address}gradio_api/run/ask"
    return CLIENT.post(url, content=body, headers=JSON).status_code


# Restarts


def test_a_server_killed_while_answering_restarts_without_losing_anything(
    tmp_path, shipped_index_folder, questions, expected
):
    file = tmp_path / "unanswered"
    settings = {"CHATBOT_RATE": "0", "CHATBOT_UNANSWERED": str(file)}
    outcomes = []
    with serving(tmp_path / "first", shipped_index_folder, **settings) as served:

        def asked(question):
            try:
                return ask(served, question)
            except httpx.HTTPError as error:
                return error

        with concurrent.futures.ThreadPoolExecutor(50) as people:
            answers = [people.submit(asked, question) for question in questions * 6]
            first = next(concurrent.futures.as_completed(answers)).result()
            served.process.kill()
            outcomes = [answer.result() for answer in answers]
    broken = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    whole = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert first in whole and broken
    assert all(answer in expected for answer in whole)
    kept = read_unanswered(file)
    port = served.address.rstrip("/").rpartition(":")[2]
    settings |= {
        "CHATBOT_INDEX": str(tmp_path / "first" / "index"),
    }
    with serving(tmp_path / "second", None, port=int(port), **settings) as again:
        assert again.address == served.address
        assert [ask(again, question) for question in questions] == expected
    not_answered = [
        one["question"]
        for one in expected
        if one["verdict"] == "not_answered" and not small_talk(one["question"])
    ]
    added = [one.question for one in read_unanswered(file)[len(kept) :]]
    assert {one.question for one in kept} <= set(not_answered)
    assert added == not_answered


def test_a_server_terminated_during_a_build_exits_cleanly(tmp_path, shipped_index_folder):
    corpus, index = fresh(tmp_path, shipped_index_folder)
    settings = {"CHATBOT_CORPUS": str(corpus), "CHATBOT_INDEX": str(index)}
    with serving(tmp_path / "run", None, QUICKLY_RENEWED, **settings) as served:
        before = list(index.glob("built-*"))
        with (corpus / "pool.txt").open("a") as file:
            for number in range(2, 200):
                file.write(f"{number}. What is rule {number}?\nRule is {'a ' * number}rule.\n")
        while list(index.glob("built-*")) == before:
            assert served.process.poll() is None
            time.sleep(0.01)
        served.process.terminate()
        assert served.process.wait(120) == 0, served.output
    assert Index.open(index).document_ids == ("pool",)


# Two servers on one folder


def test_two_servers_that_start_on_one_empty_index_folder_give_the_same_answers(
    tmp_path, shipped_index_folder
):
    corpus, index = fresh(tmp_path, shipped_index_folder)
    settings = {"CHATBOT_CORPUS": str(corpus), "CHATBOT_INDEX": str(index)}
    with ExitStack() as stack, concurrent.futures.ThreadPoolExecutor() as both:

        def enter(name):
            return stack.enter_context(serving(tmp_path / name, None, QUICKLY_RENEWED, **settings))

        servers = list(both.map(enter, ("one", "other")))
        first = [ask(served, "When does the pool open?") for served in servers]
        (corpus / "pool.txt").write_text("1. When does the pool open?\nIt opens at eleven.\n")
        second = [answer_with(served, "It opens at eleven.") for served in servers]
        assert [served.output.count("The corpus was edited") for served in servers] == [1, 1]
    assert first[0] == first[1]
    assert first[0]["hits"][0]["text"] == "The pool opens at nine."
    assert second[0] == second[1]
    assert [path.name for path in index.glob("built-*")] == [read_manifest(index).folder]


def answer_with(served, text):
    """Wait until the best passage has this text, and return the answer."""

    def matching_answer():
        answer = ask(served, "When does the pool open?")
        return answer["hits"][0]["text"] == text and answer

    return wait_until(matching_answer, lambda: f"{text} is not answered: {served.output}")
