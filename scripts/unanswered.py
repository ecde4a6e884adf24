"""Summarise unanswered questions for the editor: `python scripts/unanswered.py [FILE]`.

Prints how many questions the files of `CHATBOT_UNANSWERED` have, how many of each week, and groups
of similar questions, the largest first. Add an entry to the FAQ for what many people ask. If the
FAQ has the question in other words, add the wording to the `asked_as` list of its `.yaml` file.
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
from chatbot.encoding.open_encoder import open_encoder
from chatbot.errors import ChatbotError, SettingsError
from chatbot.settings import Settings

MIN_COSINE = 0.6  # one in a hundred random pairs of questions on one topic reaches it
EXAMPLES = 3
GROUPS_SHOWN = 30
BATCH_SIZE = 256  # questions


def main() -> int:
    """Summarise the files that the argument or the environment names; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?", help="default: CHATBOT_UNANSWERED")
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
    except BrokenPipeError:  # the reader of a pipe closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def read(path: Path) -> list[UnansweredQuestion]:
    """Return the questions of all days.

    Raises:
        SettingsError: A file cannot be read.
    """
    try:
        return read_unanswered(path)
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read ({error.strerror}). Name the file of CHATBOT_UNANSWERED."
        ) from error


def summarise(asked: Sequence[UnansweredQuestion], settings: Settings) -> dict[str, Any]:
    """Count the questions, those of each ISO week and those of each group, with examples."""
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
        for group in similar_groups(vectors, weights, MIN_COSINE)
    ]
    return {"questions": len(asked), "weeks": dict(sorted(weeks.items())), "groups": groups}


def encode(texts: Sequence[str], encoder: Encoder) -> NDArray[np.float32]:
    """Return unit vectors, float32 [texts, dimension]. Batches bound the token vectors' memory."""
    starts = range(0, len(texts), BATCH_SIZE)
    return np.concatenate(
        [encoder.encode_questions(texts[start : start + BATCH_SIZE]).vectors for start in starts]
    )


def similar_groups(
    vectors: NDArray[np.floating], weights: NDArray[np.int64], min_cosine: float
) -> list[NDArray[np.int64]]:
    """Group greedily: the question with the most similar ones takes them, then the next one left.

    Args:
        vectors: Unit vectors, [n, dimension].
        weights: int64 [n], how often each was asked.
        min_cosine: Smallest cosine with the question at the centre of a group.

    Returns:
        Rows of each group, nearest to its centre first; the most often asked group first.
    """
    starts = range(0, len(vectors), BATCH_SIZE)
    similar_counts = [
        (vectors[start : start + BATCH_SIZE] @ vectors.T >= min_cosine) @ weights
        for start in starts
    ]
    free = np.ones(len(vectors), dtype=bool)
    groups = []
    for centre in np.argsort(-np.concatenate([*similar_counts, []]), kind="stable"):
        if free[centre]:
            cosines = vectors @ vectors[centre]
            cosines[centre] = 2  # the centre comes first, however its cosine was rounded
            members = np.flatnonzero(free & (cosines >= min_cosine))
            free[members] = False
            groups.append(members[np.argsort(-cosines[members], kind="stable")])
    return sorted(groups, key=lambda group: -int(weights[group].sum()))


def spread(group: NDArray[np.int64]) -> list[int]:
    """Return rows from the centre of a group to its edge, which show how wide it is."""
    picks = np.linspace(0, len(group) - 1, min(EXAMPLES, len(group))).round().astype(int)
    return [int(group[pick]) for pick in picks]


def readable(summary: dict[str, Any]) -> str:
    """Return a summary as lines of text."""
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
