"""Ranking, with vectors that can be worked out by hand: a word is a token, its letter its axis."""

import numpy as np
import pytest
from letters import LetterEncoder

from chatbot.build import build_index
from chatbot.index import Index
from chatbot.ranking import (
    SIGNALS,
    bm25_scores,
    candidates,
    late_interaction,
    rank,
    token_weights,
)

FAQ = """\
1. Alpha beta?
Gamma delta runs. Epsilon fights.
2. Kilo lima?
Mike november owns.
"""


@pytest.fixture
def index(tmp_path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "faq.txt").write_text(FAQ)
    build_index(tmp_path / "corpus", tmp_path / "index", LetterEncoder, "letters")
    return Index.open(tmp_path / "index")


def ask(index, question):
    return rank(index, question, LetterEncoder().encode_questions([question]))


def test_signals_of_a_question_worked_out_by_hand(index):
    # Of "gamma zulu": g is in passage 0 (its first sentence), z nowhere.
    known, nowhere = np.log(3 / 1.5), np.log(3 / 0.5)
    ranking = ask(index, "gamma zulu")
    share = known / (known + nowhere)
    signals = dict(zip(SIGNALS, ranking.signals[0], strict=True))
    assert ranking.rows.tolist() == [0, 1]
    assert signals["late"] == pytest.approx(share)
    assert signals["sentence"] == pytest.approx(share)
    assert signals["alone"] == pytest.approx(share)
    # Passage 0 has seven words of different letters, the question two, one of them shared.
    assert signals["dense"] == pytest.approx(1 / np.sqrt(7 * 2))
    assert ranking.signals[1].tolist() == [0, 0, 0, 0, 0]


def test_a_sentence_counts_with_its_context_and_without(index):
    ranking = ask(index, "alpha epsilon")
    signals = dict(zip(SIGNALS, ranking.signals[0], strict=True))
    assert signals["late"] == pytest.approx(1)
    assert signals["sentence"] == pytest.approx(1)
    assert signals["alone"] == pytest.approx(0.5)
    # The first sentence has neither word, the second has one of two equally rare ones.
    matches = late_interaction(
        index, np.array([0]), LetterEncoder().encode_questions(["alpha epsilon"])
    )
    assert matches.sentences.tolist() == pytest.approx([0, 0.5])
    assert matches.in_context.tolist() == pytest.approx([0.5, 1])


def test_bm25_share_is_one_for_all_terms_and_less_with_an_unknown_one(index):
    assert bm25_scores(index, "november mike").tolist() == pytest.approx([0, 1])
    assert 0 < bm25_scores(index, "november zulu")[1] < 1
    assert bm25_scores(index, "zulu").tolist() == [0, 0]
    assert bm25_scores(index, "").tolist() == [0, 0]


def test_rare_and_unknown_word_pieces_weigh_most(index):
    weights = token_weights(index, np.array([ord("g") - 97, ord("z") - 97, 400], dtype=np.int32))
    assert weights.tolist() == pytest.approx([np.log(2), np.log(6), np.log(6)])


def test_candidates_of_a_large_index_are_the_best_of_both(index, monkeypatch):
    monkeypatch.setattr("chatbot.ranking.CANDIDATES", 1)
    vector = LetterEncoder().encode_questions(["gamma"]).vectors
    assert candidates(index, vector, np.array([0, 0.5], dtype=np.float32)).tolist() == [0, 1]
    assert candidates(index, vector, np.zeros(2, dtype=np.float32)).tolist() == [0]


def test_a_passage_is_its_own_nearest(shipped_index, encoder):
    for row in (0, 30, 85):
        passage = shipped_index.passage(row)
        ranking = rank(shipped_index, passage.text, encoder.encode_questions([passage.text]))
        assert ranking.rows[0] == row
        assert ranking.signals[:, SIGNALS.index("bm25")].argmax() == 0


def test_words_that_the_model_does_not_know_are_ranked_without_error(shipped_index, encoder):
    ranking = rank(shipped_index, "ꙮꙮꙮ", encoder.encode_questions(["ꙮꙮꙮ"]))
    assert len(ranking.rows) == len(shipped_index)
    assert np.isfinite(ranking.scores).all()


def test_each_entry_is_shown_by_one_passage_the_first_of_those_equally_good(shipped_index, encoder):
    question = "How are they open and accountable about the sharing?"
    ranking = rank(shipped_index, question, encoder.encode_questions([question]))
    positions = ranking.best_of_entries(20)
    entries = ranking.entries[positions]
    assert sorted(entries.tolist()) == list(range(20))
    for position in positions:
        same = ranking.entries == ranking.entries[position]
        best = ranking.scores[same].max()
        earlier = same & (ranking.rows < ranking.rows[position])
        assert ranking.scores[position] >= best - 0.02
        assert (ranking.scores[earlier] < best - 0.02).all()
