"""Settings, read once from environment variables into one frozen value."""

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chatbot.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent

BUNDLED_MODEL = "all-MiniLM-L6-v2"
PREFIX = "CHATBOT_"
# On a Hugging Face Space: the address to listen on, the proxy's header with the client's address,
# and the site that frames the page.
SPACE_HOST, SPACE_HEADER, SPACE_FRAME = "0.0.0.0", "x-forwarded-for", "https://huggingface.co"  # noqa: S104

# No segment begins with a dot, and the first is not one of the server's own.
_PATH = re.compile(r"(?!/(assets|static|config|gradio_api|healthz)(/|$))(/[\w~-][\w.~-]*)+", re.A)
_HEADER = re.compile(r"[a-z0-9-]+", re.I)
_ORIGIN = re.compile(r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?", re.I)
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.I)
_LINK = re.compile(r"(https?://|mailto:|tel:)[^\s\"'<>]+", re.I)


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
        max_question: Characters of a question that are read; the rest is cut off.
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

    corpus: Path = ROOT / "corpus"
    index: Path = ROOT / "index"
    model: str = BUNDLED_MODEL
    host: str = "127.0.0.1"
    port: int = 7860
    base_path: str = ""
    title: str = ""
    colour: str = ""
    contact: str = ""
    contact_link: str = ""
    max_question: int = 2000
    rate: int = 300
    client_header: str = ""
    waiting: int = 300
    time_limit: int = 10
    embed: tuple[str, ...] = ()
    password: str = ""
    unanswered: Path | None = None
    unanswered_days: int = 30

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read `CHATBOT_CORPUS`, `CHATBOT_PORT`, …: the name of each attribute in capitals.

        On a Hugging Face Space (`SPACE_ID` is set), host, client header and embedding have the
        defaults that a Space needs.

        Raises:
            SettingsError: A value is not valid, or a name is unknown; the message has the name.
        """
        read = _Environment(environment)
        default = cls()
        on_space = bool(environment.get("SPACE_ID"))
        embed = read.words(
            "EMBED",
            _ORIGIN,
            "origins such as https://example.org, without a path or slash after it",
        )
        settings = cls(
            corpus=read.path("CORPUS") or default.corpus,
            index=read.path("INDEX") or default.index,
            model=read.text("MODEL") or default.model,
            host=read.text("HOST") or (SPACE_HOST if on_space else default.host),
            port=read.number("PORT", default.port, 1, 65535),
            base_path=read.matching("BASE_PATH", _PATH, "a path such as /faq, not ending in /"),
            title=read.text("TITLE"),
            colour=read.matching("COLOUR", _COLOUR, "a colour such as #0c5a66").lower(),
            contact=read.text("CONTACT"),
            contact_link=read.matching(
                "CONTACT_LINK", _LINK, "an address that begins with https://, mailto: or tel:"
            ),
            max_question=read.number("MAX_QUESTION", default.max_question, 50, 20_000),
            rate=read.number("RATE", default.rate, 0, 1_000_000),
            client_header=read.matching(
                "CLIENT_HEADER", _HEADER, "the name of a header, such as X-Real-IP"
            ).lower()
            or (SPACE_HEADER if on_space else ""),
            waiting=read.number("WAITING", default.waiting, 1, 100_000),
            time_limit=read.number("TIME_LIMIT", default.time_limit, 1, 600),
            embed=embed or ((SPACE_FRAME,) if on_space else ()),
            password=read.text("PASSWORD"),
            unanswered=read.path("UNANSWERED"),
            unanswered_days=read.number("UNANSWERED_DAYS", default.unanswered_days, 1, 365),
        )
        if settings.contact_link and not settings.contact:
            raise SettingsError("CHATBOT_CONTACT_LINK needs CHATBOT_CONTACT, the words to show.")
        read.refuse_unknown()
        return settings


class _Environment:
    """The `CHATBOT_…` variables of an environment. Names that were read become known ones."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._known: list[str] = []

    def text(self, name: str) -> str:
        self._known.append(PREFIX + name)
        value = self._environment.get(PREFIX + name, "").strip()
        if not value.isprintable():
            raise SettingsError(f"{PREFIX}{name}={value!r} must be one line of text.")
        return value

    def path(self, name: str) -> Path | None:
        value = self.text(name)
        return Path(value) if value else None

    def matching(self, name: str, pattern: re.Pattern[str], description: str) -> str:
        value = self.text(name)
        if value and not pattern.fullmatch(value):
            raise SettingsError(f"{PREFIX}{name}={value!r} must be {description}.")
        return value

    def words(self, name: str, pattern: re.Pattern[str], description: str) -> tuple[str, ...]:
        values = self.text(name).lower().split()
        for value in values:
            if not pattern.fullmatch(value):
                raise SettingsError(f"{PREFIX}{name}={value!r} must be {description}.")
        return tuple(values)

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if not re.fullmatch("[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise SettingsError(
                f"{PREFIX}{name}={value!r} must be a whole number from {low} to {high}."
            )
        return int(value)

    def refuse_unknown(self) -> None:
        """Raise an error for unknown names: a misspelt limit or password has no effect."""
        for name in sorted(self._environment):
            if name.startswith(PREFIX) and name not in self._known:
                near = difflib.get_close_matches(name, self._known, n=1, cutoff=0.75)
                meant = f" Did you mean {near[0]}?" if near else ""
                raise SettingsError(f"{name}: there is no such setting.{meant}")
