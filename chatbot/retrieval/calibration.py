"""Calibration of the probability of an answer, by `scripts/measure/fit.py`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EVIDENCE = ("score", "sentence", "question", "covered")
"""The evidence; `confidence.py` says what each is."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over the evidence.

    Attributes:
        coefficients: float64 [len(EVIDENCE)].
        intercept: Log-odds without evidence.
    """

    coefficients: NDArray[np.float64]
    intercept: float

    def logit(self, evidence: NDArray[np.float64]) -> float:
        """Return the log-odds of an answer, for float64 [len(EVIDENCE)]."""
        return float(evidence @ self.coefficients + self.intercept)


LISTED = Calibration(np.array([0.517, 2.848, 4.793, 14.52]), -3.82)
"""For entries with an editor's lists."""
PLAIN = Calibration(np.array([0.7, 2.249, 0.84, 14.52]), -2.549)
"""For entries without lists. There, a near question may ask about something else. Public sets list
no questions that they do not cover, so the coefficient of `covered` is that of `LISTED`."""
