"""YAML, of which any person may have written anything."""


class YamlError(ValueError):
    """A text is no YAML that can be read.

    Args:
        line: The 1-based line at which it goes wrong; None where that is not known.
    """

    def __init__(self, line: int | None) -> None:
        super().__init__(line)
        self.line = line


def yaml_values(text: str) -> object:
    """The values that a text spells.

    Raises:
        YamlError: It is no YAML, or spells what there is not, such as a 13th month.
    """
    import yaml

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise YamlError(mark.line + 1 if mark else None) from error
    except Exception as error:  # whatever Python says to such a date, number or depth
        raise YamlError(None) from error
