"""Measure many people at once: `python scripts/load.py`.

The page stands beside the same page that reads each question by itself (`unbatched.py`), and beside
other versions of app.py if wanted. Each is asked golden questions in turns, so that noise hits all
alike, through the endpoint that the browser uses. Nobody thinks: who has an answer asks the next
question at once. Every answer is checked: the passages that it shows are those that the chatbot of
this process finds. Asking takes time of the same machine, about half a millisecond a question.
"""

import argparse
import asyncio
import html
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import asdict, dataclass, field
from itertools import cycle, islice, takewhile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import httpx
from golden import golden_records
from servers import CLIENT_HEADER, p95, server

from chatbot.chatbot import Chatbot
from chatbot.errors import ChatbotError
from chatbot.settings import ROOT, Settings

OURS, UNBATCHED = "app.py", "unbatched"
PEOPLE = (1, 10, 50, 200)
PATIENCE = 60.0  # seconds until an answer counts as lost
SAMPLE = 1000  # questions between two looks at the memory
SOURCE = re.compile(r'class="source" href="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Question:
    """What a simulated person sends, and the ids of the passages that have to be shown."""

    questions: Sequence[str]
    passages: Sequence[str]


@dataclass(slots=True)
class Run:
    """What some people found at one server, in all rounds.

    Attributes:
        server: Which one.
        people: How many asked at once.
        rates: Answers a second, of each round.
        waits: Seconds from question to answer, where one came.
        lost: Questions without an answer.
        wrong: Answers that show other passages.
        memory: MB that the server holds, every `SAMPLE` questions and at the end of a round.
    """

    server: str
    people: int
    rates: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    lost: int = 0
    wrong: int = 0
    memory: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Server:
    """A page that is served, and the number of the event that answers."""

    name: str
    address: str
    process: int
    event: int

    def memory(self) -> float:
        """MB of resident memory."""
        shown = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process)],  # noqa: S607 — wherever it lies
            check=True,
            capture_output=True,
        ).stdout
        return int(shown) / 1024


def main() -> int:
    """Measure, print a table, and write the figures where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE, help="how many at once")
    parser.add_argument("--questions", type=int, default=400, help="of all people, in a round")
    parser.add_argument("--minutes", type=float, help="how long a round takes, instead")
    parser.add_argument("--rounds", type=int, default=3, help="turns of every server")
    parser.add_argument("--alone", action="store_true", help="nothing beside app.py")
    parser.add_argument(
        "--beside", nargs="*", default=[], metavar="APP", help="app.py of other versions"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    scripts = {OURS: str(ROOT / "app.py")}
    if not arguments.alone:
        scripts |= {UNBATCHED: str(Path(__file__).with_name("unbatched.py"))}
    scripts |= {path: path for path in arguments.beside}
    try:
        questions = golden(arguments.questions)
        with ExitStack() as stack:
            servers = []
            for name, script in scripts.items():
                address, process = stack.enter_context(server(script))
                servers.append(Server(name, address, process, answering_event(address)))
            runs = measure(servers, questions, arguments)
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if arguments.json:
        machine = f"{platform.machine()}, {os.cpu_count()} cores"
        report = {"machine": machine, "runs": [asdict(run) for run in runs]}
        arguments.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 1 if any(run.lost or run.wrong for run in runs) else 0


def golden(count: int) -> list[Question]:
    """The first golden questions with their history and what this process finds for them."""
    chatbot = Chatbot.open(Settings.from_environment())
    found = []
    for line in golden_records()[:count]:
        history = line.get("history", ())
        hits = chatbot.ask(line["text"], history).hits
        found.append(Question([*history, line["text"]], [hit.passage.id for hit in hits]))
    return found


def answering_event(address: str) -> int:
    """The number by which the page's scripts call the event that answers."""
    [config] = re.findall(r"window\.gradio_config = (\{.*?\});</script>", httpx.get(address).text)
    events = json.loads(config)["dependencies"]
    [number] = [event["id"] for event in events if "pending()" in str(event["js"])]
    return int(number)


