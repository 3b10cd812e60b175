"""Cells of tables with counts: a number, nought, or words that tell no number. Pure."""

from __future__ import annotations

from riskreg.tables.cells import Cell, CellError, is_blank
from riskreg.tables.values.numbers import parse_quantity
from riskreg.tables.wording import plain

_NOUGHT = frozenset({"", "0", "nil", "none", "no", "n a", "na", "zero", "null", "nein", "aucun", "ninguno", "nessuno"})


def count_in(cell: Cell) -> int | None:
    """The number that a cell counts, 0 for a blank and for “nil”, or None where it is no number."""
    if is_blank(cell):
        return 0
    if isinstance(cell, str) and (plain(cell) in _NOUGHT or not any(c.isalnum() or c == "?" for c in cell)):
        return 0
    if isinstance(cell, int | float) and cell == 0:
        return 0
    return parse_quantity(cell)[0]


def is_untold(cell: Cell) -> bool:
    """Whether a cell says in words that its number is not known, which is no number and no nought."""
    return isinstance(cell, CellError) or (count_in(cell) is None and parse_quantity(cell)[1] is None)
