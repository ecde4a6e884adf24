"""Features worked out by hand. A word is a token; its first letter is the axis of its vector."""

import numpy as np
import pytest

from chatbot.retrieval.features import FEATURES, mean_of_nearest
from chatbot.retrieval.maxsim import match_passages
from chatbot.retrieval.ranking import rank
from letters import LetterEncoder, indexed_letters

LISTS = """\
asked_as: {2: ["Zulu alpha?", "Yankee?", "😀?"]}
not_covered: ["X-ray kilo?", "?", "Victor?"]
"""
# Weights of a word that is in one of two passages, and of a word that is in none.
KNOWN, NOWHERE = np.log(3 / 1.5), np.log(3 / 0.5)


@pytest.fixture
def index(tmp_path):
    return indexed_letters(tmp_path)


@pytest.fixture
def index_with_lists(tmp_path):
    return indexed_letters(tmp_path, LISTS)


def ask(index, question):
    return rank(index, question, LetterEncoder().encode_questions([question]))


def shares(index, question):
    return index.bm25.shares(index.terms.split(question)).tolist()


def feature_by_row(index, question, name):
    ranking = ask(index, question)
    column = ranking.features[:, FEATURES.index(name)]
    return dict(zip(ranking.rows.tolist(), column.tolist(), strict=True))


def test_features_of_a_question_equal_values_worked_out_by_hand(index):
    # Of "gamma zulu", g is in the first sentence of passage 0, and z is nowhere.
    ranking = ask(index, "gamma zulu")
    share = KNOWN / (KNOWN + NOWHERE)
    features = dict(zip(FEATURES, ranking.features[0], strict=True))
    assert ranking.rows.tolist() == [0, 1]
    assert features["late"] == pytest.approx(share)
    assert features["plain"] == pytest.approx(0.5)
    assert features["entry"] == pytest.approx(share)
    assert features["sentence"] == pytest.approx(share)
    assert features["alone"] == pytest.approx(share)
    # No question has either word.
    assert features["question"] == 0
    # Passage 0 has seven different letters, the question has two, and one is shared.
    assert features["dense"] == pytest.approx(1 / np.sqrt(7 * 2))
    assert features["bm25"] == pytest.approx(shares(index, "gamma zulu")[0])
    assert ranking.features[1].tolist() == [0] * len(FEATURES)
    assert ranking.not_covered is None


def test_a_sentence_counts_with_its_context_and_without(index):
    ranking = ask(index, "alpha epsilon")
    features = dict(zip(FEATURES, ranking.features[0], strict=True))
    assert features["late"] == pytest.approx(1)
    assert features["sentence"] == pytest.approx(1)
    assert features["alone"] == pytest.approx(0.5)
    # "Alpha beta?" has one of the two words.
    assert features["question"] == pytest.approx(0.5)
    # The first sentence has neither word. The second has one of the two equally rare words.
    matches = match_passages(
        index, np.array([0]), LetterEncoder().encode_questions(["alpha epsilon"])
    )
    assert matches.sentences.tolist() == pytest.approx([0, 0.5])
    assert matches.in_context.tolist() == pytest.approx([0.5, 1])


def test_all_passages_of_an_entry_count_together(tmp_path):
    faq = "1. Alpha?\n1. Gamma runs.\n2. Delta fights.\n2. Beta?\nGamma owns.\n"
    index = indexed_letters(tmp_path, faq=faq)
    assert index.entry_of_passage.tolist() == [0, 0, 1]
    # Each passage of the first entry has one of the two words; together they have both.
    late = feature_by_row(index, "gamma delta", "late")
    assert max(late[0], late[1]) < 1
    assert feature_by_row(index, "gamma delta", "entry") == pytest.approx({0: 1, 1: 1, 2: late[2]})


def test_question_counts_both_directions_over_the_three_nearest_alternatives(
    index_with_lists,
):
    share = KNOWN / (KNOWN + NOWHERE)
    # "Alpha beta?" has one of the two words, and the query has one of its two. "Zulu alpha?" has
    # both. The two other nearest alternatives share no word with the query.
    assert feature_by_row(index_with_lists, "alpha zulu", "question") == pytest.approx(
        {0: (share + 0.5) / 2, 1: 1 / 3}
    )
    # "Zulu alpha?" has z, which weighs as much as y: one half. In the other direction z is most of
    # its weight. "Yankee?" has y, and all of it is in the query.
    zulu = (0.5 + NOWHERE / (NOWHERE + KNOWN)) / 2
    assert feature_by_row(index_with_lists, "yankee zulu", "question") == pytest.approx(
        {0: 0, 1: (zulu + 0.75) / 3}
    )


def test_not_covered_is_the_similarity_to_the_nearest_listed_question(index_with_lists):
    # The lists are not shown, so they are not searched for passages.
    ranking = ask(index_with_lists, "victor")
    assert ranking.features[:, :5].tolist() == [[0] * 5] * 2
    # "Victor?" is the same question.
    assert ranking.not_covered == pytest.approx(1)
    assert ask(index_with_lists, "gamma").not_covered == 0


def test_the_nearest_of_each_group_are_averaged():
    nearness = np.array([0.1, 0.9, 0.5, 0.7, 0.3, 0.8], dtype=np.float32)
    groups = np.array([0, 0, 0, 0, 1, 1])
    # In a group of two only the nearest counts.
    assert mean_of_nearest(nearness, groups).tolist() == pytest.approx([0.7, 0.8])
    assert mean_of_nearest(nearness[:1], groups[:1]).tolist() == pytest.approx([0.1])


def test_the_bm25_share_is_one_for_all_terms_and_lower_with_an_unknown_one(index):
    assert shares(index, "november mike") == pytest.approx([0, 1])
    assert 0 < shares(index, "november zulu")[1] < 1
    assert shares(index, "zulu") == [0, 0]
    assert shares(index, "") == [0, 0]


def test_rare_and_unknown_tokens_weigh_most(index):
    weights = index.token_weights(np.array([ord("g") - 97, ord("z") - 97, 400], dtype=np.int32))
    assert weights.tolist() == pytest.approx([np.log(2), np.log(6), np.log(6)])
