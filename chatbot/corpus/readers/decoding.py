"""Decode the bytes of a text file."""

from pathlib import Path

from chatbot.errors import CorpusError


def decoded(path: Path, content: bytes) -> str:
    """Decode a text file.

    Args:
        path: The file, for messages.
        content: Its bytes.

    Raises:
        CorpusError: Its encoding is in doubt.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(
            path,
            "this is not UTF-8 text.",
            "Save the file with the encoding UTF-8.",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error
