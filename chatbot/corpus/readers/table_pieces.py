"""Cut the rows of tables in a text into questions and answers."""

from chatbot.corpus.documents import BlockKind
from chatbot.corpus.readers.pieces import ITEM, Piece, asks


def with_table_questions(pieces: list[Piece], text: str) -> list[Piece]:
    """Cut the rows of tables with two columns, of which the first asks, into two pieces."""
    tables: dict[object, list[Piece]] = {}
    number = 0
    for piece in pieces:
        if piece.part.cells:
            number += piece.part.block.kind is BlockKind.HEADER_ROW
            tables.setdefault((number, piece.part.container), []).append(piece)
    asking: set[Piece] = set()
    for rows in tables.values():
        body = [row for row in rows if row.part.block.kind is BlockKind.ROW]
        pairs = [row for row in body if len(row.part.cells) == 2]
        if pairs and 2 * sum(asks(row.part.cells[0].of(text)) for row in pairs) >= len(body):
            asking.update(rows)
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        cells = piece.part.cells
        if piece not in asking:
            found.append(piece)
        elif piece.part.block.kind is BlockKind.HEADER_ROW:
            found.append(Piece(piece.part, piece.span, ITEM, container=piece.container))
        elif len(cells) == 2:
            container = (*piece.container, -1 - place)
            found.append(Piece(piece.part, cells[0], ITEM, True, container=container))
            found.append(Piece(piece.part, cells[1], container=container))
        else:
            found.append(piece)
    return found
