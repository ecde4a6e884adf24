"""Open the encoder for questions: the export of a model or, without one, the model itself.

An export is a folder beside the index, named after the model. `onnx_export.py` writes it. That
module is imported only for this, since it needs PyTorch.
"""

import hashlib
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chatbot.encoding.encoder import Encoder
from chatbot.encoding.model_files import ModelFiles
from chatbot.encoding.onnx_encoder import EXPORT_VERSION, OnnxEncoder
from chatbot.errors import ExportUnusableError
from chatbot.files import lock

if TYPE_CHECKING:
    from chatbot.encoding.torch_encoder import SentenceTransformerEncoder

EXPORTED = re.compile(r"encoder-[0-9a-f]{32}(\.part)?")
"""Names of exports, finished or not."""


def export_name(model: str) -> str:
    """Return the name of the folder with the export of a model, by its identity."""
    return f"encoder-{hashlib.sha256(f'{EXPORT_VERSION} {model}'.encode()).hexdigest()[:32]}"


def open_encoder(folder: Path, model: ModelFiles) -> "OnnxEncoder | SentenceTransformerEncoder":
    """Open the export in the index folder or, if none can be used, the model itself.

    Raises:
        ModelError: The model cannot be loaded.
    """
    try:
        return OnnxEncoder(folder / export_name(model.identity))
    except ExportUnusableError:
        from chatbot.encoding.torch_encoder import SentenceTransformerEncoder

        return SentenceTransformerEncoder(model)


def exported(
    folder: Path,
    model: ModelFiles,
    encoder: "SentenceTransformerEncoder",
    texts: Callable[[], tuple[Sequence[str], Sequence[str]]],
) -> Encoder:
    """Export a model unless an attempt failed before; return the export or the model's encoder.

    Args:
        folder: The index folder.
        model: The model.
        encoder: Its encoder.
        texts: Returns questions and passages of the corpus, to compare the export with the model.
    """
    from chatbot.encoding.onnx_export import problem_of, write_export

    place = folder / export_name(model.identity)
    if problem_of(place):
        return encoder
    try:
        with lock(folder):
            try:
                return OnnxEncoder(place)  # another process has written it
            except ExportUnusableError:
                write_export(place, encoder, *texts())
        problem = problem_of(place)
        if not problem:
            return OnnxEncoder(place)
        problem += f" To try again, remove {place}."
    except Exception as error:  # PyTorch and ONNX Runtime may raise anything
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        problem = f"It could not be written this time: {' '.join(str(reason).split())}."
    print(
        f"{folder}: this model is not exported, so starts and answers take longer. {problem}",
        file=sys.stderr,
    )
    return encoder
