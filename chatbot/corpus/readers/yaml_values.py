"""YAML from files that people write by hand."""

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from chatbot.corpus.readers.json_values import object_of

if TYPE_CHECKING:
    from yaml import MappingNode, ScalarNode

NOT_VALID = "is not valid YAML."
DEEP = "is nested too deeply."
DEEP_REMEDY = "Put fewer lists and keys inside each other."
ALIAS = "has an alias (`*name`), and aliases are not read."
ALIAS_REMEDY = "Write out what it stands for, or put it in quotes if the star is part of the words."
TAGS = "tag:yaml.org,2002:"
NULL = f"{TAGS}null"
SCALARS = ("bool", "int", "float", "binary", "timestamp")
MOST_DIGITS = 1000
"""Of a number; Python does not write out a hexadecimal one of several thousand."""


class YamlError(ValueError):
    """A text is not YAML that can be read.

    Args:
        line: The 1-based line of the error; None where it is unknown.
        problem: What is wrong, to stand behind "this" or "the front matter".
        remedy: What helps against it; empty if it is not valid.
    """

    def __init__(self, line: int | None, problem: str = NOT_VALID, remedy: str = "") -> None:
        super().__init__(line, problem, remedy)
        self.line = line
        self.problem = problem
        self.remedy = remedy


def yaml_values(text: str) -> object:
    """Return the values of the one document of a YAML text.

    Raises:
        YamlError: It is not valid, or has an impossible value such as a 13th month.
    """
    documents = _documents(text, _loader())
    if len(documents) > 1:
        raise YamlError(None)
    return documents[0] if documents else None


def yaml_as_written(text: str) -> list[object]:
    """Return the values of each document of a YAML text, with all words as the file writes them.

    "No", "12:30" and "010" are answers of an FAQ, not values. Nothing, "~" and "null" are none.
    Equal keys of one mapping have a list of their values, so that none is lost.

    Raises:
        YamlError: It is not valid.
    """
    return _documents(text, _plain_loader())


def _documents(text: str, loader: type) -> list[object]:
    import yaml

    try:
        return list(yaml.load_all(text, loader))
    except yaml.YAMLError as error:
        if getattr(error, "problem", None) == ALIAS:
            raise YamlError(_line(error), ALIAS, ALIAS_REMEDY) from error
        raise YamlError(_line(error)) from error
    except RecursionError as error:
        raise YamlError(None, DEEP, DEEP_REMEDY) from error
    except Exception as error:  # Python rejects some dates and numbers with errors of its own
        raise YamlError(None) from error


def _line(error: Exception) -> int | None:
    mark = getattr(error, "problem_mark", None)
    context = getattr(error, "context", None) or ""
    if "flow" in context or "quoted" in context:  # what was opened and not closed
        mark = getattr(error, "context_mark", None) or mark
    return mark.line + 1 if mark else None


@functools.cache
def _loader() -> type:
    import yaml

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        """Refuses aliases, with which a few lines can stand for gigabytes."""

        def compose_node(self, parent: object, index: object) -> object:
            if self.check_event(yaml.events.AliasEvent):
                mark = self.peek_event().start_mark
                raise yaml.composer.ComposerError(None, None, ALIAS, mark)
            return super().compose_node(parent, index)

        def construct_yaml_int(self, node: "ScalarNode") -> object:
            number = super().construct_yaml_int(node)
            return node.value if len(node.value) > MOST_DIGITS else number

    Loader.add_constructor(f"{TAGS}int", Loader.construct_yaml_int)

    return Loader


@functools.cache
def _plain_loader() -> type:
    import yaml

    class PlainLoader(_loader()):  # type: ignore[misc]
        """Takes no words as numbers, dates or truth values, whatever tag they have."""

        yaml_implicit_resolvers = {  # noqa: RUF012 — as the class above has it
            first: [(tag, pattern) for tag, pattern in resolvers if tag == NULL]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

        def construct_mapping(
            self, node: "MappingNode", deep: bool = False
        ) -> Mapping[str, object]:
            self.flatten_mapping(node)
            return object_of(
                (self.construct_object(key, True), self.construct_object(value, True))
                for key, value in node.value
            )

    for kind in SCALARS:
        PlainLoader.add_constructor(f"{TAGS}{kind}", yaml.SafeLoader.construct_yaml_str)
    return PlainLoader
