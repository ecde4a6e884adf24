"""Errors with messages for the person who can correct them.

A message names the problem, the place and the remedy. Scripts print it as one line. The page shows
a plain sentence instead. Only a defect of the program shows a traceback, never bad input.
"""

from pathlib import Path


class ChatbotError(Exception):
    """Base class of all errors that a person can correct."""


class SettingsError(ChatbotError):
    """A setting has a value that is not valid."""


class CorpusError(ChatbotError):
    """A file in the corpus folder cannot be read as an FAQ.

    Args:
        path: The file or folder.
        problem: The problem, as a sentence.
        remedy: The remedy, as a sentence.
        line: The 1-based line of the problem, if it has one.
    """

    def __init__(self, path: Path, problem: str, remedy: str, line: int | None = None) -> None:
        name = "\\n".join(str(path).splitlines())  # a name may have line ends
        where = f"{name}, line {line}" if line else name
        super().__init__(f"{where}: {problem} {remedy}")
        self.path, self.line = path, line


class LocaleError(ChatbotError):
    """A locale file of the page lacks a text, or has a wrong one.

    Args:
        path: The file.
        key: The key of the text; empty for the whole file.
        problem: The problem, as a sentence.
    """

    def __init__(self, path: Path, key: str, problem: str) -> None:
        super().__init__(f"{path}{', ' if key else ''}{key}: {problem}")


class ModelError(ChatbotError):
    """The embedding model is missing, altered or cannot be loaded."""


class IndexUnusableError(ChatbotError):
    """The index is missing, damaged, or made for another corpus or model."""


class ExportUnusableError(ChatbotError):
    """An exported encoder is missing, damaged, or less accurate than its model."""
