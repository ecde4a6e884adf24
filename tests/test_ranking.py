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


LISTS = """\
asked_as: {2: ["Zulu alpha?", "Yankee?", "😀?"]}
not_covered: ["X-ray kilo?", "?", "Victor?"]
"""


def indexed(folder, lists=""):
    (folder / "corpus").mkdir()
    (folder / "corpus" / "faq.txt").write_text(FAQ)
    (folder / "corpus" / "faq.yaml").write_text(lists)
    build_index(folder / "corpus", folder / "index", LetterEncoder, "letters")
    return Index.open(folder / "index")


@pytest.fixture
def index(tmp_path):
    return indexed(tmp_path)


@pytest.fixture
def index_with_lists(tmp_path):
    return indexed(tmp_path, LISTS)


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
    # Neither word is in a question.
    assert signals["question"] == 0
    # Passage 0 has seven words of different letters, the question two, one of them shared.
    assert signals["dense"] == pytest.approx(1 / np.sqrt(7 * 2))
    assert signals["bm25"] == pytest.approx(bm25_scores(index, "gamma zulu")[0])
    assert ranking.signals[1].tolist() == [0] * len(SIGNALS)
    assert ranking.not_covered is None


def test_a_sentence_counts_with_its_context_and_without(index):
    ranking = ask(index, "alpha epsilon")
    signals = dict(zip(SIGNALS, ranking.signals[0], strict=True))
    assert signals["late"] == pytest.approx(1)
    assert signals["sentence"] == pytest.approx(1)
    assert signals["alone"] == pytest.approx(0.5)
    # "Alpha beta?" has one of the two words.
    assert signals["question"] == pytest.approx(0.5)
    # The first sentence has neither word, the second has one of two equally rare ones.
    matches = late_interaction(
        index, np.array([0]), LetterEncoder().encode_questions(["alpha epsilon"])
    )
    assert matches.sentences.tolist() == pytest.approx([0, 0.5])
    assert matches.in_context.tolist() == pytest.approx([0.5, 1])


def test_the_question_signal_is_that_of_the_nearest_way_to_ask(index_with_lists):
    # a is in one passage of two, z, y and v in none.
    known, nowhere = np.log(3 / 1.5), np.log(3 / 0.5)
    ranking = ask(index_with_lists, "alpha zulu")
    by_row = dict(
        zip(ranking.rows.tolist(), ranking.signals[:, SIGNALS.index("question")], strict=True)
    )
    # "Alpha beta?" has one of the two words, "Zulu alpha?" both.
    assert by_row == pytest.approx({0: known / (known + nowhere), 1: 1})
    # "X-ray kilo?" has neither.
    assert ranking.not_covered == 0
    ranking = ask(index_with_lists, "yankee zulu")
    by_row = dict(
        zip(ranking.rows.tolist(), ranking.signals[:, SIGNALS.index("question")], strict=True)
    )
    # The two words stand in different questions: each question has one of them.
    assert by_row == pytest.approx({0: 0, 1: 0.5})


def test_the_nearest_question_that_is_not_covered(index_with_lists):
    known, nowhere = np.log(3 / 1.5), np.log(3 / 0.5)
    assert ask(index_with_lists, "kilo").not_covered == pytest.approx(1)
    share = nowhere / (known + nowhere)
    assert ask(index_with_lists, "kilo victor").not_covered == pytest.approx(share)
    # Neither list is shown, so neither is searched for passages.
    assert ask(index_with_lists, "victor").signals[:, :3].tolist() == [[0, 0, 0]] * 2


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
    monkeypatch.setattr("chatbot.ranking.NEAREST_QUESTIONS", 1)
    vector = LetterEncoder().encode_questions(["gamma"]).vectors
    assert candidates(index, vector, np.array([0, 0.5], dtype=np.float32)).tolist() == [0, 1]
    assert candidates(index, vector, np.zeros(2, dtype=np.float32)).tolist() == [0]


def test_candidates_of_a_large_index_hold_the_entry_of_the_nearest_question(
    index_with_lists, monkeypatch
):
    monkeypatch.setattr("chatbot.ranking.CANDIDATES", 1)
    monkeypatch.setattr("chatbot.ranking.NEAREST_QUESTIONS", 1)

    def rows(question):
        vector = LetterEncoder().encode_questions([question]).vectors
        return candidates(index_with_lists, vector, np.zeros(2, dtype=np.float32)).tolist()

    assert rows("gamma") == [0]
    # "Yankee?" asks for the second entry; "Victor?" for none.
    assert rows("gamma yankee") == [0, 1]
    assert rows("gamma victor") == [0]


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


def test_each_entry_is_shown_by_its_best_passage_or_by_an_opening_as_good(shipped_index, encoder):
    question = "How are they open and accountable about the sharing?"
    ranking = rank(shipped_index, question, encoder.encode_questions([question]))
    positions = ranking.best_of_entries(20)
    assert sorted(ranking.entries[positions].tolist()) == list(range(20))
    openings = 0
    for position in positions:
        same = ranking.entries == ranking.entries[position]
        best = ranking.scores[same].max()
        opening = ranking.rows[position] == ranking.rows[same].min()
        assert ranking.scores[position] == best or opening
        assert ranking.scores[position] >= best - 0.02
        openings += bool(ranking.scores[position] < best)
    assert openings > 0
