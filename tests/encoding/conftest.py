"""Small models and a small corpus, so that exports and builds are quick."""

from functools import cache

import pytest

from chatbot.encoding.model_files import find_model
from chatbot.settings import BUNDLED_MODEL

FAQ = """\
1. When is the zoo open?
At ten. On Mondays it is closed.
2. Where is it?
Here, in Zurich.
"""


@pytest.fixture(scope="module")
def small_models(tmp_path_factory):
    """Function that saves a model of one layer with the given modules and returns it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Dense, Pooling, Transformer
    from transformers import AutoTokenizer, BertConfig, BertModel

    @cache
    def save(name, *, pooling="mean", dense=False, prompts=()):
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
        SentenceTransformer(modules=parts, prompts=dict(prompts) or None).save(str(folder / name))
        return find_model(str(folder / name))

    return save


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "faq.txt").write_text(FAQ)
    return folder
