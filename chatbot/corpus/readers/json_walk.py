"""Find the records among the values of a JSON file."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from chatbot.corpus.documents import LeftOut
from chatbot.corpus.readers.columns import (
    Columns,
    is_container,
    is_group_name,
    known_columns,
    said_columns,
    translations,
)
from chatbot.corpus.readers.json_conversations import conversation_key, is_turn, spoken
from chatbot.corpus.readers.json_lines import LineFinder
from chatbot.corpus.readers.json_values import (
    JsonObject,
    first_language,
    holds_record,
    holds_text,
    is_language_code,
    mostly_asks,
    texts,
    words_of_call,
)
from chatbot.corpus.readers.numbered_columns import numbered_columns
from chatbot.corpus.readers.rows import split_questions
from chatbot.corpus.readers.table import Record, Table
from chatbot.corpus.readers.text_lines import QUESTION_MARK_END

REMEDY = 'Write one object a question: {"question": "…", "answer": "…"}.'
KEY = "the key of a question"
CALL = "a call to action"


class JsonWalk:
    """One walk over the values of a file."""

    def __init__(
        self, path: Path, table: Table, said: Mapping[str, str], lines: LineFinder
    ) -> None:
        self._path, self._table, self._said, self._lines = path, table, said, lines
        self.line = 0  # of the file, where it is known
        self.titles_ask = False  # of objects in the file; then all with a title are records
        self.keys: dict[str, None] = {}  # of objects that are no records

    def value(self, value: object, section: tuple[str, ...], key: str, depth: int) -> None:
        """Read a value that holds records, or is one."""
        if isinstance(value, JsonObject):
            self._object(value, section, key, depth)
        elif isinstance(value, list):
            if _is_pair(value):
                self._add(value[0], [value[1]], (), section)
            else:
                for one in value:
                    self.value(one, section, key, depth + 1)
        elif value not in (None, ""):
            self._leave_out(key, value)

    def _object(self, value: JsonObject, section: tuple[str, ...], key: str, depth: int) -> None:
        if conversation := conversation_key(value):
            self._conversation(value, conversation, section, depth)
            return
        value, others = first_language(value)
        self._table.unused.update(others)
        self._table.translations.update(others)
        if self._numbered(value, section, depth):
            return
        if columns := self._columns(value):
            self._record(value, columns, section, depth)
            return
        mostly = mostly_asks(value)
        asked = {
            name
            for name, one in value.items()
            if (QUESTION_MARK_END.search(name) and one in (None, "", []))
            or (texts(one) and (mostly or QUESTION_MARK_END.search(name)))
        }
        if asked:
            for name, one in value.items():
                if name in asked:
                    self._named(name, one, section, depth)
                else:
                    self.value(one, section, name, depth + 1)
            return
        self.keys |= dict.fromkeys(value)
        holds = [name for name, one in value.items() if isinstance(one, (dict, list)) and one]
        group = [name for name in value if is_group_name(name) and isinstance(value[name], str)]
        if holds and group and depth:
            names = tuple(" ".join(str(value[name]).split()) for name in group)
            section = (*section, *filter(None, names))
        elif holds and group:
            self._table.title = self._table.title or " ".join(str(value[group[0]]).split())
            group = group[:1]
        else:
            group = []
        with_records = [name for name in holds if holds_record(value[name])]
        in_languages = len(with_records) > 1 and all(map(is_language_code, with_records))
        listed = any(isinstance(value[name], list) for name in with_records)
        for name, one in value.items():
            if name in group:
                continue
            if listed and (call := words_of_call(one, name)):
                self._table.left_out.append(LeftOut(self.line, " ".join(call), CALL))
                continue
            below = section
            if isinstance(one, JsonObject) and one.asks:
                self._table.left_out.append(LeftOut(self.line, name, KEY))
            elif in_languages or name not in holds:
                pass
            elif not is_container(name, alone=with_records in ([], [name])):
                below = (*section, " ".join(name.replace("_", " ").split()))
            self.value(one, below, name, depth + 1)

    def _numbered(self, value: JsonObject, section: tuple[str, ...], depth: int) -> bool:
        """Read an object with several questions and answers by their numbers, if it is one."""
        parts = [] if self._said else numbered_columns(value)
        used: set[str] = set()
        for columns in parts:
            names = list(dict.fromkeys((*columns.asked, *columns.sections)))
            if any(texts(value[name]) for name in columns.asked):
                self._object(JsonObject((name, value[name]) for name in names), section, "", depth)
                used.update(names)
        for name, one in value.items() if parts else ():
            if name not in used:
                self.value(one, section, name, depth + 1)
        return bool(parts)

    def _conversation(
        self, value: Mapping[str, object], key: str, section: tuple[str, ...], depth: int
    ) -> None:
        """Read the questions and answers of a conversation, and leave out what else is said."""
        messages = value[key]
        said = [*map(spoken, messages if isinstance(messages, list) else [])]
        place = 0
        while place < len(said):
            following = said[place + 1] if place + 1 < len(said) else ("", "")
            if is_turn(said[place], following):
                self._add(str(said[place][1]), [str(following[1])], (), section)
                place += 2
                continue
            who, words = said[place]
            if words:
                self._leave_out(who, words)
            place += 1
        for name, one in value.items():
            if name != key:
                self.value(one, section, name, depth + 1)

    def _columns(self, value: JsonObject) -> Columns | None:
        names = [name for name, one in value.items() if holds_text(one)]
        if self._said and set(self._said.values()) <= set(value):
            return said_columns(self._path, list(value), self._said)
        titled = value.titled if self.titles_ask else None
        return known_columns(names) or titled or self._unanswered(names, value)

    def _unanswered(self, names: list[str], value: Mapping[str, object]) -> Columns | None:
        """Return the columns of a record whose question or answer is empty."""
        columns = known_columns(value)
        if columns is None or not names:
            return None
        empty = [name for name in value if name not in names]
        lists = any(isinstance(one, (list, dict)) and one for one in value.values())
        return columns if columns.used & set(empty) and not lists else None

    def _record(
        self,
        value: Mapping[str, object],
        columns: Columns,
        section: tuple[str, ...],
        depth: int,
    ) -> None:
        rest: list[tuple[str, str, object]] = []

        def read(names: Sequence[str]) -> list[str]:
            return [text for name in names for text in self._read(value[name], name, rest)]

        question, *others = read([columns.question]) or [""]
        for name in columns.alternatives:
            one = value[name]
            others += split_questions(one) if isinstance(one, str) else read([name])
        sections = read(columns.sections)
        self._add(question, read(columns.answers), tuple(others), (*section, *sections))
        self._table.translations |= translations(value, columns)
        rest += [(name, name, one) for name, one in value.items() if name not in columns.used]
        self._rest(rest, section, depth)

    def _named(self, question: str, value: object, section: tuple[str, ...], depth: int) -> None:
        """Add a question that is the key of its answer."""
        rest: list[tuple[str, str, object]] = []
        self._add(question, self._read(value, question, rest), (), section)
        self._rest(rest, section, depth)

    def _read(self, value: object, path: str, rest: list[tuple[str, str, object]]) -> list[str]:
        """Return the texts of a value, and add to `rest` what is in none of them.

        Args:
            value: A text, a list, or an object with a text in it.
            path: The keys that lead to it, for messages.
            rest: Takes the path, the key and the value.
        """
        if isinstance(value, list):
            return [text for one in value for text in self._read(one, path, rest)]
        if isinstance(value, JsonObject):
            names = value.names_of_texts
            rest += [(f"{path}.{key}", key, one) for key, one in value.items() if key not in names]
            return [
                text
                for name in names
                for text in self._read(value.get(name), f"{path}.{name}", rest)
            ]
        if isinstance(value, bool):
            self._leave_out(path, json.dumps(value))
        return texts(value)

    def _rest(
        self, rest: Sequence[tuple[str, str, object]], section: tuple[str, ...], depth: int
    ) -> None:
        """Read the records in values that are no part of a record, and note the other values."""
        for path, key, one in rest:
            if QUESTION_MARK_END.search(key):
                self._named(key, one, section, depth)
            elif one in (None, "", [], {}):
                continue
            elif isinstance(one, (dict, list)) and holds_record(one):
                self.value(one, section, key, depth + 1)
            else:
                self._table.unused[path] += 1

    def _add(
        self,
        question: str,
        answers: Sequence[str],
        alternatives: tuple[str, ...],
        section: tuple[str, ...],
    ) -> None:
        line = self.line or self._lines.line_of(question)
        alternatives = tuple(" ".join(one.split()) for one in alternatives)
        record = Record(line, question.strip(), tuple(answers), alternatives, section)
        self._table.add(self._path, record)

    def _leave_out(self, key: str, value: object) -> None:
        words = f"{key}: {value}" if key else str(value)
        self._table.left_out.append(LeftOut(self.line, words, "not part of a question or answer"))


def _is_pair(value: list[object]) -> bool:
    first_asks = bool(value) and isinstance(value[0], str) and QUESTION_MARK_END.search(value[0])
    return len(value) == 2 and bool(first_asks) and isinstance(value[1], str)
