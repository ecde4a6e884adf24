"""Measure waiting times in the browser: `python scripts/measure/benchmark_page.py`.

Our page is compared with Gradio's `ChatInterface` over the same chatbot. Both get the same golden
questions alternately, so that other load affects both. A new conversation begins every ten
questions. That is longer than most conversations, but a page that slows down with every turn is
not judged by that alone. Times are taken inside the browser, from the key press until the result
is painted (`scripts/measure/benchmark_page.js`).
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
PAGE_SCRIPTS = {OURS: ROOT / "app.py", THEIRS: HERE / "chat_interface.py"}
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
TURNS_PER_CONVERSATION = 10
REST_MS = 700  # before and after a turn, for late requests, layout shifts and scrolling

ROWS = {
    "own_ms": "Enter to own message, ms",
    "answer_ms": "Enter to answer, ms",
    "requests": "HTTP requests a turn",
    "shift": "layout shift a turn",
}


@dataclass(frozen=True, slots=True)
class Turn:
    """Measurements of one turn.

    Attributes:
        own_ms: From Enter until the person's own message is painted.
        answer_ms: From Enter until the answer is painted.
        requests: HTTP requests that it took.
        shift: Layout shift until the page is at rest, in the unit of Cumulative Layout Shift.
        focused: True if the text box has the focus afterwards.
        said: The text of the answer, without the suggested questions.
    """

    own_ms: float
    answer_ms: float
    requests: int
    shift: float
    focused: bool
    said: str


class Visit:
    """A tab with a fresh profile at one of the pages, ready for typing."""

    def __init__(self, browser: "Browser", address: str) -> None:
        self._context = browser.new_context(viewport={"width": 1280, "height": 800})
        self._context.add_init_script(path=HERE / "benchmark_page.js")
        self._requests: list[str] = []
        self._context.on("request", lambda request: self._requests.append(request.url))
        self._tab = self._context.new_page()
        self._tab.goto(address)
        self._tab.wait_for_function("probe.usable !== null")

    def usable_ms(self) -> float:
        """Return the milliseconds from the start of the navigation until typing was possible."""
        return float(self._tab.evaluate("probe.usable"))

    def ask(self, question: str) -> Turn:
        """Ask a question and wait until the page is at rest again."""
        self._tab.wait_for_timeout(REST_MS)
        self._tab.locator("textarea").fill(question)
        self._tab.evaluate("question => probe.expect(question)", question)
        self._requests.clear()
        self._tab.keyboard.press("Enter")
        self._tab.wait_for_function("probe.own !== null && probe.answer !== null")
        self._tab.wait_for_timeout(REST_MS)
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
        """Close the tab and delete its profile."""
        self._context.close()


def main() -> int:
    """Measure, print a table, write all figures if asked to; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=30, help="number of questions")
    parser.add_argument("--loads", type=int, default=5, help="loads of each page")
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
    """Return questions without history, spread evenly over the file and so over its kinds."""
    lines = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    alone = [line["text"] for line in lines if not line.get("history")]
    return [alone[number * len(alone) // count] for number in range(count)]


def measure(questions: Sequence[str], loads: int, out: Path | None) -> None:
    """Serve both pages, visit them alternately, and report.

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
        served(str(PAGE_SCRIPTS[OURS])) as ours,
        served(str(PAGE_SCRIPTS[THEIRS])) as theirs,
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
        first = converse(browser, addresses, questions[:1])  # slower than all later ones
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
    """Return the milliseconds until typing was possible, by page, with an empty cache."""
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
    """Ask every page every question, in alternating order."""
    turns: dict[str, list[Turn]] = {name: [] for name in addresses}
    for start in range(0, len(questions), TURNS_PER_CONVERSATION):
        visits = [(name, Visit(browser, address)) for name, address in addresses.items()]
        for question in questions[start : start + TURNS_PER_CONVERSATION]:
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
    """Print medians and 95th percentiles of both pages, and the ratio theirs : ours of medians."""
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
    """Print one row of the table."""
    ours, theirs = (statistics.median(values[name]) for name in (OURS, THEIRS))
    cells = f"{ours:>9.3g} /{p95(values[OURS]):>7.3g}{theirs:>9.3g} /{p95(values[THEIRS]):>7.3g}"
    ratio = f"{theirs / ours:.1f}" if ours and theirs else ""
    print(f"{label:<30}{cells}{ratio:>8}")


if __name__ == "__main__":
    sys.exit(main())
