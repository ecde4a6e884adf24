"""Find the entries in a rendering: what asks, what answers it, and under which headings.

A piece that may be a question begins a section. It ends the sections of its own rank and below. In
the answer of a question, a lower heading that does not ask belongs to the answer, and so do list
items, unless they are bold. Anything else with text of its own becomes an entry. What becomes part
of no entry is left out with a reason.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from chatbot.corpus.documents import Block, BlockKind, LeftOut, Span
from chatbot.corpus.readers.answer_words import answer_prefix_length, says_nothing
from chatbot.corpus.readers.item_pairs import with_item_pairs
from chatbot.corpus.readers.numbered_pieces import with_numbered, with_parted
from chatbot.corpus.readers.outline_contents import CONTENTS, IN_PAGE, contents, links_within
from chatbot.corpus.readers.outline_topics import parts_of_topics
from chatbot.corpus.readers.parsed import LIST_MARKER, ParsedEntry
from chatbot.corpus.readers.piece_cuts import pieces_of
from chatbot.corpus.readers.pieces import ITEM, TEXT, Marks, Piece
from chatbot.corpus.readers.question_words import (
    question_words,
    words_key,
)
from chatbot.corpus.readers.rendering import CONTENT, Part, PartKind, Rendering
from chatbot.corpus.readers.table_pieces import with_table_questions

NO_TEXT = "a heading without text below it"
NO_ANSWER = "a question without an answer"
TABLE_HEADER = "the header of a table of questions"
SAYS_NOTHING = "it says nothing but its heading, a label or a link"
LOWEST_HEADING = 6
"""In an address or a telephone number."""
MOST_SHARED = 3  # questions in a row above one answer


@dataclass(slots=True)
class Section:
    """A piece that may be a question, and the text below it.

    Attributes:
        title: Its words; of several questions in a row, all of them.
        asks: True if lower headings that do not ask are part of its answer.
        headings: Its pieces; empty for the text above the first heading.
        shared: The questions, if there are several.
        blocks: Its text since its last subsection.
        used: True if it has an entry, or a subsection has one.
        line: Line of its first block.
        last: The part of its last block.
        start: Where that block starts.
    """

    title: str
    rank: int
    container: tuple[int, ...] = ()
    asks: bool = False
    headings: list[Piece] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    used: bool = False
    line: int = 1
    last: Part | None = None
    start: int = 0


class Outline:
    """The entries while they are being found."""

    def __init__(self, rendering: Rendering, name: str) -> None:
        self._text = rendering.text
        self._marks = Marks(rendering.marks)
        pieces = with_parted(with_numbered(pieces_of(rendering), self._text), self._text)
        pieces = with_item_pairs(pieces, self._text)
        self._pieces = with_table_questions(pieces, self._text)
        self.title, self._title_piece = self._find_title()
        self.title_line = self._title_piece.part.line if self._title_piece else 0
        self._sections: set[Piece] = set()
        self._parts = parts_of_topics(self._pieces, self._text)
        self._stack = [Section(self.title or name, TEXT, used=True)]
        self.entries: list[ParsedEntry] = []
        self.left_out: list[LeftOut] = []
        self.remarks: list[LeftOut] = []

    @property
    def questions(self) -> list[str]:
        """The questions of the entries."""
        return [entry.question for entry in self.entries]

    def read(self) -> None:
        """Find the entries, what was left out, and what looks wrong."""
        listed = contents(self._pieces, self._text, self._marks)
        self._sections = _headings_of_questions(self._pieces)
        for piece in self._pieces:
            words = piece.span.of(self._text)
            if piece in listed:
                self._leave_out(piece, CONTENTS)
            elif piece.part.block.kind is BlockKind.HEADER_ROW and piece.rank == ITEM:
                self._leave_out(piece, TABLE_HEADER)
            elif piece.rank and not self._belongs_to_answer(piece):
                self._begin(piece, question_words(words))
            else:
                self._add_text(piece)
        self._end_down_to(1)
        self._end_entry(self._stack[0])

    def _find_title(self) -> tuple[str, Piece | None]:
        """Return the only heading of the first level, if it does not ask."""
        ranked = [piece for piece in self._pieces if piece.rank]
        first = [piece for piece in ranked if piece.rank == 1]
        if len(first) == 1 and first[0] is ranked[0]:
            words = question_words(first[0].span.of(self._text))
            return ("" if first[0].asks else words), first[0]
        return "", None

    def _belongs_to_answer(self, piece: Piece) -> bool:
        """Return whether a possible question is only a heading inside the answer above it."""
        if piece in self._parts:
            return True
        loose = piece.rank == ITEM and piece.part.kind is PartKind.TEXT and not piece.bold
        if (piece.asks and not loose) or piece in self._sections:
            return False
        for section in reversed(self._stack):
            if not _inside(piece.container, section.container):
                continue
            if section.container == piece.container and section.rank >= piece.rank:
                continue  # the piece ends this section
            return section.asks and not (loose and section.rank > LOWEST_HEADING)
        return False

    def _begin(self, piece: Piece, title: str) -> None:
        depth = len(self._stack)
        while depth > 1 and self._ends(piece, self._stack[depth - 1]):
            depth -= 1
        above = self._stack[depth] if depth < len(self._stack) else None
        section = Section(title, piece.rank, piece.container, headings=[piece])
        section.asks = piece.asks and piece is not self._title_piece
        if above is not None and self._shares_answer(above, section):
            section.headings = above.headings + section.headings
            above.used = True
            titles = above.shared or [above.title]
            if words_key(title) == words_key(titles[-1]):  # some pages write it twice
                section.shared, section.title = above.shared, above.title
            else:
                section.shared = [*titles, title]
                section.title = " ".join(section.shared)
                self._remark(above.headings[-1], "it shares the answer of the next question")
        self._end_down_to(depth)
        self._end_entry(self._stack[-1])
        self._stack.append(section)

    def _ends(self, piece: Piece, section: Section) -> bool:
        if not _inside(piece.container, section.container):
            return True
        return section.rank >= piece.rank and section.container == piece.container

    def _shares_answer(self, above: Section, below: Section) -> bool:
        return (
            above is self._stack[-1]
            and above.asks
            and below.asks
            and above.rank == below.rank
            and above.container == below.container
            and not above.used
            and not above.blocks
            and len(above.shared) < MOST_SHARED
        )

    def _add_text(self, piece: Piece) -> None:
        depth = len(self._stack)
        while depth > 1 and not _inside(piece.container, self._stack[depth - 1].container):
            depth -= 1
        self._end_down_to(depth)
        section = self._stack[-1]
        start, end = piece.span
        words = piece.span.of(self._text)
        first = bool(section.headings) and not section.blocks
        if first and (prefix := self._prefix_length(section, words)):
            start += prefix
        elif LIST_MARKER.fullmatch(self._text, piece.part.span.start, start):
            start = piece.part.span.start
        if links_within(piece, self._text, self._marks) and (
            section.blocks or not section.headings
        ):
            self._leave_out(piece, IN_PAGE)
            return
        if not CONTENT.search(self._text, start, end):
            return
        if section.blocks and section.last is piece.part:  # two halves of one part
            section.blocks[-1] = section.blocks[-1]._replace(span=Span(section.start, end))
            return
        if not section.blocks:
            section.line = piece.part.line or 1
        section.last, section.start = piece.part, start
        kind = piece.part.block.kind
        if kind is BlockKind.PARAGRAPH and piece.rank and piece.part.kind is not PartKind.TEXT:
            kind = BlockKind.HEADING
        lists = len(section.headings) and section.headings[-1].part.block.depth
        depth = max(0, piece.part.block.depth - lists)
        whole = start == piece.part.span.start
        if kind is BlockKind.ITEM and not whole:
            kind = BlockKind.PARAGRAPH
        section.blocks.append(Block(Span(start, end), depth, kind, piece.part.block.header))

    def _prefix_length(self, section: Section, words: str) -> int:
        heading = section.headings[-1].span.of(self._text)
        return answer_prefix_length(words, heading, asks=section.asks)

    def _end_down_to(self, depth: int) -> None:
        """End the sections above a depth of the stack."""
        while len(self._stack) > depth:
            section = self._stack.pop()
            self._end_entry(section)
            if not section.used:
                for heading in section.headings:
                    self._leave_out(heading, NO_ANSWER if section.asks else NO_TEXT)

    def _end_entry(self, section: Section) -> None:
        """Make an entry of the text that a section has gathered."""
        blocks, section.blocks = tuple(section.blocks), []
        if not blocks:
            return
        answer = Span(blocks[0].span.start, blocks[-1].span.end)
        if says_nothing(
            self._text,
            self._marks,
            answer,
            title=section.title,
            asks=section.asks,
            headed=bool(section.headings),
        ):
            words = " ".join(answer.of(self._text).split())
            self.left_out.append(LeftOut(section.line, words, SAYS_NOTHING))
            return
        heading = Span(answer.start, answer.start)
        headings = section.headings
        if headings:
            heading = Span(headings[0].part.span.start, headings[-1].span.end)
        above = [one.title for one in self._stack if one is not section and one.headings]
        if self.title and above and self._stack[1].headings[-1] is self._title_piece:
            above = above[1:]
        self.entries.append(
            ParsedEntry(
                section.title,
                heading,
                answer,
                blocks,
                tuple(above),
                tuple(section.shared),
                headings[0].part.line if headings else section.line,
            )
        )
        for one in (*self._stack, section):
            one.used = True

    def _leave_out(self, piece: Piece, reason: str) -> None:
        words = " ".join(piece.span.of(self._text).split())
        self.left_out.append(LeftOut(piece.part.line, words, reason))

    def _remark(self, piece: Piece, what: str) -> None:
        words = question_words(piece.span.of(self._text))
        self.remarks.append(LeftOut(piece.part.line, words, what))


def _inside(container: Sequence[int], outer: Sequence[int]) -> bool:
    return tuple(container[: len(outer)]) == tuple(outer)


def _headings_of_questions(pieces: Sequence[Piece]) -> set[Piece]:
    """Return the headings without text of their own, directly above a lower question."""
    return {
        piece
        for piece, below in itertools.pairwise(pieces)
        if 0 < piece.rank <= LOWEST_HEADING and below.asks and below.rank > piece.rank
    }
