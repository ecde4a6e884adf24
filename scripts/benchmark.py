"""Measure what a person waits for: `python scripts/benchmark.py [--json FILE]`.

Starts are measured in fresh processes, beside the least that they could take: the page beside an
empty Gradio page, the terminal beside `import sentence_transformers`. Questions are measured in one
process over the golden questions, split by stage, and the forward pass beside that of
sentence-transformers. What is compared is measured in turns, so that a busy machine hits both.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from servers import p95, served
from stages import FORWARD, STAGES, timed_stages

from chatbot.build import open_encoder
from chatbot.chatbot import Chatbot
from chatbot.encoder import find_model
from chatbot.onnx_encoder import OnnxEncoder
from chatbot.sentence_transformer_encoder import SentenceTransformerEncoder
from chatbot.settings import ROOT, Settings

EMPTY_PAGE = """
import os, gradio
with gradio.Blocks() as blocks:
    pass
blocks.launch(server_port=int(os.environ["CHATBOT_PORT"]), quiet=True)
"""
FIRST_ANSWER = """
from chatbot.build import open_encoder
from chatbot.chatbot import Chatbot
from chatbot.settings import Settings
chatbot = Chatbot.open(Settings.from_environment())
print(chatbot.ask("what did Lamont sign?").elapsed_ms)
"""
REST = "rest"
# The ratios that are printed.
COMPARED = (
    ("app.py to page answering", "empty Gradio page answering"),
    ("ask.py, one question", "import sentence_transformers"),
    ("forward pass, exported", "forward pass, sentence-transformers"),
    ("encoding, exported", "encoding, sentence-transformers"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        name: What was measured.
        unit: "s" or "ms".
        values: As measured.
    """

    name: str
    unit: str
    values: list[float]

    @property
    def median(self) -> float:
        """The middle value."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """What 95 in 100 do not exceed."""
        return p95(self.values)


def main() -> int:
    """Measure, print a table, and write the same as JSON if wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=3, help="how often each process is started")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(machine)
    bot = Chatbot.open(Settings.from_environment())  # builds and exports if need be
    figures = [*starts(arguments.starts), *questions(bot), *encoders()]
    print(f"{'':40}{'median':>10}{'p95':>10}{'n':>5}")
    for figure in figures:
        median, p95 = (f"{value:.2f} {figure.unit}" for value in (figure.median, figure.p95))
        print(f"{figure.name:40}{median:>10}{p95:>10}{len(figure.values):>5}")
    by_name = {figure.name: figure.median for figure in figures}
    ratios = {f"{one} : {other}": by_name[one] / by_name[other] for one, other in COMPARED}
    for name, ratio in ratios.items():
        print(f"{name} = {ratio:.2f}")
    if arguments.json:
        lines = [
            {
                "name": figure.name,
                "unit": figure.unit,
                "median": figure.median,
                "p95": figure.p95,
                "n": len(figure.values),
            }
            for figure in figures
        ]
        report = {"machine": machine, "figures": lines, "ratios": ratios}
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0


def starts(count: int) -> list[Figure]:
    """Fresh processes, each kind `count` times, in turns."""
    measures: dict[str, tuple[str, Callable[[], float]]] = {
        "empty Gradio page answering": ("s", lambda: seconds_to_page("-c", EMPTY_PAGE)),
        "app.py to page answering": ("s", lambda: seconds_to_page(str(ROOT / "app.py"))),
        "import sentence_transformers": (
            "s",
            lambda: seconds_to_end("-c", "import sentence_transformers"),
        ),
        "ask.py, one question": (
            "s",
            lambda: seconds_to_end(str(ROOT / "scripts" / "ask.py"), "what did Lamont sign?"),
        ),
        "first answer after opening": ("ms", lambda: float(output_of("-c", FIRST_ANSWER))),
    }
    values = defaultdict(list)
    for _ in range(count):
        for name, (_, measure) in measures.items():
            values[name].append(measure())
    return [Figure(name, unit, values[name]) for name, (unit, _) in measures.items()]


def questions(bot: Chatbot) -> list[Figure]:
    """The golden questions in one process: from text to answer, and how that is made up."""
    whole = Figure("one question, from text to answer", "ms", [])
    without = Figure("… all but the forward pass", "ms", [])
    parts = {name: Figure(f"… {name}", "ms", []) for name, _, _ in STAGES}
    parts[REST] = Figure(f"… {REST}", "ms", [])
    with timed_stages() as spent:
        for line in golden():
            spent.clear()
            answer = bot.ask(line["text"], line.get("history", ()))
            if answer.small_talk is not None:
                continue
            spent[REST] = answer.elapsed_ms - sum(spent.values())
            for name, figure in parts.items():
                figure.values.append(spent.get(name, 0.0))
            whole.values.append(answer.elapsed_ms)
            without.values.append(answer.elapsed_ms - spent[FORWARD])
    return [whole, without, *parts.values()]


def encoders() -> list[Figure]:
    """Both encoders, question by question in turns, one thread each: the forward pass and all."""
    settings = Settings.from_environment()
    model = find_model(settings.model)
    exported, original = open_encoder(settings.index, model), SentenceTransformerEncoder(model)
    names = (*(name for pair in COMPARED[2:] for name in pair),)
    figures = {name: Figure(name, "ms", []) for name in names}
    exported_forward, original_forward, exported_whole, original_whole = figures.values()
    stages = [(FORWARD, OnnxEncoder, "_last_layer"), ("original", original.model, "forward")]
    with timed_stages(stages) as spent:
        for line in golden():
            for encoder, whole in ((exported, exported_whole), (original, original_whole)):
                began = time.perf_counter()
                encoder.encode_questions([line["text"]])
                whole.values.append((time.perf_counter() - began) * 1000)
            exported_forward.values.append(spent[FORWARD])
            original_forward.values.append(spent["original"])
            spent.clear()
    return list(figures.values())


def golden() -> list[dict[str, Any]]:
    """The golden questions."""
    lines = (ROOT / "tests" / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def seconds_to_page(*command: str) -> float:
    """Start a server with this Python on a free port, wait for its page, and end it."""
    began = time.perf_counter()
    with served(*command):
        return time.perf_counter() - began


def seconds_to_end(*command: str) -> float:
    """Run this Python to its end."""
    began = time.perf_counter()
    output_of(*command)
    return time.perf_counter() - began


def output_of(*command: str) -> str:
    """What this Python prints."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
