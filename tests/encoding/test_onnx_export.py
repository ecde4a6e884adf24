"""The exported model: its files, its equality with the original, and when it is made."""

import json
import os
import shutil
from dataclasses import replace

import numpy as np
import pytest

from chatbot.encoding.model_files import find_model
from chatbot.encoding.onnx_encoder import Export, OnnxEncoder
from chatbot.encoding.onnx_export import least_cosine
from chatbot.encoding.open_encoder import export_name
from chatbot.encoding.torch_encoder import SentenceTransformerEncoder
from chatbot.errors import ExportUnusableError
from chatbot.index.build import build
from chatbot.settings import BUNDLED_MODEL


def names(folder, pattern="encoder-*"):
    return sorted(path.name for path in folder.glob(pattern))


def assert_equal_embeddings(one, other):
    for name in ("token_ids", "token_starts", "offsets"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert least_cosine(one.vectors, other.vectors) > 0.99999
    assert least_cosine(one.token_vectors, other.token_vectors) > 0.99999


# Contents


def test_the_shipped_export_has_the_expected_files_and_description(shipped_index_folder):
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


def test_the_export_equals_the_model_for_every_golden_question(encoder, original_encoder, golden):
    texts = [line["text"] for line in golden]
    assert_equal_embeddings(
        encoder.encode_questions(texts), original_encoder.encode_questions(texts)
    )


def test_the_export_equals_the_model_for_long_and_odd_texts(encoder, original_encoder):
    texts = ["word " * 300, "", "Café ﬁne: 日本 “ICE’s” 13-155", "😀" * 50, "a" * 500, "\x00"]
    assert_equal_embeddings(encoder.encode_passages(texts), original_encoder.encode_passages(texts))


def test_the_export_of_a_model_with_prompts_and_cls_pooling_equals_the_model(
    small_models, corpus, folder
):
    prompts = (("query", "query: "), ("document", "passage: "))
    model = small_models("prompted", pooling="cls", prompts=prompts)
    _, encoder = build(corpus, folder, model)
    assert isinstance(encoder, OnnxEncoder)
    original = SentenceTransformerEncoder(model)
    texts = ["Zoo?", "When is the zoo open? At ten, " * 4]
    assert_equal_embeddings(encoder.encode_questions(texts), original.encode_questions(texts))
    assert_equal_embeddings(encoder.encode_passages(texts), original.encode_passages(texts))
    assert encoder.encode_questions(["zoo"]).token_starts.tolist() == [0]


# When an export is made


def test_a_new_corpus_needs_no_new_export(small_models, corpus, folder):
    model = small_models("small")
    build(corpus, folder, model)
    [name] = names(folder)
    before = (folder / name).stat()
    (corpus / "faq.txt").write_text(
        (corpus / "faq.txt").read_text() + "3. Is there a fee?\nThere is no fee.\n"
    )
    index, encoder = build(corpus, folder, model)
    assert len(index) == 3
    assert isinstance(encoder, OnnxEncoder)
    assert (folder / name).stat() == before
    found = index.nearest_passages(encoder.encode_questions(["fee"]).vectors, 3)
    assert sorted(found) == [0, 1, 2]


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "encoder.json"])
@pytest.mark.parametrize("damage", [os.remove, lambda path: os.truncate(path, 100)])
def test_a_damaged_export_is_replaced(small_models, corpus, folder, name, damage):
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


def test_an_altered_description_is_not_used_and_replaced(small_models, corpus, folder):
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
