"""No question is written to disk or log, and nothing goes out, by `app.py` in a real browser."""

import html
import json
import os
import random
import re
import string
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from chatbot.settings import ROOT, Settings
from disk_scan import CHUNK, holders, now
from serving import HOMES, serving
from visitor import CHROMIUM, FLAGS, Visitor

ANSWERED = "This document answers that"
NOT_ANSWERED = "This document does not answer that"


def planted() -> str:
    """A name that is nowhere, and not in another run of these tests either."""
    first, last = ("".join(random.choices(string.ascii_lowercase, k=7)) for _ in range(2))
    return f"{first}ü{last}".capitalize()


@contextmanager
def browsing(chromium, folder: Path) -> Iterator[Visitor]:
    """A visitor whose browser keeps all its files in `folder`."""
    context = chromium.browser_type.launch_persistent_context(
        folder / "profile",
        executable_path=CHROMIUM,
        args=FLAGS.split(),
        env=os.environ | dict.fromkeys(HOMES, str(folder)),
    )
    try:
        yield Visitor(context.new_page())
    finally:
        context.close()


@pytest.fixture
def profile() -> Iterator[Path]:
    """The browser's own place. Not in pytest's: the name of a browser's socket must be short."""
    with tempfile.TemporaryDirectory(prefix="chromium-") as folder:
        yield Path(folder)


def verdict(answer) -> str:
    return answer.locator(".verdict").inner_text()


def status(address: str, body: bytes | None = None) -> int:
    """The status that the server answers with."""
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=300) as response:
            return response.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def send_nonsense(request, name: str) -> None:
    """Send a request of the page again, spoilt in many ways that hold the name."""
    sent = json.loads(request.post_data)
    turn = sent["data"][0]
    spoilt = [
        sent | {"data": [name]},
        sent | {"data": [{name: name}]},
        sent | {"data": [turn | {"questions": {name: name}}]},
        sent | {"data": [turn | {"questions": [name], "number": name}]},
        sent | {"data": name},
        sent | {"data": [turn, name]},
        sent | {"data": [], "trigger_id": name},
        sent | {"data": [None], "fn_index": name},
        sent | {"data": [None], "fn_index": 9999, "session_hash": name},
        sent | {"data": [None], "event_data": {name: name}, "session_hash": name},
    ]
    bodies = [json.dumps(one).encode() for one in spoilt]
    bodies += [f'{{"data": ["{name}"'.encode(), f"\xff{name}".encode("latin-1")]
    origin = request.url.partition("/gradio_api")[0]
    for path in ("run/predict", "queue/join", "call/answer"):
        for body in bodies:
            status(f"{origin}/gradio_api/{path}", body)


