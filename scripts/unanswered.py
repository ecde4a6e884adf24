"""What people asked in vain: `python scripts/unanswered.py [FILE]`, for the editor of the FAQ.

Prints how many questions the file of `CHATBOT_UNANSWERED` holds, how many of each week, and the
questions grouped by likeness, the biggest group first. What many people ask belongs into the FAQ,
or, where it is there in other words, among the ways to ask of its `.yaml` file.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chatbot.answering.unanswered import UnansweredQuestion, read_unanswered
from chatbot.encoding.encoder import Encoder
from chatbot.encoding.model_files import find_model
from chatbot.errors import ChatbotError, SettingsError
from chatbot.index.build import open_encoder
from chatbot.settings import Settings

ALIKE = 0.6  # cosine; of random pairs of questions on one topic, one in a hundred reaches it
EXAMPLES = 3
GROUPS_SHOWN = 30
BATCH = 256


def main() -> int:
    """Summarise the file that the argument or the environment names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="default: that of CHATBOT_UNANSWERED")
    parser.add_argument("--json", action="store_true", help="write all of it as one JSON object")
    arguments = parser.parse_args()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        settings = Settings.from_environment()
        path = arguments.file or settings.unanswered
        if path is None:
            raise SettingsError("Name a file, or set CHATBOT_UNANSWERED to one.")
        summary = summarise(read(path), settings)
        as_json = json.dumps(summary, ensure_ascii=False, indent=1)
        print(as_json if arguments.json else readable(summary), flush=True)
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def read(path: Path) -> list[UnansweredQuestion]:
    """The questions in the file.

    Raises:
        SettingsError: It cannot be read.
    """
    try:
        return read_unanswered(path)
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read ({error.strerror}). Name the file of CHATBOT_UNANSWERED."
        ) from error


def summarise(asked: Sequence[UnansweredQuestion], settings: Settings) -> dict[str, Any]:
    """The number of questions, of those of each ISO week, and of each group, with examples."""
    weeks = Counter("{}-W{:02}".format(*one.day.isocalendar()) for one in asked)
    # The same words asked a thousand times are encoded once.
    counts = Counter(one.question.casefold() for one in asked)
    wordings = {one.question.casefold(): one.question for one in reversed(asked)}
    texts = [wordings[folded] for folded in counts]
    weights = np.array(list(counts.values()), dtype=np.int64)
    vectors = np.empty((0, 1), dtype=np.float32)
    if texts:
        vectors = encode(texts, open_encoder(settings.index, find_model(settings.model)))
    groups = [
        {
            "count": int(weights[group].sum()),
            "examples": [texts[row] for row in spread(group)],
        }
        for group in groups_of_like(vectors, weights, ALIKE)
    ]
    return {"questions": len(asked), "weeks": dict(sorted(weeks.items())), "groups": groups}


def encode(texts: Sequence[str], encoder: Encoder) -> NDArray[np.float32]:
    """float32 [texts, dimension], of length 1. In batches, as each brings its token vectors."""
    starts = range(0, len(texts), BATCH)
    return np.concatenate(
        [encoder.encode_questions(texts[start : start + BATCH]).vectors for start in starts]
    )


def groups_of_like(
    vectors: NDArray[np.floating], weights: NDArray[np.int64], alike: float
) -> list[NDArray[np.int64]]:
    """Group greedily: the question with the most like it takes them, then the next of the rest.

    Args:
        vectors: [n, dimension], of length 1.
        weights: int64 [n], how often each was asked.
        alike: The least cosine with the question in the middle of a group.

    Returns:
        Rows of each group, those nearest to its middle first; the most often asked group first.
    """
    starts = range(0, len(vectors), BATCH)
    reach = [(vectors[start : start + BATCH] @ vectors.T >= alike) @ weights for start in starts]
    free = np.ones(len(vectors), dtype=bool)
    groups = []
    for middle in np.argsort(-np.concatenate([*reach, []]), kind="stable"):
        if free[middle]:
            cosines = vectors @ vectors[middle]
            cosines[middle] = 2  # itself, whatever rounding says
            members = np.flatnonzero(free & (cosines >= alike))
            free[members] = False
            groups.append(members[np.argsort(-cosines[members], kind="stable")])
    return sorted(groups, key=lambda group: -int(weights[group].sum()))


def spread(group: NDArray[np.int64]) -> list[int]:
    """The middle of a group and others on the way to its rim, which show how wide it is."""
    picks = np.linspace(0, len(group) - 1, min(EXAMPLES, len(group))).round().astype(int)
    return [int(group[pick]) for pick in picks]


def readable(summary: dict[str, Any]) -> str:
    """A summary as lines of text."""
    lines = [f"Questions that were not answered: {summary['questions']}"]
    lines += [f"  {week}  {count:5}" for week, count in summary["weeks"].items()]
    for group in summary["groups"][:GROUPS_SHOWN]:
        first, *others = group["examples"]
        lines += ["", f"{group['count']:5}  {first}", *(f"       {other}" for other in others)]
    rest = summary["groups"][GROUPS_SHOWN:]
    if rest:
        count = sum(group["count"] for group in rest)
        lines += ["", f"{count:5}  in {len(rest)} smaller groups, which --json shows"]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
