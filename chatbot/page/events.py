"""Models of the inputs of the page's events: every key with its type and limit.

Nothing else reaches Gradio. In any component, Gradio treats some objects as files, and then reads
or fetches the file that they name. No model here accepts such an object.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MAX_NUMBER = 2**53 - 1
"""The largest safe integer of JavaScript."""
MAX_TEXT_CHARACTERS = 100_000
"""Above the highest limit of a question that can be set. Handlers cut texts to their own limits."""
MAX_LIST_ITEMS = 10_000
"""Far above the six questions and the one passage for each answer that a page sends."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(value: object) -> object:
    """Replace lone surrogates, as `clean` does. A browser that cuts a text may make one."""
    return _LONE_SURROGATE.sub(" ", value) if isinstance(value, str) else value


def _list_for_none(value: object) -> object:
    """Return an empty list for None, which Gradio's clients send for a default."""
    return [] if value is None else value


Text = Annotated[str, BeforeValidator(_encodable), Field(max_length=MAX_TEXT_CHARACTERS)]
TextList = Annotated[list[Text], Field(max_length=MAX_LIST_ITEMS)]


class _Sent(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SentTurn(_Sent):
    """One turn, as `pending` in conversation.js returns it; see `handlers.Turn`."""

    number: int = Field(ge=0, le=MAX_NUMBER)
    questions: TextList
    shown: TextList = []
    language: Text = ""
    again: bool = False


class AnswerInputs(_Sent):
    """Inputs of the event `answer`: a turn, or None if nothing was typed."""

    turn: SentTurn | None


class ShowDocumentInputs(_Sent):
    """Inputs of the event `show_document`."""

    document_id: Text | None
    language: Text


class SpeakInputs(_Sent):
    """Inputs of the event `speak`."""

    language: Text
    document_id: Text | None


class AskInputs(_Sent):
    """Inputs of the public endpoint `ask`: a question and earlier ones, oldest first."""

    text: Text
    history: Annotated[TextList, BeforeValidator(_list_for_none)] = []


INPUTS: Mapping[str, type[BaseModel]] = {
    "answer": AnswerInputs,
    "show_document": ShowDocumentInputs,
    "speak": SpeakInputs,
    "ask": AskInputs,
}
"""The model of each event, by the name of its handler. Fields are in the order of the inputs."""


def checked_inputs(model: type[BaseModel], data: list[Any]) -> list[Any]:
    """Return the inputs of an event with its defaults filled in.

    Args:
        model: One of `INPUTS`.
        data: The inputs, parsed from JSON.

    Raises:
        ValueError: The list is too long, or an input does not fit the model. Pydantic's message
            quotes the input, so it must not be logged.
    """
    names = list(model.model_fields)
    if len(data) > len(names):
        raise ValueError(f"More than {len(names)} inputs.")
    values = model.model_validate(dict(zip(names, data, strict=False)))
    return list(values.model_dump().values())
