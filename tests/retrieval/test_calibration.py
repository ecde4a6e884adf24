import numpy as np
import pytest

from chatbot.errors import ModelError
from chatbot.retrieval.calibration import (
    EVIDENCE,
    FILE,
    LISTED,
    PLAIN,
    Calibration,
    read_calibration,
    write_calibration,
)


def test_a_calibration_comes_back_as_it_was_written(tmp_path):
    written = Calibration(np.arange(len(EVIDENCE)) / 4, -2.5, 0.1)
    write_calibration(tmp_path, written)
    found = read_calibration(tmp_path)
    assert found.coefficients.tolist() == written.coefficients.tolist()
    assert (found.intercept, found.order_weight) == (-2.5, 0.1)


def test_a_folder_need_not_have_one(tmp_path):
    assert read_calibration(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"coefficients": {}}', "{not json"])
def test_a_damaged_one_is_named(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ModelError) as error:
        read_calibration(tmp_path)
    assert str(error.value).startswith(f"{tmp_path / FILE}: this is no calibration (")
    assert str(error.value).endswith("scripts/measure/fit.py, or remove it.")


def test_evidence_never_counts_against_an_answer():
    assert all((one.coefficients >= 0).all() for one in (LISTED, PLAIN))
    read = EVIDENCE.index("read")
    assert LISTED.coefficients[read] == PLAIN.coefficients[read] == 0
