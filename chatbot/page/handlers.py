"""What the server does for the page: answer a turn, and bring a document. No gradio needed."""

import logging
import traceback
from typing import TYPE_CHECKING, Any

from chatbot.answer import Verdict
from chatbot.page.panel import document_panel
from chatbot.page.render import answer_message, trouble_message
from chatbot.page.texts import Texts
from chatbot.settings import Settings
from chatbot.unanswered import UnansweredQuestions

if TYPE_CHECKING:
    from chatbot.chatbot import Chatbot

HISTORY = 5
"""How many earlier questions may lend their context to a follow-up."""

Reply = dict[str, Any]
log = logging.getLogger(__name__)


class Handlers:
    """Stateless: the conversation lives in the browser, which sends what a turn needs."""

    def __init__(self, chatbot: "Chatbot", settings: Settings, texts: Texts) -> None:
        self.chatbot, self.settings, self.texts = chatbot, settings, texts
        found = (chatbot.document(document_id) for document_id in chatbot.document_ids)
        self.documents = {document.id: document for document in found if document is not None}
        self.starters = chatbot.starters()
        self.unanswered = UnansweredQuestions.open(settings)

    def answer(self, turn: object) -> Reply | None:
        """Answer the last question of a turn; None when it holds none.

        Args:
            turn: What conversation.js sends, `{"number": 3, "questions": [oldest, …, newest]}`;
                but anyone may send anything.

        Returns:
            The turn's number and the HTML of the answer. It never raises: whatever goes wrong
            becomes a sentence in the conversation, and the log names the place of the fault but
            never the question.
        """
        number = 0
        try:
            questions, number = self._read(turn)
            if not questions:
                return None
            *history, question = questions
            answer = self.chatbot.ask(question, history)
            html = answer_message(answer, self.documents, self.starters, self.texts)
            if self.unanswered and answer.verdict is Verdict.NOT_ANSWERED and not answer.small_talk:
                self.unanswered.add(answer.question)
        except Exception as error:
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("A question could not be answered: %s\n%s", type(error).__name__, where)
            html = trouble_message(self.texts)
        return {"number": number, "html": html}

    def show_document(self, document_id: object) -> str:
        """The panel with that document; with the first one when there is no such document."""
        documents = list(self.documents.values())
        wanted = self.documents.get(document_id) if isinstance(document_id, str) else None
        return document_panel(documents, wanted or documents[0], self.texts)

    def _read(self, turn: object) -> tuple[list[str], int]:
        if not isinstance(turn, dict):
            return [], 0
        sent, number = turn.get("questions"), turn.get("number")
        if not isinstance(sent, list) or type(number) is not int:
            return [], 0
        kept = [text for text in sent[-HISTORY - 1 :] if isinstance(text, str)]
        return [text[: self.settings.max_question] for text in kept], number
