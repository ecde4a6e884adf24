"""Read an FAQ from an address, a sitemap or a file, ready to be written into the corpus."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from chatbot.corpus.importing.download import DownloadError, Page, download
from chatbot.corpus.importing.markdown_text import markdown_text, reads_differently
from chatbot.corpus.readers import READERS
from chatbot.corpus.readers.html_file import read_html
from chatbot.corpus.readers.parsed import ParsedFile, RawFile
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.web import web_codec
from chatbot.errors import ChatbotError, CorpusError

# Content type → suffix of the reader.
SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/xml": ".xml",
    "text/xml": ".xml",
}
ANY_KIND = ("", "text/plain", "application/octet-stream", "binary/octet-stream")
CONVERTED = (".html", ".htm", ".xhtml", ".docx", ".pdf")
MAX_SITEMAPS = 5
LEAST_QUESTIONS = 2  # of a page of a sitemap that is taken
CORPUS_REMEDY = "Save the page from the browser and name the file instead."


@dataclass(frozen=True, slots=True)
class Source:
    """An FAQ that was read.

    Attributes:
        content: The bytes of the file for the corpus.
        suffix: Its suffix.
        metadata: `title`, `url`, `language` and `publisher`, where they are known.
        name: A name for the file.
        notes: What the owner should know, in lines.
    """

    content: bytes
    suffix: str
    metadata: dict[str, str]
    name: str
    notes: tuple[str, ...] = ()


def from_file(path: Path) -> Source:
    """Read a file.

    Raises:
        CorpusError: It cannot be read as an FAQ.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = f"the file cannot be read ({error.strerror})."
        raise CorpusError(path, problem, "Name another one.") from error
    suffix = path.suffix.lower()
    if suffix not in READERS:
        known = ", ".join(READERS)
        raise CorpusError(path, "this kind of file cannot be read.", f"Save it as one of {known}.")
    name = "-".join(re.findall(r"\w+", path.stem.lower())) or "faq"
    if suffix not in CONVERTED:
        return Source(content, suffix, {}, name)
    return _converted(READERS[suffix](RawFile(path, content)), name)


def from_address(address: str, limit: int, *, allow_loopback: bool = False) -> Source:
    """Read a web page, or the pages of a sitemap that hold questions.

    Args:
        address: The address.
        limit: How many pages of a sitemap are read.
        allow_loopback: See `download`.

    Raises:
        ChatbotError: It cannot be downloaded, or cannot be read as an FAQ.
    """
    page = download(address, allow_loopback=allow_loopback)
    suffix = suffix_of(page)
    parts = urlsplit(page.url)
    path = re.sub(r"\.\w{1,5}$", "", parts.path)
    words = f"{(parts.hostname or '').removeprefix('www.')} {path}"
    name = "-".join(re.findall(r"[a-z0-9]+", words.lower()))[:60].strip("-") or "faq"
    if suffix == ".xml":
        return _from_sitemap(page, limit, name, allow_loopback=allow_loopback)
    if suffix in CONVERTED:
        return _converted(_parsed(page, suffix), name, page.url)
    return Source(page.content, suffix, {"url": page.url}, name)


def suffix_of(page: Page) -> str:
    """Return the suffix of the reader for a page: by its content type, else by its address.

    Raises:
        DownloadError: Nothing reads it.
    """
    suffix = SUFFIXES.get(page.content_type, "")
    if page.content_type in ANY_KIND:
        suffix = Path(urlsplit(page.url).path).suffix.lower()
    if suffix not in READERS and suffix != ".xml":
        kind = page.content_type or "of an unknown kind"
        raise DownloadError(page.url, f"it is {kind}, which cannot be read as an FAQ.")
    return suffix


def _parsed(page: Page, suffix: str) -> ParsedFile:
    path = Path(urlsplit(page.url).path or "/")
    path = Path(f"{path.stem or 'faq'}{suffix}")
    content = page.content
    if suffix == ".html" and (codec := web_codec(page.charset)):
        try:  # what the server says comes before what the page says
            content = content.decode(codec).encode("utf-8-sig", "replace")
        except UnicodeError:
            content = page.content
    try:
        if suffix == ".html":
            return read_html(RawFile(path, content), page.url)
        return READERS[suffix](RawFile(path, content))
    except CorpusError as error:
        raise DownloadError(page.url, str(error).partition(": ")[2]) from error


