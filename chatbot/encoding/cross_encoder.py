"""Score passages for a question with a cross-encoder, which sees both together.

A vector of a text says what it is about, without the other text. A cross-encoder can tell "Do you
have a pool?" from "Do you have parking?". It is too slow for more than a few passages a question.
It runs with sentence-transformers, which needs PyTorch.
"""

import os
import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.model_files import find_model
from chatbot.errors import ModelError


class CrossEncoder(Protocol):
    """An object that reads passages for a question."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Score passages.

        Args:
            question: The question.
            passages: n passages with their context.

        Returns:
            float32 [n], log-odds or another score that grows with the match.
        """


class SentenceTransformerCrossEncoder:
    """A cross-encoder of sentence-transformers, on the CPU.

    Attributes:
        folder: The folder of the model.
    """

    def __init__(self, name: str) -> None:
        """Load a model.

        Args:
            name: A folder, or a name on the Hugging Face hub, from which it is downloaded.

        Raises:
            ModelError: It cannot be found or loaded, or has more than one score.
        """
        self.folder = find_model(name, "CHATBOT_RERANKER").folder
        # The model is on this disk, so requests to the hub are not needed.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import sentence_transformers
        import torch
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = sentence_transformers.CrossEncoder(
                str(self.folder), device="cpu", local_files_only=True
            )
        except Exception as error:
            raise ModelError(f"{self.folder}: this model cannot be loaded ({error}).") from error
        if self._model.num_labels != 1:
            raise ModelError(
                f"{self.folder}: this model has {self._model.num_labels} scores for a pair. "
                "Set CHATBOT_RERANKER to a cross-encoder with one."
            )
        self._logits = torch.nn.Identity()  # some models would squeeze them into 0 to 1
        self._alone = threading.Lock()  # of the tokenizer

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Score passages; see `CrossEncoder.scores`."""
        pairs = [(question, passage) for passage in passages]
        with self._alone:
            found = self._model.predict(
                pairs, show_progress_bar=False, activation_fn=self._logits, convert_to_numpy=True
            )
        return np.asarray(found, dtype=np.float32)
