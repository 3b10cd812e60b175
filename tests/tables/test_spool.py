"""Rows come out of the spool as they went in, however often a cell stands in its column."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.tables import CellError
from riskreg.tables.spool import SheetSpool
from riskreg.tables.workbook import Repeated, Sheet

# One key of a dictionary each: 1, 1.0 and True; 0, 0.0, -0.0 and False.
CELLS = (
    *(None, "", " ", "0", "1", "Hikvision", "Hikvision", "S-12", "ЖК-17"),
    *(1, 1.0, True, 0, 0.0, -0.0, False, 2.5, 10**20, float("inf")),
    *(date(2020, 1, 1), datetime(2020, 1, 1), datetime(2020, 1, 1, 12), CellError("#N/A")),  # noqa: DTZ001
)


def as_cell(cell: Any) -> Any:
    if isinstance(cell, datetime) and cell == datetime(2020, 1, 1):  # noqa: DTZ001
        return date(2020, 1, 1)
    return None if cell == "" else cell


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(CELLS), min_size=1, max_size=4), st.integers(1, 12), st.randoms(use_true_random=False))
def test_cells_come_back_with_their_types(kinds: list[Any], times: int, random: Any) -> None:
    column = kinds * times
    random.shuffle(column)
    with tempfile.NamedTemporaryFile() as file:
        spool = SheetSpool(file)  # type: ignore[arg-type]
        spool.add([[cell, number] for number, cell in enumerate(column)], 1)
        file.flush()
        sheet = Sheet("A", 1, False, spool.row_count, spool.column_count, spool=Path(file.name), chunks=spool.chunks)
        ((first, (found, numbers)),) = sheet.stretches()
    assert first == 1
    assert list(numbers) == list(range(len(column)))
    assert [(type(cell), repr(cell)) for cell in found] == [(type(c), repr(c)) for c in map(as_cell, column)]
    if isinstance(found, Repeated):
        assert found.each(repr) == list(map(repr, found))
