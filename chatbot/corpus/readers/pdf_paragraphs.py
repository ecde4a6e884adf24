"""Join the lines of a PDF to headings, paragraphs and list items, over columns and pages."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from chatbot.corpus.readers.blocks import SENTENCE_END
from chatbot.corpus.readers.pdf_layout import Line
from chatbot.corpus.readers.pieces import asks
from chatbot.corpus.readers.prefixes import answer_prefix, question_prefix

BULLET = re.compile(r"(?:[•◦▪▫●○■□‣⁃∙·*–—-]|[\ue000-\uf8ff]|o(?=\s+[A-Z]))\s+")
NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
LARGER = 1.1
"""How much larger than most letters those of a heading are."""
HEADING_LEVELS = 4
MAX_WORD = 100
HYPHENS = ("-", "\u00ad", "\u2010")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together.

    Attributes:
        lines: The lines.
        text: Their text without the bullet or the number of an item.
        level: 1 to 4 for a heading, else 0.
        bold: Whether all of it is bold.
        number: Number of a list item, 0 with a bullet; None for other paragraphs.
        left: Left edge of its first line.
    """

    lines: list[Line] = field(default_factory=list)
    text: str = ""
    level: int = 0
    bold: bool = False
    number: int | None = None
    left: float = 0.0


def paragraphs_of(lines: Sequence[Line]) -> list[Paragraph]:
    """Return the paragraphs of lines in reading order."""
    if not lines:
        return []
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    usual_size = letters.most_common(1)[0][0]
    larger = sorted({line.size for line in lines if line.size >= LARGER * usual_size}, reverse=True)
    levels = {size: min(place, HEADING_LEVELS) for place, size in enumerate(larger, start=1)}
    continues = _continuation(lines)
    words = Counter(re.findall(r"[\w-]+", " ".join(line.text.lower() for line in lines)))
    paragraphs: list[Paragraph] = []
    for line in lines:
        if not paragraphs or not continues(paragraphs[-1].lines[-1], line, paragraphs[-1]):
            paragraphs.append(_begun(line, levels.get(line.size, 0)))
        else:
            paragraph = paragraphs[-1]
            paragraph.text = _joined(paragraph.text, line.text, words)
        paragraphs[-1].lines.append(line)
    return paragraphs


def in_next_column(last: Paragraph, paragraph: Paragraph) -> bool:
    """Return whether a new column or page begins with a paragraph, or inside the last one."""
    lines = [*last.lines, paragraph.lines[0]]
    return any(
        (below.page, below.top) < (above.page, above.top) or below.page != above.page
        for above, below in itertools.pairwise(lines)
    )


def _begun(line: Line, level: int) -> Paragraph:
    text, number = line.text, None
    if bullet := BULLET.match(text):
        text, number = text[bullet.end() :], 0
    elif line.bullet:
        number = 0
    elif not level and not line.bold and (match := NUMBER.match(text)):
        text, number = text[match.end() :], int(match[1])
    return Paragraph([], text, level, line.bold and not level, number, line.left)


def _continuation(lines: Sequence[Line]) -> Callable[[Line, Line, Paragraph], bool]:
    """Return a function that says whether a line continues the paragraph of the line above."""
    pitches = [
        below.top - above.top
        for above, below in itertools.pairwise(lines)
        if _alike(above, below) and above.page == below.page and below.top > above.top
    ]
    pitch = median(pitches) if pitches else 0.0
    ends: dict[tuple[int, int], float] = {}  # of columns: the right edge of their longest line
    for line in lines:
        column = _column(line)
        ends[column] = max(ends.get(column, 0.0), line.right)

    def continues(above: Line, line: Line, paragraph: Paragraph) -> bool:
        if not _alike(above, line) or line.bullet or _begins_something(line, paragraph):
            return False
        ended = bool(SENTENCE_END.search(above.text))
        below = above.page == line.page and line.top > above.top
        if not below:  # the next column or page
            return not ended and not paragraph.level
        gap = line.top - above.top
        if gap > 1.35 * max(pitch, 1.05 * line.size):
            return False
        if paragraph.level:
            return True
        width = ends[_column(above)] - above.left
        short = ends[_column(above)] - above.right > 0.25 * width
        if paragraph.number and asks(above.text):
            return False
        if paragraph.number is not None:
            return line.left > paragraph.left + 2 or not (ended and short)
        return not (ended and short) and abs(line.left - above.left) < 4 * line.size

    return continues


def _begins_something(line: Line, paragraph: Paragraph) -> bool:
    if BULLET.match(line.text) and not (paragraph.bold or paragraph.level):
        return True
    number = NUMBER.match(line.text)
    if number and (paragraph.number is None or int(number[1]) == paragraph.number + 1):
        return True
    return bool(question_prefix().match(line.text) or answer_prefix().match(line.text))


def _alike(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) < 0.6 and one.bold == other.bold


def _column(line: Line) -> tuple[int, int]:
    return line.page, round(line.left / 72)


def _joined(text: str, following: str, words: Counter[str]) -> str:
    """Join two lines. The hyphen of a word that is cut at the end of a line goes."""
    if not text.endswith(HYPHENS) or not following[:1].islower() or not text[-2:-1].isalpha():
        return f"{text} {following}"
    first = re.findall(r"[\w-]+$", text[-MAX_WORD:-1])
    second = re.findall(r"^\w+", following)
    kept = text.endswith("-") and first and second and f"{first[0]}-{second[0]}".lower() in words
    return (text if kept else text[:-1]) + following
