"""A chatbot without a model, over two small documents, that also does what a real one must not."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from chatbot.answering.answer import Answer, Hit, RelatedQuestion, SmallTalk
from chatbot.corpus.documents import Document
from chatbot.corpus.folder import read_document, scan_corpus
from chatbot.retrieval.confidence import Strength, Verdict

FILES = {
    "library.md": """\
# How do I get a ${window.harmed=1} library card?

Ask at the desk for a \\<img src=x onerror="window.harmed=2"> card. Bring a {{letter}} with you.
<img src=x onerror="window.harmed=3"><script>window.harmed=4</script>

# Who pays a library fine?

Nobody pays a fine. ![pixel](http://outside.test/pixel.png)
""",
    "pool.md": """\
---
title: Pool House
notice: Rules of 1999.
---

# When does the pool open?

The pool opens at nine. It closes at five.
"""
    + "".join(
        f"\n# What about pool rule {n}?\n\nPool rule {n} says no {n} dogs.\n" for n in range(40)
    ),
    "zajal.md": f"""\
---
title: مكتبة المدينة
language: ar
---

# متى تفتح المكتبة؟

تفتح مكتبة المدينة في التاسعة. {"x" * 400} ثم تغلق مكتبة المدينة في الخامسة.
""",
}


class StubChatbot:
    """Answers with the passages that share a word with the question.

    "explode" raises; a question with "slow" waits until `go` is set.
    """

    def __init__(self, folder: Path, documents: Sequence[Document] = ()) -> None:
        """Answer from documents, or from `FILES`, which are written into a folder."""
        for name, text in FILES.items() if not documents else ():
            (folder / name).write_text(text, encoding="utf-8")
        read = documents or [read_document(file) for file in scan_corpus(folder)]
        self.documents = {document.id: document for document in read}
        self.document_ids = tuple(self.documents)
        self.sources = {document.id: document.source for document in read}
        self.passages = [
            passage for document in read for entry in document.entries for passage in entry.passages
        ]
        self.go = threading.Event()
        self.asked: list[tuple[str, list[str]]] = []

    def document(self, document_id):
        return self.documents.get(document_id)

    def starters(self, count=5):
        document = self.documents.get("pool") or next(iter(self.documents.values()))
        return (RelatedQuestion(document.id, 1, document.entries[0].question),)

    def ask(self, text, history=(), shown=()):
        self.asked.append((text, list(history)))
        if "explode" in text:
            raise RuntimeError(f"secret of {text}")
        if "slow" in text:
            self.go.wait(20)
        if text == "hello":
            return Answer(text, text, "", Verdict.NOT_ANSWERED, 0, (), (), SmallTalk.GREETING, 1)
        words = set(re.findall(r"\w+", text.lower()))
        found = [
            passage
            for passage in self.passages
            if words & set(re.findall(r"\w+", passage.text.lower()))
        ]
        hits = tuple(Hit(one, 1.0, Strength.STRONG, one.sentences[0]) for one in found[:3])
        verdict = Verdict.ANSWERED if hits else Verdict.NOT_ANSWERED
        return Answer(text, text, "", verdict, 1.0, hits, (), None, 1.0)


@contextmanager
def stubbed_page(folder: Path, documents: Sequence[Document] = ()) -> Iterator[StubChatbot]:
    """Serve the page over a `StubChatbot` from this process; its address is `stub.address`."""
    from chatbot.page.blocks import Page
    from chatbot.server.application import application
    from chatbot.server.server import Server
    from chatbot.settings import Settings

    chatbot = StubChatbot(folder, documents)
    server = Server(application(Page(chatbot, Settings(rate=0, time_limit=600))), "127.0.0.1", 0)
    server.start()
    chatbot.address = server.address
    yield chatbot
    chatbot.go.set()
    server.stop()
