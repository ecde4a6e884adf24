"""The texts of the interface, read from `locales`: one YAML file for each language.

A new language needs one new file there, named after its ISO 639-1 code. The documents' own words
are not among these texts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from pathlib import Path
from typing import Any

import yaml

from chatbot.answering.answer import SmallTalk
from chatbot.errors import LocaleError
from chatbot.retrieval.confidence import Strength, Verdict

LOCALES = Path(__file__).with_name("locales")
DEFAULT_LANGUAGE = "en"
"""The language for documents without a locale file. The other files need the same keys."""

# Fields that map members of an enumeration to texts.
_MEMBERS: Mapping[str, type[Enum]] = {
    "verdicts": Verdict,
    "verdicts_of_several": Verdict,
    "strengths": Strength,
    "small_talk": SmallTalk,
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The interface's texts in one language. Some have placeholders in braces.

    Attributes:
        language: ISO 639-1 code.
    """

    language: str
    name: str
    language_names: Mapping[str, str]
    # The head of the page
    eyebrow: str
    description: str
    several_documents: str
    published_by: str
    other_language: str
    choose_language: str
    leave: str
    # Asking
    starters: str
    question_label: str
    placeholder: str
    ask: str
    new_conversation: str
    conversation: str
    copy_conversation: str
    # Privacy
    private: str
    keeps_unanswered: str
    check: str
    how_to_check: str
    # An answer
    verdicts: Mapping[Verdict, str]
    verdicts_of_several: Mapping[Verdict, str]
    searched: str
    searched_with_context: str
    says: str
    may_say: str
    strengths: Mapping[Strength, str]
    source: str
    open_passage: str
    copy: str
    copied: str
    copy_link: str
    copy_link_with_context: str
    quoted: str
    read_on: str
    whole_answer: str
    further_one: str
    further_many: str
    nearest: str
    not_answered_advice: str
    related: str
    covered: str
    small_talk: Mapping[SmallTalk, str]
    ask_in: str
    trouble: str
    too_long: str
    unreachable: str
    busy: str
    too_many: str
    # The document
    document: str
    choose_document: str
    contents: str
    back: str
    typeface: str
    find: str
    find_shortly: str
    found: str
    not_found: str
    passage_of: str
    passages: str
    previous: str
    next: str

    def language_name(self, code: str) -> str:
        """Return the name of a language in this one, or its code if no name is known."""
        return self.language_names.get(code, code)


def load_locales(folder: Path = LOCALES) -> Mapping[str, Texts]:
    """Read the locale files of a folder: ISO 639-1 code → texts.

    Raises:
        LocaleError: A file cannot be read, a key is missing or unknown, or a text is empty. Or its
            placeholders differ from those of the default language.
    """
    paths = sorted(folder.glob("*.yaml"))
    values = {path.stem: _read(path) for path in paths}
    reference = dict(_leaves(values[DEFAULT_LANGUAGE]))
    keys = {field.name for field in fields(Texts)} - {"language", "language_names", *_MEMBERS}
    keys |= {f"{name}.{member}" for name in _MEMBERS for member in _members(name)}
    keys |= {key for key in reference if key.startswith("language_names.")}
    for path in paths:
        texts = dict(_leaves(values[path.stem]))
        for key in sorted(keys ^ texts.keys()):
            problem = "this text is missing." if key in keys else "there is no such text."
            raise LocaleError(path, key, problem)
        for key, text in texts.items():
            if not isinstance(text, str) or not text.strip():
                raise LocaleError(path, key, "this is not a text. Write it in quotes.")
            expected = _placeholders(str(reference[key]))
            if _placeholders(text) != expected:
                listed = ", ".join(expected) or "no placeholder"
                raise LocaleError(path, key, f"this text needs {listed}.")
    for language, nested in values.items():
        nested["language"] = language
        for name in _MEMBERS:
            nested[name] = {member: nested[name][key] for key, member in _members(name).items()}
    return {language: Texts(**nested) for language, nested in values.items()}


def _read(path: Path) -> dict[str, Any]:
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise LocaleError(path, "", f"this is not valid YAML ({reason}).") from error
    return values if isinstance(values, dict) else {}


def _leaves(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield ("key", text) and, for a mapping, ("key.key inside", text)."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _members(name: str) -> Mapping[str, Enum]:
    """Return the members that a field has texts for, by their names in the files."""
    return {member.name.lower(): member for member in _MEMBERS[name]}


def _placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"{\w*}", text))


TEXTS = load_locales()
"""ISO 639-1 code → texts."""
