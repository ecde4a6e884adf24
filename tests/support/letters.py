"""An encoder whose vectors can be worked out by hand, and an index built with it."""

import re

import numpy as np

from chatbot.encoding.encoder import Embeddings
from chatbot.index.build import build_index
from chatbot.index.index import Index


class LetterEncoder:
    """Encoder by first letters: each word is a token, and a text's vector is their unit sum.

    "Berries bear apples" has the tokens b, b, a, so its vector is (1, 2, 0, …) / √5. The vector of
    a text without words is zero.

    Attributes:
        encoded: The texts that were encoded, in order.
    """

    dimension = 26

    def __init__(self):
        self.encoded = []

    def encode_questions(self, texts):
        return self._encode(texts)

    def encode_passages(self, texts, *, progress=False):
        return self._encode(texts)

    def _encode(self, texts):
        self.encoded += texts
        words = [list(re.finditer("[a-z]+", text.lower())) for text in texts]
        ids = [[ord(word[0][0]) - ord("a") for word in row] for row in words]
        counts = np.stack([np.bincount(np.array(row, int), minlength=26) for row in ids]).astype(
            np.float32
        )
        token_ids = np.concatenate(ids).astype(np.int32)
        return Embeddings(
            vectors=counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1),
            token_vectors=np.eye(26, dtype=np.float32)[token_ids],
            token_ids=token_ids,
            token_starts=np.array([word.start() for row in words for word in row], dtype=np.int32),
            offsets=np.cumsum([0, *map(len, ids)], dtype=np.int64),
        )


FAQ = """\
1. Alpha beta?
Gamma delta runs. Epsilon fights.
2. Kilo lima?
Mike november owns.
"""


def indexed_letters(folder, lists="", faq=FAQ):
    """Build an index of `faq` with this encoder below `folder`, and open it."""
    folder = folder / ("listed" if lists else "plain")
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus" / "faq.txt").write_text(faq)
    (folder / "corpus" / "faq.yaml").write_text(lists)
    build_index(folder / "corpus", folder / "index", LetterEncoder, "letters")
    return Index.open(folder / "index")
