"""Make groups for the reader from pairs of questions and from intents of chatbots.

    python scripts/measure/reader_pairs.py pairs.jsonl intents.jsonl OUT.jsonl

A line of `pairs.jsonl` is {"set", "a", "b", "same"}: two questions, and whether they ask the same.
Sets that only have pairs of the same meaning get a second one: the nearest question that is not
too near. A line of `intents.jsonl` is {"set", "intents", "group", "questions", "answer"}: questions
of one meaning, with the file and the name of their intent. Each asks for the answer below another
of them, beside those of the nearest other intents of the file.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from chatbot.encoding.encoder import Encoder
from chatbot.encoding.model_files import find_model
from chatbot.index.build import build
from chatbot.settings import Settings
from scripts.measure.reader_groups import SEED, WRONG, Group

MOST_ALIKE = 8000
"""Pairs of the sets that have no others."""
SAME_FROM = 0.8
"""Cosine from which two questions may mean the same."""
MOST_ASKED = 3
"""Questions of an intent that ask."""


def main() -> int:
    """Write the groups; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("pairs", "intents", "out"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    encoder = build(Settings().corpus, Settings().index, find_model(Settings().model))[1]
    groups = [
        *pair_groups(read_lines(arguments.pairs), encoder),
        *intent_groups(read_lines(arguments.intents), encoder),
    ]
    with arguments.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(asdict(group), ensure_ascii=False) + "\n" for group in groups)
    print(f"{len(groups)} groups")
    return 0


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read a file with a JSON object on each line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def pair_groups(pairs: Sequence[dict[str, Any]], encoder: Encoder) -> Iterator[Group]:
    """Yield a group for each pair; for sets without negatives, for some of them."""
    labelled = {pair["set"] for pair in pairs if not pair["same"]}
    for number, pair in enumerate(pairs):
        if pair["set"] in labelled:
            part = f"{pair['set']}/{number}"
            yield Group(part, pair["a"], (pair["b"],), (pair["same"],))
    alike = [pair for pair in pairs if pair["set"] not in labelled]
    chosen = np.random.default_rng(SEED).permutation(len(alike))[:MOST_ALIKE]
    alike = [alike[row] for row in chosen]
    if not alike:
        return
    asked = encoder.encode_questions([pair["a"] for pair in alike]).vectors
    others = encoder.encode_questions([pair["b"] for pair in alike]).vectors
    for number, (pair, vector) in enumerate(zip(alike, asked, strict=True)):
        cosines = others @ vector
        cosines[cosines >= SAME_FROM] = -1
        cosines[number] = -1
        wrong = alike[int(cosines.argmax())]["b"]
        yield Group(f"{pair['set']}/{number}", pair["a"], (pair["b"], wrong), (True, False))


def intent_groups(intents: Iterable[dict[str, Any]], encoder: Encoder) -> Iterator[Group]:
    """Yield groups of the intents of each file that has several."""
    random = np.random.default_rng(SEED)
    files: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for intent in intents:
        if len(intent["questions"]) > 1:
            files[f"{intent['set']}/{intent['intents']}"].append(intent)
    for file, found in files.items():
        texts = [f"{intent['questions'][0]} {intent['answer']}".strip() for intent in found]
        vectors = encoder.encode_questions(texts).vectors
        for row, intent in enumerate(found):
            shown, *asking = random.permutation(np.array(intent["questions"], dtype=object))
            right = f"{shown} {intent['answer']}".strip()
            for question in asking[:MOST_ASKED]:
                cosines = vectors @ encoder.encode_questions([question]).vectors[0]
                cosines[row] = -np.inf
                nearest = np.argsort(-cosines)[: min(WRONG, len(found) - 1)]
                wrong = tuple(texts[other] for other in nearest)
                answers = (True, *(False for _ in wrong))
                yield Group(f"{file}", str(question), (right, *wrong), answers)


if __name__ == "__main__":
    sys.exit(main())
