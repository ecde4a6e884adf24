import numpy as np
import pytest

from chatbot.answer import Strength, Verdict
from chatbot.verdict import ANSWERED, WEAK, strength, verdict, weighted_quantile


def test_quantile_counts_weight_not_values():
    values = np.array([0.9, 0.1, 0.5], dtype=np.float32)
    weights = np.array([2, 1, 1], dtype=np.float32)
    assert weighted_quantile(values, weights, 0.2) == pytest.approx(0.1)
    assert weighted_quantile(values, weights, 0.3) == pytest.approx(0.5)
    assert weighted_quantile(values, weights, 0.6) == pytest.approx(0.9)
    assert weighted_quantile(np.empty(0, np.float32), np.empty(0, np.float32), 0.5) == 0


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
