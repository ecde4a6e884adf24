"""Names of HTML elements, and what in raw HTML of people is no tag."""

import re
from collections.abc import Container

LINE = "data-line"
"""Attribute of an element: the 1-based line of the file at which it begins."""
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCK_NAMES = """
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset
figcaption figure footer form header hgroup hr legend li main menu nav ol p pre search section
summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(_BLOCK_NAMES.split()) | frozenset(HEADINGS)
LISTS = frozenset({"ul", "ol", "menu", "dir"})
# A question in one of these is answered inside it.
CONTAINERS = LISTS | {"li", "dl", "details"}
RAW_TAG = re.compile(r"<(/?)([A-Za-z][\w:.-]*)(?=([\s/>]))")
BARE_END = re.compile(r"[^<>=/]{0,200}>")
"""The end of a tag without values, as "Name>" in "<Your Name>"."""
CLOSING_TAG = re.compile(r"</([A-Za-z][\w:.-]*)")
_HTML5_NAMES = """
audio bdi canvas data datalist embed mark math meter output picture progress rp rt ruby search slot
source svg template time track video wbr
"""
HTML5 = frozenset(_HTML5_NAMES.split())


def is_element(name: str) -> bool:
    """Return whether HTML has an element with this name."""
    from lxml.html.defs import tags

    return any(name.lower() in names for names in (tags, HTML5, BLOCKS))


def tamed(markup: str, closed: Container[str], *, inline: bool = False) -> str:
    """Return raw HTML of people, in which what is no tag is text and no tag ends the page.

    "Write <Your Name> there" has no tag: nobody knows the element, nothing closes it, and it has no
    attributes with values. Elements of site generators (<TabItem value="a">, <Badge/>) stay what
    they are.

    Args:
        markup: The HTML.
        closed: Names of the elements that the file closes anywhere, in lower case.
        inline: True inside a sentence, where <html> is spoken of.
    """

    def tame(tag: re.Match[str]) -> str:
        slash, name, _ = tag.groups()
        known = is_element(name)
        if name.lower() in ("html", "head", "body"):
            return f"&lt;{slash}{name}" if inline else f"<{slash}x-page"
        if known or slash or not BARE_END.match(markup, tag.end()) or name.lower() in closed:
            return f"<{slash}{name}"
        return f"&lt;{name}"

    return RAW_TAG.sub(tame, markup)


def closed_elements(markup: str) -> frozenset[str]:
    """Return the names of the elements that are closed anywhere, in lower case."""
    return frozenset(name.lower() for name in CLOSING_TAG.findall(markup))
