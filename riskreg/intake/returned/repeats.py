"""Cells outside every list that repeat what was dropped, for a new workbook. Runs inside the returning process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import zip_longest
from pathlib import Path

import python_calamine as calamine

from riskreg.intake.returned.secrets import Secrets
from riskreg.tables import Sheet


def repeats_of(source: Path, sheets: Sequence[Sheet], aside: Collection[str]) -> list[tuple[str, int, int]]:
    """Places of cells on sheets without a list whose text was dropped elsewhere in the workbook.

    Args:
        source: The file that was sent.
        sheets: Its sheets as read, without what was dropped.
        aside: Names of the sheets that hold no list.

    Returns:
        Sheet, row from 1 and column from 0.
    """
    book = calamine.CalamineWorkbook.from_path(source)
    secrets = Secrets()
    for sheet in sheets:
        raw = book.get_sheet_by_name(sheet.name)
        if not sheet.masked or raw.start is None:
            continue
        shift = raw.start[1]
        for (_, read), whole in zip(sheet.rows(), raw.iter_rows(), strict=False):
            for said, cell in zip_longest(read[shift:], whole):
                if said is None and isinstance(cell, str) and cell:
                    secrets.add(cell)
    return [
        (sheet.name, number, column)
        for sheet in sheets
        if sheet.name in aside
        for number, cells in sheet.rows()
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and secrets.is_in(cell)
    ]
