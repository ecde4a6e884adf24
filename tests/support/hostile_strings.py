"""Hostile strings, which tests use as questions, documents, links and request bodies."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml

from chatbot.settings import ROOT

SHARED = ROOT.parent / "shared" / "eval" / "safety" / "strings.jsonl"
"""A public set of thousands of strings, beside this repository and not part of it."""
HARM = "alert(1)"
ADDRESS = "https://publisher.test/"

OWN = [
    # What programs take for something else than a text
    "",
    " ",
    "null",
    "None",
    "undefined",
    "true",
    "0",
    "-1",
    "1e400",
    "NaN",
    "Infinity",
    "0x7f",
    "1/0",
    "{}",
    "[]",
    '{"$gt": ""}',
    "\\",
    "\\\\",
    "%",
    "%s%n%x",
    "%00",
    "%E0%A4%A",
    "\\u0000",
    "../../../../etc/passwd",
    "C:\\CON",
    "file:///etc/passwd",
    "/dev/zero",
    "constructor",
    "__proto__",
    "hasOwnProperty",
    "toString",
    "${7*7}",
    "{{7*7}}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{0}",
    "{question}",
    "$$\\int_0^1 x$$",
    "\\(x\\)",
    "';DROP TABLE passages;--",
    "' OR '1'='1",
    "a" * 3000,
    "word " * 500,
    "?" * 500,
    "(" * 500,
    "a\tb\nc\r\nd",
    "=cmd|' /C calc'!A0",
    # Letters that are not what they seem
    "\0",
    "a\0b",
    "\x1b[31mred\x07",
    "\x7f\x80\x9f",
    "\ufeff",
    "\ufffe\uffff",
    "\u200b\u200d\u2060",
    "\u202eright to left\u202c",
    "\u2066\u2069",
    "\u2028\u2029\x85",
    "e" + "\u0301" * 60,
    "ﷺﷺﷺ",
    "ＦＵＬＬ　ＷＩＤＴＨ",
    "田中さんにあげて下さい",
    "مكتبة المدينة",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "İıſK",
    "𝒽𝑒𝓁𝓁𝑜",
    "\U0010ffff",
    "﴾͡๏̯͡๏﴿",
    "Ω≈ç√∫˜µ≤≥÷",
    "ÅÍÎÏ˝ÓÔÒÚÆ☃",
    # Markup
    f"<script>{HARM}</script>",
    f"</script><script>{HARM}</script>",
    f"<img src=x onerror={HARM}>",
    f'"><svg/onload={HARM}>',
    f"'\"><body onpageshow={HARM}>",
    f"<a href=javascript:{HARM}>x</a>",
    f"[x](javascript:{HARM})",
    "![x](http://outside.test/x.png)",
    "<http://outside.test>",
    f'<iframe srcdoc="<script>{HARM}</script>"></iframe>',
    f"<details open ontoggle={HARM}>",
    "<link rel=stylesheet href=//outside.test/x>",
    "<base href=//outside.test/>",
    "<meta http-equiv=refresh content='0;url=http://outside.test/'>",
    "<object data=//outside.test>",
    f"<math><mi//xlink:href='data:x,<script>{HARM}</script>'>",
    f"<input autofocus onfocus={HARM}>",
    f"</textarea><script>{HARM}</script>",
    f"</title><script>{HARM}</script>",
    f"--><script>{HARM}</script>",
    f"]]><script>{HARM}</script>",
    "<style>@import'//outside.test'",
    f"&lt;script&gt;{HARM}&lt;/script&gt;",
    f"&#60;script&#62;{HARM}&#60;/script&#62;",
    f"%3Cscript%3E{HARM}%3C/script%3E",
    f"\\u003cscript\\u003e{HARM}",
    f"<scr<script>ipt>{HARM}",
    f"<form action=javascript:{HARM}><button>",
    f"<video><source onerror={HARM}></video>",
    f"<noscript><p title='</noscript><img src=x onerror={HARM}>'>",
    f"<xss style=x:expression({HARM})>",
    f"`<script>{HARM}</script>`",
    f"```\n<script>{HARM}</script>\n```",
    f"    <script>{HARM}</script>",
    f"<template><script>{HARM}</script></template>",
    f"<!--<img src='--><img src=x onerror={HARM}>'>",
    "<plaintext>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'http://outside.test'>]>",
    "<![CDATA[",
    "<?php",
]


def own() -> list[str]:
    """Return a few strings of each kind."""
    return OWN


def shared() -> list[str]:
    """Return every string of the public set, or skip the test where that is missing."""
    if not SHARED.exists():
        pytest.skip(f"../shared is not there: {SHARED.name} was not tried")
    lines = SHARED.read_text(encoding="utf-8").strip().split("\n")
    return list(dict.fromkeys(json.loads(line)["text"] for line in lines))


def messages(strings: Sequence[str], length: int) -> Iterator[str]:
    """Yield all strings, one a line, many in each text of at most so many characters."""
    message = ""
    for string in strings:
        if message and len(message) + len(string) >= length:
            yield message
            message = ""
        message += f"{string}\n"
    yield message


SETS = [pytest.param(own, id="own"), pytest.param(shared, id="shared")]


def write_corpus(folder: Path, strings: Sequence[str], apart: bool = False) -> None:
    """A file of each format, with every string as a question, as an answer and inside of one.

    Each file has a string that means harm as its title, publisher, notice and in its address.

    Args:
        folder: Where the files go.
        strings: What they are made of.
        apart: Whether each file gets a quarter of the strings, where four times all are too many.
    """
    titles = [string for string in strings if HARM in string]
    for number, (name, write) in enumerate(FORMATS.items()):
        own = strings[number :: len(FORMATS)] if apart else strings
        lines = [" ".join(string.split()) for string in own]
        inside = [(f"Why {line}?", f"Because {line}") for line in lines]
        content = write([(string, string) for string in own if string.strip()], inside)
        (folder / name).write_bytes(content.encode("utf-8", "replace"))
        said = dict.fromkeys(("title", "publisher", "notice"), titles[number])
        about = yaml.safe_dump(said | {"url": f"{ADDRESS}{titles[number]}"})
        (folder / name).with_suffix(".yaml").write_text(about, encoding="utf-8")


Pairs = list[tuple[str, str]]
"""Questions and their answers."""


def _csv(whole: Pairs, inside: Pairs) -> str:
    rows = io.StringIO()
    csv.writer(rows).writerows([("question", "answer"), *whole, *inside])
    return rows.getvalue()


def _jsonl(whole: Pairs, inside: Pairs) -> str:
    records = ({"question": asked, "answer": said} for asked, said in whole + inside)
    return "".join(json.dumps(record) + "\n" for record in records)


def _markdown(_: Pairs, inside: Pairs) -> str:
    return "".join(f"## {asked}\n\n{said}\n\n" for asked, said in inside)


def _text(_: Pairs, inside: Pairs) -> str:
    return "".join(f"{n}. {asked}\n{said}\n" for n, (asked, said) in enumerate(inside, 1))


# Whole strings where a format has quotation marks around them.
FORMATS = {"csv.csv": _csv, "jsonl.jsonl": _jsonl, "markdown.md": _markdown, "text.txt": _text}
