"""Gradio's own chat page over the same chatbot, for comparison in `benchmark_page.py`.

It calls the chatbot as our page does and shows the same HTML. All else is Gradio's default.
"""

import os
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # no analytics; see app.py
import gradio as gr

from chatbot.answering.chatbot import Chatbot
from chatbot.page.answer_html import answer_message
from chatbot.page.handlers import MAX_HISTORY
from chatbot.page.texts import TEXTS
from chatbot.settings import Settings


def main() -> None:
    """Serve the page at the host and port of the settings until interrupted."""
    settings = Settings.from_environment()
    chatbot = Chatbot.open(settings)
    found = (chatbot.document(document_id) for document_id in chatbot.document_ids)
    documents = {document.id: document for document in found if document is not None}
    starters = chatbot.starters()

    def answer(question: str, messages: list[dict[str, Any]]) -> str:
        asked = [message for message in messages if message["role"] == "user"]
        earlier = [message["content"][0]["text"] for message in asked[-MAX_HISTORY:]]
        return answer_message(chatbot.ask(question, earlier), documents, starters, TEXTS["en"])

    gr.ChatInterface(answer).launch(server_name=settings.host, server_port=settings.port)


if __name__ == "__main__":
    main()
