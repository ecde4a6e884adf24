"""Ranking worked out by hand. A word is a token; its first letter is the axis of its vector."""

import numpy as np
import pytest

from chatbot.index.index import MANY, NO_ENTRY
from chatbot.retrieval.features import FEATURES
from chatbot.retrieval.ranking import (
    QUESTION_WEIGHT,
    WEIGHTS,
    feature_weights,
    find_candidates,
    rank,
)
from letters import LetterEncoder, indexed_letters

LISTS = """\
asked_as: {2: ["Zulu alpha?", "Yankee?", "😀?"]}
not_covered: ["X-ray kilo?", "?", "Victor?"]
"""


@pytest.fixture
def index(tmp_path):
    return indexed_letters(tmp_path)


@pytest.fixture
def index_with_lists(tmp_path):
    return indexed_letters(tmp_path, LISTS)


def ask(index, question, also=None):
    return rank(index, question, LetterEncoder().encode_questions([question]), also)


def test_scores_are_the_weighted_features_best_first(index):
    ranking = ask(index, "mike delta november")
    assert ranking.rows.tolist() == [1, 0]
    assert ranking.scores.tolist() == pytest.approx((ranking.features @ WEIGHTS).tolist())


def test_the_weight_of_alternatives_grows_with_their_number(index, index_with_lists):
    assert feature_weights(index).tolist() == WEIGHTS.tolist()
    weights = feature_weights(index_with_lists)
    at = FEATURES.index("question")
    listed = np.minimum((index_with_lists.questions_per_entry - 1) / MANY, 1).mean()
    assert 0 < listed < 1
    assert weights[at] == pytest.approx(WEIGHTS[at] + listed * (QUESTION_WEIGHT - WEIGHTS[at]))
    assert np.delete(weights, at).tolist() == np.delete(WEIGHTS, at).tolist()


def test_a_blend_orders_by_both_rankings_and_keeps_its_own_matches(index):
    of_first, of_second = ask(index, "gamma"), ask(index, "mike november")
    assert of_first.rows.tolist() == [0, 1]
    assert of_second.rows.tolist() == [1, 0]
    half = of_first.blended(of_second, 1.0)
    expected = (of_first.scores + of_second.scores[[1, 0]]) / 2
    assert dict(zip(half.rows.tolist(), half.scores.tolist(), strict=True)) == pytest.approx(
        {0: expected[0], 1: expected[1]}
    )
    assert of_first.blended(of_second, 0.1).rows.tolist() == [0, 1]
    mostly = of_first.blended(of_second, 20.0)
    assert mostly.rows.tolist() == [1, 0]
    # The sentences are still compared with "gamma", which is only in passage 0.
    assert mostly.sentence_scores(0).tolist() == [0]
    assert mostly.sentence_scores(1).tolist() == pytest.approx([1, 0])


@pytest.fixture
def one_of_each(monkeypatch):
    """Make every corpus a large one, with one candidate of each kind."""
    monkeypatch.setattr("chatbot.retrieval.ranking.SMALL_CORPUS", 0)
    monkeypatch.setattr("chatbot.retrieval.ranking.CANDIDATES", 1)
    monkeypatch.setattr("chatbot.retrieval.ranking.NEAREST_QUESTIONS", 1)


def test_rows_can_be_added_to_the_candidates(index, one_of_each):
    assert ask(index, "gamma").rows.tolist() == [0]
    assert ask(index, "gamma", also=np.array([1])).rows.tolist() == [0, 1]


def test_candidates_of_a_large_index_are_the_best_by_vector_and_by_bm25(index, one_of_each):
    vector = LetterEncoder().encode_questions(["gamma"]).vectors
    assert find_candidates(index, "mike", vector).passages.tolist() == [0, 1]
    assert find_candidates(index, "zulu", vector).passages.tolist() == [0]


@pytest.mark.parametrize(("small", "rows"), [(2, [0, 1]), (1, [0])])
def test_every_passage_of_a_small_corpus_is_a_candidate(
    index, one_of_each, monkeypatch, small, rows
):
    monkeypatch.setattr("chatbot.retrieval.ranking.SMALL_CORPUS", small)
    assert ask(index, "gamma").rows.tolist() == rows


