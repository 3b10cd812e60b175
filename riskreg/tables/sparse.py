"""Reading a sheet whose last cell lies far from its list, row by row. Runs inside the reading process.

The usual reader makes room for every cell up to the last one: a full stop typed into XFD1048576 asks it for seventeen
thousand million cells. Here a row takes no more room than its own last cell.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from riskreg.tables.cells import address
from riskreg.tables.guard import damaged
from riskreg.tables.limits import Limits

MOST_CELLS = 100_000_000
"""Cells, blank ones included, up to which the usual reader is quicker and its memory well within the limit."""
_MOST_FAR = 20
"""Single cells that may be left out; with more of them, or without a gap before them, the list itself is too wide."""


def is_far_flung(corner: tuple[int, int], limits: Limits) -> bool:
    """Whether a sheet says that it reaches further than a list does.

    Args:
        corner: Its last row, from 1, and its last column, from 0.
        limits: The most columns of a sheet.
    """
    rows, columns = corner
    return columns + 1 > limits.columns or rows * (columns + 1) > MOST_CELLS


class SparseSheet:
    """The rows of one sheet, each as long as its own last cell.

    Args:
        path: The workbook.
        name: Name of the sheet.
        limits: Cells beyond the most columns are left out and listed in `far`.

    Raises:
        FileRejected: The workbook cannot be opened in this way either.
    """

    def __init__(self, path: Path, name: str, limits: Limits) -> None:
        self.far: list[str] = []
        """Addresses of cells that were left out."""
        self.is_wide = False
        """Whether what lies beyond the most columns belongs to the list, which is then too wide."""
        self._columns = limits.columns
        import openpyxl  # dear to start, and hardly any sheet needs it

        try:
            self._book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            self._sheet = self._book[name]
            self._sheet.reset_dimensions()
        except (KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
            raise damaged() from error

    def rows(self) -> Iterator[list[Any]]:
        """Every row from the first to the last with a cell that is taken, blank ones between them included."""
        blank = 0
        for number, row in enumerate(self._sheet.iter_rows(values_only=True), 1):
            if len(row) > self._columns:
                self._leave_out(number, row)
            cells = list(row[: self._columns])
            while cells and cells[-1] is None:
                cells.pop()
            if not cells:
                blank += 1
                continue
            yield from ([] for _ in range(blank))
            blank = 0
            yield cells
        self._book.close()

    def _leave_out(self, number: int, row: tuple[Any, ...]) -> None:
        beyond = [c for c in range(self._columns, len(row)) if row[c] is not None]
        self.is_wide |= row[self._columns - 1] is not None or len(self.far) + len(beyond) > _MOST_FAR
        if not self.is_wide:
            self.far.extend(address(c, number) for c in beyond)
