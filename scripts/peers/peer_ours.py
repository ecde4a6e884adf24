"""This product, as the page and the terminal call it: `Chatbot.ask` over an index on disk."""

import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent.parent))

from beir import read_beir
from passages import KeptVectors, join

from chatbot.answering.chatbot import Chatbot, Search
from chatbot.encoding.encoder import Encoder, find_model
from chatbot.index.build import open_encoder
from chatbot.index.index import Index
from chatbot.index.writer import write_index
from chatbot.settings import Settings


class Heard(Chatbot):
    """Keeps what the last question found: an answer shows five entries, a test set wants ten."""

    found: Search | None = None

    def search(self, question: str, history: Sequence[str] = ()) -> Search:
        """Search as ever."""
        self.found = super().search(question, history)
        return self.found


class Peer:
    """See `worker.Peer`. The environment tells which passages, and where index and vectors lie."""

    name = "this product"

    def __init__(self, model: Path) -> None:
        self.settings = Settings.from_environment()
        self.model = find_model(self.settings.model)
        self.job = json.loads(os.environ["PEERS_JOB"])
        if self.model.folder.resolve() != model.resolve():
            raise ValueError(f"the peers have another model than this: {model}")
        self.encoder = open_encoder(self.settings.index, self.model)

    def build(self, texts: Sequence[str], vectors: NDArray[Any] | None) -> None:
        """Cut the sets' texts, write an index of them, and open it."""
        sets = [read_beir(Path(folder)) for folder in self.job["sets"]]
        corpus = join(sets, self.job["passages"], self.job["questions"])
        if corpus.texts != tuple(texts):
            raise ValueError("these are other passages than the peers have")
        identity = self.model.identity
        kept = KeptVectors(self.encoder, Path(self.job["vectors"]), identity)
        encoder: Encoder = self.encoder if vectors is None else kept
        folder = Path(self.job["index"])
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_index(folder, corpus.documents, None, lambda: encoder, identity)
        most, languages = self.settings.max_question, self.model.languages
        self.chatbot = Heard(Index.open(folder), self.encoder, most, languages)

    def ask(self, question: str, k: int) -> list[int]:
        """Rows of the best passages; none if it does not search for the question."""
        self.chatbot.found = None
        self.chatbot.ask(question)
        found = self.chatbot.found
        return [] if found is None else [int(row) for row in found.ranking.rows[:k]]
