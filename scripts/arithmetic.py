"""How long the arithmetic of a model takes a machine at the speed at which it multiplies."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

SQUARE = 2048  # large enough for the best that a machine does
REPEATS = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a transformer.

    Attributes:
        layers: How many.
        width: Length of a token's vector between two layers.
        inner: Length of it inside the feed-forward part of a layer.
    """

    layers: int
    width: int
    inner: int

    @classmethod
    def of_model(cls, folder: Path) -> "Shape":
        """Read the sizes of a BERT model from its `config.json`."""
        config = json.loads((folder / "config.json").read_bytes())
        return cls(config["num_hidden_layers"], config["hidden_size"], config["intermediate_size"])

    def operations(self, tokens: int) -> int:
        """Multiplications and additions, two for each pair, that a text of so many tokens needs.

        Embeddings, norms, soft-max and activations are left out.
        """
        # A layer of Vaswani et al., "Attention is all you need" (2017), sections 3.2 and 3.3: four
        # matrices of width × width (query, key, value, output) and two of width × inner for each
        # token; then each token with each, once for the weights and once for the weighted sum.
        matrices = tokens * (4 * self.width**2 + 2 * self.width * self.inner)
        attention = 2 * tokens**2 * self.width
        return 2 * self.layers * (matrices + attention)


class Products:
    """Matrix products of the model's own shapes, on one thread, with NumPy.

    Each layer has a matrix of its own, since a model's weights do not stay in a processor's cache
    as one matrix would.
    """

    def __init__(self, shape: Shape) -> None:
        random = np.random.default_rng(0)
        size = (shape.layers, shape.width, shape.inner)
        self._weights = random.standard_normal(size, dtype=np.float32)
        self._vectors: NDArray[np.float32] = random.standard_normal(
            (512, shape.width), dtype=np.float32
        )

    def speed(self, tokens: int) -> float:
        """Operations a second, in GFLOP/s, of [tokens, width] by [width, inner] in float32."""
        return _best_speed([(self._vectors[:tokens], weights) for weights in self._weights])


def best_speed() -> float:
    """Operations a second, in GFLOP/s, of two large square matrices in float32, on one thread."""
    square = np.random.default_rng(0).standard_normal((SQUARE, SQUARE), dtype=np.float32)
    return _best_speed([(square, square)])


def _best_speed(pairs: Sequence[tuple[NDArray[np.float32], NDArray[np.float32]]]) -> float:
    """The best of some turns: whatever else the machine does can only make one slower."""
    operations: int = 2 * sum(one.shape[0] * one.shape[1] * other.shape[1] for one, other in pairs)
    took: list[float] = []
    with threadpool_limits(1):
        for _ in range(REPEATS):
            began = time.perf_counter()
            for one, other in pairs:
                one @ other
            took.append(time.perf_counter() - began)
    return operations / min(took) / 1e9
