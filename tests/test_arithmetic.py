"""The arithmetic that scripts/benchmark.py sets the forward pass beside."""

import sys
from itertools import count

from chatbot.encoding.encoder import find_model
from chatbot.settings import BUNDLED_MODEL, ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import arithmetic
from arithmetic import Products, Shape


def test_the_shape_of_the_bundled_model():
    assert Shape.of_model(find_model(BUNDLED_MODEL).folder) == Shape(6, 384, 1536)


def test_operations_worked_out_by_hand():
    # For each token 4 · 2² + 2 · 2 · 8 = 48 pairs, among the tokens 2 · 3² · 2 = 36.
    assert Shape(layers=1, width=2, inner=8).operations(tokens=3) == 2 * (3 * 48 + 36)
    assert Shape(layers=5, width=2, inner=8).operations(tokens=3) == 5 * 2 * (3 * 48 + 36)


def test_each_token_meets_each_weight_of_the_model_once(original_encoder):
    shape = Shape.of_model(find_model(BUNDLED_MODEL).folder)
    layers = original_encoder.model[0].auto_model.encoder.layer
    weights = sum(one.numel() for one in layers.parameters() if one.ndim == 2)
    attention = 2 * shape.layers * 2 * shape.width
    assert shape.operations(1) == 2 * weights + attention


def test_a_speed_counts_the_products_of_all_layers(monkeypatch):
    products = Products(Shape(layers=2, width=64, inner=256))
    seconds = count()
    monkeypatch.setattr(arithmetic.time, "perf_counter", lambda: next(seconds))  # each turn takes 1
    assert products.speed(tokens=8) == 2 * 2 * 8 * 64 * 256 / 1e9
