"""Measure start-up and answering times: `python scripts/measure/benchmark.py [--json FILE]`.

Each start is measured in a fresh process and compared with a lower bound. For the page that is an
empty Gradio page, for the terminal `import sentence_transformers`. The golden questions are
answered in one process, and their time is split by stage. The forward pass is compared with that
of sentence-transformers. Compared measurements alternate, so that other load affects both.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chatbot.answering.chatbot import Chatbot
from chatbot.encoding.model_files import find_model
from chatbot.encoding.onnx_encoder import OnnxEncoder
from chatbot.encoding.open_encoder import open_encoder
from chatbot.encoding.torch_encoder import SentenceTransformerEncoder
from chatbot.settings import ROOT, Settings
from scripts.measure.golden import golden_records
from scripts.measure.machine import machine
from scripts.measure.servers import p95, served
from scripts.measure.stages import FORWARD, STAGES, timed_stages

EMPTY_PAGE = """
import os, gradio
with gradio.Blocks() as blocks:
    pass
blocks.launch(server_port=int(os.environ["CHATBOT_PORT"]), quiet=True)
"""
FIRST_ANSWER = """
from chatbot.encoding.open_encoder import open_encoder
from chatbot.answering.chatbot import Chatbot
from chatbot.settings import Settings
chatbot = Chatbot.open(Settings.from_environment())
print(chatbot.ask("what did Lamont sign?").elapsed_ms)
"""
WHOLE = "one question, from text to answer"
PAGE, EMPTY = "app.py to page answering", "empty Gradio page answering"
ASKING, IMPORT = "ask.py, one question", "import sentence_transformers"
EXPORTED, ORIGINAL = "forward pass, exported", "forward pass, sentence-transformers"
ENCODED, ENCODED_ORIGINAL = "encoding, exported", "encoding, sentence-transformers"
REST = "everything else"
# Numerator and denominator of the printed ratios.
COMPARED = (
    (PAGE, EMPTY),
    (ASKING, IMPORT),
    (EXPORTED, ORIGINAL),
    (ENCODED, ENCODED_ORIGINAL),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        name: The measured quantity.
        unit: "s" or "ms".
        values: All measurements.
    """

    name: str
    unit: str
    values: list[float]

    @property
    def median(self) -> float:
        """Return the median."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """Return the 95th percentile."""
        return p95(self.values)


def main() -> int:
    """Measure, print a table, write it as JSON if asked to; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=3, help="starts of each process")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    print(machine())
    bot = Chatbot.open(Settings.from_environment())  # builds and exports if necessary
    figures = [*starts(arguments.starts), *questions(bot), *encoders()]
    print(f"{'':40}{'median':>16}{'p95':>16}{'n':>5}")
    for figure in figures:
        median, p95 = (f"{value:.2f} {figure.unit}" for value in (figure.median, figure.p95))
        print(f"{figure.name:40}{median:>16}{p95:>16}{len(figure.values):>5}")
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
        report = {"machine": machine(), "figures": lines, "ratios": ratios}
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0


def starts(count: int) -> list[Figure]:
    """Measure fresh processes, `count` of each kind, alternately."""
    measures: dict[str, tuple[str, Callable[[], float]]] = {
        EMPTY: ("s", lambda: seconds_to_page("-c", EMPTY_PAGE)),
        PAGE: ("s", lambda: seconds_to_page(str(ROOT / "app.py"))),
        IMPORT: ("s", lambda: seconds_to_end("-c", "import sentence_transformers")),
        ASKING: (
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
    """Measure the golden questions in one process: the whole answer and each stage."""
    whole = Figure(WHOLE, "ms", [])
    without = Figure("… all but the forward pass", "ms", [])
    parts = {name: Figure(f"… {name}", "ms", []) for name, _, _ in STAGES}
    parts[REST] = Figure(f"… {REST}", "ms", [])
    with timed_stages() as spent:
        for line in golden_records():
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
    """Measure both encoders alternately on each question, one thread each."""
    settings = Settings.from_environment()
    model = find_model(settings.model)
    exported, original = open_encoder(settings.index, model), SentenceTransformerEncoder(model)
    names = (EXPORTED, ORIGINAL, ENCODED, ENCODED_ORIGINAL)
    figures = {name: Figure(name, "ms", []) for name in names}
    stages = [(EXPORTED, OnnxEncoder, "_last_layer"), (ORIGINAL, original.model, "forward")]
    with timed_stages(stages) as spent:
        for line in golden_records():
            for encoder, whole in ((exported, ENCODED), (original, ENCODED_ORIGINAL)):
                began = time.perf_counter()
                encoder.encode_questions([line["text"]])
                figures[whole].values.append((time.perf_counter() - began) * 1000)
            for name in (EXPORTED, ORIGINAL):
                figures[name].values.append(spent[name])
            spent.clear()
    return [*figures.values()]


def seconds_to_page(*command: str) -> float:
    """Return the seconds from the start of a server until its page answers, and stop it."""
    began = time.perf_counter()
    with served(*command):
        return time.perf_counter() - began


def seconds_to_end(*command: str) -> float:
    """Return the seconds that this Python takes to run a command."""
    began = time.perf_counter()
    output_of(*command)
    return time.perf_counter() - began


def output_of(*command: str) -> str:
    """Return the standard output of a command of this Python."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main())
