import numpy as np
import pytest

from chatbot.retrieval.confidence import (
    ANSWERED,
    EVIDENCE,
    WEAK,
    Strength,
    Verdict,
    both_beliefs,
    confidence,
    evidence,
    strength,
    verdict,
)
from chatbot.retrieval.ranking import WEIGHTS, rank
from letters import LetterEncoder, indexed_letters


def ask(index, question):
    return rank(index, question, LetterEncoder().encode_questions([question]))


def test_evidence_worked_out_by_hand(tmp_path):
    index = indexed_letters(tmp_path, "not_covered: ['Mike zulu?']")
    ranking = ask(index, "november")
    found = dict(zip(EVIDENCE, evidence(ranking), strict=True))
    assert ranking.rows.tolist() == [1, 0]
    assert found["score"] == pytest.approx(ranking.features[0] @ WEIGHTS)
    assert found["sentence"] == pytest.approx(1)
    # No question has the word, and none that is not covered; the latter says nothing for an answer.
    assert found["question"] == 0
    assert found["covered"] == 0
    # "Mike zulu?" is on the list. The passage has but one of its words, an entry's question none.
    found = dict(zip(EVIDENCE, evidence(ask(index, "mike zulu")), strict=True))
    known = np.log(3 / 1.5) / (np.log(3 / 1.5) + np.log(3 / 0.5))
    assert found["covered"] == pytest.approx(known - 1)


def test_what_is_known_not_to_be_covered_lowers_the_belief(tmp_path):
    plain = ask(indexed_letters(tmp_path), "mike zulu")
    listed = ask(indexed_letters(tmp_path, "not_covered: ['Mike zulu?']"), "mike zulu")
    assert listed.scores.tolist() == plain.scores.tolist()
    assert confidence(listed) < confidence(plain)


def test_a_question_far_from_what_is_not_covered_is_believed_no_more(tmp_path):
    plain = ask(indexed_letters(tmp_path), "november")
    listed = ask(indexed_letters(tmp_path, "not_covered: ['Xray yankee?']"), "november")
    assert confidence(listed) == confidence(plain)


def test_two_beliefs_meet_at_the_mean_of_their_log_odds():
    assert both_beliefs(0.5, 0.5) == pytest.approx(0.5)
    assert both_beliefs(0.2, 0.8) == pytest.approx(0.5)
    assert both_beliefs(0.1, 0.5) == pytest.approx(0.25)
    assert 0 < both_beliefs(0.0, 0.5) < 0.01
    assert np.isfinite(both_beliefs(1.0, 0.0))


def test_verdicts_are_cut_on_confidence():
    assert verdict(ANSWERED) is Verdict.ANSWERED
    assert verdict(ANSWERED - 0.01) is Verdict.WEAK
    assert verdict(WEAK) is Verdict.WEAK
    assert verdict(WEAK - 0.01) is Verdict.NOT_ANSWERED


def test_strength_needs_a_good_passage_and_belief():
    assert strength(1.0, 1.0, ANSWERED) is Strength.STRONG
    assert strength(0.8, 1.0, ANSWERED) is Strength.FAIR
    assert strength(1.0, 1.0, WEAK) is Strength.FAIR
    assert strength(0.5, 1.0, ANSWERED) is Strength.WEAK
    assert strength(1.0, 1.0, WEAK - 0.01) is Strength.WEAK
