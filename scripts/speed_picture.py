"""Draw where the time of a question goes, and what a start takes beside the least it could take."""

from collections.abc import Mapping, Sequence
from pathlib import Path

OURS, BESIDE = "#1f5f8b", "#a9b4bd"
LEAST_SHARE = 0.02  # of the whole; shorter stages are drawn as one
REST = "everything else"


def draw_speed(
    whole: float,
    stages: Mapping[str, float],
    starts: Sequence[tuple[str, float, bool]],
    file: Path,
) -> None:
    """Save a PNG of 1600 × 1000 pixels.

    Args:
        whole: Milliseconds of one question.
        stages: Name → milliseconds of it, in the order in which they run; `REST` may be one.
        starts: Name, seconds, and whether it is ours, of each start, from the top.
        file: Where to.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    matplotlib.rcParams["font.size"] = 11
    figure, (above, below) = pyplot.subplots(
        2, figsize=(8, 5), height_ratios=(3, 2), layout="constrained"
    )
    shown = with_small_ones_together(stages)
    began = 0.0
    for row, (name, took) in enumerate(shown.items()):
        above.barh(row, took, left=began, height=0.8, color=OURS)
        began += took
        above.text(began + whole / 100, row, f"{name}  {took:.1f} ms", va="center")
    above.set_title(
        f"One question: {whole:.1f} ms from text to answer (medians)", loc="left", weight="bold"
    )
    above.set_xlim(0, whole * 1.35)
    longest = max(seconds for _, seconds, _ in starts)
    for row, (name, seconds, ours) in enumerate(starts):
        below.barh(row, seconds, height=0.8, color=OURS if ours else BESIDE)
        below.text(seconds + longest / 80, row, f"{name}  {seconds:.1f} s", va="center")
    below.set_title("Starting, beside the least that it could take", loc="left", weight="bold")
    below.set_xlim(0, longest * 1.9)
    for axes in (above, below):
        axes.invert_yaxis()
        axes.set_axis_off()
    figure.savefig(file, dpi=200)


def with_small_ones_together(stages: Mapping[str, float]) -> dict[str, float]:
    """The same with short stages as one with the rest, at the end."""
    least = LEAST_SHARE * sum(stages.values())
    shown = {name: took for name, took in stages.items() if took >= least and name != REST}
    return shown | {REST: sum(took for name, took in stages.items() if name not in shown)}
