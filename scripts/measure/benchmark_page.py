"""Measure what a person waits for in the browser: `python scripts/measure/benchmark_page.py`.

Our page stands beside Gradio's `ChatInterface` over the same chatbot. Both are asked the same
golden questions, first one then the other, so that noise hits both alike. A new conversation begins
every ten questions: longer than most people's, and short enough that a page that slows down with
every turn is not judged by that alone. Times are taken inside the browser, from the key going down
until what it brought is painted (`scripts/measure/benchmark_page.js`).
"""

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.errors import ChatbotError
from chatbot.settings import ROOT
from scripts.measure.servers import p95, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
GOLDEN = ROOT / "tests" / "data" / "golden.jsonl"
OURS, THEIRS = "our page", "ChatInterface"
SCRIPTS = {OURS: ROOT / "app.py", THEIRS: HERE / "chat_interface.py"}
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
CONVERSATION = 10  # turns
REST = 700  # ms around a turn, for late requests and shifts and for smooth scrolling

ROWS = {
    "own_ms": "Enter to own message, ms",
    "answer_ms": "Enter to answer, ms",
    "requests": "HTTP requests a turn",
    "shift": "layout shift a turn",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn was like.

    Attributes:
        own_ms: From Enter until the person's own message is painted.
        answer_ms: From Enter until the answer is painted.
        requests: HTTP requests that it took.
        shift: Layout shift until the page is at rest, in the unit of Cumulative Layout Shift.
        focused: Whether one can type on afterwards.
        said: The text of the answer, without the questions to go on with.
    """

    own_ms: float
    answer_ms: float
    requests: int
    shift: float
    focused: bool
    said: str


class Visit:
    """A tab with a fresh profile at one of the pages, once its box can be typed into."""

    def __init__(self, browser: "Browser", address: str) -> None:
        self._context = browser.new_context(viewport={"width": 1280, "height": 800})
        self._context.add_init_script(path=HERE / "benchmark_page.js")
        self._requests: list[str] = []
        self._context.on("request", lambda request: self._requests.append(request.url))
        self._tab = self._context.new_page()
        self._tab.goto(address)
        self._tab.wait_for_function("probe.usable !== null")

    def usable_ms(self) -> float:
        """From the beginning of the navigation until the box could be typed into."""
        return float(self._tab.evaluate("probe.usable"))

    def ask(self, question: str) -> Turn:
        """Ask, and wait until the page is at rest again."""
        self._tab.wait_for_timeout(REST)
        self._tab.locator("textarea").fill(question)
        self._tab.evaluate("question => probe.expect(question)", question)
        self._requests.clear()
        self._tab.keyboard.press("Enter")
        self._tab.wait_for_function("probe.own !== null && probe.answer !== null")
        self._tab.wait_for_timeout(REST)
        noted = self._tab.evaluate("probe")
        return Turn(
            own_ms=noted["own"] - noted["pressed"],
            answer_ms=noted["answer"] - noted["pressed"],
            requests=len(self._requests),
            shift=noted["shift"],
            focused=self._tab.evaluate("probe.focused()"),
            said=self._tab.evaluate("probe.said()"),
        )

    def close(self) -> None:
        """Close the tab and forget its profile."""
        self._context.close()


def main() -> int:
    """Measure, print a table, and write the figures of every turn where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=30, help="how many are asked")
    parser.add_argument("--loads", type=int, default=5, help="how often each page is opened")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    if min(arguments.questions, arguments.loads) < 1:
        parser.error("--questions and --loads must be 1 or more")
    try:
        measure(golden_questions(arguments.questions), arguments.loads, arguments.json)
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def golden_questions(count: int) -> list[str]:
    """Questions that need no history, spread evenly over the file and so over its kinds."""
    lines = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    alone = [line["text"] for line in lines if not line.get("history")]
    return [alone[number * len(alone) // count] for number in range(count)]


def measure(questions: Sequence[str], loads: int, out: Path | None) -> None:
    """Serve both pages, visit them in turn, and report.

    Raises:
        ChatbotError: Playwright or Chromium is missing, or a page cannot be served.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise ChatbotError(
            "Playwright is missing. Run: .venv/bin/python -m pip install -r tests/requirements.txt"
        ) from None
    chromium = shutil.which("chromium")
    if chromium is None:
        raise ChatbotError(
            "There is no chromium on the PATH. On Debian, as root: apt-get install chromium"
        )
    with (
        served(str(SCRIPTS[OURS])) as ours,
        served(str(SCRIPTS[THEIRS])) as theirs,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=chromium, args=FLAGS.split()) as browser,
    ):
        addresses = {OURS: ours, THEIRS: theirs}
        machine = {
            "machine": platform.machine(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "chromium": browser.version,
            "gradio": importlib.metadata.version("gradio"),
        }
        first = converse(browser, addresses, questions[:1])  # slower than all that follow
        opened = load(browser, addresses, loads)
        turns = converse(browser, addresses, questions)
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    print_table(first, opened, turns)
    if out is not None:
        pages = {
            name: {
                "first_answer_ms": first[name][0].answer_ms,
                "usable_ms": opened[name],
                "turns": [asdict(turn) for turn in turns[name]],
            }
            for name in turns
        }
        out.write_text(json.dumps({"machine": machine, "pages": pages}, indent=1), encoding="utf-8")


def load(
    browser: "Browser", addresses: Mapping[str, str], times_each: int
) -> dict[str, list[float]]:
    """How long each page took until its box could be typed into, nothing of it in a cache."""
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for _ in range(times_each):
        for name, address in addresses.items():
            visit = Visit(browser, address)
            times[name].append(visit.usable_ms())
            visit.close()
    return times


def converse(
    browser: "Browser", addresses: Mapping[str, str], questions: Sequence[str]
) -> dict[str, list[Turn]]:
    """Ask every page every question; who is asked first changes with each."""
    turns: dict[str, list[Turn]] = {name: [] for name in addresses}
    for start in range(0, len(questions), CONVERSATION):
        visits = [(name, Visit(browser, address)) for name, address in addresses.items()]
        for question in questions[start : start + CONVERSATION]:
            for name, visit in visits:
                turns[name].append(visit.ask(question))
            visits.reverse()
        for _, visit in visits:
            visit.close()
    return turns


def print_table(
    first: Mapping[str, list[Turn]],
    loads: Mapping[str, list[float]],
    turns: Mapping[str, list[Turn]],
) -> None:
    """Medians and 95th percentiles of both pages, and how many times ours the other's median is."""
    print(f"\n{'median / 95th percentile':<30}{OURS:>18}{THEIRS:>18}{'ratio':>8}")
    for field, label in ROWS.items():
        print_row(label, {name: [getattr(turn, field) for turn in turns[name]] for name in turns})
    print_row("the very first answer, ms", {name: [first[name][0].answer_ms] for name in first})
    print_row("navigation to usable box, ms", loads)
    kept = (f"{sum(turn.focused for turn in turns[name])} of {len(turns[name])}" for name in turns)
    print(f"{'the box kept the focus':<30}" + "".join(f"{count:>18}" for count in kept))
    same = sum(one.said == other.said for one, other in zip(*turns.values(), strict=True))
    print(f"{'both gave the same answer':<30}{f'{same} of {len(turns[OURS])}':>18}")


def print_row(label: str, values: Mapping[str, list[float]]) -> None:
    """One measure of both pages."""
    ours, theirs = (statistics.median(values[name]) for name in (OURS, THEIRS))
    cells = f"{ours:>9.3g} /{p95(values[OURS]):>7.3g}{theirs:>9.3g} /{p95(values[THEIRS]):>7.3g}"
    ratio = f"{theirs / ours:.1f}" if ours and theirs else ""
    print(f"{label:<30}{cells}{ratio:>8}")


if __name__ == "__main__":
    sys.exit(main())
