"""Plain text files: questions with numbers or without, behind "Q:", or headings.

The text is the file's own. Lines that are no words of the FAQ (a table of contents, page numbers,
the header of a message) are left out; rules of dashes have no words.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chatbot.corpus.documents import Block, LeftOut, Span
from chatbot.corpus.readers.blocks import LINE_END, has_words, plain_blocks
from chatbot.corpus.readers.parsed import ParsedEntry, ParsedFile, RawFile
from chatbot.corpus.readers.text_dotted import with_chapters
from chatbot.corpus.readers.text_extras import Sorted, without_extras
from chatbot.corpus.readers.text_headings import heads_of, with_listed, without_signs
from chatbot.corpus.readers.text_lines import Line, text_lines
from chatbot.corpus.readers.text_listed import plain_words
from chatbot.corpus.readers.text_markup import TITLE, is_markdown, without_overstrikes
from chatbot.corpus.readers.text_numbering import numbering_fault
from chatbot.corpus.readers.text_prefixes import answer_start
from chatbot.corpus.readers.text_styles import Head
from chatbot.errors import CorpusError

REMEDY = 'Write each question on a line of its own, behind its number or "Q:", its answer below it.'
HTML_PAGE = re.compile(r"\ufeff?\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
MAX_ENTRIES = 200_000
MAX_LINES = 500_000
SPLIT = "Split it into several files."
MAX_JOINED = 5
"""Questions one below the other that share an answer. More are a list of questions."""
SECTIONS = ("decorated", "counted")
"""Styles of headings of which the first is the title only if it is alone."""
MOST_IN_TITLE = 6  # words
NO_ANSWER = "the question has no answer"


def read_plain_text(file: RawFile) -> ParsedFile:
    """Read a plain text file.

    Raises:
        CorpusError: There is neither a question nor a heading in it, or there are too many.
    """
    text = without_overstrikes(file.text())
    if HTML_PAGE.match(text):  # saved under another name
        from chatbot.corpus.readers.html_file import read_html

        return read_html(file)
    if is_markdown(text):
        from chatbot.corpus.readers.markdown import read_markdown

        return read_markdown(file)
    if len(LINE_END.findall(text)) > MAX_LINES:
        raise CorpusError(file.path, f"it has more than {MAX_LINES:,} lines.", SPLIT)
    every_line, rules = text_lines(text)
    found = without_extras(text, every_line)
    kept = found.kept
    rules = sorted([*rules, *found.spans])
    reader = _Reader(
        text,
        [rule.start for rule in rules],
        rules,
        metadata=found.metadata,
        left_out=found.left_out,
    )
    named = with_listed(_without_items(heads_of(kept), found), kept, found.in_contents)
    heads = with_chapters(named)
    if len(heads) > MAX_ENTRIES:
        raise CorpusError(file.path, f"it has more than {MAX_ENTRIES:,} questions.", SPLIT)
    if heads:
        reader.read_top(kept[: heads[0].first], re.sub("[-_]", " ", file.path.stem))
        reader.read_heads(kept, heads)
    if not reader.entries or not heads:
        raise CorpusError(
            file.path,
            "no question with an answer was found." if heads else "no question was found.",
            REMEDY,
        )
    return ParsedFile(
        text,
        tuple(reader.entries),
        reader.metadata,
        left_out=tuple(sorted(reader.left_out)),
        remarks=tuple(sorted(reader.remarks)),
    )


@dataclass
class _Reader:
    """The entries, metadata and remarks of a file while it is read."""

    text: str
    rules: list[int]
    rule_spans: list[Span]
    entries: list[ParsedEntry] = field(default_factory=list)
    metadata: dict[str, object] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    remarks: list[LeftOut] = field(default_factory=list)

    def read_top(self, lines: Sequence[Line], name: str) -> None:
        """Read what is above the first question: the title, and an entry if there is more."""
        if not lines:
            return
        goes_on = len(lines) > 1 and _continues(lines[1])
        alone = len(lines) == 1 and len(lines[0].words.split()) <= MOST_IN_TITLE
        named = (lines[0].is_short or alone) and not lines[0].asks and not goes_on
        title = lines[0] if named else None
        if title:
            words = title.decorated or without_signs(title.words)
            words = words.lstrip("= ") if TITLE.fullmatch(words) else words
            self.metadata["title"] = " ".join(words.split())
        start = title.span.end if title else lines[0].span.start
        if blocks := self._blocks(start, lines[-1].span.end):
            heading = title.span if title else Span(start, start)
            question = str(self.metadata["title"]) if title else name
            answer = Span(blocks[0].span.start, blocks[-1].span.end)
            entry = ParsedEntry(question, heading, answer, blocks, line=lines[0].number)
            self.entries.append(entry)

    def read_heads(self, lines: Sequence[Line], heads: Sequence[Head]) -> None:
        """Read the questions and headings, each with the text up to the next one."""
        open_headings: list[Head] = []
        unused: list[Head] = []  # open headings with nothing below them so far
        waiting: list[Head] = []  # questions directly above this one
        before: Head | None = None  # the numbered question before this one
        titled = heads[0].first == 0 and not heads[0].asks
        if titled and heads[0].style in SECTIONS:  # all of them are sections, the first, too
            titled = sum(head.style == heads[0].style for head in heads) == 1
        levels = list(dict.fromkeys(head.style for head in heads if not head.asks))
        for head, following in zip(heads, [*heads[1:], None], strict=True):
            end = lines[following.first].span.start if following else len(self.text)
            blocks = self._blocks(self._answer_start(lines, head, following), end)
            if not head.asks:
                is_title = titled and head.first == 0
                if is_title:
                    self.metadata["title"] = " ".join(head.question.split())
                level = levels.index(head.style)
                open_headings = [one for one in open_headings if levels.index(one.style) < level]
                self._leave_out_unused(lines, unused, open_headings)
                if blocks:
                    self._add([head], lines, blocks, open_headings)
                    unused = []
                elif not is_title:
                    unused = [*unused, head]
                if not is_title:
                    open_headings.append(head)
                continue
            if reason := numbering_fault(before, head):
                self.remarks.append(LeftOut(lines[head.first].number, head.question, reason))
            before = head if head.number else before
            if (rule := lines[head.last].rule) in levels and lines[head.last].is_underlined:
                level = levels.index(rule)  # headings of this level do not head it
                open_headings = [one for one in open_headings if levels.index(one.style) < level]
                self._leave_out_unused(lines, unused, open_headings)
            waiting.append(head)
            if blocks:
                self._add(waiting, lines, blocks, open_headings)
                unused = []
            elif following and _shares(lines, head, following) and len(waiting) < MAX_JOINED:
                continue
            else:
                for unanswered in waiting:
                    self._leave_out(lines, unanswered, NO_ANSWER)
            waiting = []
        self._leave_out_unused(lines, unused, [])

    def _leave_out_unused(
        self, lines: Sequence[Line], unused: list[Head], still_open: Sequence[Head]
    ) -> None:
        """Note the headings that were closed with nothing below them."""
        for head in [head for head in unused if head not in still_open]:
            self._leave_out(lines, head, "heading without text")
            unused.remove(head)

    def _add(
        self,
        heads: Sequence[Head],
        lines: Sequence[Line],
        blocks: tuple[Block, ...],
        headings: Sequence[Head],
    ) -> None:
        """Add the entry of a question or heading, or of several questions with one answer."""
        questions = tuple(head.question for head in heads)
        first, last = lines[heads[0].first], lines[heads[-1].last]
        end = last.span.end
        if heads[-1].answer:  # on the question's line
            end = first.span.start + len(self.text[first.span.start : heads[-1].answer].rstrip())
        self.entries.append(
            ParsedEntry(
                " ".join(questions),
                Span(first.span.start, end),
                Span(blocks[0].span.start, blocks[-1].span.end),
                blocks,
                tuple(heading.question for heading in headings),
                questions if len(questions) > 1 else (),
                first.number,
            )
        )

    def _leave_out(self, lines: Sequence[Line], head: Head, reason: str) -> None:
        line = lines[head.first].number
        self.left_out.append(LeftOut(line, head.question, reason))

    def _answer_start(self, lines: Sequence[Line], head: Head, following: Head | None) -> int:
        """Return where the answer begins: behind the question, and behind an "A:"."""
        if head.answer:
            return head.answer
        below = head.last + 1
        ends = following.first if following else len(lines)
        if head.asks and below < ends and answer_start(lines[below]):
            return lines[below].span.start + answer_start(lines[below])
        return lines[head.last].span.end

    def _blocks(self, start: int, end: int) -> tuple[Block, ...]:
        """Return the blocks between two offsets, without what is left out."""
        return tuple(
            block
            for piece in self._pieces(start, end)
            for block in plain_blocks(self.text, *piece)
            if has_words(block.span.of(self.text))
        )

    def _pieces(self, start: int, end: int) -> Iterator[Span]:
        for place in range(bisect_left(self.rules, start), len(self.rules)):
            rule = self.rule_spans[place]
            if rule.start >= end:
                break
            yield Span(start, rule.start)
            start = rule.end
        yield Span(start, end)


def _without_items(heads: Sequence[Head], found: Sorted) -> list[Head]:
    """Return the heads without items of lists: their number has a question of the contents."""
    known = {head: plain_words(head.question) in found.listed for head in heads}
    numbers = {head.number for head in heads if head.number and known[head]}
    return [head for head in heads if known[head] or head.number not in numbers]


def _continues(line: Line) -> bool:
    """Return whether a line goes on with the sentence above it."""
    return not line.apart and line.words.lstrip("#*>;/ \t")[:1].islower()


def _shares(lines: Sequence[Line], head: Head, following: Head) -> bool:
    """Return whether two questions without text between them share the answer below them.

    Those with a number or "Q:" do only if they are on neighbouring lines.
    """
    if not following.asks:
        return False
    labelled = head.number or head.style
    return not labelled or lines[following.first].number == lines[head.last].number + 1
