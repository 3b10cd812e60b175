"""Cells that are merged downwards: what stands in them holds for every row that they reach over. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from riskreg.tables.cells import Cell, is_blank
from riskreg.tables.dittos import NEVER_AS_ABOVE

NOT_REPEATED = NEVER_AS_ABOVE | {"quantity", "cost"}
"""Fields of which a merged cell says something once, for the rows together."""


class MergedDown:
    """Fills the rows of a table, which are given one after the other.

    Args:
        merged: Ranges as of a `Sheet`.
        columns: Columns of which a value holds for each row.
        first: First row of the table.
        last: Last row of the table.
    """

    def __init__(
        self, merged: Iterable[tuple[int, int, int, int]], columns: Collection[int], first: int, last: int
    ) -> None:
        self._begun: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, right in merged:
            if first <= top < bottom <= last and left == right and left in columns:
                self._begun.setdefault(top, []).append((left, bottom))
        self._open: dict[int, tuple[int, Cell]] = {}

    def __bool__(self) -> bool:
        """Whether any cell of the table is merged so."""
        return bool(self._begun)

    def filled(self, number: int, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """A row with what merged cells from above say of it.

        Args:
            number: Row number.
            cells: The row.
        """
        self._open.update((column, (bottom, cells[column])) for column, bottom in self._begun.get(number, ()))
        told = {
            column: cell
            for column, (bottom, cell) in self._open.items()
            if number <= bottom and cells[column] is None and not is_blank(cell)
        }
        return tuple(told.get(index, cell) for index, cell in enumerate(cells)) if told else cells
