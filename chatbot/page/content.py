"""What the page has of the corpus: one value, so that an edit replaces all of it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatbot.answering.answer import RelatedQuestion
from chatbot.corpus.documents import Document

if TYPE_CHECKING:
    from chatbot.answering.chatbot import Chatbot


@dataclass(frozen=True, slots=True)
class Content:
    """A corpus as it was at one moment.

    Attributes:
        chatbot: Answers from it.
        documents: Its documents, by their ids, without their texts: there may be thousands, of
            which a person sees a few.
        starters: Questions to begin with.
    """

    chatbot: "Chatbot"
    documents: Mapping[str, Document]
    starters: tuple[RelatedQuestion, ...]

    @classmethod
    def of(cls, chatbot: "Chatbot") -> "Content":
        """What a chatbot answers from."""
        documents = {
            name: Document(name, "", source, (), "") for name, source in chatbot.sources.items()
        }
        return cls(chatbot, documents, chatbot.starters())
