"""What `scripts/measure/fit.py` found: how the evidence for an answer becomes a probability."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import ModelError

EVIDENCE = ("score", "sentence", "question", "covered", "read")
"""The evidence; `confidence.py` says what each is."""
FILE = "calibration.json"
"""In the folder of a cross-encoder."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression over the evidence, and the weight of a cross-encoder for the order.

    Attributes:
        coefficients: float64 [len(EVIDENCE)].
        intercept: Log-odds without evidence.
        order_weight: Weight of a cross-encoder's score for the order, beside the fused score.
    """

    coefficients: NDArray[np.float64]
    intercept: float
    order_weight: float = 0.0

    def logit(self, evidence: NDArray[np.float64]) -> float:
        """Return the log-odds of an answer, for float64 [len(EVIDENCE)]."""
        return float(evidence @ self.coefficients + self.intercept)


LISTED = Calibration(np.array([0.517, 2.848, 4.793, 14.52, 0.0]), -3.82)
"""For entries with an editor's lists."""
PLAIN = Calibration(np.array([0.7, 2.249, 0.84, 14.52, 0.0]), -2.549)
"""For entries without lists. There, a near question may ask about something else."""


def read_calibration(folder: Path) -> Calibration | None:
    """Read the calibration in the folder of a cross-encoder; None if there is none.

    Raises:
        ModelError: It is damaged.
    """
    path = folder / FILE
    if not path.exists():
        return None
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        coefficients = np.array([float(values["coefficients"][name]) for name in EVIDENCE])
        return Calibration(coefficients, float(values["intercept"]), float(values["order_weight"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path}: this is no calibration ({error!r}). "
            "Write it again with scripts/measure/fit.py, or remove it."
        ) from error


def write_calibration(folder: Path, calibration: Calibration) -> None:
    """Write a calibration into the folder of a cross-encoder."""
    values = {
        "coefficients": dict(zip(EVIDENCE, calibration.coefficients.tolist(), strict=True)),
        "intercept": calibration.intercept,
        "order_weight": calibration.order_weight,
    }
    (folder / FILE).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
