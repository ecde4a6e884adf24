"""All settings, read once from environment variables into one frozen value."""

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
# Where a Hugging Face Space serves the page from, the header in which its proxy names the client,
# and the page that frames it.
SPACE_HOST, SPACE_HEADER, SPACE_FRAME = "0.0.0.0", "x-forwarded-for", "https://huggingface.co"  # noqa: S104

# No segment begins with a dot, and the first is none of the server's own.
_PATH = re.compile(r"(?!/(assets|static|config|gradio_api|healthz)(/|$))(/[\w~-][\w.~-]*)+", re.A)
_HEADER = re.compile(r"[a-z0-9-]+", re.I)
_ORIGIN = re.compile(r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?", re.I)
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.I)
_LINK = re.compile(r"(https?://|mailto:|tel:)[^\s\"'<>]+", re.I)


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may choose.

    Attributes:
        corpus: Folder with the FAQ files.
        index: Folder in which the index is kept.
        model: `all-MiniLM-L6-v2` (bundled), or the name or folder of another
            sentence-transformers model.
        host: Address to listen on.
        port: Port to listen on.
        base_path: Path under which a proxy serves the page, such as `/faq`; empty at the top.
        title: Title of the page; empty for that of the document.
        colour: Accent colour of the page as `#rrggbb`; empty for ours.
        contact: Where to turn with a question that is not answered, one line; empty for none.
        contact_link: Where that line leads: an address with https, http, mailto or tel.
        max_question: Longest question that is read, in characters; the rest is cut off.
        rate: Requests a minute that one client may send before it has to wait; 0 for any number.
        client_header: Header, in lower case, in which a proxy that you trust names the client;
            empty to take the address that the connection comes from.
        waiting: Questions that may be under way at once; one more is told to come back.
        time_limit: Seconds after which a question is given up.
        embed: Origins of the sites that may show the page in a frame and call `ask` from their own.
        password: What has to be given to see anything, without spaces around it; empty for
            nothing.
        unanswered: File to which questions are added that the corpus does not answer; None, which
            is what it is unless an operator says otherwise, keeps no question.
        unanswered_days: Days that a question stays in that file.
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
        """Read `CHATBOT_CORPUS`, `CHATBOT_PORT`, …: each attribute in capitals.

        On a Hugging Face Space, which `SPACE_ID` tells, host, client header and embedding are what
        the Space needs.

        Raises:
            SettingsError: A value cannot be used, or there is no such setting; the message names
                the variable.
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
        read.refuse_others()
        return settings


class _Environment:
    """The environment's `CHATBOT_…`; remembers which of them there are."""

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

    def refuse_others(self) -> None:
        """Nobody should believe that a misspelt limit or password holds."""
        for name in sorted(self._environment):
            if name.startswith(PREFIX) and name not in self._known:
                near = difflib.get_close_matches(name, self._known, n=1, cutoff=0.75)
                meant = f" Did you mean {near[0]}?" if near else ""
                raise SettingsError(f"{name}: there is no such setting.{meant}")
