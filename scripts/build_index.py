"""Build or update the index: `python scripts/build_index.py`; look at the files: `--check`."""

import argparse
import signal
import sys
from dataclasses import replace
from pathlib import Path

from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.corpus.report import check_lines, corpus_lines, passed_over_lines
from chatbot.encoding.model_files import find_model
from chatbot.errors import ChatbotError, CorpusError
from chatbot.index.build import build
from chatbot.index.index import Index
from chatbot.settings import Settings


def main() -> int:
    """Build or verify the index that arguments and environment name; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="folder with the FAQ files")
    parser.add_argument("--index", type=Path, help="folder in which the index is kept")
    parser.add_argument(
        "--verify", action="store_true", help="build nothing; compare all files with their hashes"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="build nothing; show each question that was found and what was left out",
    )
    arguments = {name: value for name, value in vars(parser.parse_args()).items() if value}
    verify, only_check = arguments.pop("verify", False), arguments.pop("check", False)
    try:
        settings = replace(Settings.from_environment(), **arguments)
        if only_check:
            return check(settings.corpus)
        if verify:
            index = Index.open(settings.index, verify=True)
        else:
            index, _ = build(settings.corpus, settings.index, find_model(settings.model))
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if not verify:
        documents = map(index.document, index.document_ids)
        for line in [*passed_over_lines(settings.corpus), *corpus_lines(documents)]:
            print(line, file=sys.stderr)
    counts = ", ".join(f"{count} {name}" for name, count in index.manifest.counts.items())
    print(f"{settings.index}: {counts}.")
    return 0


def check(corpus: Path) -> int:
    """Print what the readers make of each file; return 1 if one cannot be read."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # end quietly when piped into `head`
    status = 0
    for file in scan_corpus(corpus):
        try:
            print("\n".join(check_lines(read_document(file))))
        except CorpusError as error:
            print(f"error: {error}", file=sys.stderr)
            status = 1
    for line in passed_over_lines(corpus):
        print(line)
    return status


if __name__ == "__main__":
    sys.exit(main())
