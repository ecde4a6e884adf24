"""Export the encoder for questions, once for each model.

The export is a folder beside the index. It is named after the model and gets its name when it is
complete. It is compared with sentence-transformers on texts of the corpus. A later corpus may use
the same export, so it is compared on odd texts too. If a model cannot be exported, or its export
differs, the folder contains the reason instead.
"""

import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from chatbot.encoding.encoder import Embeddings, unit_length
from chatbot.encoding.onnx_encoder import (
    DESCRIPTION,
    NETWORK,
    POOLINGS,
    TOKENIZER,
    Export,
    OnnxEncoder,
)
from chatbot.encoding.torch_encoder import SentenceTransformerEncoder
from chatbot.errors import ExportUnusableError
from chatbot.files import flush_to_disk, size_and_hash

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

EXPORTABLE = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OPSET = 17
PROBLEM = "problem.txt"
"""The file with the reason why there is no export."""

# Texts that people may type but a corpus rarely has. Some are longer than the input of a model.
ODD_TEXTS = (
    *("", " \n", "a", "?", "\x00", "word " * 1000, "a" * 5000, "I. " * 400),
    *("Café ﬁne: “ICE’s” 13-155", "e\u0301te\u0301 \u200b\ufeff\u202e"),
    *("😀" * 50, "\U0001f469\u200d\U0001f467 \U0001f1e8\U0001f1ed ✅"),
    *("¿Qué datos comparte el DMV?", "Делится ли DMV данными?", "هل يشارك DMV البيانات؟"),
    *("车管所会共享数据吗？", "データを共有しますか。", "데이터를 공유하나요?"),
    *("क्या डेटा साझा होता है?", "<b>&amp;</b> {x} [CLS] [SEP] [MASK]", "1,234.56 € − 7 ½"),
)
# Limits of the difference between an export and its model. They are for the cosine of two vectors,
# and for the score difference of two passages that change places.
LEAST_COSINE = 0.9999
ROUNDING = 1e-4


def write_export(
    place: Path,
    encoder: SentenceTransformerEncoder,
    questions: Sequence[str],
    passages: Sequence[str],
) -> None:
    """Export a model to the folder `place`, or write the reason there if it cannot be exported.

    Args:
        place: The folder. It is replaced if it exists. The caller holds the lock.
        encoder: The model.
        questions: Questions of the corpus, to compare the export with its model.
        passages: Passages of the corpus, for the same purpose.

    Raises:
        Exception: It cannot be written, or PyTorch or ONNX Runtime failed. Nothing is left behind,
            and another attempt may succeed.
    """
    unfinished = place.with_name(f"{place.name}.part")
    for left in (place, unfinished):
        shutil.rmtree(left, ignore_errors=True)
    unfinished.mkdir()
    try:
        try:
            export_model(encoder.model, unfinished)
            exported = OnnxEncoder(unfinished)
            compare_with_model(exported, encoder, questions, passages)
        except ExportUnusableError as error:
            shutil.rmtree(unfinished)
            unfinished.mkdir()
            (unfinished / PROBLEM).write_text(str(error), encoding="utf-8")
        for path in (*unfinished.iterdir(), unfinished):
            flush_to_disk(path)
        unfinished.rename(place)
        flush_to_disk(place.parent)
    except Exception:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def problem_of(place: Path) -> str:
    """Return the reason why there is no export; empty if there is one or no attempt was made."""
    try:
        return (place / PROBLEM).read_text(encoding="utf-8")
    except OSError:
        return ""


