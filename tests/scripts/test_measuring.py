"""The scripts that measure and fit: their output and their results."""

import json
import shutil

import numpy as np
import pytest

from chatbot.retrieval.calibration import EVIDENCE
from chatbot.retrieval.confidence import WEAK_FROM
from chatbot.retrieval.features import FEATURES
from chatbot.retrieval.ranking import Ranking
from commands import run
from scripts.measure.beir import Query, read_beir
from scripts.measure.fit import (
    PLAIN_QUESTION,
    SUM_OF_WEIGHTS,
    fit_order,
    fit_verdict,
    temperature,
)
from scripts.measure.golden import read_golden, thinned
from scripts.measure.samples import Sample, hits
from scripts.measure.variations import variations

CORPUS = [
    {"_id": "a", "title": "When does the zoo open?", "text": "It opens at ten."},
    {"_id": "b", "title": "Where are the lions?", "text": "The lions live behind the lake."},
]
QUERIES = [
    {"_id": "1", "text": "opening time of the zoo"},
    {"_id": "2", "text": "where can I see a lion"},
    {"_id": "3", "text": "and the other animals?", "metadata": {
        "turn": 3, "history": [{"role": "user", "text": "where can I see a lion"},
                               {"role": "assistant", "text": "Behind the lake."}]}},
    {"_id": "4", "text": "how do I repair a bicycle", "metadata": {"answerable": False}},
]  # fmt: skip


@pytest.fixture
def beir_folder(tmp_path):
    folder = tmp_path / "zoo"
    (folder / "qrels").mkdir(parents=True)
    for name, records in (("corpus", CORPUS), ("queries", QUERIES)):
        lines = (json.dumps(record) for record in records)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n")
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n3\tb\t1"
    )
    return folder


def test_evaluate_writes_the_figures_of_every_system(beir_folder, tmp_path, shipped_index_folder):
    out = tmp_path / "figures.json"
    folders = ["--pictures", tmp_path, "--cache", tmp_path / "cache"]
    index = {"CHATBOT_INDEX": str(shipped_index_folder)}
    ended = run("evaluate.py", beir_folder, "--variations", "--json", out, *folders, **index)
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(out.read_text())
    assert list(figures) == ["zoo"]
    assert list(figures["zoo"]) == ["all", "dense", "bm25", "late"]
    whole = figures["zoo"]["all"]
    assert whole == {
        "hit@1": 1, "hit@3": 1, "ndcg@10": 1, "mrr@10": 1, "auroc": 1,
        "answered": whole["answered"], "wrongly_answered": 0, "answerable": 3, "unanswerable": 1,
    }  # fmt: skip
    assert figures["zoo"]["dense"]["answered"] is None
    assert "all, without history" in ended.stdout
    # Clopper-Pearson bounds of 0 in 3: 0 and 1 - (.05 / 2) ^ (1 / 3).
    error = "not_answered, answerable 0.0% of 3, 95% bounds 0.0% to 70.8%"
    assert error in ended.stdout
    assert "let through, 95% stay    0.0% of 1" in ended.stdout
    assert {path.name for path in tmp_path.glob("*.png")} == {"confidence.png", "risk-coverage.png"}


def test_history_contains_only_the_messages_of_the_user(beir_folder):
    assert read_beir(beir_folder).queries[2].history == ("where can I see a lion",)


def query(text, *history, relevant=("1",)):
    return Query(text, text, history, frozenset(relevant), "")


def test_variations_change_questions_and_history():
    queries = [
        query("Where is it, please?", relevant=("1",)),
        query("Whose lions are these?", relevant=("2",)),
        query("And there?", "Where is it?"),
    ]
    asked = {name: [one.text for one in many] for name, many in variations(queries).items()}
    assert asked["capitals"] == ["WHERE IS IT, PLEASE?", "WHOSE LIONS ARE THESE?"]
    assert asked["bare"] == ["Where is it please", "Whose lions are these"]
    assert asked["with history"] == asked["without history"] == ["And there?"]
    histories = {name: [one.history for one in many] for name, many in variations(queries).items()}
    assert histories["after others"] == [("Whose lions are these?",), ("Where is it, please?",)]
    assert histories["without history"] == [()]


def test_mistyped_words_differ_by_one_letter():
    text = "department information immigration enforcement " * 20
    [mistyped] = variations([query(text, relevant=())])["mistyped"]
    pairs = [
        (before, after)
        for before, after in zip(text.split(), mistyped.text.split(), strict=True)
        if before != after
    ]
    assert 5 < len(pairs) < 40
    for before, after in pairs:
        assert after[0] == before[0]
        assert len(after) - len(before) in (-1, 0, 1)


