"""Values of a JSON file: which are texts, and which hold records."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from chatbot.corpus.readers.columns import (
    Columns,
    is_call_name,
    is_group_name,
    known_columns,
)
from chatbot.corpus.readers.text_lines import QUESTION_MARK_END

LISTS = ("items", "list", "paragraphs", "lines")
"""Keys of the texts of an answer, if these are no records."""
LANGUAGE_CODE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")


class JsonObject(dict[str, object]):
    """An object of a JSON file. What its keys mean is found once, however often it is asked."""

    @functools.cached_property
    def asks(self) -> bool:
        """True if it has the keys of a record, or a title that asks and a text."""
        return known_columns(self) is not None or self.title_asks

    @functools.cached_property
    def title_asks(self) -> bool:
        """True if it has a title that asks, and a text."""
        title = self[self.titled.question] if self.titled else ""
        return bool(QUESTION_MARK_END.search(str(title).strip()))

    @functools.cached_property
    def titled(self) -> Columns | None:
        """Its columns if it has a title and a text: `title`, `content`.

        The only other text is the answer, whatever its key is.
        """
        titles = [name for name in self if is_group_name(name) and isinstance(self[name], str)]
        columns = known_columns(["question", *(name for name in self if name not in titles[:1])])
        if columns is None:
            lists = tuple(name for name in LISTS if holds_text(self.get(name)))
            columns = Columns("question", lists or self._only_text(titles)) if titles else None
        if not titles or columns is None or columns.question != "question":
            return None
        texts_below = any(holds_text(self[name]) for name in columns.answers)
        return replace(columns, question=titles[0]) if texts_below else None

    def _only_text(self, titles: Sequence[str]) -> tuple[str, ...]:
        """Return the key of the only text of several words, beside titles."""
        others = (name for name in self if name not in titles and not is_call_name(name))
        found = tuple(name for name in others if len(" ".join(texts(self[name])).split()) > 1)
        return found if len(found) == 1 else ()

    @functools.cached_property
    def names_of_texts(self) -> Sequence[str]:
        """The keys with its text, if it stands for one: `text`, `answer`, `@value`."""
        columns = known_columns(["question", *self])
        return columns.answers if columns else [name for name in self if name == "@value"]


def object_of(pairs: Iterable[tuple[str, object]]) -> JsonObject:
    """Return an object; equal keys have a list of their values, without one that comes again."""
    values: defaultdict[str, list[object]] = defaultdict(list)
    for key, value in pairs:
        if not values[key] or values[key][-1] != value:
            values[key].append(value)
    return JsonObject(
        (key, same[0] if len(same) == 1 else _flat(same)) for key, same in values.items()
    )


def _flat(values: Iterable[object]) -> list[object]:
    """Return the values, those of lists among them one by one."""
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def texts(value: object) -> list[str]:
    """Return the texts of a value: of a list each, of an object that of its answer."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, (int, float)):
        return [str(value)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    if isinstance(value, JsonObject):
        return [text for name in value.names_of_texts for text in texts(value.get(name))]
    return []


def holds_text(value: object) -> bool:
    """Return whether a value is a text, a list of texts, or an object with an answer."""
    if isinstance(value, list):
        return bool(value) and all(
            isinstance(one, str) or (isinstance(one, JsonObject) and texts(one) and not one.asks)
            for one in value
        )
    return bool(texts(value)) and not (isinstance(value, JsonObject) and value.asks)


def holds_record(value: object) -> bool:
    """Return whether there is a record anywhere in a value."""
    if isinstance(value, list):
        return any(map(holds_record, value))
    if isinstance(value, JsonObject):
        return value.asks or any(map(holds_record, value.values()))
    return False


def has_title_that_asks(value: object) -> bool:
    """Return whether anywhere in a value the title of an object asks, with a text below it."""
    if isinstance(value, list):
        return any(map(has_title_that_asks, value))
    if isinstance(value, JsonObject):
        return value.title_asks or any(map(has_title_that_asks, value.values()))
    return False


def is_language_code(name: str) -> bool:
    """Return whether a key may be the code of a language: "en", "pt-BR"."""
    return bool(LANGUAGE_CODE.fullmatch(name))


def first_language(value: JsonObject) -> tuple[JsonObject, list[str]]:
    """Return a record in one language if its question and answer are objects with codes as keys.

    Returns:
        The record, and the names of the values in other languages: "question.fr".
    """
    columns = known_columns(value)
    spoken = {
        name: one
        for name, one in value.items()
        if isinstance(one, JsonObject) and one and all(map(is_language_code, one))
    }
    if columns is None or not {columns.question, columns.answers[0]} <= spoken.keys():
        return value, []
    first = next(iter(spoken[columns.question]))
    others = [f"{name}.{code}" for name, one in spoken.items() for code in one if code != first]
    return JsonObject(
        (name, spoken[name].get(first, "") if name in spoken else one)
        for name, one in value.items()
    ), others


def words_of_call(value: object, key: str) -> list[str]:
    """Return the words of an object that only asks people to click: {title, text, button}.

    Args:
        value: The object; anything else has no such words.
        key: The key that leads to it.
    """
    if not isinstance(value, JsonObject) or value.titled is None or known_columns(value):
        return []
    if any(map(holds_record, value.values())) or not any(map(is_call_name, value)):
        return []
    called = value.title_asks or is_call_name(key)
    return [f"{name}: {one}" for name, one in value.items()] if called else []


def mostly_asks(value: Mapping[str, object]) -> bool:
    """Return whether most keys of an object ask."""
    asking = sum(bool(QUESTION_MARK_END.search(name)) for name in value)
    return 2 * asking >= len(value)
