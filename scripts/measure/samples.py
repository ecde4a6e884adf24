"""Rankings of the questions of a test set, which can be reordered by other weights."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from chatbot.answering.chatbot import Chatbot
from chatbot.answering.conversation import clean
from chatbot.answering.small_talk import small_talk
from chatbot.encoding.encoder import Encoder
from chatbot.encoding.model_files import ModelFiles
from chatbot.retrieval.confidence import evidence
from chatbot.retrieval.features import FEATURES
from chatbot.retrieval.ranking import QUESTION_WEIGHT, Ranking
from chatbot.settings import Settings
from scripts.measure.beir import CACHE, TestSet, open_index

SEED = 0
MAX_QUESTIONS = 1500  # of a set
# Sets of the same text. A fit on one must not be judged on the other.
SAME_TEXT = {"xquad_en": "squad2_dev"}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """Rankings of some questions of a set, and the entries that answer each.

    Attributes:
        name: The set.
        rankings: One for each question, ordered by the shipped weights.
        relevant: Ordinals of the entries that answer; empty for an unanswerable question.
        listed: True if an editor lists alternative questions for every entry.
    """

    name: str
    rankings: tuple[Ranking, ...]
    relevant: tuple[frozenset[int], ...]
    listed: bool = False

    @property
    def answerable(self) -> NDArray[np.bool_]:
        """Return bool [questions], True for answerable ones."""
        return np.array([bool(entries) for entries in self.relevant])

    @property
    def group(self) -> str:
        """Return the group of the set. Sets of one group are left out together."""
        return SAME_TEXT.get(self.name, self.name)

    def take(self, rows: Sequence[bool] | NDArray[np.bool_]) -> "Sample":
        """Return the questions where `rows` is True."""
        chosen = np.flatnonzero(rows)
        return replace(
            self,
            rankings=tuple(self.rankings[row] for row in chosen),
            relevant=tuple(self.relevant[row] for row in chosen),
        )

    def ordered(self, weights: Floats, listed_weight: float = QUESTION_WEIGHT) -> "Sample":
        """Reorder by other weights; `listed_weight` is that of `question` for a listed sample."""
        used = weights.copy()
        if self.listed:
            used[FEATURES.index("question")] = listed_weight
        rankings = [
            ranking.reordered((ranking.features @ used).astype(np.float32))
            for ranking in self.rankings
        ]
        return replace(self, rankings=tuple(rankings))


def is_small_talk(text: str) -> bool:
    """Return True for a message that the product answers without a search."""
    return small_talk(clean(text, Settings().max_question)) is not None


def collect(
    test_set: TestSet, encoder: Encoder, model: ModelFiles, *, listed: bool = False
) -> Sample:
    """Search for the questions of a set that have no history."""
    index = open_index(test_set, CACHE, encoder, model.identity)
    chatbot = Chatbot(index, encoder, Settings().max_question)
    ordinals = {entry_id: ordinal for ordinal, entry_id in enumerate(test_set.entry_ids)}
    queries = [
        query for query in test_set.queries if not query.history and not is_small_talk(query.text)
    ]
    if len(queries) > MAX_QUESTIONS:
        chosen = np.random.default_rng(SEED).choice(len(queries), MAX_QUESTIONS, replace=False)
        queries = [queries[row] for row in sorted(chosen)]
    rankings = [
        chatbot.search(clean(query.text, Settings().max_question)).ranking
        for query in tqdm(queries, desc=test_set.name, leave=False, disable=None)
    ]
    relevant = [frozenset(ordinals[entry] for entry in query.relevant) for query in queries]
    return Sample(test_set.name, tuple(rankings), tuple(relevant), listed)


def evidence_of(sample: Sample, weights: Floats) -> Floats:
    """Return the evidence under these weights, float64 [questions, len(EVIDENCE)]."""
    return np.array([evidence(ranking, weights) for ranking in sample.ordered(weights).rankings])


def hits(sample: Sample) -> tuple[float, float]:
    """Return the shares of answerable questions with a right entry first and in three."""
    first, three = [], []
    for ranking, relevant in zip(sample.rankings, sample.relevant, strict=True):
        if relevant:
            places = ranking.best_of_entries(3)
            found = [int(ranking.entries[place]) in relevant for place in places]
            first.append(found[0])
            three.append(any(found))
    return float(np.mean(first)), float(np.mean(three))
