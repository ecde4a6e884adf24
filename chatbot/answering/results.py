"""What of a ranking is shown: the best passages, their answering sentences, where to go on."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from chatbot.answering.answer import Hit, RelatedQuestion
from chatbot.corpus.documents import Passage, Span
from chatbot.index.index import Index
from chatbot.retrieval.confidence import strength
from chatbot.retrieval.ranking import Ranking

HITS = 5
RELATED = 3
# How far ahead of the others (in late interaction) a sentence must be to be marked.
CLEAR_LEAD = 0.03


def best_hits(index: Index, ranking: Ranking, confidence: float) -> tuple[Hit, ...]:
    """The best passage of each of the best entries.

    Args:
        index: What was searched.
        ranking: What was found.
        confidence: Belief in [0, 1] that the corpus answers.
    """
    best = float(ranking.scores[0])
    hits = []
    for position in ranking.best_of_entries(HITS):
        passage = index.passage(int(ranking.rows[position]))
        score = float(ranking.scores[position])
        sentence = answering_sentence(passage, ranking.sentence_scores(position))
        hits.append(Hit(passage, score, strength(score, best, confidence), sentence))
    return tuple(hits)


def related_questions(
    index: Index, ranking: Ranking, shown: Iterable[str]
) -> tuple[RelatedQuestion, ...]:
    """The entries that come next, of which no passage is or was shown.

    Args:
        index: What was searched.
        ranking: What was found.
        shown: Ids of passages that the person has been shown.
    """
    entries = {entry_of(passage_id) for passage_id in shown}
    positions = ranking.best_of_entries(HITS + RELATED + len(entries))[HITS:]
    passages = [index.passage(int(ranking.rows[position])) for position in positions]
    new = [passage for passage in passages if entry_of(passage.id) not in entries]
    return tuple(
        RelatedQuestion(passage.document, passage.entry, passage.question)
        for passage in new[:RELATED]
    )


def entry_of(passage_id: str) -> str:
    """What the ids of all passages of one entry begin with."""
    return passage_id.rpartition(":")[0]


def answering_sentence(passage: Passage, scores: NDArray[np.float32]) -> Span | None:
    """The sentence that answers; None where two compete: no mark is the safer choice.

    Args:
        passage: Where it may stand.
        scores: float32 [sentences].
    """
    best = int(scores.argmax())
    others = np.delete(scores, best)
    if len(others) and scores[best] < others.max() + CLEAR_LEAD:
        return None
    return passage.sentences[best]
