"""scripts/peers.py, without the peers: what is joined, how it is scored, and our own line."""

import json
import sys

import numpy as np
import pytest
from test_scripts import run

from chatbot.settings import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
sys.path.insert(1, str(ROOT / "scripts" / "peers"))

from beir import read_beir
from passages import KeptVectors, join
from process import PeerError, Process
from report import Report, entries_of, score, table

PLACES = ("attic", "bakery", "cellar", "dairy", "garden", "harbour", "island", "kitchen", "library",
          "market")  # fmt: skip
THINGS = ("anchor", "basket", "candle", "drum", "engine", "feather", "guitar", "hammer", "ink",
          "jacket", "kettle", "lantern")  # fmt: skip


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """Two sets of 120 passages each; ten questions each, the third of which is a follow-up."""
    root = tmp_path_factory.mktemp("sets")
    for name, verb in (("lost", "lost"), ("sold", "sold")):
        folder = root / name
        (folder / "qrels").mkdir(parents=True)
        pairs = [(place, thing) for place in PLACES for thing in THINGS]
        corpus = [
            {"_id": str(row), "title": f"{thing} in the {place}", "text": f"It was {verb} there."}
            for row, (place, thing) in enumerate(pairs)
        ]
        rows = range(0, 120, 12)
        queries = [
            {"_id": str(row), "text": f"Where is the {pairs[row][1]} of the {pairs[row][0]}?"}
            for row in rows
        ]
        queries[2]["metadata"] = {"turn": 2, "history": [{"role": "user", "text": "And?"}]}
        qrels = "".join(f"\n{row}\t{row}\t1" for row in rows)
        for file, records in (("corpus", corpus), ("queries", queries)):
            (folder / f"{file}.jsonl").write_text("\n".join(map(json.dumps, records)))
        (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore{qrels}")
    return [root / "lost", root / "sold"]


def test_one_corpus_of_the_wanted_size_holds_every_answer(sets):
    corpus = join([read_beir(folder) for folder in sets], 200, 5)
    assert len(corpus.texts) == len(corpus.passage_entries) == 200
    assert [len(document.entries) for document in corpus.documents] == [120, 80]
    asked = corpus.questions["sold"]
    assert [query.id for query in asked] == ["0", "36", "60", "84", "108"]  # no follow-up
    for query in asked:
        assert query.relevant == {f"sold/{query.id}"}
        assert query.relevant <= set(corpus.entries)
    row = corpus.passage_entries.index("sold/108")
    assert corpus.texts[row] == "anchor in the market It was sold there."


def test_a_question_whose_answers_do_not_fit_is_not_asked(sets):
    corpus = join([read_beir(folder) for folder in sets], 8, 5)
    assert {name: len(queries) for name, queries in corpus.questions.items()} == {
        "lost": 2,
        "sold": 2,
    }
    assert len(corpus.texts) == 8


def test_an_entry_counts_once_and_by_its_best_passage(sets):
    corpus = join([read_beir(folder) for folder in sets], 8, 1)
    repeated = [3, 0, 3, 1]
    assert entries_of(repeated, corpus) == [corpus.passage_entries[row] for row in (3, 0, 1)]


def test_what_is_found_is_scored_by_rank_on_each_set(sets):
    corpus = join([read_beir(folder) for folder in sets], 8, 1)
    report = Report(
        "one", ms=[1.0, 3.0], cpu_ms=[1.0, 2.0], found=[["lost/0"], ["lost/0", "sold/0"]]
    )
    report.memory = {"resident": 5.0, "own": 4.0, "peak": 6.0}
    score(report, corpus)
    assert report.quality["lost"] == {"hit@1": 1, "hit@3": 1, "ndcg@10": 1}
    assert report.quality["sold"]["hit@1"] == 0
    assert report.quality["sold"]["hit@3"] == 1
    assert report.quality["sold"]["ndcg@10"] == pytest.approx(0.631, abs=1e-3)
    failed = Report("another", error="ImportError: no")
    rows = table([report, failed], corpus, 10).splitlines()
    assert rows[2].startswith(
        "| one | 1.000 / 1.000 / 1.000 | 0.000 / 1.000 / 0.631 | 2.0 | 3.0 | 1.5 |"
    )
    assert rows[3] == "| another | not measured: ImportError: no |"


def test_no_passage_is_encoded_twice_whatever_the_order(tmp_path, letter_encoder):
    texts = ["alpha beta", "gamma", "delta delta", "gamma"]
    kept = KeptVectors(letter_encoder, tmp_path / "kept", "letters")
    first = kept.encode_passages(texts)
    assert letter_encoder.encoded == texts[:3]
    again = KeptVectors(letter_encoder, tmp_path / "kept", "letters")
    second = again.encode_passages(["omega", *reversed(texts)])
    assert letter_encoder.encoded == [*texts[:3], "omega"]
    for position, part in enumerate(reversed(second.split()[1:])):
        of_first = first.split()[position]
        np.testing.assert_array_equal(part.vectors, of_first.vectors)
        np.testing.assert_array_equal(part.token_vectors, of_first.token_vectors)
        assert part.token_ids.tolist() == of_first.token_ids.tolist()
        assert part.token_starts.tolist() == of_first.token_starts.tolist()
    np.testing.assert_array_equal(again.vectors(texts), first.vectors)
    assert letter_encoder.encoded == [*texts[:3], "omega"]
    # Another model's are others.
    KeptVectors(letter_encoder, tmp_path / "kept", "another").encode_passages(["gamma"])
    assert letter_encoder.encoded[-1] == "gamma"


def test_a_peer_that_is_not_installed_says_so(tmp_path):
    with pytest.raises(PeerError, match=r"^ModuleNotFoundError: No module named 'peer_nothing'$"):
        Process("nothing", sys.executable, {"PEERS_MODEL": "."}, tmp_path / "log")


def test_our_own_line_is_measured_without_any_peer(sets, tmp_path, shipped_index_folder):
    out = tmp_path / "figures.json"
    ended = run(
        "peers.py", "--systems", "ours", "--passages", "200", "--sample", "10",
        "--sets", *sets, "--work", tmp_path / "work", "--json", out,
        CHATBOT_INDEX=str(shipped_index_folder),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(out.read_text())
    assert figures["passages"] == 200
    assert figures["questions"] == {"lost": 9, "sold": 9}
    [ours] = figures["systems"]
    assert ours["name"] == "this product"
    assert ours["error"] == ""
    assert len(ours["ms"]) == len(ours["cpu_ms"]) == len(ours["found"]) == 18
    assert ours["quality"]["lost"]["hit@3"] == 1
    assert ours["memory"]["resident"] > 100
    assert "| this product | " in ended.stdout
    assert not (tmp_path / "work" / "venv").exists()
    assert not (tmp_path / "work" / "onnx").exists()
