"""Contents of an index: passages with their tokens and context, and questions."""

import hashlib
import math
from itertools import pairwise

import numpy as np

from chatbot.answering.chatbot import Chatbot
from chatbot.corpus.folder import scan_corpus
from chatbot.index.build import build_index
from chatbot.index.index import NO_ENTRY, Index
from chatbot.index.manifest import FORMAT_VERSION, read_manifest
from chatbot.retrieval.confidence import Verdict
from letter_builds import (
    OLD_TEXTS,
    assert_vectors_belong_to_their_texts,
    build,
    never,
    questions,
    texts,
)
from letters import LetterEncoder

# Passages


def test_passages_are_encoded_with_their_context(corpus, folder):
    (corpus / "faq.txt").write_text(
        "1. How?\nIn two ways, and both are free of charge. Namely:\n1. By the letter.\n"
    )
    assert build(corpus, folder) == [
        "How? In two ways, and both are free of charge.",
        "How? Namely: By the letter.",
        "How?",
    ]


def test_stored_values_equal_those_worked_out_by_hand(corpus, folder):
    assert build(corpus, folder) == [
        "Apples? Berries and cherries.",
        "Dates? Elderberries, figs, and beans.",
        "Apples?",
        "Dates?",
    ]
    index = Index.open(folder)
    a, b, c, d, e, f = range(6)
    vectors = index.passages.vectors[np.arange(2)]
    by_hand = np.zeros((2, 26))
    by_hand[0, [a, b, c]] = np.array([2, 1, 1]) / math.sqrt(6)
    by_hand[1, [a, b, d, e, f]] = 1 / math.sqrt(5)
    np.testing.assert_allclose(vectors, by_hand, atol=1e-7)
    assert index.passages.token_ids.tolist() == [a, b, a, c, d, e, f, a, b]
    assert index.passages.token_starts.tolist() == [0, 8, 16, 20, 0, 7, 21, 27, 31]
    assert index.passages.token_offsets.tolist() == [0, 4, 9]
    assert index.entry_of_passage.tolist() == [0, 1]
    np.testing.assert_array_equal(index.questions.vectors[np.arange(2)], np.eye(26)[[a, d]])
    assert index.questions.token_ids.tolist() == [a, d]
    assert index.questions.token_starts.tolist() == [0, 0]
    assert index.questions.token_offsets.tolist() == [0, 1, 2]
    assert index.entry_of_question.tolist() == [0, 1]
    assert index.manifest.counts == {"documents": 1, "entries": 2, "passages": 2, "tokens": 9}
    # a and b occur in both passages, the others in one.
    both, one = math.log(3 / 2.5), math.log(3 / 1.5)
    np.testing.assert_allclose(index.token_idf, [both, both, one, one, one, one], rtol=1e-6)


def test_tokens_are_assigned_to_context_and_sentences(corpus, folder):
    (corpus / "faq.txt").write_text(
        "1. All of it?\nBoth. Come and do ever more. Forms go here:\n- In June. Keep it.\n"
    )
    assert build(corpus, folder) == [
        "All of it? Both. Come and do ever more.",
        "All of it? Forms go here: In June. Keep it.",
        "All of it?",
    ]
    index = Index.open(folder)
    assert index.passage_spans.tolist() == [0, 3, 6]
    letters = "".join(chr(ord("a") + token) for token in index.passages.token_ids)
    cuts = index.span_offsets.tolist()
    assert [letters[start:end] for start, end in pairwise(cuts)] == [
        *("aoi", "b", "cadem"),
        *("aoifgh", "ij", "ki"),
    ]


def test_the_index_knows_the_words_of_the_corpus(corpus, folder):
    (corpus / "faq.txt").write_text("1. Où?\nAt the Café, at 9.\n")
    build(corpus, folder)
    assert Index.open(folder).words == ["9", "at", "cafe", "ou", "the"]


