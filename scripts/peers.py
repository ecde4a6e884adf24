"""Measure the product beside its peers: `python scripts/peers.py [--passages N] [--json FILE]`.

Every system gets the same passages, the same weights of the model and the same questions, each in
the way that its documentation shows first and in a process of its own. Each takes in a sample of
the passages, encoding included, which is timed; and then all of them with vectors that were made
once for all systems. Then all are asked in turns, ten questions at a time, so that a busy machine
hits each alike. The peers are installed into `.peers/venv` by this script.
"""

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(1, str(Path(__file__).resolve().parent / "peers"))

import numpy as np
from beir import read_beir
from environment import python_of_peers
from passages import Corpus, KeptVectors, join
from process import PeerError, Process
from report import Report, entries_of, score, table
from tqdm import tqdm

from chatbot.encoding.encoder import ModelFiles, find_model
from chatbot.encoding.onnx_encoder import NETWORK
from chatbot.errors import ChatbotError
from chatbot.index.build import build, export_name
from chatbot.settings import ROOT, Settings

SETS = ROOT.parent / "shared" / "eval"
OURS = "ours"
CHROMADB = "chromadb"  # with the encoder that it downloads by default
PEERS = (CHROMADB, "chromadb_torch", "txtai", "haystack", "llama_index", "langchain")
ROUND = 10  # questions that one system is asked before it is the next one's turn
ASKED_FOR = 30  # passages that are asked for, so that they make ten entries
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "DO_NOT_TRACK": "1",
}


def main() -> int:
    """Measure, print a table in Markdown, and write the same as JSON if wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    folders = [SETS / "doc2dial_dmv", SETS / "scifact"]
    parser.add_argument("--sets", nargs="+", type=Path, default=folders, metavar="FOLDER")
    parser.add_argument("--passages", type=int, default=10_000, help="how many in all")
    parser.add_argument("--questions", type=int, default=150, help="of each set, at most")
    parser.add_argument("--sample", type=int, default=200, help="passages to time; 0: none")
    parser.add_argument("--threads", type=int, default=0, help="0: as each library chooses")
    parser.add_argument("--systems", nargs="+", choices=(OURS, *PEERS), default=(OURS, *PEERS))
    parser.add_argument("--work", type=Path, default=ROOT / ".peers", metavar="DIR")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    arguments = parser.parse_args()
    try:
        corpus, reports = measure(arguments)
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    threads = arguments.threads or "the libraries' own choice of"
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {threads} threads"
    asked = {name: len(queries) for name, queries in corpus.questions.items()}
    size = f"{len(corpus.texts):,} passages of {len(corpus.entries):,} texts"
    print(f"{machine}; {size}; questions: {asked}\n")
    print(table(reports, corpus, arguments.sample))
    if arguments.json:
        figures = {
            "machine": machine,
            "passages": len(corpus.texts),
            "questions": asked,
            "systems": [asdict(report) for report in reports],
        }
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def measure(arguments: argparse.Namespace) -> tuple[Corpus, list[Report]]:
    """Build every system, ask all of them, and score what they found.

    Raises:
        ChatbotError: A set, the model or the index folder cannot be used.
    """
    settings = Settings.from_environment()
    model = find_model(settings.model)
    _, encoder = build(settings.corpus, settings.index, model)  # exports the encoder if need be
    work = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    sets = [read_beir(folder) for folder in arguments.sets]
    corpus = join(sets, arguments.passages, arguments.questions)
    sample = join(sets[-1:], arguments.sample, 0)
    kept = KeptVectors(encoder, work / "vectors", model.identity)
    np.save(work / "vectors.npy", kept.vectors(corpus.texts))
    for name, texts in (("all", corpus.texts), ("sample", sample.texts)):
        (work / f"{name}.json").write_text(json.dumps(texts), encoding="utf-8")
    own_python = Path(sys.executable)
    python = own_python if set(arguments.systems) == {OURS} else python_of_peers(work / "venv")
    common = OFFLINE | {"PEERS_MODEL": str(model.folder)}
    if CHROMADB in arguments.systems:
        export = settings.index / export_name(model.identity) / NETWORK
        common |= {"PEERS_ONNX": str(chromadb_download(model, export, work / "onnx"))}
    if arguments.threads:
        common |= {"OMP_NUM_THREADS": str(arguments.threads)}
    job = {"vectors": str(work / "vectors"), "index": str(work / "index")}
    sets_of = {"all": arguments.sets, "sample": arguments.sets[-1:]}
    jobs = {
        "all": job | {"passages": arguments.passages, "questions": arguments.questions},
        "sample": job | {"passages": arguments.sample, "questions": 0},
    }
    environments = {
        name: common | {"PEERS_JOB": json.dumps(one | {"sets": [*map(str, sets_of[name])]})}
        for name, one in jobs.items()
    }
    running: dict[str, Process] = {}
    reports = {system: Report(system) for system in arguments.systems}
    try:
        for system, report in reports.items():
            print(f"{system} …", file=sys.stderr)
            log = work / f"{system}.log"
            interpreter = own_python if system == OURS else python
            try:
                if arguments.sample:
                    with Process(system, interpreter, environments["sample"], log) as one:
                        report.sample_s = one.build(work / "sample.json", None)["seconds"]
                running[system] = Process(system, interpreter, environments["all"], log)
                report.name = running[system].name
                built = running[system].build(work / "all.json", work / "vectors.npy")
                report.load_s, report.build_peak = built["seconds"], built["memory"]["peak"]
            except PeerError as error:
                report.error = str(error)
        ask_in_turns(running, reports, corpus)
    finally:
        for process in running.values():
            process.close()
    for report in reports.values():
        if not report.error:
            score(report, corpus)
    return corpus, list(reports.values())


def ask_in_turns(
    running: Mapping[str, Process], reports: Mapping[str, Report], corpus: Corpus
) -> None:
    """Ask every system every question, a round at a time; titles of the corpus warm them up."""
    titles = [entry.question for entry in corpus.documents[0].entries[:ROUND]]
    questions = [query.text for queries in corpus.questions.values() for query in queries]
    rounds = [questions[start : start + ROUND] for start in range(0, len(questions), ROUND)]
    for number, texts in enumerate(tqdm([titles, *rounds], desc="Asking", disable=None)):
        first = number % len(running) if running else 0
        order = [*running][first:] + [*running][:first]  # nobody is always after the same one
        for system in order:
            report = reports[system]
            if report.error:
                continue
            try:
                reply = running[system].ask(texts, ASKED_FOR)
            except PeerError as error:
                report.error = str(error)
                continue
            report.memory = reply["memory"]
            if number > 0:
                report.ms += reply["ms"]
                report.cpu_ms += reply["cpu_ms"]
                report.found += [entries_of(rows, corpus) for rows in reply["found"]]


def chromadb_download(model: ModelFiles, network: Path, folder: Path) -> Path:
    """What chromadb downloads for its default encoder, made of the same weights instead."""
    files = folder / "onnx"
    files.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "special_tokens_map.json", "tokenizer_config.json"):
        shutil.copy(model.folder / name, files / name)
    for name in ("tokenizer.json", "vocab.txt"):
        shutil.copy(model.folder / name, files / name)
    shutil.copy(network, files / "model.onnx")
    return folder


if __name__ == "__main__":
    sys.exit(main())
