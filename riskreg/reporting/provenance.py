"""From a fact to the cell that said it: file, sheet, row, address and raw text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import Change, ImportBatch, ImportedRow, ImportWithdrawal
from riskreg.reporting.progress import Scalar


class CellSaid(NamedTuple):
    """One cell of an imported row, and what its column was taken to mean."""

    address: str
    header: str
    field: str
    raw: Scalar


def letter_of(index: int) -> str:
    """Name of a column in Excel, counted from 0: 0 → `A`, 26 → `AA`."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheets_of(mapping: str) -> list[dict[str, Any]]:
    """The sheets of an import as they were understood; plans keep them as a plain list."""
    value = orjson.loads(mapping)
    return list(value if isinstance(value, list) else value.get("sheets", ()))


def columns_of(mapping: str, sheet: str, row: int) -> Mapping[str, Mapping[str, Any]]:
    """Columns of the table that a row stands in, by letter, as they were understood at the import."""
    tables = [table for table in sheets_of(mapping) if table.get("sheet") == sheet]
    above = [table for table in tables if max(table.get("header_rows") or [0]) < row]
    # A sheet may hold several tables: the one whose headers stand nearest above the row.
    nearest = max(above, key=lambda table: max(table.get("header_rows") or [0]), default=None)
    return {column["letter"]: column for column in nearest["columns"]} if nearest is not None else {}


def cells_said(row: ImportedRow, mapping: str) -> tuple[CellSaid, ...]:
    """Every cell of a row that says something. Cells of credential columns are never in the register."""
    known = columns_of(mapping, row.sheet, row.row)
    found = []
    for index, raw in enumerate(orjson.loads(row.cells)):
        letter = letter_of(index)
        column = known.get(letter, {})
        if raw is not None and raw != "":
            value = raw if isinstance(raw, str | int | float) else str(raw)
            found.append(
                CellSaid(f"{letter}{row.row}", column.get("header") or "", column.get("field") or "kept as text", value)
            )
    return tuple(found)


def row_and_batch(session: Session, imported_row_id: int) -> tuple[ImportedRow, ImportBatch]:
    """An imported row with its import."""
    query = select(ImportedRow, ImportBatch).join(ImportBatch, ImportBatch.id == ImportedRow.import_batch_id)
    row, batch = session.execute(query.where(ImportedRow.id == imported_row_id)).one()
    return row, batch


def is_undone(session: Session, import_batch_id: int) -> bool:
    """Whether an import was undone."""
    found = session.scalar(select(ImportWithdrawal.id).where(ImportWithdrawal.import_batch_id == import_batch_id))
    return found is not None


def change_of(session: Session, change_id: int) -> Change:
    """The change that wrote a row."""
    return session.get_one(Change, change_id)


def who(change: Change) -> str:
    """The person behind a change, and how the person is known: `A. Osei (declared)`."""
    return f"{change.actor} ({change.actor_basis.value})"
