"""Collect the text of a file as people read it, with its blocks and marks.

A walk through markup adds words and opens and closes marks. Each block ends with `end_block`. A
word ends up in `text`, or in `left_out` with a reason.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from chatbot.corpus.documents import Block, BlockKind, LeftOut, Mark, MarkKind, Span

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that XML trees refuse."""
SPACES = re.compile(r"[ \t\r\n\f\v]+")
# Letters, digits and pictures are content. Rules, bullets and lone punctuation are markup.
CONTENT = re.compile(r"[^\W_]|[\u2190-\u2bff\U0001f000-\U0001faff]")


class PartKind(StrEnum):
    """The role of a part; `TEXT` has no role but that of its block."""

    TEXT = "text"
    HEADING = "heading"
    SUMMARY = "summary"  # of <details>, or the button of an accordion
    TERM = "term"  # of a definition list


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the text, with what is needed to find questions.

    Attributes:
        block: The block.
        kind: Its role.
        level: 1 to 6 for a heading, else 0.
        container: Numbers of the elements around it that limit a question's answer, outermost
            first: list items, <details>, definition groups.
        line: 1-based line of the file, page of a PDF; 0 where it is unknown.
        lines: Offsets at which its lines in the file, or after <br>, begin; the first is its start.
        cells: Of a row of a table.
    """

    block: Block
    kind: PartKind = PartKind.TEXT
    level: int = 0
    container: tuple[int, ...] = ()
    line: int = 0
    lines: tuple[int, ...] = ()
    cells: tuple[Span, ...] = ()

    @property
    def span(self) -> Span:
        """Its characters."""
        return self.block.span


class Rendering:
    """The text of a file as people read it, while it is being collected."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.marks: list[Mark] = []
        self.left_out: list[LeftOut] = []
        self._text: list[str] = []
        self._length = 0
        self._words: list[str] = []  # of the block that is being collected
        self._words_length = 0
        self._open: list[tuple[MarkKind, int, str]] = []
        self._found: list[Mark] = []  # marks of this block, from its start
        self._breaks: list[int] = []
        self._space = False  # white space is due before the next word

    @property
    def text(self) -> str:
        """The text of all blocks that have ended."""
        return "".join(self._text)

    def add(self, words: str, *, verbatim: bool = False) -> None:
        """Add words to the block. White space is collapsed as in HTML, unless it is verbatim."""
        if verbatim:
            self._append(words)
            return
        stripped = SPACES.sub(" ", words)
        if stripped.startswith(" "):
            self._space = True
        if core := stripped.strip(" "):
            if self._space and self._words and not self._words[-1].endswith(("\n", " ")):
                self._append(" ")
            self._append(core)
            self._space = stripped.endswith(" ")

    def add_line_break(self, *, soft: bool = False) -> None:
        """End a line: a soft one is shown as a space, a hard one is kept."""
        if not soft:
            self._append("\n")
        self._space = soft
        self._breaks.append(self._words_length)

    def open_mark(self, kind: MarkKind, target: str = "") -> None:
        """Begin a mark at the next word."""
        self._open.append((kind, self._words_length, target))

    def close_mark(self) -> None:
        """End the mark that was opened last."""
        kind, start, target = self._open.pop()
        self._found.append(Mark(Span(start, self._words_length), kind, target))

    def in_link(self) -> bool:
        """Return whether a link is open."""
        return any(kind is MarkKind.LINK for kind, _, _ in self._open)

    def pending(self) -> str:
        """Return the words of the block that is being collected."""
        return "".join(self._words)

    def place(self) -> int:
        """Return the offset in the pending block at which the next word begins."""
        return self._words_length

    def end_block(
        self,
        kind: BlockKind = BlockKind.PARAGRAPH,
        *,
        marker: str = "",
        cells: tuple[Span, ...] = (),
        part: Part | None = None,
        depth: int = 0,
        header: Span | None = None,
    ) -> Part | None:
        """End the block and return its part; None if it has no content.

        Args:
            kind: Its kind.
            marker: Marker of a list item, with the space behind it.
            cells: Spans of the cells, from the start of the block.
            part: Template with role, level, container and line.
            depth: Of lists.
            header: Header row of its table.
        """
        words = self.pending()
        open_marks, found, breaks = self._open, self._found, self._breaks
        found = found + [Mark(Span(start, len(words)), one, to) for one, start, to in open_marks]
        self._words, self._words_length, self._found, self._breaks = [], 0, [], []
        self._open = [(one, 0, to) for one, _, to in open_marks]
        self._space = False
        template = part or Part(Block(Span(0, 0)))
        left = len(words) - len(words.lstrip("\n" if kind is BlockKind.CODE else None))
        end = len(words.rstrip())
        if end <= left:
            return None
        if not CONTENT.search(words, left, end):
            self.leave_out(words.strip(), "punctuation without words", template.line)
            return None
        self._separate(kind, depth)
        start = self._length
        self._push(marker + words[left:end])
        shift = start + len(marker) - left

        def moved(span: Span) -> Span:
            return Span(
                shift + min(max(span.start, left), end), shift + min(max(span.end, left), end)
            )

        for mark in sorted(found):
            span = moved(mark.span)
            if span.start < span.end and CONTENT.search(
                words, span.start - shift, span.end - shift
            ):
                self.marks.append(_trimmed(mark._replace(span=span), words, shift))
        if kind is not BlockKind.CODE:  # its lines are always seen
            self.marks += [
                Mark(Span(shift + place, shift + place + 1), MarkKind.LINE_BREAK)
                for place in range(left, end)
                if words[place] == "\n"
            ]
        ended = replace(
            template,
            block=Block(Span(start, self._length), depth, kind, header),
            lines=(start, *(shift + place for place in breaks if left < place < end)),
            cells=tuple(moved(cell) for cell in cells),
        )
        self.parts.append(ended)
        return ended

    def leave_out(self, words: str, reason: str, line: int) -> None:
        """Note words that are not part of the text."""
        if words := SPACES.sub(" ", words).strip():
            self.left_out.append(LeftOut(line, words, reason))

    def _append(self, words: str) -> None:
        if self._words_length == 0 and not words.strip():
            return
        self._words.append(words)
        self._words_length += len(words)

    def _push(self, words: str) -> None:
        self._text.append(words)
        self._length += len(words)

    def _separate(self, kind: BlockKind, depth: int) -> None:
        """Add one line end between items or rows, and a blank line between other blocks."""
        if not self.parts:
            return
        above = self.parts[-1].block
        rows = (BlockKind.ROW, BlockKind.HEADER_ROW)
        together = (kind in rows and above.kind in rows) or (depth > 0 and above.depth > 0)
        together = together or (kind is BlockKind.ITEM and above.kind is BlockKind.ITEM)
        self._push("\n" if together else "\n\n")


def _trimmed(mark: Mark, words: str, shift: int) -> Mark:
    """Return the mark without white space at its ends."""
    inside = words[mark.span.start - shift : mark.span.end - shift]
    left = len(inside) - len(inside.lstrip())
    start = mark.span.start + left
    return mark._replace(span=Span(start, start + len(inside.strip())))
