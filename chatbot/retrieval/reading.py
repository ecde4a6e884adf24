"""Let a cross-encoder read the best few passages: it reorders them, and may say if one answers.

Which passages are read depends on the question alone, never on how busy the machine is.
"""

from dataclasses import dataclass, replace

import numpy as np

from chatbot.encoding.cross_encoder import CrossEncoder, SentenceTransformerCrossEncoder
from chatbot.index.index import Index
from chatbot.index.token_spans import embedded_text
from chatbot.retrieval.calibration import Calibration, read_calibration
from chatbot.retrieval.features import FloatArray
from chatbot.retrieval.ranking import Ranking, Reading
from chatbot.settings import NO_RERANKER

READ = 3
"""Entries of which the best passage is read."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A cross-encoder, and what its scores are worth.

    Attributes:
        cross_encoder: The cross-encoder.
        calibration: None if it is unknown. Then the cross-encoder orders the passages that it
            reads, and the verdict is found without it.
    """

    cross_encoder: CrossEncoder
    calibration: Calibration | None

    def read(self, index: Index, text: str, ranking: Ranking) -> Ranking:
        """Return a ranking after its best passages were read.

        A passage that was read never falls below one that was not.

        Args:
            index: The index.
            text: The query.
            ranking: Its ranking.
        """
        places = ranking.best_of_entries(READ)
        passages = [embedded_text(index.passage(int(ranking.rows[place]))) for place in places]
        values = np.full(len(ranking.rows), np.nan, dtype=np.float32)
        values[places] = self.cross_encoder.scores(text, passages)
        reading = Reading(values, self.calibration)
        return replace(ranking, reading=reading).reordered(after_reading(ranking.scores, reading))


def open_reader(name: str) -> Reader | None:
    """Open a reader.

    Args:
        name: `NO_RERANKER`, or the folder or hub name of a cross-encoder.

    Raises:
        ModelError: It cannot be found or is damaged.
    """
    if name == NO_RERANKER:
        return None
    cross_encoder = SentenceTransformerCrossEncoder(name)
    return Reader(cross_encoder, read_calibration(cross_encoder.folder))


def after_reading(scores: FloatArray, reading: Reading) -> FloatArray:
    """Return fused scores after a reading, float32 [c].

    With a calibration, the scores of the passages that were read are raised. Without one, they
    change places, so that they are in the order of the cross-encoder.

    Args:
        scores: float32 [c], the fused scores.
        reading: What the cross-encoder says.
    """
    values = reading.values
    if reading.calibration is not None:
        weight = np.float32(reading.calibration.order_weight)
        raised = np.nan_to_num(weight * (values - np.nanmin(values)))
        return np.asarray(scores + raised, dtype=np.float32)
    read = np.flatnonzero(~np.isnan(values))
    best_first = read[np.argsort(-values[read], kind="stable")]
    found = scores.copy()
    found[best_first] = np.sort(scores[read])[::-1]
    return found
