"""What is known of each system once it was asked, and the table of it."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ir_measures
from ir_measures import Qrel, ScoredDoc, Success, nDCG
from passages import Corpus
from servers import p95

MEASURES = {Success @ 1: "hit@1", Success @ 3: "hit@3", nDCG @ 10: "ndcg@10"}
DEPTH = 10  # entries that are scored


@dataclass(slots=True)
class Report:
    """What is known of one system.

    Attributes:
        name: What it is called.
        error: Why it could not be measured; empty if it could.
        sample_s: Seconds to take in the sample, encoding included.
        load_s: Seconds to take in all passages with their vectors.
        memory: Megabytes after the last question, as `worker.memory` tells them.
        build_peak: Megabytes that were resident at most until all passages were in.
        ms: Milliseconds of each question, in the order asked.
        cpu_ms: Milliseconds of CPU of each, over all threads: the same however busy the machine.
        found: Ids of the entries that were found for each question, best first.
        quality: Set → measure → value.
    """

    name: str
    error: str = ""
    sample_s: float = 0.0
    load_s: float = 0.0
    memory: Mapping[str, float] = field(default_factory=dict)
    build_peak: float = 0.0
    ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    found: list[list[str]] = field(default_factory=list)
    quality: dict[str, dict[str, float]] = field(default_factory=dict)


def entries_of(rows: Sequence[int], corpus: Corpus) -> list[str]:
    """The best entries, each by its best passage.

    Args:
        rows: Passages, best first.
        corpus: Where they are.
    """
    return list(dict.fromkeys(corpus.passage_entries[row] for row in rows))[:DEPTH]


def score(report: Report, corpus: Corpus) -> None:
    """Work out the quality on each set; `report.found` is of all sets' questions, in order."""
    found = iter(report.found)
    for name, queries in corpus.questions.items():
        qrels = [Qrel(query.id, entry, 1) for query in queries for entry in query.relevant]
        # A run's scores are its ranks, so that nothing is tied.
        run = [
            ScoredDoc(query.id, entry, DEPTH - rank)
            for query, entries in zip(queries, found, strict=False)
            for rank, entry in enumerate(entries)
        ]
        values = ir_measures.calc_aggregate(list(MEASURES), qrels, run)
        report.quality[name] = {label: float(values[one]) for one, label in MEASURES.items()}


def table(reports: Sequence[Report], corpus: Corpus, sample: int) -> str:
    """The figures in Markdown: milliseconds of a question as a person waits, and those of CPU."""
    columns = [f"{name} hit@1 / hit@3 / nDCG@10" for name in corpus.questions]
    columns += ["ms a question: median", "p95", "CPU", f"s to build {sample:,} passages"]
    columns += [f"s to load {len(corpus.texts):,} vectors", "MB resident (own) / peak"]
    lines = [f"| | {' | '.join(columns)} |", "|---" * (1 + len(columns)) + "|"]
    for report in reports:
        if report.error:
            lines.append(f"| {report.name} | not measured: {report.error} |")
            continue
        cells = [
            " / ".join(f"{value:.3f}" for value in report.quality[name].values())
            for name in corpus.questions
        ]
        memory = report.memory
        cells += [f"{statistics.median(report.ms):.1f}", f"{p95(report.ms):.1f}"]
        cells += [f"{statistics.median(report.cpu_ms):.1f}"]
        cells += [f"{report.sample_s:.1f}" if report.sample_s else "–", f"{report.load_s:.1f}"]
        cells += [f"{memory['resident']:.0f} ({memory['own']:.0f}) / {memory['peak']:.0f}"]
        lines.append(f"| {report.name} | {' | '.join(cells)} |")
    return "\n".join(lines)
