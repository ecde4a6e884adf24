"""Plots of abstention: risk against coverage, and the distribution of confidence."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Outcome(NamedTuple):
    """Results for n questions.

    Attributes:
        confidence: float64 [n], the probability that the corpus answers.
        right: bool [n], True where the first entry answers.
        answerable: bool [n], True where any entry answers.
    """

    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]


def draw(outcomes: Mapping[str, Outcome], folder: Path) -> None:
    """Save `risk-coverage.png` (a line for each set) and `confidence.png` (a plot for each)."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    risk, axes = pyplot.subplots(figsize=(7, 5), layout="constrained")
    for name, found in outcomes.items():
        wrong = np.cumsum(~found.right[np.argsort(-found.confidence, kind="stable")])
        count = np.arange(1, len(wrong) + 1)
        axes.plot(count / len(wrong), wrong / count, label=name)
    axes.set(xlabel="coverage: share of questions answered", ylabel="risk: share of those wrong")
    axes.legend()
    risk.savefig(folder / "risk-coverage.png", dpi=120)
    spread, all_axes = pyplot.subplots(
        len(outcomes), figsize=(7, 2 * len(outcomes) + 1), squeeze=False, layout="constrained"
    )
    for axes, (name, found) in zip(all_axes[:, 0], outcomes.items(), strict=True):
        for side, label in ((found.answerable, "answerable"), (~found.answerable, "unanswerable")):
            axes.hist(found.confidence[side], bins=np.linspace(0, 1, 41), alpha=0.6, label=label)
        axes.set(title=name, xlabel="confidence")
        axes.legend()
    spread.savefig(folder / "confidence.png", dpi=120)
    print(f"\npictures: {folder / 'risk-coverage.png'}, {folder / 'confidence.png'}")
