"""Pick what is shown of a ranking: the best passages, their answering sentences, more questions."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chatbot.answering.answer import Hit, RelatedQuestion
from chatbot.corpus.documents import Document, Entry, Passage, Span
from chatbot.index.index import Index
from chatbot.retrieval.confidence import strength
from chatbot.retrieval.ranking import Ranking

MAX_HITS = 5
MAX_RELATED = 3
QUESTION_MARK = re.compile("[?？؟;\u037e\u055e]")
CLEAR_LEAD = 0.03
"""Late interaction by which a sentence must be ahead of the others to be marked."""


def best_hits(index: Index, ranking: Ranking, confidence: float) -> tuple[Hit, ...]:
    """Return the best passage of each of the best entries.

    Args:
        index: The index that was searched.
        ranking: The passages that were found.
        confidence: Probability in [0, 1] that the corpus answers.
    """
    best = float(ranking.scores[0])
    hits = []
    for position in ranking.best_of_entries(MAX_HITS):
        passage = index.passage(int(ranking.rows[position]))
        score = float(ranking.scores[position])
        sentence = answering_sentence(passage, ranking.sentence_scores(position))
        hits.append(Hit(passage, score, strength(score, best, confidence), sentence))
    return tuple(hits)


def related_questions(
    index: Index, ranking: Ranking, shown: Iterable[str]
) -> tuple[RelatedQuestion, ...]:
    """Return the questions of the next entries that the person has not seen.

    Args:
        index: The index that was searched.
        ranking: The passages that were found.
        shown: Ids of passages that the person has seen.
    """
    entries = {entry_of(passage_id) for passage_id in shown}
    positions = ranking.best_of_entries(MAX_HITS + MAX_RELATED + len(entries))[MAX_HITS:]
    passages = [index.passage(int(ranking.rows[position])) for position in positions]
    new = [passage for passage in passages if entry_of(passage.id) not in entries]
    return tuple(
        RelatedQuestion(passage.document, passage.entry, passage.question)
        for passage in new[:MAX_RELATED]
    )


def entry_of(passage_id: str) -> str:
    """Return the part that the ids of all passages of one entry share."""
    return passage_id.rpartition(":")[0]


def answering_sentence(passage: Passage, scores: NDArray[np.float32]) -> Span | None:
    """Return the sentence that answers; None if two are close, since no mark is the safer choice.

    Args:
        passage: The passage.
        scores: float32 [sentences], late interaction with each.
    """
    best = int(scores.argmax())
    others = np.delete(scores, best)
    if len(others) and scores[best] < others.max() + CLEAR_LEAD:
        return None
    return passage.sentences[best]


def spread_questions(
    document_ids: Sequence[str], read: Callable[[str], Document | None], count: int
) -> tuple[RelatedQuestion, ...]:
    """Return at most `count` questions, spread evenly over the documents and over each of them.

    Of a document with questions, headings that do not ask are not among them.

    Args:
        document_ids: Ids of all documents.
        read: Returns the document of an id; called only for documents with a chosen question.
        count: Number of questions.
    """
    ends = [count * number // len(document_ids) for number in range(len(document_ids) + 1)]
    return tuple(
        RelatedQuestion(document.id, entry.number, entry.question)
        for document_id, (start, end) in zip(document_ids, pairwise(ends), strict=True)
        if start < end and (document := read(document_id))
        for entry in _evenly(document.entries, end - start)
    )


def _evenly(entries: Sequence[Entry], count: int) -> list[Entry]:
    entries = [entry for entry in entries if QUESTION_MARK.search(entry.question)] or entries
    picks = np.linspace(0, len(entries) - 1, min(count, len(entries))).round().astype(int)
    return [entries[pick] for pick in picks]
