"""Bring an FAQ into the corpus: `python scripts/import_faq.py https://example.org/faq`.

Reads a web page, a sitemap or a file and writes NAME.md (or keeps the file's own format) and
NAME.yaml. Then it prints what was found. Run again, it says what changed.
"""

import argparse
import os
import re
import sys
from pathlib import Path

from chatbot.corpus.importing.sources import from_address, from_file
from chatbot.corpus.importing.writing import write_source
from chatbot.corpus.report import check_lines
from chatbot.errors import ChatbotError
from chatbot.settings import Settings

MAX_PAGES = 20


def main() -> int:
    """Import what the arguments name; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("source", metavar="ADDRESS|FILE", help="web page, sitemap or file")
    parser.add_argument("--into", type=Path, help="folder of the corpus")
    parser.add_argument("--name", help="name of the file, without ending")
    parser.add_argument(
        "--limit", type=int, default=MAX_PAGES, help=f"pages of a sitemap (default {MAX_PAGES})"
    )
    parser.add_argument("--allow-loopback", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.limit < 1:
        parser.error("--limit is at least 1")
    if arguments.name is not None and not re.fullmatch(r"[\w][\w .-]*", arguments.name):
        parser.error("--name is a name without folders")
    try:
        if "://" in arguments.source:
            source = from_address(
                arguments.source, arguments.limit, allow_loopback=arguments.allow_loopback
            )
        else:
            source = from_file(Path(arguments.source))
        folder = arguments.into or Settings.from_environment().corpus
        written = write_source(source, folder, arguments.name or source.name)
    except ChatbotError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    lines = [f"{written.path}:", *(f"  {line}" for line in (*written.changes, *source.notes))]
    try:
        print("\n".join([*lines, *check_lines(written.document)]), flush=True)
    except BrokenPipeError:  # the reader of the pipe closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
