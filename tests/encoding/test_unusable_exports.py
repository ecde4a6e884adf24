"""Models that cannot be exported, failing exports, and exports that differ from their model."""

import errno
from dataclasses import replace

import numpy as np
import pytest
from tokenizers import Tokenizer

import chatbot.encoding.onnx_export
from chatbot.encoding.onnx_encoder import Export, OnnxEncoder
from chatbot.encoding.onnx_export import compare_with_model, export_model
from chatbot.encoding.open_encoder import export_name, open_encoder
from chatbot.encoding.torch_encoder import SentenceTransformerEncoder
from chatbot.errors import ExportUnusableError
from chatbot.files import size_and_hash
from chatbot.index.build import build


def names(folder, pattern="encoder-*"):
    return sorted(path.name for path in folder.glob(pattern))


def test_a_model_with_other_modules_is_used_without_export_and_reported_once(
    small_models, corpus, folder, capsys
):
    model = small_models("dense", dense=True)
    capsys.readouterr()  # progress bars of saving the model
    for message in (
        f"{folder}: this model is not exported, so starts and answers take longer. "
        "It is made of Transformer, Pooling, Dense. To try again, remove "
        f"{folder / export_name(model.identity)}.\n",
        "",
    ):
        index, encoder = build(corpus, folder, model)
        assert isinstance(encoder, SentenceTransformerEncoder)
        assert encoder.dimension == index.passages.vectors[np.array([0])].shape[1] == 32
        assert capsys.readouterr().err == message
        assert names(folder / export_name(model.identity), "*") == ["problem.txt"]


def test_a_model_with_an_unknown_pooling_is_not_exported(small_models, corpus, folder, capsys):
    _, encoder = build(corpus, folder, small_models("max", pooling="max"))
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert "Its pooling is {'embedding_dimension': 32, 'pooling_mode': 'max'" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("function", "error", "expected"),
    [
        ("flush_to_disk", OSError(errno.ENOSPC, "No space left on device"), "No space left"),
        ("_write_network", RuntimeError("Protobuf\nserialization failed"), "Protobuf serial"),
        ("compare_with_model", MemoryError(), "this time"),
    ],
)
def test_a_temporary_fault_leaves_the_model_in_use_and_the_export_is_retried(
    small_models, corpus, folder, capsys, monkeypatch, function, error, expected
):
    model = small_models("small")

    def fail(*arguments):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(chatbot.encoding.onnx_export, function, fail)
        _, encoder = build(corpus, folder, model)
    assert isinstance(encoder, SentenceTransformerEncoder)
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert expected in message
    assert names(folder) == []
    assert isinstance(open_encoder(folder, model), SentenceTransformerEncoder)
    assert isinstance(build(corpus, folder, model)[1], OnnxEncoder)
    assert names(folder) == [export_name(model.identity)]


class Changed:
    """The original model with a change to the embeddings of questions."""

    def __init__(self, encoder, **changes):
        self.encoder, self.changes = encoder, changes

    def encode_questions(self, texts):
        embeddings = self.encoder.encode_questions(texts)
        changed = {name: change(getattr(embeddings, name)) for name, change in self.changes.items()}
        return replace(embeddings, **changed)

    def encode_passages(self, texts):
        return self.encoder.encode_passages(texts)


def test_the_shipped_export_passes_and_another_model_does_not(encoder, original_encoder):
    questions, passages = ["Who decides that?", "Is it free?"], ["The court decides.", "Yes."]
    compare_with_model(encoder, original_encoder, questions, passages)
    noise = 0.01 * np.random.default_rng(7).standard_normal(384)
    for change, problem in (
        ({"token_vectors": lambda vectors: vectors + noise}, r"two token_vectors is 0\.9"),
        ({"vectors": lambda vectors: vectors[::-1]}, "cosine of two vectors is"),
        ({"token_ids": lambda ids: ids + 1}, "splits texts into other tokens"),
    ):
        with pytest.raises(ExportUnusableError, match=problem):
            compare_with_model(encoder, Changed(original_encoder, **change), questions, passages)


def test_an_export_that_differs_on_texts_outside_the_corpus_is_rejected(
    small_models, corpus, folder, monkeypatch, capsys
):
    """The export reads 20 tokens, its model 16. No text of this corpus is that long."""
    (corpus / "faq.txt").write_text("1. Where is the zoo?\nHere.\n")

    def export_longer(model, folder):
        export_model(model, folder)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.enable_truncation(20)
        tokenizer.save(str(folder / "tokenizer.json"))
        known = Export.read(folder / "encoder.json")
        files = known.files | {"tokenizer.json": size_and_hash(folder / "tokenizer.json")}
        (folder / "encoder.json").write_text(replace(known, files=files).to_json())

    monkeypatch.setattr(chatbot.encoding.onnx_export, "export_model", export_longer)
    _, encoder = build(corpus, folder, small_models("small"))
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert "Its export splits texts into other tokens." in capsys.readouterr().err
