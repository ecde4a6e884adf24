"""YAML from files that people write by hand."""


class YamlError(ValueError):
    """A text is not YAML that can be read.

    Args:
        line: The 1-based line of the error; None where it is unknown.
    """

    def __init__(self, line: int | None) -> None:
        super().__init__(line)
        self.line = line


def yaml_values(text: str) -> object:
    """Return the values of a YAML text.

    Raises:
        YamlError: It is not valid, or has an impossible value such as a 13th month.
    """
    import yaml

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        """Refuses aliases, with which a few lines can stand for gigabytes."""

        def compose_node(self, parent: object, index: object) -> object:
            if self.check_event(yaml.events.AliasEvent):
                mark = self.peek_event().start_mark
                raise yaml.composer.ComposerError(None, None, "an alias", mark)
            return super().compose_node(parent, index)

    try:
        return yaml.load(text, Loader)  # noqa: S506 — a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        context = getattr(error, "context", None) or ""
        if "flow" in context or "quoted" in context:  # what was opened and not closed
            mark = getattr(error, "context_mark", None) or mark
        raise YamlError(mark.line + 1 if mark else None) from error
    except (
        Exception
    ) as error:  # Python rejects some dates, numbers and depths with errors of its own
        raise YamlError(None) from error
