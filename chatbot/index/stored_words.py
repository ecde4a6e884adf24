"""The lists of common words that lie in an index: what people write, by language."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

BEGINNING = "common_word"
"""How the names of their files begin."""


class StoredWords:
    """Reads the files at once, as they may be gone when somebody asks, and parses them when needed.

    Args:
        files: The folder of the index.
        names: Names of all files in it.

    Raises:
        OSError: A file is missing.
    """

    def __init__(self, files: Path, names: Iterable[str]) -> None:
        ours = [name for name in names if name.startswith(BEGINNING)]
        self._contents = {name: (files / name).read_bytes() for name in ours}
        self._parsed: dict[str, Mapping[str, int]] = {}

    def of(self, language: str) -> Mapping[str, int]:
        """Word → uses, as `common_words` in `chatbot/text/spelling.py` gives them.

        Empty for languages not kept here: kept are those of the corpus and of people who ask in
        another language than that.
        """
        if language not in self._parsed and f"common_words_{language}.txt" in self._contents:
            words = self._contents[f"common_words_{language}.txt"].decode("utf-8").split("\n")
            counts = np.load(io.BytesIO(self._contents[f"common_word_counts_{language}.npy"]))
            self._parsed[language] = dict(zip(words, counts.tolist(), strict=False))
        return self._parsed.get(language, {})
