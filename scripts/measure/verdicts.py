"""Print what verdicts are given to the questions of a set, and how often they are wrong."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from chatbot.retrieval.confidence import Verdict, verdict
from scripts.measure.pictures import Outcome

BINS = 5  # of confidence
STAY = 0.95
"""Share of the answerable questions that a cut leaves."""
BOUNDS = 0.95
"""Confidence of the bounds of an error."""


def print_verdicts(found: Outcome) -> None:
    """Print how often each verdict is given, and the share of answerable ones by confidence."""
    confidence, truth = found.confidence, found.answerable
    if truth.all() or not truth.any():
        return
    verdicts = np.array([verdict(value).value for value in confidence])
    for given in Verdict:
        of_answerable, of_others = ((verdicts[side] == given).mean() for side in (truth, ~truth))
        print(f"says {given.value:19} {of_answerable:.1%} of answerable, {of_others:.1%} of others")
    # Both classes weigh the same, as in the fit.
    weights = np.where(truth, 0.5 / truth.sum(), 0.5 / (~truth).sum())
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    cells = []
    for one in np.unique(bins):
        share = weights[(bins == one) & truth].sum() / weights[bins == one].sum()
        cells.append(f"{one / BINS:.1f}+: {share:.2f}")
    print(f"{'answerable by belief':24} {', '.join(cells)}")
    answered, turned_away = (verdicts == one for one in (Verdict.ANSWERED, Verdict.NOT_ANSWERED))
    print_error("answered, not right", answered & ~found.right, answered)
    print_error("not_answered, answerable", turned_away & truth, truth)
    stay = np.quantile(confidence[truth], 1 - STAY)
    print_error(f"let through, {STAY:.0%} stay", ~truth & (confidence >= stay), ~truth)


def print_error(name: str, wrong: NDArray[np.bool_], of: NDArray[np.bool_]) -> None:
    """Print the share of questions that go wrong, with its Clopper-Pearson bounds."""
    count, total = int(wrong.sum()), int(of.sum())
    if not total:
        print(f"{name:24} none")
        return
    bounds = binomtest(count, total).proportion_ci(BOUNDS, method="exact")
    print(
        f"{name:24} {count / total:.1%} of {total}, {BOUNDS:.0%} bounds "
        f"{bounds.low:.1%} to {bounds.high:.1%}"
    )