def export_model(model: "SentenceTransformer", folder: Path) -> None:
    """Write the files of an export into `folder`.

    Raises:
        ExportUnusableError: The model has parts that an export does not support.
    """
    parts = [type(module).__name__ for module in model]
    if parts not in EXPORTABLE:
        raise ExportUnusableError(f"It is made of {', '.join(parts)}.")
    pooling = model[1]
    if pooling.pooling_mode not in POOLINGS or not pooling.include_prompt:
        raise ExportUnusableError(f"Its pooling is {pooling.get_config_dict()}.")
    tokenizer = model.tokenizer
    # A copy, since sentence-transformers changes the settings of the original between calls.
    fast = type(tokenizer.backend_tokenizer).from_str(tokenizer.backend_tokenizer.to_str())
    fast.enable_truncation(model.max_seq_length, direction=tokenizer.truncation_side)
    fast.no_padding()
    fast.save(str(folder / TOKENIZER))
    _write_network(model, folder)
    export = Export(
        dimension=int(model.get_embedding_dimension()),
        pooling=pooling.pooling_mode,
        prompts={name: model.prompts.get(name, "") for name in ("query", "document")},
        special_ids=tokenizer.all_special_ids,
        padding_id=tokenizer.pad_token_id,
        files={name: size_and_hash(folder / name) for name in (NETWORK, TOKENIZER)},
    )
    (folder / DESCRIPTION).write_text(export.to_json(), encoding="utf-8")


def _write_network(model: "SentenceTransformer", folder: Path) -> None:
    import onnxruntime
    import torch

    transformer = model[0].auto_model
    example = model.preprocess(["Two texts,", "one longer than the other."])
    names = [name for name in INPUTS if name in example]

    class LastLayer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, *values: torch.Tensor) -> torch.Tensor:
            output = self.transformer(**dict(zip(names, values, strict=True)), return_dict=True)
            layer: torch.Tensor = output.last_hidden_state
            return layer

    exported = folder / "exported.onnx"
    attention = transformer.config._attn_implementation
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Written out, attention gives a graph that ONNX Runtime optimises better.
        transformer.set_attn_implementation("eager")
        try:
            torch.onnx.export(
                LastLayer().eval(),
                tuple(example[name] for name in names),
                str(exported),
                dynamo=False,
                opset_version=OPSET,
                input_names=names,
                output_names=["last_hidden_state"],
                dynamic_axes={
                    name: {0: "texts", 1: "tokens"} for name in (*names, "last_hidden_state")
                },
            )
        finally:
            transformer.set_attn_implementation(attention)
    # An optimised network opens in half the time. This level suits every processor.
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(folder / NETWORK)
    onnxruntime.InferenceSession(exported, options, providers=["CPUExecutionProvider"])
    exported.unlink()


def compare_with_model(
    exported: OnnxEncoder,
    original: SentenceTransformerEncoder,
    questions: Sequence[str],
    passages: Sequence[str],
) -> None:
    """Compare an export with its model on texts of a corpus and on odd texts.

    Raises:
        ExportUnusableError: They differ by more than rounding.
    """
    questions, passages = [*ODD_TEXTS, *questions], [*ODD_TEXTS, *passages]
    asked, exported_asked = (one.encode_questions(questions) for one in (original, exported))
    known, exported_known = (one.encode_passages(passages) for one in (original, exported))
    _compare_embeddings(asked, exported_asked)
    _compare_embeddings(known, exported_known)
    scores = asked.vectors @ known.vectors.T
    exported_scores = exported_asked.vectors @ exported_known.vectors.T
    in_order = np.take_along_axis(exported_scores, np.argsort(-scores, axis=1), axis=1)
    if (in_order - np.minimum.accumulate(in_order, axis=1)).max() > ROUNDING:
        raise ExportUnusableError("Its export ranks passages in another order.")


def _compare_embeddings(known: Embeddings, exported: Embeddings) -> None:
    for name in ("token_ids", "token_starts", "offsets"):
        if not np.array_equal(getattr(known, name), getattr(exported, name)):
            raise ExportUnusableError("Its export splits texts into other tokens.")
    for name in ("vectors", "token_vectors"):
        cosine = least_cosine(getattr(known, name), getattr(exported, name))
        if not cosine >= LEAST_COSINE:
            raise ExportUnusableError(
                f"Its export differs: the cosine of two {name} is {cosine:.6f}."
            )


def least_cosine(one: NDArray[np.floating], other: NDArray[np.floating]) -> float:
    """Return the lowest cosine of a row of `one`, [n, dimension], with the same row of `other`."""
    if not len(one):
        return 1.0
    one, other = (unit_length(vectors.astype(np.float32)) for vectors in (one, other))
    return float((one * other).sum(axis=1).min())
