"""What the page has of the corpus: one value, so that an edit replaces all of it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chatbot.answer import RelatedQuestion
from chatbot.documents import Document

if TYPE_CHECKING:
    from chatbot.chatbot import Chatbot


@dataclass(frozen=True, slots=True)
class Content:
    """A corpus as it was at one moment.

    Attributes:
        chatbot: Answers from it.
        documents: Its documents, by their ids.
        starters: Questions to begin with.
    """

    chatbot: "Chatbot"
    documents: Mapping[str, Document]
    starters: tuple[RelatedQuestion, ...]

    @classmethod
    def of(cls, chatbot: "Chatbot") -> "Content":
        """What a chatbot answers from."""
        found = (chatbot.document(document_id) for document_id in chatbot.document_ids)
        documents = {document.id: document for document in found if document is not None}
        return cls(chatbot, documents, chatbot.starters())
