"""Settings, read once from environment variables into one frozen value."""

import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from chatbot.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent

BUNDLED_MODEL = "all-MiniLM-L6-v2"
PREFIX = "CHATBOT_"
# On a Hugging Face Space: the address to listen on, the proxy's header with the client's address,
# and the site that frames the page.
SPACE = {
    "host": "0.0.0.0",  # noqa: S104
    "client_header": "x-forwarded-for",
    "embed": ("https://huggingface.co",),
}
# No segment begins with a dot, and the first is not one of the server's own.
_PATH = r"(?!/(assets|static|config|gradio_api|healthz)(/|$))(/[\w~-][\w.~-]*)+"
_LINK = r"(https?://|mailto:|tel:)[^\s\"'<>]+"
_ORIGIN = r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?"
Parse = Callable[[str], object]
"""Returns the value of a text, or raises a ValueError that says what the text must be."""


def _origins(value: str) -> tuple[str, ...]:
    return tuple(value.lower().split())


def _text(
    convert: Callable[[str], object], pattern: str = ".*", expected: str = ""
) -> dict[str, Parse]:
    """Return field metadata: how to read a text that matches a pattern."""

    def parse(value: str) -> object:
        if not re.fullmatch(pattern, value, re.ASCII | re.IGNORECASE):
            raise ValueError(expected)
        return convert(value)

    return {"parse": parse}


def _number(low: int, high: int) -> dict[str, Parse]:
    """Return field metadata: how to read a whole number from `low` to `high`."""

    def parse(value: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return {"parse": parse}


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of the operator.

    Attributes:
        corpus: Folder of the FAQ files.
        index: Folder of the index.
        model: `all-MiniLM-L6-v2` (bundled), or the name or folder of another
            sentence-transformers model.
        host: Address to listen on.
        port: Port to listen on.
        base_path: Path under which a proxy serves the page, such as `/faq`; empty for the root.
        title: Title of the page; empty for that of the document.
        colour: Accent colour of the page as `#rrggbb`; empty for the default.
        contact: One line that says who helps with unanswered questions; empty for none.
        contact_link: Link of that line: an address with https, http, mailto or tel.
        max_question: Characters of a question that are read: the last ones.
        rate: Requests per minute and client; 0 for no limit.
        client_header: Header, in lower case, with the client's address from a trusted proxy; empty
            for the address of the connection.
        waiting: Questions at the same time; one more is refused.
        time_limit: Seconds after which a question is cancelled.
        embed: Origins that may show the page in a frame and call `ask` from their own pages.
        password: Password of the page, without spaces around it; empty for none.
        unanswered: Name of the files with unanswered questions, one file a day; None keeps none.
        unanswered_days: Days that such a file is kept.
    """

    corpus: Path = field(default=ROOT / "corpus", metadata=_text(Path))
    index: Path = field(default=ROOT / "index", metadata=_text(Path))
    model: str = BUNDLED_MODEL
    host: str = "127.0.0.1"
    port: int = field(default=7860, metadata=_number(1, 65535))
    base_path: str = field(
        default="", metadata=_text(str, _PATH, "a path such as /faq, not ending in /")
    )
    title: str = ""
    colour: str = field(
        default="", metadata=_text(str.lower, "#[0-9a-f]{6}", "a colour such as #0c5a66")
    )
    contact: str = ""
    contact_link: str = field(
        default="",
        metadata=_text(str, _LINK, "an address that begins with https://, mailto: or tel:"),
    )
    max_question: int = field(default=2000, metadata=_number(50, 20_000))
    rate: int = field(default=300, metadata=_number(0, 1_000_000))
    client_header: str = field(
        default="",
        metadata=_text(str.lower, "[a-z0-9-]+", "the name of a header, such as X-Real-IP"),
    )
    waiting: int = field(default=300, metadata=_number(1, 100_000))
    time_limit: int = field(default=10, metadata=_number(1, 600))
    embed: tuple[str, ...] = field(
        default=(),
        metadata=_text(
            _origins,
            rf"{_ORIGIN}(\s+{_ORIGIN})*",
            "origins such as https://example.org, without a path or slash after it",
        ),
    )
    password: str = ""
    unanswered: Path | None = field(default=None, metadata=_text(Path))
    unanswered_days: int = field(default=30, metadata=_number(1, 365))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read `CHATBOT_CORPUS`, `CHATBOT_PORT`, …: the name of each attribute in capitals.

        On a Hugging Face Space (`SPACE_ID` is set), host, client header and embedding have the
        defaults that a Space needs.

        Raises:
            SettingsError: A value is not valid, or a name is unknown; the message has the name.
        """
        known = {PREFIX + one.name.upper(): one for one in fields(cls)}
        values: dict[str, Any] = dict(SPACE) if environment.get("SPACE_ID") else {}
        for name in sorted(name for name in environment if name.startswith(PREFIX)):
            if name not in known:  # a misspelt limit or password would have no effect
                near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
                meant = f" Did you mean {near[0]}?" if near else ""
                raise SettingsError(f"{name}: there is no such setting.{meant}")
            value = environment[name].strip()
            if not value.isprintable():
                raise SettingsError(f"{name}={value!r} must be one line of text.")
            if value:
                try:
                    values[known[name].name] = known[name].metadata.get("parse", str)(value)
                except ValueError as error:
                    raise SettingsError(f"{name}={value!r} must be {error}.") from error
        settings = cls(**values)
        if settings.contact_link and not settings.contact:
            raise SettingsError("CHATBOT_CONTACT_LINK needs CHATBOT_CONTACT, the words to show.")
        return settings
