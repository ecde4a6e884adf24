"""Made-up corpora of `scripts/measure/large.py`, and their figures."""

import numpy as np
import pytest

from chatbot.index.index import Index
from scripts.measure.large import table
from scripts.measure.large_steps import recall_at_ten, sizes, write
from scripts.measure.made_up import PER_ENTRY, TOKENS, MadeUp, made_up_document, read_real


@pytest.fixture(scope="module")
def made_up(shipped_index):
    return MadeUp(read_real([shipped_index]))


def test_a_made_up_document_is_consistent_and_reproducible(made_up):
    document = made_up_document(made_up.real, 3, 10)
    assert document == made_up_document(made_up.real, 3, 10)
    assert [len(entry.passages) for entry in document.entries] == [PER_ENTRY, PER_ENTRY, 2]
    for entry in document.entries:
        assert entry.heading.of(document.text) == entry.question
        for passage in entry.passages:
            assert document.text[passage.start : passage.end] == passage.text
            assert passage.question == entry.question


def test_made_up_embeddings_are_near_the_passages_that_they_are_made_from(made_up, shipped_index):
    embeddings = made_up.encode_passages([f"§7 why? §{row} because" for row in range(40)])
    cosines = embeddings.vectors @ shipped_index.passages.vectors[np.arange(len(shipped_index))].T
    assert np.mean(cosines.argmax(axis=1) == np.arange(40)) > 0.8
    assert np.diff(embeddings.offsets).max() == TOKENS
    own = slice(*embeddings.offsets[5:7])
    of_passage = slice(*shipped_index.passages.token_offsets[5:7])
    assert set(embeddings.token_ids[own]) <= set(shipped_index.passages.token_ids[of_passage])


def test_the_nearest_passages_of_a_small_index_are_all_candidates(made_up, encoder, tmp_path):
    documents = [made_up_document(made_up.real, number, 200) for number in range(2)]
    figures = write(tmp_path, documents, None, made_up, "model")
    assert figures["split_s"].keys() >= {"embeddings", "sentence vectors", "BM25"}
    assert sum(figures["split_s"].values()) == pytest.approx(figures["s"])
    index = Index.open(tmp_path)
    assert len(index) == 400
    assert recall_at_ten(index, encoder, ["Can ICE see my licence?", "who decides"]) == 1
    on_disk = sum(path.stat().st_size for path in tmp_path.glob("built-*/*")) / 1e6
    assert sum(sizes(index).values()) == pytest.approx(on_disk, rel=0.01)


def test_the_table_has_a_line_for_each_corpus():
    asked = {
        "passages": 1000, "open_s": 1, "page_s": 0.5, "median_ms": 10, "p95_ms": 20,
        "median_cpu_ms": 9, "ratio": 2, "recall_at_10": 0.98, "memory_mb": {"all": 300},
        "disk_mb": {"BM25": 1, "tokens": 2},
    }  # fmt: skip
    split = {"embeddings": 1, "sentence vectors": 2, "BM25": 3}
    built = {"s": 20, "split_s": split}
    head, _, *lines = table(
        [{"ask": asked}, {"ask": asked, "build": built, "add": {"s": 7}}]
    ).split("\n")
    assert head.count("|") == lines[0].count("|") == lines[1].count("|")
    assert lines[1] == (
        "| 1000 | 20.0 | 1.0 | 2.0 | 3.0 | 3 | 300 | 1.00 | 0.50 | 10.0 | 20.0 | 9.0 | 2.00 "
        "| 0.980 | 7.0 |"
    )
