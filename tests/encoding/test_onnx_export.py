"""The export: its files, its equality with the model, and failures of either."""

import errno
import json
import os
import shutil
from dataclasses import replace

import numpy as np
import pytest
from tokenizers import Tokenizer

import chatbot.encoding.onnx_export
from chatbot.encoding.encoder import find_model
from chatbot.encoding.onnx_encoder import Export, OnnxEncoder
from chatbot.encoding.onnx_export import compare, export_model, least_cosine
from chatbot.encoding.torch_encoder import SentenceTransformerEncoder
from chatbot.errors import ExportUnusableError
from chatbot.files import size_and_hash
from chatbot.index.build import build, export_name, open_encoder
from chatbot.index.index import Index
from chatbot.settings import BUNDLED_MODEL

FAQ = """\
1. When is the zoo open?
At ten. On Mondays it is closed.
2. Where is it?
Here, in Zurich.
"""


@pytest.fixture(scope="module")
def small_models(tmp_path_factory):
    """Saves models of one layer with the bundled vocabulary; made of these parts."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Dense, Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    def save(name, *, pooling="mean", dense=False, prompts=None):
        torch.manual_seed(7)
        folder = tmp_path_factory.mktemp("models")
        config = BertConfig(
            hidden_size=32, num_hidden_layers=1, num_attention_heads=4, intermediate_size=64
        )
        BertModel(config).save_pretrained(folder / "bert")
        AutoTokenizer.from_pretrained(find_model(BUNDLED_MODEL).folder).save_pretrained(
            folder / "bert"
        )
        parts = [Transformer(str(folder / "bert"), max_seq_length=16), Pooling(32, pooling)]
        if dense:
            parts.append(Dense(32, 32))
        SentenceTransformer(modules=parts, prompts=prompts).save(str(folder / name))
        return find_model(str(folder / name))

    return save


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "faq.txt").write_text(FAQ)
    return folder


def names(folder, pattern="encoder-*"):
    return sorted(path.name for path in folder.glob(pattern))


def assert_equal_encodings(one, other):
    for name in ("token_ids", "token_starts", "offsets"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert least_cosine(one.vectors, other.vectors) > 0.99999
    assert least_cosine(one.token_vectors, other.token_vectors) > 0.99999


# What is exported


def test_the_shipped_export(shipped_index_folder):
    name = export_name(find_model(BUNDLED_MODEL).identity)
    assert names(shipped_index_folder) == [name]
    assert names(shipped_index_folder / name, "*") == [
        "encoder.json",
        "encoder.onnx",
        "tokenizer.json",
    ]
    description = json.loads((shipped_index_folder / name / "encoder.json").read_text())["export"]
    files = description.pop("files")
    assert sorted(files) == ["encoder.onnx", "tokenizer.json"]
    assert description == {
        "dimension": 384,
        "pooling": "mean",
        "prompts": {"query": "", "document": ""},
        "special_ids": [100, 102, 0, 101, 103],
        "padding_id": 0,
    }


def test_it_equals_the_model_for_every_golden_question(encoder, original_encoder, golden):
    texts = [line["text"] for line in golden]
    assert_equal_encodings(
        encoder.encode_questions(texts), original_encoder.encode_questions(texts)
    )


def test_it_equals_the_model_for_long_and_odd_texts(encoder, original_encoder):
    texts = ["word " * 300, "", "Café ﬁne: 日本 “ICE’s” 13-155", "😀" * 50, "a" * 500, "\x00"]
    assert_equal_encodings(encoder.encode_passages(texts), original_encoder.encode_passages(texts))


def test_a_model_with_prompts_and_the_first_token_as_vector(small_models, corpus, folder):
    prompts = {"query": "query: ", "document": "passage: "}
    model = small_models("prompted", pooling="cls", prompts=prompts)
    _, encoder = build(corpus, folder, model)
    assert isinstance(encoder, OnnxEncoder)
    original = SentenceTransformerEncoder(model)
    texts = ["Zoo?", "When is the zoo open? At ten, " * 4]
    assert_equal_encodings(encoder.encode_questions(texts), original.encode_questions(texts))
    assert_equal_encodings(encoder.encode_passages(texts), original.encode_passages(texts))
    assert encoder.encode_questions(["zoo"]).token_starts.tolist() == [0]


# When


def test_a_new_corpus_needs_no_new_export(small_models, corpus, folder):
    model = small_models("small")
    build(corpus, folder, model)
    [name] = names(folder)
    before = (folder / name).stat()
    (corpus / "faq.txt").write_text(FAQ + "3. Is there a fee?\nThere is no fee.\n")
    index, encoder = build(corpus, folder, model)
    assert len(index) == 3
    assert isinstance(encoder, OnnxEncoder)
    assert (folder / name).stat() == before
    found = index.passages.vectors.search(encoder.encode_questions(["fee"]).vectors, 3)[1]
    assert sorted(found[0]) == [0, 1, 2]


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "encoder.json"])
@pytest.mark.parametrize("damage", [os.remove, lambda path: os.truncate(path, 100)])
def test_a_damaged_export_is_made_again(small_models, corpus, folder, name, damage):
    model = small_models("small")
    build(corpus, folder, model)
    [export] = names(folder)
    damage(folder / export / name)
    with pytest.raises(ExportUnusableError):
        OnnxEncoder(folder / export)
    assert isinstance(build(corpus, folder, model)[1], OnnxEncoder)
    OnnxEncoder(folder / export)


def test_an_altered_network_is_not_used(small_models, corpus, folder):
    build(corpus, folder, small_models("small"))
    [export] = names(folder)
    path = folder / export / "encoder.onnx"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ExportUnusableError) as error:
        OnnxEncoder(folder / export)
    assert "encoder.onnx has another content" in str(error.value)


def test_an_altered_description_is_not_used_and_made_again(small_models, corpus, folder):
    model = small_models("small")
    build(corpus, folder, model)
    [export] = names(folder)
    path = folder / export / "encoder.json"
    known = Export.read(path)
    before = path.read_text()
    path.write_text(before.replace('"pooling": "mean"', '"pooling": "cls"'))
    assert path.read_text() != before
    message = f"{folder / export}: this export is damaged "
    with pytest.raises(ExportUnusableError) as error:
        OnnxEncoder(folder / export)
    assert str(error.value) == f"{message}(encoder.json has another content)."
    path.write_text(replace(known, pooling="max").to_json())
    with pytest.raises(ExportUnusableError) as error:
        OnnxEncoder(folder / export)
    assert str(error.value) == f"{message}(encoder.json names an unknown pooling, 'max')."
    assert isinstance(build(corpus, folder, model)[1], OnnxEncoder)
    assert Export.read(path).pooling == "mean"


def test_exports_of_other_models_and_unfinished_ones_are_removed(small_models, corpus, folder):
    build(corpus, folder, small_models("small"))
    [old] = names(folder)
    shutil.copytree(folder / old, folder / f"encoder-{'0' * 32}.part")
    model = small_models("other")
    build(corpus, folder, model)
    assert names(folder) == [export_name(model.identity)] != [old]


# Where it cannot be, or differs


def test_a_model_of_other_parts_is_used_as_it_is_and_that_is_said_once(
    small_models, corpus, folder, capsys
):
    model = small_models("dense", dense=True)
    for said in (
        f"{folder}: this model is not exported, so starts and answers take longer. "
        "It is made of Transformer, Pooling, Dense. To try again, remove "
        f"{folder / export_name(model.identity)}.\n",
        "",
    ):
        index, encoder = build(corpus, folder, model)
        assert isinstance(encoder, SentenceTransformerEncoder)
        assert encoder.dimension == index.passages.vectors.dimension == 32
        assert capsys.readouterr().err == said
        assert names(folder / export_name(model.identity), "*") == ["problem.txt"]


def test_a_pooling_that_is_not_known_is_no_export(small_models, corpus, folder, capsys):
    _, encoder = build(corpus, folder, small_models("max", pooling="max"))
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert "Its pooling is {'embedding_dimension': 32, 'pooling_mode': 'max'" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("what", "error", "said"),
    [
        ("flush_to_disk", OSError(errno.ENOSPC, "No space left on device"), "No space left"),
        ("_write_network", RuntimeError("Protobuf\nserialization failed"), "Protobuf serial"),
        ("compare", MemoryError(), "this time"),
    ],
)
def test_a_fault_that_may_pass_leaves_the_model_in_use_and_is_tried_again(
    small_models, corpus, folder, capsys, monkeypatch, what, error, said
):
    model = small_models("small")

    def fail(*arguments):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(chatbot.encoding.onnx_export, what, fail)
        _, encoder = build(corpus, folder, model)
    assert isinstance(encoder, SentenceTransformerEncoder)
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert said in message
    assert names(folder) == []
    assert isinstance(open_encoder(folder, model), SentenceTransformerEncoder)
    assert isinstance(build(corpus, folder, model)[1], OnnxEncoder)
    assert names(folder) == [export_name(model.identity)]


def test_the_shipped_export_passes_and_another_model_does_not(shipped_index_folder, encoder):
    index = Index.open(shipped_index_folder)
    compare(encoder, index)
    # The map of the file cannot be written to, but what is in memory can.
    index.questions.token_vectors[5:6][0] += 0.01 * np.random.default_rng(7).standard_normal(384)
    with pytest.raises(ExportUnusableError, match=r"the cosine of two token_vectors is 0\.9"):
        compare(encoder, index)


def test_an_export_that_reads_other_word_pieces_does_not_pass(shipped_index_folder, encoder):
    index = Index.open(shipped_index_folder)
    index.questions.token_ids = np.array(index.questions.token_ids) + 1
    with pytest.raises(ExportUnusableError, match="cuts texts into other word pieces"):
        compare(encoder, index)


def test_an_export_that_differs_only_in_texts_that_the_corpus_lacks_does_not_pass(
    small_models, corpus, folder, monkeypatch, capsys
):
    """It reads 20 word pieces of a text, its model 16; no text of this corpus is as long."""
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
    assert "Its export cuts texts into other word pieces." in capsys.readouterr().err
