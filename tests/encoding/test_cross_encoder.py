"""Cross-encoders of other people: a tiny one with chance weights stands for them."""

import shutil

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertForSequenceClassification

from chatbot.encoding.cross_encoder import SentenceTransformerCrossEncoder
from chatbot.encoding.model_files import find_model
from chatbot.errors import ModelError
from chatbot.retrieval.calibration import Calibration, write_calibration
from chatbot.retrieval.reading import open_reader
from chatbot.settings import BUNDLED_MODEL, NO_RERANKER

BIAS = 7.0
PASSAGES = ["An indoor pool.", "", "word " * 2000]


def write_model(folder, scores):
    torch.manual_seed(0)
    config = BertConfig(
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=scores,
    )
    model = BertForSequenceClassification(config)
    torch.nn.init.constant_(model.classifier.bias, BIAS)
    model.save_pretrained(folder)
    bundled = find_model(BUNDLED_MODEL).folder
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
        if (bundled / name).exists():
            shutil.copy(bundled / name, folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("cross-encoder"), 1)


def test_its_scores_are_logits(folder):
    found = SentenceTransformerCrossEncoder(str(folder)).scores("Is there a pool?", PASSAGES)
    assert found.shape == (3,)
    assert found.dtype == np.float32
    assert (found > 1).all()  # near the bias


def test_passages_get_the_same_in_any_company(folder):
    model = SentenceTransformerCrossEncoder(str(folder))
    [alone] = model.scores("Is there a pool?", PASSAGES[:1])
    together = model.scores("Is there a pool?", PASSAGES)
    assert together[0] == pytest.approx(alone, abs=1e-4)


def test_a_model_with_several_scores_is_refused(tmp_path):
    with pytest.raises(ModelError, match="this model has 3 scores for a pair"):
        SentenceTransformerCrossEncoder(str(write_model(tmp_path, 3)))


def test_a_model_that_is_nowhere_is_named(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match=r"^CHATBOT_RERANKER='nobody/none' is not a folder here"):
        SentenceTransformerCrossEncoder("nobody/none")


def test_a_folder_that_holds_something_else_is_named(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="this model cannot be loaded"):
        SentenceTransformerCrossEncoder(str(tmp_path))


def test_no_reader_is_opened_where_none_is_wanted():
    assert open_reader(NO_RERANKER) is None


def test_its_calibration_is_in_its_folder(folder, tmp_path):
    assert open_reader(str(folder)).calibration is None
    copied = shutil.copytree(folder, tmp_path / "calibrated")
    write_calibration(copied, Calibration(np.ones(5), -1.0, 0.5))
    assert open_reader(str(copied)).calibration.order_weight == 0.5
