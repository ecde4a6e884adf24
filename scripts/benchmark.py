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
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import chatbot.chatbot
import chatbot.ranking
from chatbot.build import open_encoder
from chatbot.chatbot import Chatbot
from chatbot.encoder import find_model
from chatbot.onnx_encoder import OnnxEncoder
from chatbot.sentence_transformer_encoder import SentenceTransformerEncoder
from chatbot.settings import ROOT, Settings

PATIENCE = 120  # seconds
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
# Where each stage of a question happens. What one calls of another counts for the other.
STAGES: Sequence[tuple[str, object, str]] = (
    ("mend", Chatbot, "_mended"),
    ("tokenise and pool", OnnxEncoder, "_encode"),
    ("forward pass", OnnxEncoder, "_last_layer"),
    ("candidates (FAISS)", chatbot.ranking, "candidates"),
    ("candidates (BM25)", chatbot.ranking, "bm25_scores"),
    ("late interaction", chatbot.ranking, "compare"),
    ("verdict", chatbot.chatbot, "confidence"),
)
REST = "rest"


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
        return sorted(self.values)[min(len(self.values) - 1, int(len(self.values) * 0.95))]


def main() -> int:
    """Measure, print a table, and write the same as JSON if wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=3, help="how often each process is started")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(machine)
    bot = Chatbot.open(Settings.from_environment())  # builds and exports if need be
    figures = [*starts(arguments.starts), *questions(bot), *forward_passes()]
    print(f"{'':52}{'median':>9}{'p95':>9}{'n':>6}")
    for figure in figures:
        median, p95 = (f"{value:.3g} {figure.unit}" for value in (figure.median, figure.p95))
        print(f"{figure.name:52}{median:>9}{p95:>9}{len(figure.values):>6}")
    by_name = {figure.name: figure.median for figure in figures}
    ratios = {
        f"{one} : {other}": by_name[one] / by_name[other]
        for one, other in (
            ("app.py to page answering", "empty Gradio page answering"),
            ("ask.py, one question", "import sentence_transformers"),
            ("forward pass, exported", "forward pass, sentence-transformers"),
        )
    }
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
            without.values.append(answer.elapsed_ms - spent["forward pass"])
    return [whole, without, *parts.values()]


@contextmanager
def timed_stages() -> Iterator[dict[str, float]]:
    """Time the stages from outside: name → milliseconds since it was cleared, children left out."""
    spent: dict[str, float] = defaultdict(float)
    children = [0.0]  # what the stages took that the running one called; innermost last

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 — passed on
            children.append(0.0)
            began = time.perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                took = (time.perf_counter() - began) * 1000
                spent[name] += took - children.pop()
                children[-1] += took

        return measured

    with ExitStack() as patches:
        for name, owner, attribute in STAGES:
            function = getattr(owner, attribute)
            patches.enter_context(patch.object(owner, attribute, timed(name, function)))
        yield spent


def forward_passes() -> list[Figure]:
    """The forward pass of both encoders, question by question in turns, one thread each."""
    import torch

    settings = Settings.from_environment()
    model = find_model(settings.model)
    encoder = open_encoder(settings.index, model)
    original = SentenceTransformerEncoder(model).model
    torch.set_num_threads(1)
    exported, known = [], []
    with timed_stages() as spent, torch.inference_mode():
        for line in golden():
            spent.clear()
            encoder.encode_questions([line["text"]])
            exported.append(spent["forward pass"])
            features = original.preprocess([line["text"]])
            began = time.perf_counter()
            original(features)
            known.append((time.perf_counter() - began) * 1000)
    return [
        Figure("forward pass, exported", "ms", exported),
        Figure("forward pass, sentence-transformers", "ms", known),
    ]


def golden() -> list[dict[str, Any]]:
    """The golden questions."""
    lines = (ROOT / "tests" / "golden.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def seconds_to_page(*command: str) -> float:
    """Start a server with this Python on a free port, wait for its page, and end it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"CHATBOT_PORT": str(port), "GRADIO_ANALYTICS_ENABLED": "False"}
    began = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, *command], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while time.perf_counter() - began < PATIENCE:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE):
                    return time.perf_counter() - began
            except urllib.error.URLError:
                time.sleep(0.02)
        raise TimeoutError(f"the page did not answer within {PATIENCE} s")
    finally:
        server.terminate()
        server.wait()


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
