"""Common words of many languages, from the frequency lists of the package pyspellchecker."""

import functools
import gzip
import importlib.util
from collections.abc import Mapping
from pathlib import Path

import orjson

from chatbot.text.terms import fold


@functools.cache
def common_words(language: str) -> Mapping[str, int]:
    """Return the frequencies of the words of a language.

    Args:
        language: ISO 639-1 code.

    Returns:
        Folded word → uses; empty for a language without a list.
    """
    spec = importlib.util.find_spec("spellchecker")  # an import would take longer
    if spec is None or spec.origin is None:
        return {}
    path = Path(spec.origin).with_name("resources") / f"{language}.json.gz"
    if not path.is_file():
        return {}
    counts: dict[str, int] = orjson.loads(gzip.decompress(path.read_bytes()))
    # The lists are in lower case, so an ASCII word is folded already.
    for word in [word for word in counts if not word.isascii()]:
        count = counts.pop(word)
        folded = fold(word)
        counts[folded] = counts.get(folded, 0) + count  # "uña" must not replace "una"
    return counts
