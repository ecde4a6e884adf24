"""Count the files of the core that one question passes: `python scripts/measure/files_passed.py`.

Prints the files of `chatbot/` in the order in which the question first reaches them, how many there
are, and how often one function calls another in a different file.
"""

import sys
from itertools import pairwise
from pathlib import Path
from types import FrameType

from chatbot import Chatbot, Settings
from chatbot.settings import ROOT

QUESTION = "What did Lamont sign?"


def main() -> int:
    """Ask one question under a profiler."""
    chatbot = Chatbot.open(Settings.from_environment())
    chatbot.ask(QUESTION)  # what is loaded with the first question does not count
    visited: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT / "chatbot"):
            visited.append(path.relative_to(ROOT / "chatbot").as_posix())

    sys.setprofile(note)
    chatbot.ask(QUESTION)
    sys.setprofile(None)
    files = list(dict.fromkeys(visited))
    changes = sum(one != other for one, other in pairwise(visited))
    print(*files, sep="\n")
    print(f"{len(files)} files, {changes} changes of file, {len(visited)} calls")
    return 0


if __name__ == "__main__":
    sys.exit(main())
