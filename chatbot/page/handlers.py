"""What the server does for the page: answer a turn, bring a document, speak another language.

No gradio needed. Whatever a browser, or anyone else, sends is checked here.
"""

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chatbot.answering.answer import Answer
from chatbot.answering.unanswered import UnansweredQuestions
from chatbot.corpus.documents import Document
from chatbot.page.answer_html import answer_message, trouble_message
from chatbot.page.content import Content
from chatbot.page.document_html import document_panel
from chatbot.page.header_html import bar, masthead, page_title, privacy, starters
from chatbot.page.html import contact_line
from chatbot.page.texts import DEFAULT_LANGUAGE, TEXTS, Texts
from chatbot.retrieval.confidence import Verdict
from chatbot.settings import Settings

if TYPE_CHECKING:
    from chatbot.answering.chatbot import Chatbot

HISTORY = 5
"""How many earlier questions may lend their context to a follow-up."""
SHOWN = 50
"""How many of the passages that were shown are kept from being related ones."""
LONGEST_ID = 200

Reply = dict[str, Any]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn of a conversation asks of the server.

    Attributes:
        number: The browser's own number of the turn.
        questions: The questions of the conversation, the one to be answered last; may be empty.
        shown: Ids of passages that were shown.
        texts: The interface in the person's language.
        again: Whether it was answered before, in another language of the interface.
    """

    number: int
    questions: tuple[str, ...]
    shown: tuple[str, ...]
    texts: Texts
    again: bool


@dataclass(frozen=True, slots=True)
class Interface:
    """The HTML of the page's parts in one language, and its texts for the others."""

    texts: Texts
    bar: str
    masthead: str
    starters: str
    privacy: str
    panel: str


class Handlers:
    """Stateless: the conversation lives in the browser, which sends what a turn needs.

    Attributes:
        content: The corpus. Each request takes it once, so all of its answer is of one moment.
        default_texts: The interface in the language that the first document had when the page was
            made; the page is served in it until it is made anew.
    """

    def __init__(self, chatbot: "Chatbot", settings: Settings) -> None:
        self.settings = settings
        self.content = Content.of(chatbot)
        first = next(iter(self.content.documents.values()))
        self.default_texts = TEXTS.get(first.source.language, TEXTS[DEFAULT_LANGUAGE])
        self.contact = contact_line(settings)
        self.unanswered = UnansweredQuestions.open(settings)

    def renew(self) -> bool:
        """Answer from the corpus as it is now; requests that are under way end as they began.

        Returns:
            Whether there is anything new.

        Raises:
            ChatbotError: The corpus cannot be read or the index not be written: all stays as it is.
        """
        chatbot = self.content.chatbot.renewed(self.settings)
        if chatbot is self.content.chatbot:
            return False
        self.content = Content.of(chatbot)
        return True

    def answer(self, sent: object) -> Reply | None:
        """Answer the last question of a turn; None when it holds none.

        Args:
            sent: What conversation.js sends, `{"number": 3, "questions": [oldest, …, newest],
                "shown": [id of a passage, …], "language": "en", "again": false}`; but anyone may
                send anything.

        Returns:
            The turn's number and the HTML of the answer. It never raises: whatever goes wrong
            becomes a sentence in the conversation, and the log names the place of the fault but
            never the question.
        """
        number, texts = 0, self.default_texts
        try:
            turn = self._read(sent)
            if turn is None:
                return None
            number, texts = turn.number, turn.texts
            *history, question = turn.questions
            content = self.content
            answer = content.chatbot.ask(question, history, turn.shown)
            html = answer_message(
                answer, _with_texts(content, answer), content.starters, texts, self.contact
            )
            if not turn.again:
                self._note(answer)
        except Exception as error:
            log_fault(error)
            html = trouble_message(texts)
        return {"number": number, "html": html}

    def ask(self, text: str, history: list[str] | None = None) -> dict[str, Any]:
        """Find the passages of the documents that answer a question, word for word.

        Args:
            text: The question.
            history: What the same person asked before, oldest first.

        Returns:
            The answer as `scripts/ask.py --jsonl` writes it.
        """
        try:
            answer = self.content.chatbot.ask(text, (history or [])[-HISTORY:])
            self._note(answer)
            return answer.to_json()
        except Exception as error:
            log_fault(error)
        # Gradio would print any other exception, and with it perhaps the question.
        from gradio import Error

        raise Error("The question could not be answered.", print_exception=False)

    def show_document(self, document_id: object, language: object) -> str:
        """The panel with that document; with the first one when there is no such document."""
        return _panel(self.content, document_id, self._texts(language))

    def interface(self, language: object, document_id: object) -> Interface:
        """The page in that language, with that document; see `show_document`."""
        texts, content = self._texts(language), self.content
        documents = list(content.documents.values())
        return Interface(
            texts=texts,
            bar=bar(self.settings.title or page_title(documents, texts), texts, TEXTS.values()),
            masthead=masthead(documents, texts, self.settings.title),
            starters=starters(content.starters, content.documents, texts),
            privacy=privacy(texts, self.settings.unanswered_days if self.unanswered else None),
            panel=_panel(content, document_id, texts),
        )

    def _note(self, answer: Answer) -> None:
        """Collect a question that was not answered, if the operator wants that."""
        if self.unanswered and _in_vain(answer):
            self.unanswered.add(answer.question)

    def _texts(self, language: object) -> Texts:
        found = TEXTS.get(language) if isinstance(language, str) else None
        return found or self.default_texts

    def _read(self, sent: object) -> Turn | None:
        if not isinstance(sent, dict):
            return None
        number = sent.get("number")
        longest = self.settings.max_question
        questions = _texts_of(sent.get("questions"), HISTORY + 1, longest)
        if type(number) is not int or not questions:
            return None
        shown = _texts_of(sent.get("shown"), SHOWN, LONGEST_ID)
        texts = self._texts(sent.get("language"))
        return Turn(number, questions, shown, texts, again=sent.get("again") is True)


def log_fault(error: Exception) -> None:
    """Note where a question went wrong, but not the question, which the error's words may hold."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("A question could not be answered: %s\n%s", type(error).__name__, where)


def _panel(content: Content, document_id: object, texts: Texts) -> str:
    documents = list(content.documents.values())
    wanted = content.documents.get(document_id) if isinstance(document_id, str) else None
    shown = content.chatbot.document((wanted or documents[0]).id)
    return document_panel(documents, shown or documents[0], texts)


def _with_texts(content: Content, answer: Answer) -> Mapping[str, Document]:
    """All documents, with the text of the one that is quoted as a whole."""
    names = {hit.passage.document for hit in answer.hits[:1]}
    whole = (document for name in names if (document := content.chatbot.document(name)))
    return {**content.documents, **{document.id: document for document in whole}}


def _in_vain(answer: Answer) -> bool:
    return answer.verdict is Verdict.NOT_ANSWERED and answer.small_talk is None


def _texts_of(sent: object, count: int, longest: int) -> tuple[str, ...]:
    """The last `count` texts of a list, each cut to `longest` characters."""
    if not isinstance(sent, list):
        return ()
    return tuple(text[:longest] for text in sent[-count:] if isinstance(text, str))