def test_the_manifest_records_corpus_model_and_counts(corpus, folder):
    build(corpus, folder)
    manifest = read_manifest(folder)
    files = folder / manifest.folder
    assert manifest.format_version == FORMAT_VERSION
    assert (manifest.model, manifest.language) == ("letters", "en")
    assert manifest.documents == {"faq": scan_corpus(corpus)[0].sha256}
    assert manifest.files == {
        path.relative_to(files).as_posix(): [
            path.stat().st_size,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        ]
        for path in files.rglob("*")
        if path.is_file()
    }
    assert "passage_vectors.faiss" in manifest.files


# The questions


LISTS = """\
asked_as:
  1: ["Is fruit red?", "Kiwis?"]
not_covered: ["Limes?"]
"""


def test_questions_are_in_the_order_of_their_entries_and_not_covered_ones_are_last(corpus, folder):
    (corpus / "faq.yaml").write_text(LISTS)
    (corpus / "a.txt").write_text("1. Melons?\nNuts.\n")
    (corpus / "a.yaml").write_text(
        "not_covered: ['Oranges?', 'Pears?']\nasked_as: {1: ['Quinces?']}\n"
    )
    assert build(corpus, folder) == [
        "Melons? Nuts.",
        "Apples? Berries and cherries.",
        "Dates? Elderberries, figs, and beans.",
        *("Melons?", "Quinces?", "Apples?", "Is fruit red?", "Kiwis?", "Dates?", "Oranges?"),
        *("Pears?", "Limes?"),
    ]
    index = Index.open(folder)
    assert [*zip(questions(index), index.entry_of_question.tolist(), strict=True)] == [
        ("Melons?", 0),
        ("Quinces?", 0),
        ("Apples?", 1),
        ("Is fruit red?", 1),
        ("Kiwis?", 1),
        ("Dates?", 2),
        ("Oranges?", NO_ENTRY),
        ("Pears?", NO_ENTRY),
        ("Limes?", NO_ENTRY),
    ]
    assert_vectors_belong_to_their_texts(index)
    assert texts(index) == ["Nuts.", *OLD_TEXTS]
    faq = index.document("faq")
    assert [entry.alternative_questions for entry in faq.entries] == [
        ("Is fruit red?", "Kiwis?"),
        (),
    ]
    assert faq.not_covered == ("Limes?",)


def test_only_new_questions_are_encoded_when_the_lists_change(corpus, folder):
    build(corpus, folder)
    (corpus / "faq.yaml").write_text(LISTS)
    assert build(corpus, folder) == ["Is fruit red?", "Kiwis?", "Limes?"]
    (corpus / "faq.yaml").write_text(
        "asked_as: {2: ['Kiwis?', 'Limes?']}\nnot_covered: ['Dates?']\n"
    )
    build_index(corpus, folder, never, "letters")
    index = Index.open(folder)
    assert [*zip(questions(index), index.entry_of_question.tolist(), strict=True)] == [
        ("Apples?", 0),
        ("Dates?", 1),
        ("Kiwis?", 1),
        ("Limes?", 1),
        ("Dates?", NO_ENTRY),
    ]
    assert_vectors_belong_to_their_texts(index)


def test_the_passages_do_not_depend_on_the_lists(corpus, folder):
    build(corpus, folder)
    before = Index.open(folder)
    (corpus / "faq.yaml").write_text(LISTS)
    build(corpus, folder)
    after = Index.open(folder)
    names = {name for name in before.manifest.files if "question" not in name}
    assert names - {
        "documents.jsonl",
        "documents.jsonl.offsets.npy",
    } == {
        name
        for name, content in after.manifest.files.items()
        if before.manifest.files.get(name) == content
    }


def test_a_corpus_without_words_can_be_built_and_searched(corpus, folder):
    (corpus / "faq.txt").write_text("1. 😀?\n😀\n2. …?\n😀 😀.\n")
    build(corpus, folder)
    index = Index.open(folder)
    assert texts(index) == ["😀", "😀 😀."]
    assert_vectors_belong_to_their_texts(index)
    assert index.words == []
    assert index.passages.token_ids.tolist() == []
    for question in ("Is it free?", "😀?", "?"):
        answer = Chatbot(index, LetterEncoder(), 500).ask(question)
        assert np.isfinite(answer.confidence)
        assert answer.verdict is not Verdict.ANSWERED