def test_compared_questions_are_the_nearest_and_each_entrys_own(
    index_with_lists, one_of_each, monkeypatch
):
    monkeypatch.setattr("chatbot.retrieval.ranking.COMPARED_NOT_COVERED", 1)
    vector = LetterEncoder().encode_questions(["victor gamma yankee"]).vectors
    found = find_candidates(index_with_lists, "zulu", vector)
    # Rows: "Alpha beta?", then "Kilo lima?" with "Zulu alpha?", "Yankee?" and "😀?".
    assert found.questions.tolist() == [0, 1, 3]
    assert found.not_covered.tolist() == [7]  # "Victor?"
    assert found.bm25.tolist() == [0, 0]


def test_the_nearest_questions_of_each_entry_are_compared_too(
    index_with_lists, one_of_each, monkeypatch
):
    monkeypatch.setattr("chatbot.retrieval.ranking.NEAREST_QUESTIONS", 1000)
    monkeypatch.setattr("chatbot.retrieval.ranking.COMPARED_QUESTIONS", 1)
    vector = LetterEncoder().encode_questions(["kilo yankee zulu alpha"]).vectors

    def compared():
        found = find_candidates(index_with_lists, "mike", vector, np.arange(2))
        return found.questions.tolist()

    # Each entry's own question, and the three of the second entry that have a word of the query.
    assert compared() == [0, 1, 2, 3]
    monkeypatch.setattr("chatbot.retrieval.ranking.NEAREST", 4)
    assert compared() == [0, 1, 2, 3, 4]


def test_candidates_of_a_large_index_include_the_entry_of_the_nearest_question(
    index_with_lists, one_of_each
):
    def rows(question):
        vector = LetterEncoder().encode_questions([question]).vectors
        return find_candidates(index_with_lists, "zulu", vector).passages.tolist()

    assert rows("gamma") == [0]
    # "Yankee?" belongs to the second entry, "Victor?" to none.
    assert rows("gamma yankee") == [0, 1]
    assert rows("gamma victor") == [0]


@pytest.mark.parametrize(
    "question", ["Is what the DMV sends to ICE encrypted?", "Do they tell me when it happens?"]
)
def test_candidates_are_exactly_the_best_of_each_kind(
    shipped_index, encoder, monkeypatch, question
):
    best, nearest, whole = 6, 5, 2
    monkeypatch.setattr("chatbot.retrieval.ranking.SMALL_CORPUS", 0)
    monkeypatch.setattr("chatbot.retrieval.ranking.CANDIDATES", best)
    monkeypatch.setattr("chatbot.retrieval.ranking.NEAREST_ENTRIES", nearest)
    monkeypatch.setattr("chatbot.retrieval.ranking.WHOLE_ENTRIES", whole)
    vectors = encoder.encode_questions([question]).vectors
    dense = shipped_index.passages.vectors[np.arange(len(shipped_index))] @ vectors[0]
    shares = shipped_index.bm25.shares(shipped_index.terms.split(question))
    answered = shipped_index.entry_of_question[shipped_index.entry_of_question != NO_ENTRY]
    asked = shipped_index.questions.vectors[np.arange(len(answered))] @ vectors[0]
    # Of the alternative questions of an entry only the nearest one counts.
    of_entry = [asked[answered == entry].max() for entry in range(20)]
    entries = np.argsort(of_entry)[::-1][:nearest].tolist()
    of_passage = shipped_index.entry_of_passage
    openings = [int(np.flatnonzero(of_passage == entry)[0]) for entry in entries]
    expected = {
        *np.argsort(dense)[-best:].tolist(),
        *np.argsort(shares)[-best:].tolist(),
        *openings,
        *np.flatnonzero(np.isin(of_passage, entries[:whole])).tolist(),
    }
    assert sorted(shares)[-best] > sorted(shares)[-best - 1]  # there is no tie at the cut
    found = find_candidates(shipped_index, question, vectors).passages
    assert found.tolist() == sorted(expected)
    assert len(expected) < len(shipped_index) / 2


def test_a_passage_is_nearest_to_its_own_text(shipped_index, encoder):
    for row in (0, 30, 85):
        passage = shipped_index.passage(row)
        ranking = rank(shipped_index, passage.text, encoder.encode_questions([passage.text]))
        assert ranking.rows[0] == row
        assert ranking.features[:, FEATURES.index("bm25")].argmax() == 0


def test_unknown_words_are_ranked_without_error(shipped_index, encoder):
    ranking = rank(shipped_index, "ꙮꙮꙮ", encoder.encode_questions(["ꙮꙮꙮ"]))
    assert len(ranking.rows) == len(shipped_index)
    assert np.isfinite(ranking.scores).all()


def test_each_entry_is_shown_by_its_best_passage_or_a_nearly_equal_opening(shipped_index, encoder):
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
