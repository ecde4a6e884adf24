"""The exported encoder: batches, progress, and missing files."""

import shutil

import numpy as np
import pytest

import chatbot.encoding.onnx_encoder
from chatbot.encoding.onnx_encoder import MAX_BATCH_TOKENS, OnnxEncoder
from chatbot.errors import ExportUnusableError


def test_texts_of_all_lengths_encoded_in_a_batch_equal_those_encoded_alone(encoder, golden):
    texts = [line["text"] for line in golden[:MAX_BATCH_TOKENS]] + ["", "word " * 300]
    together = encoder.encode_questions(texts)
    assert len(together.vectors) == len(texts) == len(together.offsets) - 1
    for row, text in enumerate(texts):
        alone = encoder.encode_questions([text])
        span = slice(together.offsets[row], together.offsets[row + 1])
        np.testing.assert_array_equal(together.token_ids[span], alone.token_ids)
        np.testing.assert_array_equal(together.token_starts[span], alone.token_starts)
        assert together.vectors[row] @ alone.vectors[0] > 0.99999
        cosines = (together.token_vectors[span] * alone.token_vectors).sum(axis=1)
        assert cosines.min(initial=1) > 0.99999


def test_progress_is_shown_on_request(encoder, capsys):
    encoder.encode_passages(["one", "two"], progress=True)
    assert "1/1" in capsys.readouterr().err
    encoder.encode_passages(["one", "two"])
    assert capsys.readouterr().err == ""


def test_a_missing_export_is_named(tmp_path):
    with pytest.raises(ExportUnusableError) as error:
        OnnxEncoder(tmp_path / "none")
    assert str(error.value).startswith(f"{tmp_path / 'none'}: this export is damaged (")


def test_many_texts_are_encoded_even_if_the_export_is_removed_meanwhile(
    shipped_index_folder, encoder, tmp_path, monkeypatch
):
    [export] = shipped_index_folder.glob("encoder-*")
    shutil.copytree(export, tmp_path / "export")
    opened = OnnxEncoder(tmp_path / "export")
    shutil.rmtree(tmp_path / "export")
    monkeypatch.setattr(chatbot.encoding.onnx_encoder, "MANY_TEXTS", 2)
    texts = ["one", "two words", "three words here"]
    found, expected = opened.encode_passages(texts), encoder.encode_passages(texts)
    np.testing.assert_allclose(found.vectors, expected.vectors, atol=1e-5)
