"""Make test sets of what a reader never learns from, to fit the verdict on.

    python scripts/measure/reader_held_out.py FAQS intents.jsonl OUT

FAQS is a set of FAQ files as `reader_sets.py` writes it. Its documents that `train_reader.py` holds
out become the set `held_out_faqs`: their questions with typing errors or as key words, and frames,
which nothing answers. The intents of the chatbots that it holds out (`reader_pairs.py`) become
`held_out_intents`: a third of them is taken out, so that nothing answers their questions.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from chatbot.text.document_language import document_language
from chatbot.text.terms import TermSplitter
from scripts.measure.beir import TestSet, read_beir
from scripts.measure.reader_frames import Frames
from scripts.measure.reader_groups import SEED, is_held_out, own_questions, typed
from scripts.measure.reader_pairs import read_lines
from scripts.measure.reader_sets import Passage, Question, write

TAKEN_OUT = 3
"""One intent in so many."""
MOST_ASKED = 3
"""Questions of an intent."""


def main() -> int:
    """Write the sets; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("faqs", "intents", "out"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    write(arguments.out / "held_out_faqs", *faqs(read_beir(arguments.faqs)))
    write(arguments.out / "held_out_intents", *intents(arguments.intents))
    return 0


def faqs(test_set: TestSet) -> tuple[list[Passage], list[Question]]:
    """Return the passages of the documents that are held out, and questions about them."""
    random = np.random.default_rng(SEED)
    terms = TermSplitter("en")
    document = test_set.document
    by_part: dict[str, dict[str, Passage]] = defaultdict(dict)
    for entry, name, part in zip(document.entries, test_set.entry_ids, test_set.parts, strict=True):
        if is_held_out(f"{test_set.name}/{part}"):
            by_part[part][name] = Passage("all", entry.question, entry.answer.of(document.text))
    passages: dict[str, Passage] = {}
    for found in by_part.values():  # pages in other languages may say that they are English
        if document_language(" ".join(f"{one.title} {one.text}" for one in found.values())) == "en":
            passages |= found
    asked = list(own_questions(test_set))
    frames = Frames([query.text for query in asked], terms)
    words = (f"{one.title} {one.text}" for one in passages.values())
    known = frozenset(terms.split(" ".join(words)))
    questions: list[Question] = []
    for query in asked:
        [name] = query.relevant
        if name in passages:
            questions.append(Question("all", typed(query.text, random), (passages[name],)))
            if framed := frames.exchanged(query.text, known, random):
                questions.append(Question("all", framed, ()))
    return list(passages.values()), questions


def intents(path: Path) -> tuple[list[Passage], list[Question]]:
    """Return the answers of the intents that stay, and questions of all of them."""
    random = np.random.default_rng(SEED)
    passages: list[Passage] = []
    questions: list[Question] = []
    for intent in _held_out(path):
        shown, *asking = random.permutation(np.array(intent["questions"], dtype=object))
        right: tuple[Passage, ...] = ()
        if random.integers(TAKEN_OUT):
            right = (Passage("all", str(shown), str(intent["answer"])),)
            passages += right
        questions += [Question("all", str(text), right) for text in asking[:MOST_ASKED]]
    return passages, questions


def _held_out(path: Path) -> Iterator[dict[str, list[str]]]:
    for intent in read_lines(path):
        held_out = is_held_out(f"{intent['set']}/{intent['intents']}")
        if held_out and intent["answer"] and len(intent["questions"]) > 1:
            yield intent


if __name__ == "__main__":
    sys.exit(main())
