"""A retrieval chatbot over an FAQ: every sentence of an answer is a sentence of the document.

    from chatbot import Chatbot, Settings

    chatbot = Chatbot.open(Settings.from_environment())
    answer = chatbot.ask("Who decides that?", history=["Can the DMV give my data to ICE?"])

Each package imports only from those below it; `tests/test_imports.py` keeps it so.

    server      Serves the page and lets only valid requests in.
    page        Draws the conversation and the document with Gradio.
    answering   Turns one question and its history into one Answer.
    retrieval   Ranks passages for one query and says how sure it is.
    index       Writes passages to disk and opens them for search.
    encoding    Turns texts into sentence and token vectors.
    corpus      Reads files into documents, entries and passages.
    text        Words and languages.

`settings`, `errors` and `files` are leaves that every package may use.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatbot.answering.answer import Answer, Hit
    from chatbot.answering.chatbot import Chatbot
    from chatbot.errors import ChatbotError
    from chatbot.settings import Settings

__all__ = ["Answer", "Chatbot", "ChatbotError", "Hit", "Settings"]

_MODULES = {
    "Answer": "chatbot.answering.answer",
    "Chatbot": "chatbot.answering.chatbot",
    "ChatbotError": "chatbot.errors",
    "Hit": "chatbot.answering.answer",
    "Settings": "chatbot.settings",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 — a class, whichever it is
    """Import a name of the facade when it is first used: `import chatbot` alone costs nothing."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_MODULES[name]), name)
