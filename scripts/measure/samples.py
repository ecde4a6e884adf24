"""What the product finds for the questions of a test set, kept so that it can be weighed anew."""

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
QUESTIONS = 1500  # of a set at most
# Sets that hold the same text, so that one cannot be judged by what was learned on the other.
SAME_TEXT = {"xquad_en": "squad2_dev"}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """What the product found for some questions of a set, and the entries that answer each.

    Attributes:
        name: The set.
        rankings: As the shipped weights order them.
        relevant: Ordinals of the entries; empty where none answers.
        listed: Whether an editor lists ways to ask every entry.
    """

    name: str
    rankings: tuple[Ranking, ...]
    relevant: tuple[frozenset[int], ...]
    listed: bool = False

    @property
    def answerable(self) -> NDArray[np.bool_]:
        """Which questions are."""
        return np.array([bool(entries) for entries in self.relevant])

    @property
    def group(self) -> str:
        """Sets of one group are left out together."""
        return SAME_TEXT.get(self.name, self.name)

    def take(self, rows: Sequence[bool] | NDArray[np.bool_]) -> "Sample":
        """The questions of these rows."""
        chosen = np.flatnonzero(rows)
        return replace(
            self,
            rankings=tuple(self.rankings[row] for row in chosen),
            relevant=tuple(self.relevant[row] for row in chosen),
        )

    def ordered(self, weights: Floats, listed_weight: float = QUESTION_WEIGHT) -> "Sample":
        """By other weights; the second one is that of `question` where ways to ask are listed."""
        used = weights.copy()
        if self.listed:
            used[FEATURES.index("question")] = listed_weight
        rankings = [
            ranking.reordered((ranking.features @ used).astype(np.float32))
            for ranking in self.rankings
        ]
        return replace(self, rankings=tuple(rankings))


def is_small_talk(text: str) -> bool:
    """Whether the product would not search for it."""
    return small_talk(clean(text, Settings().max_question)) is not None


def collect(
    test_set: TestSet, encoder: Encoder, model: ModelFiles, *, listed: bool = False
) -> Sample:
    """What the product finds for a set's questions that nothing was asked before."""
    index = open_index(test_set, CACHE, encoder, model.identity)
    chatbot = Chatbot(index, encoder, Settings().max_question)
    ordinals = {entry_id: ordinal for ordinal, entry_id in enumerate(test_set.entry_ids)}
    queries = [
        query for query in test_set.queries if not query.history and not is_small_talk(query.text)
    ]
    if len(queries) > QUESTIONS:
        chosen = np.random.default_rng(SEED).choice(len(queries), QUESTIONS, replace=False)
        queries = [queries[row] for row in sorted(chosen)]
    rankings = [
        chatbot.search(clean(query.text, Settings().max_question)).ranking
        for query in tqdm(queries, desc=test_set.name, leave=False, disable=None)
    ]
    relevant = [frozenset(ordinals[entry] for entry in query.relevant) for query in queries]
    return Sample(test_set.name, tuple(rankings), tuple(relevant), listed)


def evidence_of(sample: Sample, weights: Floats) -> Floats:
    """float64 [questions, len(EVIDENCE)] as these weights order the passages."""
    return np.array([evidence(ranking, weights) for ranking in sample.ordered(weights).rankings])


def hits(sample: Sample) -> tuple[float, float]:
    """Shares of answerable questions with a right entry first, and among the first three."""
    first, three = [], []
    for ranking, relevant in zip(sample.rankings, sample.relevant, strict=True):
        if relevant:
            places = ranking.best_of_entries(3)
            found = [int(ranking.entries[place]) in relevant for place in places]
            first.append(found[0])
            three.append(any(found))
    return float(np.mean(first)), float(np.mean(three))
