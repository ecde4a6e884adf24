"""Measure many people at once: `python scripts/measure/load.py`.

The page is compared with itself without batching (`unbatched.py`) and, if named, with other
versions of app.py. All get golden questions alternately, so that other load affects them alike, and
through the endpoint that the browser uses. Simulated people ask the next question as soon as an
answer arrives. Every answer must show the passages that the chatbot of this process finds. Asking
takes about half a millisecond a question of the same machine.
"""

import argparse
import asyncio
import json
import math
import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from itertools import cycle, islice, takewhile
from pathlib import Path

import httpx

from chatbot.answering.chatbot import Chatbot
from chatbot.errors import ChatbotError
from chatbot.settings import ROOT, Settings
from scripts.measure.crowd import Question, Run, Server, crowd
from scripts.measure.golden import golden_records
from scripts.measure.servers import p95, server

OURS, UNBATCHED = "app.py", "unbatched"
PEOPLE = (1, 10, 50, 200)


def main() -> int:
    """Measure, print a table, write the figures if asked to; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--people", type=int, nargs="+", default=PEOPLE, help="numbers of people at once"
    )
    parser.add_argument(
        "--questions", type=int, default=400, help="questions of all people together in a round"
    )
    parser.add_argument("--minutes", type=float, help="length of a round, instead of --questions")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of every server")
    parser.add_argument("--alone", action="store_true", help="measure app.py only")
    parser.add_argument(
        "--beside", nargs="*", default=[], metavar="APP", help="paths of app.py in other versions"
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
    """Return the first golden questions with their history and the passages to expect."""
    chatbot = Chatbot.open(Settings.from_environment())
    found = []
    for line in golden_records()[:count]:
        history = line.get("history", ())
        hits = chatbot.ask(line["text"], history).hits
        found.append(Question([*history, line["text"]], [hit.passage.id for hit in hits]))
    return found


def answering_event(address: str) -> int:
    """Return the number of the page's event that answers."""
    [config] = re.findall(r"window\.gradio_config = (\{.*?\});</script>", httpx.get(address).text)
    events = json.loads(config)["dependencies"]
    [number] = [event["id"] for event in events if "pending()" in str(event["js"])]
    return int(number)


def measure(
    servers: Sequence[Server], questions: Sequence[Question], arguments: argparse.Namespace
) -> list[Run]:
    """Let people ask all servers alternately, print the results, and return them."""
    print(
        f"{'people':>6}  {'server':<28}{'a second':>9}{'p50 s':>8}{'p95 s':>8}{'max s':>8}", end=""
    )
    print(f"{'lost':>6}{'wrong':>6}  MB first, most, last")
    for one in servers:  # warm-up
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
    """Repeat the questions until their number or the time is reached."""
    if arguments.minutes is None:
        return islice(cycle(questions), arguments.questions)
    until = time.perf_counter() + 60 * arguments.minutes
    return takewhile(lambda _: time.perf_counter() < until, cycle(questions))


def print_run(run: Run) -> None:
    """Print one line of the table; it has no waits if no answer came."""
    print(f"{run.people:>6}  {run.server[-28:]:<28}{statistics.median(run.rates):>9.1f}", end="")
    waits = (statistics.median(run.waits), p95(run.waits), max(run.waits)) if run.waits else ()
    cells = [f"{wait:.3f}" for wait in waits] or ["–"] * 3
    print("".join(f"{cell:>8}" for cell in cells) + f"{run.lost:>6}{run.wrong:>6}", end="")
    print(f"  {run.memory[0]:.0f}, {max(run.memory):.0f}, {run.memory[-1]:.0f}", flush=True)


def print_ratios(level: Mapping[str, Run]) -> None:
    """Print the ratio of answers a second, app.py to each other server, by round."""
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
