"""Serve the chatbot's page: `python app.py`."""

import argparse
import os
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatbot.answering.chatbot import Chatbot
    from chatbot.server.server import Server
    from chatbot.settings import Settings

# Without this, set before the import, Gradio sends analytics and looks for updates.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# Without this Gradio recomputes the statistics of its usage page after every event.
os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", "1000000000")
# A second NumPy thread does not speed up one question, and it spins on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Threads that encode an edited corpus wait without spinning, so the page keeps its processor time.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def main() -> int:
    """Open the chatbot, serve its page until interrupted, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", action="store_true", help="also ask Gradio for a public link")
    share = parser.parse_args().share

    from chatbot.answering.chatbot import Chatbot
    from chatbot.corpus.watcher import Watch
    from chatbot.errors import ChatbotError
    from chatbot.settings import Settings

    try:
        settings = Settings.from_environment()
        watch = Watch(settings.corpus)
        chatbot = Chatbot.open(settings)
        from chatbot.page.blocks import Page

        page = Page(chatbot, settings)
    except ChatbotError as error:
        print(error, file=sys.stderr)
        return 1

    from chatbot.server.application import application
    from chatbot.server.server import Server

    try:
        server = Server(application(page), settings.host, settings.port)
    except OSError as error:
        place = f"{settings.host}, port {settings.port}: cannot be listened on"
        reason = error.strerror or error
        print(f"{place} ({reason}). Choose another CHATBOT_HOST or CHATBOT_PORT.", file=sys.stderr)
        return 1
    try:
        server.start()
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    reported: set[str] = set()
    print_reports(chatbot, settings, reported)

    def renew() -> bool:
        renewed = page.renew()
        if renewed:
            print_reports(page.handlers.content.chatbot, settings, reported)
        return renewed

    watch.start(renew)
    print(f"The chatbot answers at {server.address}", flush=True)
    if share:  # in a thread: it may block, and the main thread handles signals
        threading.Thread(target=print_link, args=(server,), daemon=True).start()
    server.wait()
    if not watch.stop():
        # A build is still running. Its libraries would abort if Python ended normally. The index on
        # disk stays valid, since files are replaced atomically.
        os._exit(0)
    return 0


def print_reports(chatbot: "Chatbot", settings: "Settings", reported: set[str]) -> None:
    """Print what was found in each file that is new or edited, and which files are not read.

    Args:
        chatbot: Answers from the files.
        settings: Names their folder.
        reported: Hashes of documents and lines that were printed before; new ones are added.
    """
    from chatbot.corpus.report import corpus_lines, passed_over_lines

    documents = [chatbot.document(name) for name in chatbot.document_ids]
    new = [one for one in documents if one is not None and one.sha256 not in reported]
    reported.update(one.sha256 for one in new)
    passed_over = [line for line in passed_over_lines(settings.corpus) if line not in reported]
    reported.update(passed_over)
    for line in [*passed_over, *corpus_lines(new)]:
        print(line, flush=True)


def print_link(server: "Server") -> None:
    """Print the public link, or the reason why there is none."""
    if link := server.share():
        print(f"and, for a week at most, at {link}", flush=True)
    else:
        reason = "No public link could be made: Gradio's tunnel cannot be reached."
        print(f"{reason} The page is served here only.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
