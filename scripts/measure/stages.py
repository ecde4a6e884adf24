"""Time by stage of one question, measured by wrapping the functions that it calls."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import chatbot.answering.search
import chatbot.retrieval.ranking
from chatbot.answering.search import Searcher
from chatbot.encoding.onnx_encoder import OnnxEncoder

FORWARD = "forward pass"
# Name of the stage, owner and name of the function.
STAGES: Sequence[tuple[str, object, str]] = (
    ("correct spelling", Searcher, "normalise"),
    ("tokenise and pool", OnnxEncoder, "_encode"),
    (FORWARD, OnnxEncoder, "_last_layer"),
    ("find candidates", chatbot.retrieval.ranking, "find_candidates"),
    ("compare (late interaction)", chatbot.retrieval.ranking, "compare"),
    ("confidence", chatbot.answering.search, "confidence"),
)


@contextmanager
def timed_stages(
    stages: Sequence[tuple[str, object, str]] = STAGES,
) -> Iterator[dict[str, float]]:
    """Time stages: yield name → milliseconds, which exclude those of inner stages.

    Clear the dictionary to start again.
    """
    spent: dict[str, float] = defaultdict(float)
    children = [0.0]  # milliseconds of the inner stages of each running one, innermost last

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 — passed on
            children.append(0.0)
            began = time.perf_counter()
            try:
                return function(*arguments, **options)
            finally:
                took = (time.perf_counter() - began) * 1000
                spent[name] += took - children.pop()
                children[-1] += took

        return measured

    with ExitStack() as patches:
        for name, owner, attribute in stages:
            function = getattr(owner, attribute)
            patches.enter_context(patch.object(owner, attribute, timed(name, function)))
        yield spent
