"""Split answers into passages: paragraphs, list items, or runs of whole sentences of them.

A reader supplies the blocks of an answer. A sentence that only introduces a list ("The process
involves the following steps:") does not answer anything. It becomes the `lead` of each item and
never a passage of its own.
"""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType

from chatbot.corpus.documents import Block, BlockKind, Entry, Passage, Span
from chatbot.corpus.readers.parsed import LIST_MARKER, ParsedEntry
from chatbot.corpus.sentences import sentence_spans

# About 200 tokens of English: with its question, a passage stays within MiniLM's 256.
# Longer paragraphs become several passages of whole sentences.
MAX_PASSAGE_CHARACTERS = 1000
# A shorter paragraph ("Yes.") says too little, so it is joined with the next one.
MIN_PARAGRAPH_CHARACTERS = 60
TABLE = (BlockKind.HEADER_ROW, BlockKind.ROW)
LINE_OF_CODE = re.compile(r"\S[^\n]*")


def stable_key(text: str) -> str:
    """Return eight characters (40 bits) that depend only on the words of `text`, for links."""
    words = " ".join(text.split()).casefold()
    digest = hashlib.blake2b(words.encode(), digest_size=5).digest()
    return base64.b32encode(digest).decode().lower()


class StableKeys:
    """Unique stable keys: the second text with the same key gets "-2" and so on."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, text: str) -> str:
        """Return the key of `text`, unique among those of this object."""
        key = stable_key(text)
        self._seen[key] += 1
        return key if self._seen[key] == 1 else f"{key}-{self._seen[key]}"


def build_entries(
    document: str,
    text: str,
    parsed: Iterable[ParsedEntry],
    language: str,
    alternative_questions: Mapping[int, tuple[str, ...]] = MappingProxyType({}),
) -> tuple[Entry, ...]:
    """Number the entries of a document from 1 and split their answers into passages."""
    entry_keys = StableKeys()
    entries = []
    for number, entry in enumerate(parsed, start=1):
        prefix = f"{document}:{entry_keys.of(entry.question)}"
        passage_keys = StableKeys()
        passages = tuple(
            Passage(
                id=f"{prefix}:{passage_keys.of(span.of(text))}",
                document=document,
                entry=number,
                question=entry.question,
                lead=lead,
                text=span.of(text),
                start=span.start,
                end=span.end,
                sentences=sentences,
                section=entry.section,
            )
            for span, lead, sentences in _split(text, entry.blocks, language)
        )
        entries.append(
            Entry(
                number,
                entry.question,
                entry.heading,
                entry.answer,
                passages,
                entry.alternative_questions + alternative_questions.get(number, ()),
                entry.section,
                entry.blocks,
                entry.line,
            )
        )
    return tuple(entries)


def _split(
    text: str, blocks: Sequence[Block], language: str
) -> Iterable[tuple[Span, str, tuple[Span, ...]]]:
    """Yield (span, lead, sentences) of each passage of one answer, in document order."""
    leads: dict[int, str] = {}  # depth → the sentence that introduces the items one level deeper
    introduction = ""  # heading above, or last sentence of the block above if it ends with a colon
    blocks = _joined(text, blocks)
    for block, following in zip_longest(blocks, blocks[1:]):
        if following and block.kind is BlockKind.HEADER_ROW:
            continue
        sentences = _sentences(text, block, language)
        if not sentences:
            continue
        if block.kind is BlockKind.ROW:
            lead = " ".join(block.header.of(text).split()) if block.header else introduction
            yield block.span, lead, sentences
            continue
        if following and block.kind is BlockKind.HEADING:
            introduction = sentences[0].of(text)
            continue
        leads = {depth: lead for depth, lead in leads.items() if depth < block.depth}
        lead = introduction or (leads[max(leads)] if leads and block.depth else "")
        last = sentences[-1].of(text)
        introduces = following and (following.depth > block.depth or following.depth == 0)
        introduces = introduces and following.kind not in TABLE and block.kind is not BlockKind.CODE
        introduction = last if introduces and last.endswith(":") else ""
        if introduction or (following and following.depth > block.depth):
            leads[block.depth] = last
        if introduction:
            sentences = sentences[:-1]
        for number, run in enumerate(_runs(sentences)):
            start = block.span.start if number == 0 else run[0].start
            yield Span(start, run[-1].end), lead, run


def _sentences(text: str, block: Block, language: str) -> tuple[Span, ...]:
    """Return the sentences of a block: lines of code, and a whole row or heading."""
    if block.kind in (*TABLE, BlockKind.HEADING):
        return (block.span,)
    if block.kind is BlockKind.CODE:
        return tuple(
            Span(line.start(), line.end()) for line in LINE_OF_CODE.finditer(text, *block.span)
        )
    marker = LIST_MARKER.match(text, *block.span) if block.depth else None
    return sentence_spans(
        text, marker.end() if marker else block.span.start, block.span.end, language
    )


def _joined(text: str, blocks: Sequence[Block]) -> Sequence[Block]:
    """Return the blocks, each heading and very short paragraph joined with the paragraph below."""
    joined: list[Block] = []
    for block in blocks:
        above = joined[-1] if joined else None
        if above and _joins(text, above, block):
            short = len(above.span.of(text)) < MIN_PARAGRAPH_CHARACTERS
            if short and not above.span.of(text).endswith(":"):
                joined[-1] = Block(Span(above.span.start, block.span.end))
                continue
        joined.append(block)
    return joined


def _joins(text: str, above: Block, below: Block) -> bool:
    """Return whether two blocks are paragraphs, or a heading and one, with nothing between them."""
    if above.depth or below.depth or text[above.span.end : below.span.start].strip():
        return False
    return below.kind is BlockKind.PARAGRAPH and above.kind in (
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
    )


def _runs(sentences: Sequence[Span]) -> Iterable[tuple[Span, ...]]:
    """Group sentences into runs of similar length, none longer than a passage may be.

    A longer sentence stays whole: a passage never splits a sentence.
    """
    if not sentences:
        return
    total = sentences[-1].end - sentences[0].start
    target = total / -(-total // MAX_PASSAGE_CHARACTERS)
    run: list[Span] = []
    for sentence in sentences:
        if run:
            middle = (sentence.start + sentence.end) / 2 - run[0].start
            if middle > target or sentence.end - run[0].start > MAX_PASSAGE_CHARACTERS:
                yield tuple(run)
                run = []
        run.append(sentence)
    yield tuple(run)
