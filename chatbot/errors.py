"""What can go wrong, in words for the person who can mend it.

Every message says what is wrong, where, and what to do. Scripts print it as one line; the page
shows a plain sentence instead. A traceback is for a defect of ours, never for bad input.
"""

from pathlib import Path


class ChatbotError(Exception):
    """Base of all errors that a person can mend."""


class SettingsError(ChatbotError):
    """A setting has a value that cannot be used."""


class CorpusError(ChatbotError):
    """A file in the corpus folder cannot be read as an FAQ.

    Args:
        path: The file or folder at fault.
        problem: What is wrong with it.
        remedy: What to do about it.
        line: The 1-based line at which it goes wrong, where there is one.
    """

    def __init__(self, path: Path, problem: str, remedy: str, line: int | None = None) -> None:
        name = "\\n".join(str(path).splitlines())  # a file may be called anything
        where = f"{name}, line {line}" if line else name
        super().__init__(f"{where}: {problem} {remedy}")
        self.path, self.line = path, line


class LocaleError(ChatbotError):
    """A locale file of the page lacks a text, or has a wrong one.

    Args:
        path: The file.
        key: The key of the text; empty for the whole file.
        problem: What is wrong with it.
    """

    def __init__(self, path: Path, key: str, problem: str) -> None:
        super().__init__(f"{path}{', ' if key else ''}{key}: {problem}")


class ModelError(ChatbotError):
    """The embedding model is missing, altered or cannot be loaded."""


class IndexUnusableError(ChatbotError):
    """What lies in the index folder is missing, damaged, or made for another corpus or model."""


class ExportUnusableError(ChatbotError):
    """An exported encoder is missing, damaged, or not as good as the model itself."""
