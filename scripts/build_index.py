"""Build or update the index: `python scripts/build_index.py`."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from chatbot.encoding.model_files import find_model
from chatbot.errors import ChatbotError
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
    arguments = {name: value for name, value in vars(parser.parse_args()).items() if value}
    verify = arguments.pop("verify", False)
    try:
        settings = replace(Settings.from_environment(), **arguments)
        if verify:
            index = Index.open(settings.index, verify=True)
        else:
            index, _ = build(settings.corpus, settings.index, find_model(settings.model))
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    counts = ", ".join(f"{count} {name}" for name, count in index.manifest.counts.items())
    print(f"{settings.index}: {counts}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
