"""Builds whose content can be worked out by hand, and checks of their index."""

import json

import numpy as np

import chatbot.index.build
from chatbot.index.build import build_index
from chatbot.index.token_spans import embedded_text
from letters import LetterEncoder

OLD = "1. Apples?\nBerries and cherries.\n2. Dates?\nElderberries, figs, and beans.\n"
NEW = OLD.replace("Elderberries, figs", "Grapes") + "3. Honey?\nIt is jam.\n"
OLD_TEXTS = ["Berries and cherries.", "Elderberries, figs, and beans."]
NEW_TEXTS = ["Berries and cherries.", "Grapes, and beans.", "It is jam."]


def build(corpus, folder, model="letters"):
    """Build an index and return the texts that were encoded."""
    encoder = LetterEncoder()
    build_index(corpus, folder, lambda: encoder, model)
    return encoder.encoded


def never():
    raise AssertionError("the model was loaded though there is nothing to encode")


def texts(index):
    return [index.passage(row).text for row in range(len(index))]


def snapshot(folder):
    """Return name → content of all files of an index except the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != chatbot.files.LOCK
    }


def built_folders(folder):
    return sorted(path.name for path in folder.glob("built-*"))


def questions(index):
    """Return the questions of an index in the order of its rows."""
    documents = [index.document(name) for name in index.document_ids]
    entries = [entry for document in documents for entry in document.entries]
    answered = [one for entry in entries for one in (entry.question, *entry.alternative_questions)]
    return answered + [one for document in documents for one in document.not_covered]


def everything(stored):
    """Return the embeddings of all texts."""
    return stored.embeddings(np.arange(len(stored)))


def assert_vectors_belong_to_their_texts(index):
    """Check that every stored embedding is that of its own passage or question."""
    passages = [embedded_text(index.passage(row)) for row in range(len(index))]
    encoder = LetterEncoder()
    for stored, expected in (
        (index.passages, encoder.encode_passages(passages)),
        (index.questions, encoder.encode_questions(questions(index))),
    ):
        found = everything(stored)
        np.testing.assert_array_equal(found.vectors, expected.vectors)
        np.testing.assert_array_equal(found.token_vectors, expected.token_vectors)
        np.testing.assert_array_equal(found.token_ids, expected.token_ids)
        np.testing.assert_array_equal(found.token_starts, expected.token_starts)
        np.testing.assert_array_equal(found.offsets, expected.offsets)


def edit_manifest(index, /, **changes):
    path = index / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
