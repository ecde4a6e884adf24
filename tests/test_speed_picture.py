"""The picture of scripts/benchmark.py."""

import sys

from chatbot.settings import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

from matplotlib import image
from speed_picture import REST, draw_speed, with_small_ones_together


def test_short_stages_are_one_with_the_rest_and_nothing_is_left_out():
    stages = {"mend": 0.1, "forward pass": 6.0, "verdict": 0.05, "late interaction": 3.85, REST: 1}
    shown = with_small_ones_together(stages)
    assert list(shown) == ["forward pass", "late interaction", REST]
    assert shown[REST] == 0.1 + 0.05 + 1


def test_a_picture_is_saved_that_is_not_empty(tmp_path):
    file = tmp_path / "speed.png"
    draw_speed(10.0, {"forward pass": 6.0, REST: 4.0}, [("page", 2.0, True)], file)
    pixels = image.imread(file)
    assert pixels.shape[:2] == (1000, 1600)
    assert 0.02 < (pixels[..., :3].min(axis=-1) < 0.5).mean() < 0.5