@pytest.mark.browser
@pytest.mark.parametrize("switched_on", [False, True])
def test_no_question_is_written_down_but_where_the_operator_wants_it(
    chromium, shipped_index_folder, tmp_path, profile, switched_on
):
    folder = tmp_path / "server"
    settings = {"CHATBOT_UNANSWERED": str(folder / "unanswered.jsonl")} if switched_on else {}
    typed, linked, pasted, shared, opened, nonsense = names = [planted() for _ in range(6)]
    answered = "My name is {}. How can I find out whether the DMV gave my data to ICE?"
    # In the order in which they are asked.
    not_answered = [
        f"Where does {typed} sell the best pizza in New Haven?",
        f"Is https://{pasted}.example/menu?dish=1#top a good recipe for pizza?",
    ]
    since = now(tmp_path)
    first_day = date.today()
    with (
        serving(folder, shipped_index_folder, **settings) as served,
        browsing(chromium, profile) as visitor,
    ):
        address = served.address
        sent = []
        visitor.tab.on("request", lambda request: sent.append(request))
        visitor.visit(address)
        assert verdict(visitor.ask(not_answered[0])) == NOT_ANSWERED
        assert verdict(visitor.ask(answered.format(linked))) == ANSWERED
        visitor.ask("thank you")
        visited = [
            f"{address}?q={quote(not_answered[1])}",
            f"{address}?q={quote(answered.format(shared))}",
            f"{address}?p={quote(opened)}",
        ]
        for url, expected in zip(visited, (NOT_ANSWERED, ANSWERED), strict=False):
            visitor.visit(url).tab.locator(".answer").wait_for()
            assert verdict(visitor.tab.locator(".answer")) == expected
        visitor.visit(visited[2])
        visitor.tab.wait_for_function("faqReading.fetching() === null")
        [*_, question] = [one for one in sent if linked in unquote(one.post_data or "")]
        send_nonsense(question, nonsense)
        for file in folder.glob("unanswered.*.jsonl"):
            assert status(f"{address}gradio_api/file={quote(str(file))}") in (403, 404)
        assert visitor.outside() == []
        # A question of a link is in that address only; a typed question is in none.
        assert [url for url in visitor.requests if pasted in unquote(url)] == visited[:1]
        asked_for = unquote(" ".join(visitor.requests))
        assert typed not in asked_for and linked not in asked_for
        assert not any(request.all_headers().get("referer") for request in sent)
        if switched_on:
            assert "for 30 days" in visitor.tab.locator("#privacy").inner_text()
        claim = "Nothing you ask is written down"
        with urllib.request.urlopen(address) as page:
            described = re.search(r'name="description" content="([^"]*)"', page.read().decode())[1]
        assert (claim in html.unescape(described)) is not switched_on
        visitor.tab.go_back()  # to the links: their questions have left the history, too
        assert visitor.tab.url == address
    last_day = date.today()

    places = [folder, ROOT, Path(tempfile.gettempdir()), Path(sys.prefix)]
    found = holders(names, places, since, profile)
    day_files = sorted(folder.glob("unanswered.*.jsonl"))
    assert {name for name in names if found[name]} == ({typed, pasted} if switched_on else set())
    assert found[typed] | found[pasted] <= set(day_files)
    if switched_on:
        lines = [line for file in day_files for line in file.read_text("utf-8").splitlines()]
        records = [json.loads(line) for line in lines]
        assert [one["question"] for one in records] == not_answered
        days = {first_day.isoformat(), last_day.isoformat()}
        assert all(one.keys() == {"day", "question"} and one["day"] in days for one in records)


@pytest.mark.browser
def test_on_a_space_the_page_asks_nothing_of_hugging_face_or_google(visitor, tmp_path, monkeypatch):
    from chatbot.page.blocks import Page
    from chatbot.server.application import application
    from chatbot.server.server import Server
    from stub import StubChatbot

    monkeypatch.setenv("SYSTEM", "spaces")
    monkeypatch.setenv("SPACE_ID", "me/faq")
    chatbot, said = StubChatbot(tmp_path), []
    visitor.tab.on("console", lambda one: one.type == "error" and said.append(one.text))
    server = Server(application(Page(chatbot, Settings(rate=0, time_limit=600))), "127.0.0.1", 0)
    server.start()
    try:
        visitor.visit(server.address)
        visitor.tab.wait_for_timeout(500)
    finally:
        chatbot.go.set()
        server.stop()
    assert (visitor.outside(), said) == ([], [])


# That the scan would find it


@pytest.fixture
def text():
    return planted()


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode(),
        lambda text: text.upper().replace("Ü", "ü").encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-be"),
        lambda text: b"x" + text.encode("utf-16-le"),
        lambda text: quote(f"What does {text} mean?").encode(),
        lambda text: json.dumps([text]).encode(),
        lambda text: b"." * (CHUNK - 5) + text.encode() + b"." * 100,
    ],
)
def test_scan_finds_a_text_however_it_is_written(tmp_path, text, written):
    since = now(tmp_path)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "log").write_bytes(b"before " + written(text) + b" after")
    (tmp_path / "deep" / "other").write_bytes(b"before and after")
    found = holders([text], [tmp_path], since, tmp_path / "none")
    assert found == {text: {tmp_path / "deep" / "log"}}


def test_scan_finds_a_file_that_is_named_so_or_dated_back(tmp_path, text):
    since = now(tmp_path)
    named, dated_back = tmp_path / f"{text}.txt", tmp_path / "old"
    named.touch()
    dated_back.write_text(text)
    os.utime(dated_back, (0, 0))
    assert holders([text], [tmp_path], since, tmp_path / "none") == {text: {named, dated_back}}


def test_scan_leaves_out_one_folder_and_what_was_there_before(tmp_path, text):
    (tmp_path / "before").write_text(text)
    since = now(tmp_path) + 1
    while now(tmp_path) <= since:  # the clock of a file system ticks some hundred times a second
        pass
    for name in ("browser", "browser2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(text)
    found = holders([text], [tmp_path], since, tmp_path / "browser")
    assert found == {text: {tmp_path / "browser2" / "file"}}