def measure(
    servers: Sequence[Server], questions: Sequence[Question], arguments: argparse.Namespace
) -> list[Run]:
    """Let people ask every server in turns, and print what they found."""
    print(
        f"{'people':>6}  {'server':<28}{'a second':>9}{'p50 s':>8}{'p95 s':>8}{'max s':>8}", end=""
    )
    print(f"{'lost':>6}{'wrong':>6}  MB first, most, last")
    for one in servers:  # the first answers take longer
        asyncio.run(crowd(one, questions[:40], Run(one.name, 4)))
    runs: list[Run] = []
    for people in arguments.people:
        level = {one.name: Run(one.name, people) for one in servers}
        for turn in range(arguments.rounds):
            for one in servers if turn % 2 == 0 else servers[::-1]:
                asked = asked_in_a_round(questions, arguments)
                asyncio.run(crowd(one, asked, level[one.name]))
        for run in level.values():
            print_run(run)
        print_ratios(level)
        runs += level.values()
    return runs


def asked_in_a_round(
    questions: Sequence[Question], arguments: argparse.Namespace
) -> Iterator[Question]:
    """The questions again and again, until there were enough of them or the time is over."""
    if arguments.minutes is None:
        return islice(cycle(questions), arguments.questions)
    until = time.perf_counter() + 60 * arguments.minutes
    return takewhile(lambda _: time.perf_counter() < until, cycle(questions))


async def crowd(at: Server, questions: Iterable[Question], run: Run) -> None:
    """Let people ask these questions, each the next one as soon as the last is answered."""
    waiting = iter(enumerate(questions, start=1))
    async with AsyncExitStack() as stack:
        # A client each: httpx looks through all connections of one for every request.
        clients = [
            await stack.enter_async_context(
                httpx.AsyncClient(base_url=at.address, timeout=PATIENCE, verify=False)  # noqa: S501
            )
            for _ in range(run.people)
        ]
        began, before = time.perf_counter(), len(run.waits)
        people = (person(client, at, who, waiting, run) for who, client in enumerate(clients))
        await asyncio.gather(*people)
        run.rates.append((len(run.waits) - before) / (time.perf_counter() - began))
    run.memory.append(at.memory())


async def person(
    client: httpx.AsyncClient,
    at: Server,
    who: int,
    waiting: Iterator[tuple[int, Question]],
    run: Run,
) -> None:
    """Ask, read the answer, and ask again, until nothing is left to ask."""
    address = {CLIENT_HEADER: f"198.18.{who // 256}.{who % 256}"}
    for number, question in waiting:
        turn = {"number": number, "questions": question.questions, "shown": [], "language": "en"}
        body = {"data": [turn], "fn_index": at.event, "session_hash": "load"}
        began = time.perf_counter()
        reply: dict[str, Any] | None = None
        try:
            response = await client.post("gradio_api/run/predict", json=body, headers=address)
            waited = time.perf_counter() - began
            if response.is_success:
                [reply] = response.json()["data"]
        except httpx.HTTPError:
            pass
        if reply is None or reply["number"] != number:
            run.lost += 1
        else:
            run.waits.append(waited)
            run.wrong += passages_in(reply["html"]) != question.passages
        if number % SAMPLE == 0:
            run.memory.append(await asyncio.to_thread(at.memory))


def passages_in(message: str) -> list[str]:
    """The ids of the passages that an answer shows, best first."""
    return [unquote(html.unescape(href).partition("?p=")[2]) for href in SOURCE.findall(message)]


def print_run(run: Run) -> None:
    """One line of the table, without waits where no answer came."""
    print(f"{run.people:>6}  {run.server[-28:]:<28}{statistics.median(run.rates):>9.1f}", end="")
    waits = (statistics.median(run.waits), p95(run.waits), max(run.waits)) if run.waits else ()
    cells = [f"{wait:.3f}" for wait in waits] or ["–"] * 3
    print("".join(f"{cell:>8}" for cell in cells) + f"{run.lost:>6}{run.wrong:>6}", end="")
    print(f"  {run.memory[0]:.0f}, {max(run.memory):.0f}, {run.memory[-1]:.0f}", flush=True)


def print_ratios(level: Mapping[str, Run]) -> None:
    """How many times as many answers a second app.py gives, in each round."""
    ours = level[OURS].rates
    for name, run in level.items():
        if name != OURS:
            ratios = [
                mine / other if other else math.inf
                for mine, other in zip(ours, run.rates, strict=True)
            ]
            shown = ", ".join(f"{ratio:.2f}" for ratio in ratios)
            print(f"{'':8}{OURS} : {name[-28:]} = {statistics.median(ratios):.2f} ({shown})")


if __name__ == "__main__":
    sys.exit(main())
