from dataclasses import replace

import numpy as np
import pytest

from chatbot.retrieval.calibration import EVIDENCE
from chatbot.retrieval.confidence import (
    ANSWERED_FROM,
    WEAK_FROM,
    Strength,
    Verdict,
    combined,
    confidence,
    evidence,
    strength,
    verdict,
)
from chatbot.retrieval.ranking import WEIGHTS, rank
from letters import LetterEncoder, indexed_letters


def ask(index, question):
    return rank(index, question, LetterEncoder().encode_questions([question]))


def test_evidence_equals_values_worked_out_by_hand(tmp_path):
    index = indexed_letters(tmp_path, "not_covered: ['Mike zulu?']")
    ranking = ask(index, "november")
    found = dict(zip(EVIDENCE, evidence(ranking), strict=True))
    assert ranking.rows.tolist() == [1, 0]
    assert found["score"] == pytest.approx(ranking.features[0] @ WEIGHTS)
    assert found["sentence"] == pytest.approx(1)
    # No question has the word, listed ones included. That is no evidence for an answer.
    assert found["question"] == 0
    assert found["covered"] == 0
    # "Mike zulu?" is listed. The passage has one of its words, the entries' questions have none.
    found = dict(zip(EVIDENCE, evidence(ask(index, "mike zulu")), strict=True))
    known = np.log(3 / 1.5) / (np.log(3 / 1.5) + np.log(3 / 0.5))
    assert found["covered"] == pytest.approx(known - 1)


def test_a_question_on_the_not_covered_list_lowers_the_probability(tmp_path):
    plain = ask(indexed_letters(tmp_path), "mike zulu")
    listed = ask(indexed_letters(tmp_path, "not_covered: ['Mike zulu?']"), "mike zulu")
    assert listed.scores.tolist() == plain.scores.tolist()
    assert confidence(listed) < confidence(plain)


def test_being_far_from_the_not_covered_list_does_not_raise_confidence(tmp_path):
    plain = ask(indexed_letters(tmp_path), "november")
    listed = ask(indexed_letters(tmp_path, "not_covered: ['Xray yankee?']"), "november")
    assert confidence(listed) == confidence(plain)


def test_two_probabilities_combine_to_the_mean_of_their_log_odds():
    assert combined(0.5, 0.5) == pytest.approx(0.5)
    assert combined(0.2, 0.8) == pytest.approx(0.5)
    assert combined(0.1, 0.5) == pytest.approx(0.25)
    assert 0 <= combined(0.0, 0.5) < 0.01
    assert np.isfinite(combined(1.0, 0.0))


def test_verdicts_follow_from_the_confidence_thresholds():
    assert verdict(ANSWERED_FROM) is Verdict.ANSWERED
    assert verdict(ANSWERED_FROM - 0.01) is Verdict.WEAK
    assert verdict(WEAK_FROM) is Verdict.WEAK
    assert verdict(WEAK_FROM - 0.01) is Verdict.NOT_ANSWERED


def test_strength_needs_a_good_passage_and_a_high_probability():
    assert strength(1.0, 1.0, ANSWERED_FROM) is Strength.STRONG
    assert strength(0.8, 1.0, ANSWERED_FROM) is Strength.FAIR
    assert strength(1.0, 1.0, WEAK_FROM) is Strength.FAIR
    assert strength(0.5, 1.0, ANSWERED_FROM) is Strength.WEAK
    assert strength(1.0, 1.0, WEAK_FROM - 0.01) is Strength.WEAK


def test_lists_for_some_entries_blend_the_log_odds(tmp_path):
    ranking = ask(indexed_letters(tmp_path), "november")
    none, half, whole = (
        float(np.log(odds / (1 - odds)))
        for odds in (confidence(replace(ranking, listed=share)) for share in (0, 0.5, 1))
    )
    assert ranking.listed == 0
    assert none != pytest.approx(whole, abs=0.01)
    assert half == pytest.approx((none + whole) / 2, abs=0.01)
