"""txtai: `Embeddings` with the path of a model, which are kept in FAISS."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from txtai import Embeddings


class Peer:
    """See `worker.Peer`."""

    name = "txtai"

    def __init__(self, model: Path) -> None:
        self.embeddings = Embeddings(path=str(model))

    def build(self, texts: Sequence[str], vectors: NDArray[Any] | None) -> None:
        """Index all; with vectors, these in place of what the model would make of the texts."""
        model = self.embeddings.model
        if vectors is not None:
            row_of = {text: row for row, text in enumerate(texts)}
            model.encode = lambda data, category=None: np.stack(
                [vectors[row_of[text]] for text in data]
            )
        self.embeddings.index((row, text, None) for row, text in enumerate(texts))
        if vectors is not None:
            del model.encode  # the class's own again

    def ask(self, question: str, k: int) -> list[int]:
        """Rows of the nearest passages, nearest first."""
        return [int(row) for row, _ in self.embeddings.search(question, k)]
