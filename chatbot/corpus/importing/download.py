"""Download one page, within bounds, from public addresses only.

The connection goes to the address that was checked: a name that resolves to another one a moment
later (DNS rebinding) leads nowhere else. Redirects are checked one by one.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from chatbot.errors import ChatbotError

if TYPE_CHECKING:
    import httpcore

MAX_BYTES = 10_000_000
MAX_SECONDS = 30.0
MAX_REDIRECTS = 5
SCHEMES = ("http", "https")
REDIRECTS = (301, 302, 303, 307, 308)
USER_AGENT = "faq-chatbot-import/1.0 (one request by a person; reads one FAQ)"
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Withdrawn ranges that Python still calls global: site-local addresses and relays of 6to4.
WITHDRAWN = (ipaddress.ip_network("fec0::/10"), ipaddress.ip_network("192.88.99.0/24"))
MAX_ADDRESS = 8_000
"""Characters of an address. Servers take no longer ones."""
SHOWN = 200
"""Characters of an address in a message."""


class DownloadError(ChatbotError):
    """A page cannot be downloaded, or must not be.

    Args:
        address: Its address.
        problem: The problem, as a sentence.
    """

    def __init__(self, address: str, problem: str) -> None:
        shown = "".join(one if one.isprintable() else "\ufffd" for one in address[:SHOWN])
        super().__init__(f"{shown}{'…' if len(address) > SHOWN else ''}: {problem}")


@dataclass(frozen=True, slots=True)
class Page:
    """A downloaded page.

    Attributes:
        url: Its address, after redirects.
        content: Its bytes.
        content_type: What the server says it is, without parameters, in lower case.
        charset: The encoding that the server names; empty if it names none.
    """

    url: str
    content: bytes
    content_type: str
    charset: str = ""


def download(
    address: str, *, allow_loopback: bool = False, max_seconds: float = MAX_SECONDS
) -> Page:
    """Download a page.

    Args:
        address: Its address.
        allow_loopback: Whether this machine itself may be asked. Only tests need it.
        max_seconds: Bound of the time for all of it, redirects included.

    Raises:
        DownloadError: The address is not public, or the answer is not within the bounds.
    """
    import httpcore
    import httpx

    deadline = time.monotonic() + max_seconds
    backend = _checked_backend(allow_loopback=allow_loopback, deadline=deadline)
    url = address
    with httpcore.ConnectionPool(httpx.create_ssl_context(), network_backend=backend) as pool:
        for _ in range(MAX_REDIRECTS + 1):
            _check_url(url)
            try:
                found = _requested(pool, url, deadline)
            except DownloadError:
                raise
            except (httpcore.TimeoutException, TimeoutError):
                problem = f"it does not answer within {max_seconds:g} seconds."
                raise DownloadError(url, problem) from None
            except (
                *(httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol),
                *(OSError, ValueError),
            ) as error:
                raise DownloadError(url, f"it cannot be reached ({error}).") from error
            if isinstance(found, Page):
                return found
            url = _joined(url, found)
    raise DownloadError(address, f"it redirects more than {MAX_REDIRECTS} times.")


def _joined(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise DownloadError(url, "it redirects to what is not an address.") from None


def _check_url(url: str) -> None:
    import httpx

    if len(url) > MAX_ADDRESS:
        raise DownloadError(url, f"an address has at most {MAX_ADDRESS:,} characters.")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
        _encoded(url)
    except (ValueError, httpx.InvalidURL):
        raise DownloadError(url, "this is not an address.") from None
    if parts.scheme not in SCHEMES or not host:
        raise DownloadError(url, "only http:// and https:// addresses are read.")
    if parts.username is not None or parts.password is not None:
        raise DownloadError(url, "an address with a user name is not read.")


def _requested(pool: "httpcore.ConnectionPool", url: str, deadline: float) -> Page | str:
    """Return the page at an address, or the address to which it redirects."""
    headers = [("User-Agent", USER_AGENT), ("Accept-Encoding", "identity"), ("Accept", "*/*")]
    extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), 30.0)}
    with pool.stream("GET", _encoded(url), headers=headers, extensions=extensions) as answer:
        values = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
        if answer.status in REDIRECTS and b"location" in values:
            return values[b"location"]
        if answer.status != 200:
            raise DownloadError(url, f"the server answers {answer.status}.")
        if values.get(b"content-encoding", "identity").lower() not in ("identity", ""):
            raise DownloadError(url, "it is compressed, which was not asked for.")
        content = bytearray()
        for chunk in answer.iter_stream():
            content += chunk
            if len(content) > MAX_BYTES:
                raise DownloadError(url, f"it has more than {MAX_BYTES // 1_000_000} MB.")
            if time.monotonic() > deadline:
                raise TimeoutError
        kind, _, parameters = values.get(b"content-type", "").partition(";")
        charset = parameters.lower().rpartition("charset=")[2].strip(" \"'") if parameters else ""
        return Page(url, bytes(content), kind.strip().lower(), charset)


def _encoded(url: str) -> str:
    """Return an address in ASCII, as the protocol wants it."""
    import httpx

    return str(httpx.URL(url)).partition("#")[0]


def _checked_backend(*, allow_loopback: bool, deadline: float) -> "httpcore.NetworkBackend":
    """Return what connects, with a check of each address and one deadline for all."""
    import httpcore

    class Stream(httpcore.NetworkStream):
        """A connection that ends at the deadline."""

        def __init__(self, stream: httpcore.NetworkStream) -> None:
            self._stream = stream

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return self._stream.read(max_bytes, _remaining(deadline))

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self._stream.write(buffer, _remaining(deadline))

        def close(self) -> None:
            self._stream.close()

        def start_tls(self, *arguments: Any, **named: Any) -> httpcore.NetworkStream:  # noqa: ANN401
            named["timeout"] = _remaining(deadline)
            return Stream(self._stream.start_tls(*arguments, **named))

        def get_extra_info(self, info: str) -> Any:  # noqa: ANN401
            return self._stream.get_extra_info(info)

    class Backend(httpcore.NetworkBackend):
        """Connects to checked addresses."""

        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Iterable[Any] | None = None,
        ) -> httpcore.NetworkStream:
            error: Exception | None = None
            addresses = checked_addresses(
                host, port, allow_loopback=allow_loopback, max_seconds=_remaining(deadline)
            )
            for address in addresses:
                try:
                    return Stream(
                        httpcore.SyncBackend().connect_tcp(address, port, _remaining(deadline))
                    )
                except httpcore.ConnectError as refused:  # the next address may answer
                    error = refused
            raise error or httpcore.ConnectError("no address")

    return Backend()


def _remaining(deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining


def checked_addresses(
    host: str, port: int, *, allow_loopback: bool = False, max_seconds: float = MAX_SECONDS
) -> list[str]:
    """Return the addresses of a host, if each of them is public.

    Raises:
        DownloadError: The name is unknown, or one address is not public.
        TimeoutError: The name is not resolved in time.
    """
    try:
        found = _resolved(host, port, max_seconds)
    except TimeoutError:
        raise
    except (OSError, UnicodeError):
        raise DownloadError(host, "there is no machine of this name.") from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        if not _is_allowed(ipaddress.ip_address(address.partition("%")[0]), allow_loopback):
            raise DownloadError(host, f"its address {address} is not a public one.")
    return addresses


def _resolved(host: str, port: int, max_seconds: float) -> list[Any]:
    """Look up a name. The system's resolver knows no deadline, so that a thread asks it."""
    result: Future[list[Any]] = Future()

    def ask() -> None:
        try:
            result.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except Exception as error:  # it is raised where the result is awaited
            result.set_exception(error)

    threading.Thread(target=ask, daemon=True).start()  # a pool would wait for it at the end
    return result.result(max_seconds)


def _is_allowed(address: IPv4Address | IPv6Address, allow_loopback: bool) -> bool:
    if isinstance(address, IPv6Address):
        if address.teredo:
            return False
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_allowed(inner, allow_loopback)
    if any(address in network for network in WITHDRAWN):
        return False
    if address.is_loopback:
        return allow_loopback
    return address.is_global and not address.is_multicast and not address.is_reserved
