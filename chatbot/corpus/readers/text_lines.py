"""Lines of a plain text file: which hold text, which only rule it off, which are its contents."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from chatbot.corpus.documents import Span
from chatbot.corpus.readers.blocks import LINE, has_words, trimmed

# U+037E is the Greek question mark; most Greek texts have a semicolon instead.
QUESTION_MARK_END = re.compile(r"(?:[?？؟\u037e]|(?<=[\u0370-\u03ff]);)[\"'”’»)\]*_]*$")
SENTENCE_STOP = re.compile(r"[.!。！:;,…][\"'”’»)\]]*$")
MANY_SENTENCES = re.compile(r"[.!。！]\s+\S")
COLUMNS = re.compile(r"\S\s{3,}\S")
DECORATED = re.compile(r"([-=*#~+])\1{2,}[ \t]*([^\W_].*?)[ \t]*\1{3,}")
MAX_QUESTION_CHARACTERS = 300
MAX_HEADING_CHARACTERS = 100
MAX_TITLE_WORDS = 6
MIN_WRAPPED = 50
"""Characters of a line that may go on in the next."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with words.

    Attributes:
        number: 1-based number in the file.
        span: Its characters, without white space around them.
        words: Those characters.
        apart: Whether a blank line or a rule is above it, or nothing.
        apart_below: The same for what is below it.
        rule_above: Length of the rule of dashes or the like directly above it.
        rule_below: Length of the rule directly below it.
        rule: The character of that rule; empty without one.
        indent: Columns of white space before it.
    """

    number: int
    span: Span
    words: str
    apart: bool
    apart_below: bool
    rule_above: int
    rule_below: int
    rule: str
    indent: int

    @property
    def asks(self) -> bool:
        """True if it ends with a question mark."""
        return bool(QUESTION_MARK_END.search(self.words))

    @property
    def is_short(self) -> bool:
        """True if it may be a heading: short, and not the end of a sentence."""
        return len(self.words) <= MAX_HEADING_CHARACTERS and not SENTENCE_STOP.search(self.words)

    @property
    def exclaims(self) -> bool:
        """True if it is a short sentence with an exclamation mark."""
        return len(self.words) <= MAX_HEADING_CHARACTERS and self.words.endswith(("!", "！"))

    @property
    def is_underlined(self) -> bool:
        """True if the rule below it is as long as the line, or it stands between two rules."""
        if not self.rule_below or not self.apart or len(self.words) > MAX_HEADING_CHARACTERS:
            return False
        if COLUMNS.search(self.words):  # the header of a table
            return False
        # Below a whole sentence, a rule of another length only ends the part above it.
        ends = SENTENCE_STOP.search(self.words) and not self.exclaims
        inexact = 0 if ends else max(3, len(self.words) // 5)
        near = abs(self.rule_below - len(self.words)) <= inexact
        stops = not self.is_short and not self.words.endswith(":")
        return near or (self.rule_above == self.rule_below and not stops)

    @property
    def is_capitals(self) -> bool:
        """Whether it has two capital letters or more, and no small one."""
        return (
            self.apart
            and len(self.words) <= MAX_HEADING_CHARACTERS
            and sum(map(str.isupper, self.words)) > 1
            and all(letter.isupper() for letter in self.words if letter.isalpha())
            and not self.words.endswith((".", ",", ";", ":", "!"))
            and not COLUMNS.search(self.words)
        )

    @property
    def decorated(self) -> str:
        """The words of a line "--- Parking ---", set apart; empty of other lines."""
        if not self.apart or len(self.words) > MAX_HEADING_CHARACTERS:
            return ""
        match = DECORATED.fullmatch(self.words)
        return match[2] if match else ""

    @property
    def is_heading(self) -> bool:
        """Whether it is underlined or in capitals, and no note, comment, caption or table row."""
        if self.words.startswith("[") and self.words.endswith("]"):
            return False
        if self.words.startswith(("|", ".")) or (self.words.startswith("#") and self.indent):
            return False
        return self.is_underlined or self.is_capitals


def text_lines(text: str) -> tuple[list[Line], list[Span]]:
    """Return the lines with words, and the spans of the lines that only rule them off."""
    found: list[tuple[int, Span, bool]] = []  # number, span, whether it has words
    indents: list[int] = []
    number, counted = 1, 0
    for match in LINE.finditer(text):
        number += text.count("\n", counted, match.start())
        number += text.count("\r", counted, match.start()) - text.count(
            "\r\n", counted, match.start()
        )
        counted = match.start()
        span = trimmed(text, match.start(), match.end())
        if span.start < span.end:
            found.append((number, span, has_words(span.of(text))))
            indents.append(len(text[match.start() : span.start].expandtabs()))
    lines: list[Line] = []
    for place, (number, span, worded) in enumerate(found):
        if not worded:
            continue
        above = found[place - 1] if place else None
        below = found[place + 1] if place + 1 < len(found) else None
        touches_above = above is not None and above[0] == number - 1
        touches_below = below is not None and below[0] == number + 1
        lines.append(
            Line(
                number,
                span,
                span.of(text),
                not touches_above or not (above and above[2]),
                not touches_below or not (below and below[2]),
                _length(above) if touches_above else 0,
                length := _length(below) if touches_below else 0,
                text[below[1].start] if below and length else "",
                indents[place],
            )
        )
    return _with_wrapped_headings(lines), [span for _, span, worded in found if not worded]


def _with_wrapped_headings(lines: Sequence[Line]) -> list[Line]:
    """Return the lines; the two lines of a heading that are underlined each are one."""
    found: list[Line] = []
    for line in lines:
        above = found[-1] if found else None
        if above and above.rule and above.rule == line.rule and above.number + 2 == line.number:
            fits = above.is_underlined and line.is_underlined and above.indent == line.indent
            if fits and line.words[0].islower():
                span = Span(above.span.start, line.span.end)
                words = f"{above.words} {line.words}"
                found[-1] = replace(above, span=span, words=words, rule_below=len(words))
                continue
        found.append(line)
    return found


def _length(line: tuple[int, Span, bool] | None) -> int:
    """Return the length of a rule; 0 of other lines."""
    if line is None or line[2] or line[1].end - line[1].start < 3:
        return 0
    return line[1].end - line[1].start
