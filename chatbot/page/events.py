"""Models of what the page's events send: every key, type and bound; nothing else is passed on.

Gradio takes some objects for files, whatever component they are sent to, and then reads or fetches
what they name. None of these models has room for such an object.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MAX_NUMBER = 2**53 - 1
"""The largest whole number that JavaScript counts to."""
MAX_TEXT_CHARACTERS = 100_000
"""Longer than the longest question that can be set. The handlers cut texts to their own limits."""
MAX_LIST_ITEMS = 10_000
"""More than a page sends in years: one passage for each answer, and six questions."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(value: object) -> object:
    """Replace half characters, which a browser makes when it cuts a text, as `clean` does."""
    return _LONE_SURROGATE.sub(" ", value) if isinstance(value, str) else value


def _list_for_none(value: object) -> object:
    """Return an empty list for None, which Gradio's clients send for a default."""
    return [] if value is None else value


Text = Annotated[str, BeforeValidator(_encodable), Field(max_length=MAX_TEXT_CHARACTERS)]
TextList = Annotated[list[Text], Field(max_length=MAX_LIST_ITEMS)]


class _Sent(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class SentTurn(_Sent):
    """One turn, as `pending` in conversation.js makes it; see `handlers.Turn`."""

    number: int = Field(ge=0, le=MAX_NUMBER)
    questions: TextList
    shown: TextList = []
    language: Text = ""
    again: bool = False


class AnswerInputs(_Sent):
    """Inputs of the event `answer`: a turn, or None where nothing was typed."""

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
        data: A list of inputs, as JSON spells it.

    Raises:
        ValueError: The list is too long, or an input is not what the event takes. Pydantic's
            message would quote the input, so it must not be logged.
    """
    names = list(model.model_fields)
    if len(data) > len(names):
        raise ValueError(f"More than {len(names)} inputs.")
    values = model.model_validate(dict(zip(names, data, strict=False)))
    return list(values.model_dump().values())