def _converted(parsed: ParsedFile, name: str, url: str = "") -> Source:
    known = {key: str(parsed.metadata.get(key) or "") for key in ("title", "publisher", "language")}
    metadata = known | {"url": str(parsed.metadata.get("url") or url)}
    metadata = {key: value for key, value in metadata.items() if value}
    title = metadata.setdefault("title", name.replace("-", " "))
    text = markdown_text(parsed, title)
    notes = [f"left out: {one.reason}: “{one.words[:70]}”" for one in parsed.left_out]
    notes += _differences(parsed, text, title)
    return Source(text.encode(), ".md", metadata, name, tuple(notes))


def _differences(parsed: ParsedFile, text: str, title: str) -> list[str]:
    """Return a line for each question that the Markdown file has otherwise than its source."""
    try:
        written = READERS[".md"](RawFile(Path(f"{title}.md"), text.encode()))
    except CorpusError:  # it is read once more, and refused, when it is written
        return []
    return [
        f"look at: “{question}” reads differently in Markdown"
        for question in reads_differently(parsed, written, title)
    ]


def _from_sitemap(page: Page, limit: int, name: str, *, allow_loopback: bool) -> Source:
    notes: list[str] = []
    parts: list[str] = []
    metadata = {"title": f"FAQ of {urlsplit(page.url).hostname}", "url": page.url}
    addresses = list(_addresses(page, notes, allow_loopback=allow_loopback))
    addresses.sort(key=lambda address: "faq" not in address.lower())
    if len(addresses) > limit:
        notes.append(f"not read: {len(addresses) - limit} of {len(addresses)} pages (--limit)")
    for address in addresses[:limit]:
        try:
            found = download(address, allow_loopback=allow_loopback)
            parsed = _parsed(found, _suffix_in_sitemap(found))
        except ChatbotError as error:
            notes.append(f"not taken: {error}")
            continue
        if sum(asks(entry.question) for entry in parsed.entries) < LEAST_QUESTIONS:
            notes.append(f"not taken: {address}: it holds fewer than {LEAST_QUESTIONS} questions")
            continue
        title = str(parsed.metadata.get("title") or urlsplit(address).path)
        parts.append(markdown_text(parsed, title, depth=2))
        notes.append(f"taken: {address}: {len(parsed.entries)} entries")
        notes += [f"left out: {one.reason}: “{one.words[:70]}”" for one in parsed.left_out]
        notes += _differences(parsed, markdown_text(parsed, title), title)
        for key in ("publisher", "language"):
            if value := parsed.metadata.get(key):
                metadata.setdefault(key, str(value))
    if not parts:
        raise DownloadError(page.url, f"none of its pages holds questions ({'; '.join(notes)}).")
    text = "\n".join([f"# {metadata['title']}\n", *parts])
    return Source(text.encode(), ".md", metadata, name, tuple(notes))


def _suffix_in_sitemap(page: Page) -> str:
    suffix = suffix_of(page)
    if suffix == ".xml":
        raise DownloadError(page.url, "it is XML, such as a feed, which is not read.")
    return suffix


def _addresses(page: Page, notes: list[str], *, allow_loopback: bool) -> Iterator[str]:
    """Yield the addresses in a sitemap, and in those that it names; note those that fail."""
    root, locations = _locations(page)
    yield from locations if root == "urlset" else ()
    waiting, seen = locations if root == "sitemapindex" else [], 0
    while waiting:
        if seen == MAX_SITEMAPS:
            notes.append(f"not read: {len(waiting)} of the sitemaps (at most {MAX_SITEMAPS} are)")
            return
        address, *waiting = waiting
        seen += 1
        try:
            root, locations = _locations(download(address, allow_loopback=allow_loopback))
        except DownloadError as error:
            notes.append(f"not taken: {error}")
            continue
        if root == "urlset":
            yield from locations
        else:
            waiting += locations


def _locations(page: Page) -> tuple[str, list[str]]:
    from lxml.etree import XMLParser, XMLSyntaxError, fromstring

    parser = XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = fromstring(page.content, parser)
    except (XMLSyntaxError, ValueError):
        raise DownloadError(page.url, "it is not valid XML.") from None
    name = root.tag.rpartition("}")[2]
    if name not in ("urlset", "sitemapindex"):
        raise DownloadError(page.url, "it is XML, but not a sitemap.")
    found = root.xpath("*/*[local-name() = 'loc']/text()")
    return name, [str(one).strip() for one in found]
