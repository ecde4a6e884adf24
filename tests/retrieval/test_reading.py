import numpy as np
import pytest

from chatbot.retrieval.calibration import EVIDENCE, Calibration
from chatbot.retrieval.confidence import confidence, evidence
from chatbot.retrieval.ranking import rank
from chatbot.retrieval.reading import Reader
from letters import LetterEncoder, indexed_letters


class WrittenCrossEncoder:
    """A cross-encoder with a known score for each passage.

    Attributes:
        asked: (question, passages) of each call.
    """

    def __init__(self, known):
        self.known, self.asked = known, []

    def scores(self, question, passages):
        self.asked.append((question, list(passages)))
        return np.array([self.known[passage] for passage in passages], dtype=np.float32)


ORDER_WEIGHT = 0.05
CALIBRATION = Calibration(np.array([0, 1, 1, 0, 0.5]), -1.0, ORDER_WEIGHT)
FIRST = "Alpha beta? Gamma delta runs. Epsilon fights."
SECOND = "Kilo lima? Mike november owns."


@pytest.fixture
def index(tmp_path):
    return indexed_letters(tmp_path)


@pytest.fixture
def ranking(index):
    return rank(index, "mike", LetterEncoder().encode_questions(["mike"]))


def reader(first, second, calibration=CALIBRATION):
    return Reader(WrittenCrossEncoder({FIRST: first, SECOND: second}), calibration)


def test_passages_are_read_in_their_context_best_first(index, ranking):
    used = reader(0, 0)
    used.read(index, "mike", ranking)
    assert used.cross_encoder.asked == [("mike", [SECOND, FIRST])]


def test_the_cross_encoder_can_reorder_passages(index, ranking):
    gap = float(ranking.scores[0] - ranking.scores[1])
    enough = gap / ORDER_WEIGHT + 1
    found = reader(enough, 0).read(index, "mike", ranking)
    assert ranking.rows.tolist() == [1, 0]
    assert found.rows.tolist() == [0, 1]
    assert found.scores.tolist() == pytest.approx(
        [ranking.scores[1] + ORDER_WEIGHT * enough, ranking.scores[0]], abs=1e-5
    )
    assert found.reading.values.tolist() == pytest.approx([enough, 0])


def test_equal_scores_of_the_cross_encoder_change_nothing(index, ranking):
    found = reader(7, 7).read(index, "mike", ranking)
    assert found.rows.tolist() == ranking.rows.tolist()
    assert found.scores.tolist() == ranking.scores.tolist()


def test_without_calibration_it_orders_and_is_no_evidence(index, ranking):
    found = reader(5, -5, calibration=None).read(index, "mike", ranking)
    assert found.rows.tolist() == ranking.rows[::-1].tolist()
    assert found.scores.tolist() == ranking.scores.tolist()
    other = reader(-5, -9, calibration=None).read(index, "mike", ranking)
    assert confidence(found) == confidence(other)


def test_the_best_of_the_passages_is_the_evidence(index, ranking):
    found = reader(2.5, -4).read(index, "mike", ranking)
    assert dict(zip(EVIDENCE, evidence(found), strict=True))["read"] == pytest.approx(2.5)
    assert dict(zip(EVIDENCE, evidence(ranking), strict=True))["read"] == 0


def test_a_cross_encoder_that_says_no_lowers_the_probability(index, ranking):
    no, yes = (reader(score, score).read(index, "mike", ranking) for score in (-5, 5))
    assert confidence(no) < confidence(yes)


def test_a_blend_of_two_rankings_is_not_read_yet(index, ranking):
    found = reader(1, 1).read(index, "mike", ranking)
    assert found.blended(ranking, 1.0).reading is None
