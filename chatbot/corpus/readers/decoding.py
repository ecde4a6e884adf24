"""Decode the bytes of a text file.

UTF-8 and UTF-16 prove themselves. An older encoding is accepted only where all of this holds: it
belongs to the language whose words the text has, each letter is one of that language and in a place
where it can be, and no other encoding gives another text of which that is true.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from chatbot.errors import CorpusError

BINARY_STARTS = (
    *(b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"%PDF-", b"{\\rtf"),  # documents
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF"),  # pictures and sounds
    *(b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x7fELF", b"SQLite format"),
)
BYTE_ORDER_MARKS = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
MAX_ZERO_SHARE = 0.01
"""Of bytes that are zero in UTF-8. A stray one in a long text does no harm."""
SAMPLE_BYTES = 50_000
"""Of the start, and as much again of lines below that are not ASCII."""
MAX_LINE_BYTES = 2_000
NOT_ASCII = re.compile(rb"[\x80-\xff]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\ufffd-\uffff]")
MIN_WORDS = 2.0
"""Votes of words that name the language of a text."""
FREQUENT_SHARE = 0.2
"""Of the letters of Chinese, Japanese and Korean, those that are frequent."""
MIN_FREQUENT = 4
DENSE = ("zh", "ja", "ko")
DENSE_RANGES = (("\u3000", "\u9fff"), ("\uac00", "\ud7a3"), ("\uff01", "\uff5e"))
CHAOS = 0.3
"""Texts that charset-normalizer finds more chaotic are not looked at."""
CLOSED_BY = {"„": '“”"', "‚": "‘’", "«": "»", "»": "«", "‹": "›", "›": "‹"}
QUOTES = frozenset("“”‘…•²³№؟،؛")
BEHIND_WORDS = frozenset("®™©")
NUMERIC = frozenset("§£¥×÷±ºª‰°½¼¾")
DASHES = frozenset("–—")
INVERTED = frozenset("¿¡")
IBERIAN = ("es", "ca")
LATIN_END = "\u0370"
NEAR = 3
COPYRIGHT_NEAR = 12
"""Characters between a sign such as § and its number, at most."""


def decoded(path: Path, content: bytes) -> str:
    """Decode a text file.

    Args:
        path: The file, for messages.
        content: Its bytes.

    Raises:
        CorpusError: It is not text, or its encoding is in doubt.
    """
    if content.startswith(BINARY_STARTS):
        raise _not_text(path)
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise _not_text(path) from error
    if b"\0" in content:
        if text := _utf_16_without_mark(content):
            return text
        if content.count(0) > MAX_ZERO_SHARE * len(content):
            raise _not_text(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in content:
            raise _not_text(path) from error
        encoding = _older_encoding(content)
        if encoding:
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                pass
        raise CorpusError(
            path,
            "this is not UTF-8 text.",
            "Save the file with the encoding UTF-8.",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error


def _not_text(path: Path) -> CorpusError:
    problem = "this is not a text file, whatever its name ends with."
    return CorpusError(path, problem, "Save the text of it as a file, or take it out.")


def _utf_16_without_mark(content: bytes) -> str:
    """Return text in UTF-16 if nearly half of its bytes, all in every second place, are zero."""
    if len(content) % 2:
        return ""
    zeros = (content[::2].count(0), content[1::2].count(0))
    least = 0.8 * (len(content) // 2)
    for places, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if zeros[places] >= least and not zeros[1 - places]:
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                return ""
            return "" if CONTROL.search(text) else text
    return ""


def _older_encoding(content: bytes) -> str:
    """Return the only encoding that gives text; empty if there is a doubt."""
    from charset_normalizer import from_bytes

    from chatbot.text.document_language import known_languages

    sample = _sample(content)
    encodings = {one for about in known_languages().values() for one in about.encodings}
    matches = from_bytes(
        sample,
        threshold=CHAOS,
        cp_isolation=sorted(encodings),
        preemptive_behaviour=False,
        enable_fallback=False,
    )
    found: dict[str, str] = {}  # text → encoding, empty if nobody uses that for the language
    for match in matches:
        for encoding in match.could_be_from_charset:
            text = sample.decode(encoding, "replace")
            codes = [code for code in _languages(text) if _is_in_place(text, code)]
            if any(encoding in known_languages()[code].encodings for code in codes):
                found[text] = encoding
            elif codes and codes[0] not in DENSE:  # kana are the same in encodings of Chinese
                found.setdefault(text, "")
    return next(iter(found.values())) if len(found) == 1 else ""


def _sample(content: bytes) -> bytes:
    """Return the first lines, and some of those lines below that are not ASCII."""
    end = _line_end(content, 0, SAMPLE_BYTES)
    parts = [content[:end]]
    length = 0
    while length < SAMPLE_BYTES and (found := NOT_ASCII.search(content, end)):
        place = found.start()
        start = content.rfind(b"\n", max(end, place - MAX_LINE_BYTES), place) + 1
        end, start = _line_end(content, place, MAX_LINE_BYTES), start or place
        parts.append(content[start:end])
        length += end - start
    return b"\n".join(parts)


def _line_end(content: bytes, start: int, most: int) -> int:
    """Return where to cut at most so many bytes behind `start`: at a line, or at a space."""
    if start + most >= len(content):
        return len(content)
    for separator in (b"\n", b" "):
        end = content.rfind(separator, start + 1, start + most)
        if end > start:
            return end
    return start + most


def _languages(text: str) -> list[str]:
    """Return the languages of which a text has enough words, or frequent letters."""
    from chatbot.text.document_language import known_languages, word_votes

    letters = [letter for letter in text if letter.isalpha() and not letter.isascii()]
    for code in DENSE:
        frequent = [letter for letter in letters if letter in known_languages()[code].letters]
        if len(set(frequent)) >= MIN_FREQUENT and len(frequent) >= FREQUENT_SHARE * len(letters):
            return [code]
    votes = word_votes(text)
    most = max(votes.values())
    if most < MIN_WORDS:
        return []
    return [code for code, count in votes.items() if count >= 0.8 * most]


def _is_in_place(text: str, language: str) -> bool:
    """Return whether each character beyond ASCII is one that the language has in such a place."""
    if CONTROL.search(text):
        return False
    if language in DENSE:
        return all(_may_be_dense(one) for one in text if not one.isascii())
    return all(_may_be(place, text, language) for place in _places_beyond_ascii(text))


def _places_beyond_ascii(text: str) -> Iterator[int]:
    return (match.start() for match in re.finditer(r"[^\x00-\x7f]", text))


def _may_be_dense(one: str) -> bool:
    """Return whether a character is one of common texts of East Asia."""
    return one in QUOTES | DASHES or any(start <= one <= end for start, end in DENSE_RANGES)


def _may_be(place: int, text: str, language: str) -> bool:
    from chatbot.text.document_language import known_languages
    from chatbot.text.terms import fold

    one = text[place]
    before = text[place - 1] if place else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    about = known_languages()[language]
    if not one.isalpha() or one in NUMERIC:
        return _may_be_sign(place, text, language)
    if one.lower() not in about.letters:
        return False
    if _is_mixed(one, before) or _is_mixed(one, after):
        return False
    if not before.isalpha() and not after.isalpha():
        return fold(one) in about.words
    return not (before.islower() and one.isupper()) and not (one.islower() and after.isupper())


def _is_mixed(one: str, beside: str) -> bool:
    """Return whether two letters are of different alphabets, so that no word has both."""
    if not beside.isalpha():
        return False
    return (one < LATIN_END) != (beside < LATIN_END)


def _may_be_sign(place: int, text: str, language: str) -> bool:
    """Return whether a sign stands where people write it."""
    one = text[place]
    before = text[place - 1] if place else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    if one == "©":
        near = text[max(0, place - COPYRIGHT_NEAR) : place + COPYRIGHT_NEAR]
        return any(map(str.isdigit, near)) or "copyright" in near.lower()
    if one in NUMERIC:
        near = text[max(0, place - NEAR) : place + NEAR + 1]
        return any(map(str.isdigit, near)) and not before.isalpha()
    if one in INVERTED:
        return language in IBERIAN and not before.isalnum() and not after.isspace()
    if one in CLOSED_BY:
        return (
            any(other in CLOSED_BY[one] for other in text) and before.isalpha() != after.isalpha()
        )
    if one in DASHES:
        open_before, open_after = not before.isalpha(), not after.isalpha()
        return open_before == open_after and (open_before or before.isupper() or after.isupper())
    if one == "’":
        return after.isalpha() or before in "sSzZx" or language == "it" or "‘" in text[:place]
    if one in BEHIND_WORDS:
        return before.isalnum() and after.isascii() and not after.isalpha()
    if one == "\xa0":
        return not before.isspace() and not after.isspace()
    if one == "€":
        return not before.isalpha() and not after.isalpha()
    if one == "·":
        return language == "ca" and before in "lL" and after in "lL"
    return one in QUOTES and not (before.isalpha() and after.isalpha())
