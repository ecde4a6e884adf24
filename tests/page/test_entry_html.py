"""HTML of the blocks of answers."""

import pytest

from chatbot.corpus.documents import Block, BlockKind, Document, Entry, Source, Span
from chatbot.page.entry_html import BlockDrawing, blocks_in
from chatbot.page.inline_html import Element
from guide import Shown
from marked_documents import club

CODE, HEADING, ITEM = BlockKind.CODE, BlockKind.HEADING, BlockKind.ITEM
HEADER, ROW, PARAGRAPH = BlockKind.HEADER_ROW, BlockKind.ROW, BlockKind.PARAGRAPH
CLUB = club()


def document(*blocks: tuple[BlockKind, str, int]) -> tuple[Document, list[Block]]:
    """A document of (kind, words, depth); each row belongs to the header row above it."""
    text, found, header = "", [], None
    for kind, words, depth in blocks:
        span = Span(len(text), len(text) + len(words))
        header = span if kind is HEADER else header if kind is ROW else None
        found.append(Block(span, depth, kind, header if kind is ROW else None))
        text += f"{words}\n\n"
    return Document("d", text, Source("D"), (), ""), found


def drawn(*blocks: tuple[BlockKind, str, int]) -> Shown:
    made, found = document(*blocks)
    return Shown(BlockDrawing(made).answer(found))


def test_rows_are_one_table_below_their_header():
    shown = drawn((HEADER, "Day | Opens", 0), (ROW, "Monday | 9", 0), (ROW, "Sunday | 10", 0))
    assert shown.tags.count("table") == shown.tags.count("thead") == 1
    assert shown.of("th") == ["Day | ", "Opens"]
    assert shown.of("td") == ["Monday | ", "9", "Sunday | ", "10"]
    assert shown.of("separator") == [" | "] * 3
    assert shown.attributes.count(("scope", "col")) == 2


def test_tables_and_what_is_between_them_stay_apart():
    rows = [(HEADER, "A | B", 0), (ROW, "1 | 2", 0)]
    assert drawn(*rows, *rows).tags.count("table") == 2
    assert drawn(*rows, (PARAGRAPH, "And", 0), *rows).of("p") == ["And"]
    bare = drawn((ROW, "1 | 2", 0), (ROW, "3 | 4", 0))
    assert (bare.tags.count("table"), bare.tags.count("thead")) == (1, 0)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("a", ["a"]),
        ("a | b", ["a", "b"]),
        ("a |", ["a", ""]),
        ("| b", ["", "b"]),
        ("| b |", ["", "b", ""]),
        ("a |  | c", ["a", "", "c"]),
        ("a |  |", ["a", "", ""]),
        ("|  | c", ["", "", "c"]),
        ("a|b | c|", ["a|b", "c|"]),
    ],
)
def test_cells_are_found_at_the_ends_of_a_row_too(row, cells):
    shown = drawn((ROW, row, 0))
    borders = [*shown.of("separator"), ""]
    found = shown.of("td")
    assert [cell.removesuffix(border) for cell, border in zip(found, borders, strict=True)] == cells
    assert "".join(found) == row


def test_items_are_indented_by_their_depth_and_keep_their_marker():
    shown = drawn(*[(ITEM, f"• item {depth}", depth) for depth in (1, 2, 3, 4, 5, 9)])
    assert shown.of("item") == [f"• item {depth}" for depth in (1, 2, 3, 4, 5, 9)]
    assert [shown.of(f"depth-{depth}") for depth in (1, 2)] == [[], ["• item 2"]]
    assert shown.of("depth-4") == ["• item 4", "• item 5", "• item 9"]
    under = drawn((PARAGRAPH, "of the item", 2), (CODE, "x", 2))
    assert under.of("under") == under.of("p") == ["of the item"]
    assert under.of("depth-2") == ["of the item", "x"]


def test_code_keeps_its_lines():
    shown = drawn((CODE, "    if a < b:\n\n\treturn", 0))
    assert shown.of("pre") == ["    if a < b:\n\n\treturn"]
    assert shown.tags == ["pre", "code"]


def test_heading_is_one_where_it_fits_into_the_page():
    made, blocks = document((HEADING, "At night", 0))
    assert Shown(BlockDrawing(made, heading="h4").answer(blocks)).of("h4") == ["At night"]
    assert Shown(BlockDrawing(made).answer(blocks)).tags == ["p"]


def test_quotation_of_several_blocks_keeps_the_white_space_between_them():
    made, blocks = document(
        (HEADING, "At night", 0), (PARAGRAPH, "Lights on.", 0), (ITEM, "• a", 1)
    )
    shown = Shown(BlockDrawing(made).passage(blocks))
    assert shown.of("words") == ["At night\n\nLights on.\n\n• a"]
    assert shown.of("p") == ["At night", "Lights on.", "• a"]
    rows, blocks = document((HEADER, "A | B", 0), (ROW, "1 | 2", 0), (ROW, "3 | 4", 0))
    shown = Shown(BlockDrawing(rows).passage(blocks[1:]))
    assert (shown.of("lead"), shown.of("words")) == (["A | B"], ["1 | 2\n\n3 | 4"])


def test_any_part_of_a_document_can_be_quoted():
    """Passages may begin and end anywhere: their text content is what they cut out."""
    for entry in CLUB.entries:
        for start in range(entry.answer.start, entry.answer.end, 7):
            for end in range(start + 1, entry.answer.end, 97):
                span = Span(start, end)
                blocks = blocks_in(entry, span)
                if not blocks:
                    assert not span.of(CLUB.text).strip()
                    continue
                [words] = Shown(BlockDrawing(CLUB, clip=span).passage(blocks)).of("words")
                first, last = blocks[0].span.start, blocks[-1].span.end
                assert words == CLUB.text[max(start, first) : min(end, last)]


def test_blocks_of_a_span_are_those_with_characters_in_it():
    blocks = tuple(Block(Span(start, start + 3)) for start in (0, 5, 10))
    entry = Entry(1, "", Span(0, 0), Span(0, 13), (), blocks=blocks)
    assert blocks_in(entry, Span(0, 13)) == list(blocks)
    assert blocks_in(entry, Span(2, 5)) == [blocks[0]]
    assert blocks_in(entry, Span(3, 6)) == [blocks[1]]
    assert blocks_in(entry, Span(3, 5)) == []


def test_row_that_is_a_passage_is_its_element():
    made, blocks = document((HEADER, "A | B", 0), (ROW, "1 | 2", 0))
    row = blocks[1].span
    whole = Element(row, "span", ' class="passage"')
    part = whole._replace(span=Span(row.start, row.start + 1))

    def shown(element: Element) -> str:
        return BlockDrawing(made, lambda span: [element] if span == row else []).answer(blocks)

    assert '<tr class="passage">' in shown(whole)
    assert Shown(shown(whole)).of("passage") == ["1 | 2"]
    assert Shown(shown(part)).of("passage") == ["1"]
