"""The encoder that runs a model with sentence-transformers, which needs PyTorch."""

import os
import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings, unit_length
from chatbot.encoding.model_files import ModelFiles, check_weights
from chatbot.errors import ModelError


class SentenceTransformerEncoder:
    """An encoder that runs a sentence-transformers model on the CPU.

    Attributes:
        model: The loaded `SentenceTransformer`.
    """

    def __init__(self, files: ModelFiles) -> None:
        """Load a model.

        Raises:
            ModelError: Its weights are altered, it cannot be loaded, or gives no token vectors.
        """
        check_weights(files)
        # The model is on this disk, so requests to the hub are not needed.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self.model = SentenceTransformer(str(files.folder), device="cpu", local_files_only=True)
        except Exception as error:
            raise ModelError(f"{files.folder}: this model cannot be loaded ({error}).") from error
        self._threads = torch.get_num_threads()
        special_ids = getattr(self.model.tokenizer, "all_special_ids", None)
        if special_ids is None:
            raise ModelError("This model gives no token vectors. Set CHATBOT_MODEL to another.")
        self._alone = threading.Lock()  # of the tokenizer and of the number of threads
        self._special_ids = np.array(special_ids, dtype=np.int32)

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self.model.get_embedding_dimension())

    def encode_questions(self, texts: Sequence[str]) -> Embeddings:
        """Encode queries."""
        # A query is too short for two threads. On a busy machine, the second one only spins.
        with self._alone:
            self._set_threads(1)
            return self._encode(texts, prompt_name="query", progress=False)

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Embeddings:
        """Encode passages, with a progress bar on standard error if wanted."""
        with self._alone:
            self._set_threads(self._threads)
            return self._encode(texts, prompt_name="document", progress=progress)

    @staticmethod
    def _set_threads(count: int) -> None:
        import torch

        torch.set_num_threads(count)

    def _encode(self, texts: Sequence[str], *, prompt_name: str, progress: bool) -> Embeddings:
        prompt = self.model.prompts.get(prompt_name, "")
        outputs = self.model.encode(
            list(texts), prompt=prompt, output_value=None, show_progress_bar=progress
        )
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        token_vectors = [np.empty((0, self.dimension), dtype=np.float32)]
        token_ids = [np.empty(0, dtype=np.int32)]
        token_starts = [np.empty(0, dtype=np.int32)]
        for row, (text, output) in enumerate(zip(texts, outputs, strict=True)):
            if "token_embeddings" not in output:
                raise ModelError("This model gives no token vectors. Set CHATBOT_MODEL to another.")
            vectors[row] = output["sentence_embedding"].numpy()
            ids = output["input_ids"].numpy()[output["attention_mask"].numpy() > 0]
            tokens = output["token_embeddings"].numpy()[output["attention_mask"].numpy() > 0]
            starts = self._token_starts(prompt + text, len(ids)) - len(prompt)
            kept = ~np.isin(ids, self._special_ids) & (starts >= 0)
            token_vectors.append(tokens[kept])
            token_ids.append(ids[kept].astype(np.int32))
            token_starts.append(starts[kept])
        lengths = [len(ids) for ids in token_ids]
        return Embeddings(
            vectors=unit_length(vectors),
            token_vectors=unit_length(np.concatenate(token_vectors)),
            token_ids=np.concatenate(token_ids),
            token_starts=np.concatenate(token_starts),
            offsets=np.cumsum(lengths, dtype=np.int64),
        )

    def _token_starts(self, text: str, count: int) -> NDArray[np.int32]:
        """Return the offsets of the first `count` tokens of a text."""
        mapping = self.model.tokenizer(
            text, truncation=True, max_length=count, return_offsets_mapping=True
        )["offset_mapping"]
        return np.array([start for start, _ in mapping], dtype=np.int32)
