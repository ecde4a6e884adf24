"""Rows with more cells than the header: one text holds the delimiter and has no quotes."""

from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.corpus.readers.text_lines import QUESTION_MARK_END

FEW = 0.5
"""Share of rows with more cells than the header up to which the header is not what is short."""


@dataclass(frozen=True, slots=True)
class CellJoiner:
    """Joins cells that were one.

    Attributes:
        delimiter: What is between cells; empty where no text is parted by it.
        width: Number of cells of a whole row.
        question: Place of the cell with the question.
        answer: Place of the cell with the answer, or -1 if there are several or all rows are long.
        last_is_answer: Whether the last cell is the answer, or the last of several.
    """

    delimiter: str
    width: int
    question: int
    answer: int
    last_is_answer: bool

    def joined(self, cells: Sequence[str]) -> list[str] | None:
        """Return the cells of a whole row, or None if none need to be joined.

        A comma in a sentence has a space behind it, one between cells mostly has none. Otherwise
        the answer is what was parted, or the question, if it asks only then.
        """
        more = len(cells) - self.width
        if not self.delimiter or more <= 0:
            return None
        if self.answer >= 0:
            spaced = {place for place, cell in enumerate(cells) if place and _goes_on(cell)}
            if len(spaced) == more:
                return self._with(cells, spaced)
        if not any(cell.strip() for cell in cells[self.width :]):
            return None
        if self.answer >= 0:
            found = [
                self._with(cells, set(range(place + 1, place + 1 + more)))
                for place in (self.answer, self.question)
            ]
            if asking := [row for row in found if _asks(row[self.question])]:
                return asking[0]
            if not _asks(cells[self.question].strip()):
                return found[0]
        if self.last_is_answer:
            return self._with(cells, set(range(self.width, len(cells))))
        return None

    def _with(self, cells: Sequence[str], joined: set[int]) -> list[str]:
        """Return the cells, each of those at some places as part of the one before it."""
        row: list[str] = []
        for place, cell in enumerate(cells):
            if place in joined:
                row[-1] += self.delimiter + cell
            else:
                row.append(cell)
        return [cell.strip() for cell in row]


def is_header_short(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Return whether so many rows are longer than the header that it lacks names."""
    return sum(len(cells) > width for cells in rows) > FEW * len(rows)


def _goes_on(cell: str) -> bool:
    return cell[:1].isspace() and bool(cell.strip())


def _asks(cell: str) -> bool:
    return QUESTION_MARK_END.search(cell) is not None