def test_the_informative_feature_gets_the_weight():
    """There are two entries a question. Only BM25 tells the right one; all else is noise."""
    random = np.random.default_rng(0)
    rankings = []
    for _ in range(200):
        features = random.random((2, len(FEATURES)), dtype=np.float32)
        features[:, FEATURES.index("bm25")] = [1, 0]
        entries = np.array([0, 1], dtype=np.int32)
        rows = np.arange(2)
        rankings.append(Ranking(rows, entries, features[:, 0], features, rows, None, None))
    sample = Sample("noise", tuple(rankings), (frozenset({0}),) * 200)
    weights = fit_order([sample])
    assert weights.sum() == pytest.approx(SUM_OF_WEIGHTS)
    assert weights[FEATURES.index("bm25")] > 0.8 * SUM_OF_WEIGHTS
    assert hits(sample.ordered(weights)) == (1, 1)


def test_the_informative_evidence_gets_the_coefficient():
    """Half of the questions are answerable: those with a high sentence feature."""
    random = np.random.default_rng(0)
    rankings, relevant = [], []
    for number in range(200):
        features = random.random((1, len(FEATURES)), dtype=np.float32)
        features[:, FEATURES.index("sentence")] = number % 2
        one = np.zeros(1, dtype=np.int32)
        not_covered = float(random.random() * 3)
        rankings.append(Ranking(one, one, features[:, 0], features, one, None, not_covered))
        relevant.append(frozenset({0} if number % 2 else ()))
    weights = np.zeros(len(FEATURES))
    sample = Sample("noise", tuple(rankings), tuple(relevant))
    coefficients, intercept = fit_verdict([sample], weights, listed=True)
    found = dict(zip(EVIDENCE, coefficients, strict=True))
    assert min(coefficients) >= 0
    assert found["sentence"] > 2
    assert found["question"] < 0.5
    assert intercept < -1
    # Without lists, the nearest question keeps its small coefficient.
    coefficients, intercept = fit_verdict([sample], weights)
    found = dict(zip(EVIDENCE, coefficients, strict=True))
    assert found["sentence"] > 2
    assert found["question"] == pytest.approx(PLAIN_QUESTION)


def test_the_temperature_lets_most_answerable_questions_reach_the_lower_cut():
    """One in ten answerable questions has a log-odds of -4."""
    values = np.zeros((20, len(EVIDENCE)))
    values[[0, 10], 0] = -4
    truth = np.arange(20) < 10
    ones = np.ones(len(EVIDENCE))
    assert temperature([(values, truth)], ones, 0.0) == pytest.approx(
        np.quantile(values[:10, 0], 0.05) / np.log(WEAK_FROM / (1 - WEAK_FROM))
    )
    assert temperature([(values[1:10], truth[1:10])], ones, 0.0) == 1


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_both_pages_are_measured_giving_the_same_answers(shipped_index_folder, tmp_path):
    out = tmp_path / "figures.json"
    index = {"CHATBOT_INDEX": str(shipped_index_folder)}
    ended = run(
        "measure/benchmark_page.py", "--questions", "1", "--loads", "1", "--json", out, **index
    )
    assert ended.returncode == 0, ended.stderr
    pages = json.loads(out.read_text())["pages"]
    ours, theirs = pages["our page"]["turns"], pages["ChatInterface"]["turns"]
    assert [turn["said"] for turn in ours] == [turn["said"] for turn in theirs]
    assert ours[0]["said"].startswith("This document")
    assert [(turn["requests"], turn["focused"]) for turn in ours] == [(1, True)]
    # A starved browser paints both in the same frame.
    assert all(0 < turn["own_ms"] <= turn["answer_ms"] for turn in ours + theirs)
    assert "both gave the same answer                 1 of 1" in ended.stdout


def test_the_page_is_not_measured_without_chromium(tmp_path):
    ended = run("measure/benchmark_page.py", PATH=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "apt-get install chromium" in ended.stderr


def test_a_share_of_the_lists_is_chosen_evenly():
    assert thinned("abcdefghij", 0.3) == ("a", "d", "h")
    assert thinned("abc", 0.1) == ()
    whole, tenth, none = read_golden(), read_golden(share=0.1), read_golden(share=0)
    lengths = [
        [len(entry.alternative_questions) for entry in one.document.entries]
        for one in (whole, tenth, none)
    ]
    assert all(round(all_ / 10) == some for all_, some in zip(*lengths[:2], strict=True))
    assert set(lengths[2]) == {0}
    assert len(tenth.document.not_covered) == round(len(whole.document.not_covered) / 10)
    assert whole.queries == tenth.queries == none.queries
