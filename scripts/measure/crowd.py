"""Simulated people at one page, each of whom asks, checks the answer, and asks again."""

import asyncio
import html
import re
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import httpx

from scripts.measure.servers import CLIENT_HEADER

TIMEOUT_SECONDS = 60.0  # after that an answer counts as lost
QUESTIONS_PER_SAMPLE = 1000  # of the memory
SOURCE = re.compile(r'class="source" href="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its history, and the ids of the passages that the answer must show."""

    questions: Sequence[str]
    passages: Sequence[str]


@dataclass(slots=True)
class Run:
    """Measurements of some people at one server, over all rounds.

    Attributes:
        server: Name of the server.
        people: Number of people who ask at once.
        rates: Answers a second in each round.
        waits: Seconds from each question to its answer.
        lost: Questions without an answer.
        wrong: Answers that show other passages.
        memory: Resident MB of the server, every `QUESTIONS_PER_SAMPLE` questions and after a round.
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
    """A served page: name, address, process id, and number of the event that answers."""

    name: str
    address: str
    process: int
    event: int

    def memory(self) -> float:
        """Return the resident memory in MB."""
        shown = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.process)],  # noqa: S607 — from the PATH
            check=True,
            capture_output=True,
        ).stdout
        return int(shown) / 1024


async def crowd(at: Server, questions: Iterable[Question], run: Run) -> None:
    """Let people ask these questions without a pause, and add the measurements to `run`."""
    waiting = iter(enumerate(questions, start=1))
    async with AsyncExitStack() as stack:
        # A client each, since httpx scans all connections of a client for every request.
        clients = [
            await stack.enter_async_context(
                httpx.AsyncClient(base_url=at.address, timeout=TIMEOUT_SECONDS, verify=False)  # noqa: S501
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
    """Ask one question after the other until none is left."""
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
        if number % QUESTIONS_PER_SAMPLE == 0:
            run.memory.append(await asyncio.to_thread(at.memory))


def passages_in(message: str) -> list[str]:
    """Return the ids of the passages that an answer shows, best first."""
    return [unquote(html.unescape(href).partition("?p=")[2]) for href in SOURCE.findall(message)]
