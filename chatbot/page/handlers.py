"""Handlers of the page's events: answer a question, show a document, switch the language.

They work without Gradio. `events.py` validates the inputs; texts are cut to their limits here.
"""

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chatbot.answering.answer import Answer, RelatedQuestion
from chatbot.answering.unanswered import UnansweredQuestions
from chatbot.corpus.documents import Document
from chatbot.page.answer_html import answer_message, trouble_message
from chatbot.page.document_html import document_panel
from chatbot.page.header_html import bar, masthead, page_title, privacy, starters
from chatbot.page.html import contact_line
from chatbot.page.texts import DEFAULT_LANGUAGE, TEXTS, Texts
from chatbot.retrieval.confidence import Verdict
from chatbot.settings import Settings

if TYPE_CHECKING:
    from chatbot.answering.chatbot import Chatbot

MAX_HISTORY = 5  # earlier questions that a follow-up may refer to
MAX_SHOWN = 50  # shown passages whose questions are not suggested again
MAX_ID_CHARACTERS = 200

Reply = dict[str, Any]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Content:
    """The corpus between two edits. An edit replaces all of it at once.

    Attributes:
        chatbot: The chatbot over the corpus.
        documents: The documents by id, without their texts. There may be thousands, and a person
            sees a few.
        starters: Questions to begin with.
    """

    chatbot: "Chatbot"
    documents: Mapping[str, Document]
    starters: tuple[RelatedQuestion, ...]

    @classmethod
    def of(cls, chatbot: "Chatbot") -> "Content":
        """Return the corpus of a chatbot."""
        documents = {
            name: Document(name, "", source, (), "") for name, source in chatbot.sources.items()
        }
        return cls(chatbot, documents, chatbot.starters())


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of a conversation.

    Attributes:
        number: The browser's own number of the turn.
        questions: The questions of the conversation, oldest first; the last is to be answered.
        shown: Ids of passages that were shown.
        texts: The interface in the person's language.
        again: True if it was answered before, in another language of the interface.
    """

    number: int
    questions: tuple[str, ...]
    shown: tuple[str, ...]
    texts: Texts
    again: bool


@dataclass(frozen=True, slots=True)
class Interface:
    """The HTML of the page's parts in one language, and the texts of the others."""

    texts: Texts
    bar: str
    masthead: str
    starters: str
    privacy: str
    panel: str


class Handlers:
    """Handlers of the events. The browser keeps the conversation and sends it each time.

    Attributes:
        content: The corpus. Each request reads this once, so an edit cannot mix two versions.
        default_texts: The interface in the first document's language. The page is served in it.
        contact: HTML of the line with the contact for unanswered questions.
        unanswered: Collects unanswered questions; None if the operator keeps none.
    """

    def __init__(self, chatbot: "Chatbot", settings: Settings) -> None:
        self.settings = settings
        self.content = Content.of(chatbot)
        first = next(iter(self.content.documents.values()))
        self.default_texts = TEXTS.get(first.source.language, TEXTS[DEFAULT_LANGUAGE])
        self.contact = contact_line(settings)
        self.unanswered = UnansweredQuestions.open(settings)

    def renew(self) -> bool:
        """Read the corpus again. Requests under way still use the old one.

        Returns:
            True if the corpus changed.

        Raises:
            ChatbotError: The corpus cannot be read or the index cannot be written. The old one
                stays in use.
        """
        chatbot = self.content.chatbot.renewed(self.settings)
        if chatbot is self.content.chatbot:
            return False
        self.content = Content.of(chatbot)
        return True

    def answer(self, sent: object) -> Reply | None:
        """Answer the last question of a turn. It never raises.

        Args:
            sent: JSON of conversation.js, `{"number": 3, "questions": [oldest, …, newest],
                "shown": [id of a passage, …], "language": "en", "again": false}`; see
                `events.SentTurn`. Anything else counts as no question.

        Returns:
            The turn's number and the HTML of the answer, or None without a question. A failure
            becomes a sentence in the conversation. The log names its place, never the question.
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
                self._collect(answer)
        except Exception as error:
            log_error(error)
            html = trouble_message(texts)
        return {"number": number, "html": html}

    def ask(self, text: str, history: list[str] | None = None) -> dict[str, Any]:
        """Find the passages of the documents that answer a question, word for word.

        Args:
            text: The question. Beyond the limit of characters, only its end is read. The answer
                then has `"shortened": true`.
            history: Earlier questions of the same person, oldest first.

        Returns:
            The answer, as `scripts/ask.py --jsonl` writes it.
        """
        try:
            answer = self.content.chatbot.ask(text, (history or [])[-MAX_HISTORY:])
            self._collect(answer)
            return answer.to_json()
        except Exception as error:
            log_error(error)
        # Gradio would print any other exception, perhaps with the question.
        from gradio import Error

        raise Error("The question could not be answered.", print_exception=False)

    def show_document(self, document_id: object, language: object) -> str:
        """Return the HTML of a document; of the first one if the id is unknown."""
        return _panel(self.content, document_id, self._texts(language))

    def interface(self, language: object, document_id: object) -> Interface:
        """Return the page in a language, with the document of `show_document`."""
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

    def _collect(self, answer: Answer) -> None:
        not_answered = answer.verdict is Verdict.NOT_ANSWERED and answer.small_talk is None
        if self.unanswered and not_answered:
            self.unanswered.add(answer.question)

    def _texts(self, language: object) -> Texts:
        found = TEXTS.get(language) if isinstance(language, str) else None
        return found or self.default_texts

    def _read(self, sent: object) -> Turn | None:
        if not isinstance(sent, dict):
            return None
        number = sent.get("number")
        questions = _strings(sent.get("questions"), MAX_HISTORY + 1, 2 * self.settings.max_question)
        if type(number) is not int or not questions:
            return None
        shown = _strings(sent.get("shown"), MAX_SHOWN, MAX_ID_CHARACTERS)
        texts = self._texts(sent.get("language"))
        return Turn(number, questions, shown, texts, again=sent.get("again") is True)


def log_error(error: Exception) -> None:
    """Log the place of an error, but not its message, which may contain the question."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("A question could not be answered: %s\n%s", type(error).__name__, where)


def _panel(content: Content, document_id: object, texts: Texts) -> str:
    documents = list(content.documents.values())
    wanted = content.documents.get(document_id) if isinstance(document_id, str) else None
    shown = content.chatbot.document((wanted or documents[0]).id)
    return document_panel(documents, shown or documents[0], texts)


def _with_texts(content: Content, answer: Answer) -> Mapping[str, Document]:
    """Return all documents, with the texts of those that are quoted."""
    names = {hit.passage.document for hit in answer.hits}
    quoted = (document for name in names if (document := content.chatbot.document(name)))
    return {**content.documents, **{document.id: document for document in quoted}}


def _strings(sent: object, count: int, max_characters: int) -> tuple[str, ...]:
    """Return the last `count` strings of a list, the last `max_characters` of each."""
    if not isinstance(sent, list):
        return ()
    return tuple(text[-max_characters:] for text in sent[-count:] if isinstance(text, str))
