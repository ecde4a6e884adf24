"""Measure large corpora: `python scripts/measure/large.py FOLDER … --passages 10000 100000`.

The folders are in BEIR layout. They provide the questions and the real text, from which
`made_up.py` makes the passages. The shipped corpus comes first, for comparison. Building, answering
and adding a document each run in a process of their own, so that their memory is measured
separately. Answering uses one thread.

A row of the table has these columns:

    build s, embeddings, vectors, BM25   seconds of the build, in total and by part
    disk MB, resident MB                 size of the index, and memory of the answering process
    open s, page s                       seconds to open the index and to make the first HTML
    median ms, p95 ms, cpu ms            wall-clock and processor time of a question
    ratio                                median ms as a multiple of the first row
    recall@10                            recall of the candidates
    add s                                seconds to add a document of 20 passages
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

from chatbot.settings import ROOT
from scripts.measure.beir import read_beir
from scripts.measure.large_steps import (
    BM25,
    EMBEDDINGS,
    SHIPPED,
    VECTORS,
    Corpus,
    add,
    ask,
    build,
)

COLUMNS = (
    "passages", "build s", "embeddings", "vectors", "BM25", "disk MB", "resident MB",
    "open s", "page s", "median ms", "p95 ms", "cpu ms", "ratio", "recall@10", "add s",
)  # fmt: skip
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")  # read when the libraries load
Figures = dict[str, Any]


def main() -> int:
    """Measure as the arguments say; return the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+", help="real text, in BEIR layout")
    parser.add_argument("--passages", type=int, nargs="+", required=True)
    parser.add_argument("--cache", type=Path, default=ROOT / "index" / "evaluation")
    parser.add_argument("--ask-only", action="store_true", help="use the existing indexes")
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    asked = [query.text for one in arguments.folders for query in read_beir(one).queries]
    questions = asked[:: max(len(asked) // arguments.questions, 1)][: arguments.questions]
    corpora = [
        Corpus(count, arguments.folders, arguments.cache)
        for count in (SHIPPED, *arguments.passages)
    ]
    figures = measure(corpora, questions, build_them=not arguments.ask_only)
    print(table(figures))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(
    corpora: Sequence[Corpus], questions: Sequence[str], *, build_them: bool
) -> list[Figures]:
    """Measure all builds, then all questions, so that corpora are compared close in time."""
    figures: list[Figures] = [{} for _ in corpora]
    if build_them:
        for corpus, own in zip(corpora, figures, strict=True):
            own["build"] = alone(build, corpus)
            print(corpus.place, json.dumps(own["build"]), file=sys.stderr)
            own["add"] = alone(add, corpus)
            print(corpus.place, json.dumps(own["add"]), file=sys.stderr)
    with patch.dict(os.environ, dict.fromkeys(ONE_THREAD, "1")):
        for corpus, own in zip(corpora, figures, strict=True):
            own["ask"] = alone(ask, corpus, questions)
            own["ask"]["ratio"] = own["ask"]["median_ms"] / figures[0]["ask"]["median_ms"]
            print(corpus.place, json.dumps(own["ask"]), file=sys.stderr)
    return figures


def alone(function: Callable[..., Figures], *arguments: Any) -> Figures:  # noqa: ANN401 — passed on
    """Run a function in a process of its own and return its result."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def table(figures: Sequence[Figures]) -> str:
    """Return the figures as a Markdown table with a line for each corpus."""
    lines = [COLUMNS, ("---",) * len(COLUMNS)]
    for own in figures:
        asked = own["ask"]
        split = own["build"]["split_s"] if "build" in own else {}
        lines.append(
            (
                f"{asked['passages']}",
                f"{own['build']['s']:.1f}" if split else "",
                *(f"{split[name]:.1f}" if split else "" for name in (EMBEDDINGS, VECTORS, BM25)),
                f"{sum(asked['disk_mb'].values()):.0f}",
                f"{asked['memory_mb']['all']:.0f}",
                f"{asked['open_s']:.2f}",
                f"{asked['page_s']:.2f}",
                f"{asked['median_ms']:.1f}",
                f"{asked['p95_ms']:.1f}",
                f"{asked['median_cpu_ms']:.1f}",
                f"{asked['ratio']:.2f}",
                f"{asked['recall_at_10']:.3f}",
                f"{own['add']['s']:.1f}" if "add" in own else "",
            )
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
