"""From a fact to the cell that said it: file, sheet, row, address and raw text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from riskreg.errors import NotFound
from riskreg.register import Change, ImportBatch, ImportedRow, ImportWithdrawal
from riskreg.reporting.points import Point, known, trail_at
from riskreg.reporting.progress import Scalar
from riskreg.reporting.state import EstateState


class At(NamedTuple):
    """The point at which a thing is described: what was true by a date, as the register had been told by a change.

    Attributes:
        on: The date in the world.
        limit: Number of the last change that counts; None for all.
        code: The register's code.
    """

    on: date
    limit: int | None
    code: str

    @classmethod
    def of(cls, state: EstateState) -> At:
        """The point of a state."""
        return cls(state.point.as_at, state.trail.limit, state.code)

    def told(self, table: Any, day: Any = None) -> ColumnElement[bool]:
        """Condition: a fact had been told by then, and, where it is dated, had come by then.

        Args:
            table: The facts.
            day: Their column of the world's date; None where they have none.
        """
        had_been = known(table, self.limit)
        return had_been if day is None else and_(had_been, day <= self.on)


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
    # A sheet may hold several tables: those whose headers stand nearest above the row, of which there are several
    # where tables stand side by side.
    nearest = max((max(table.get("header_rows") or [0]) for table in above), default=None)
    beside = [table for table in above if max(table.get("header_rows") or [0]) == nearest]
    return {column["letter"]: column for table in beside for column in table["columns"]}


def cells_said(row: ImportedRow, mapping: str) -> tuple[CellSaid, ...]:
    """Every cell of a row that says something. Cells of credential columns are never in the register."""
    known = columns_of(mapping, row.sheet, row.row)
    upright = next(
        (t for t in sheets_of(mapping) if t["sheet"] == row.sheet and str(row.row) in t.get("places", ())), None
    )
    if upright is not None:
        said = zip(upright["places"][str(row.row)], upright["columns"], orjson.loads(row.cells), strict=False)
        return tuple(
            CellSaid(place, column["header"] or "", column["field"] or "kept as text", raw)
            for place, column, raw in said
            if raw is not None and raw != ""
        )
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


def is_undone(session: Session, import_batch_id: int, limit: int | None = None) -> bool:
    """Whether an import had been undone by a change; by now where `limit` is None."""
    found = session.scalar(
        select(ImportWithdrawal.id).where(
            ImportWithdrawal.import_batch_id == import_batch_id, known(ImportWithdrawal, limit)
        )
    )
    return found is not None


def require_known(session: Session, table: Any, key: int, what: str, point: Point) -> None:
    """Refuse to show what the register had not been told of at a point.

    Args:
        session: A session that may read.
        table: The facts.
        key: Of the fact; one that is not there at all is none of this.
        what: What it is, in a word.
        point: What counts.

    Raises:
        NotFound: It was recorded later, or the trail has no such change.
    """
    limit = trail_at(session, point.as_known).limit
    if limit is None or session.get(table, key) is None:
        return
    if session.scalar(select(table.id).where(table.id == key, known(table, limit))) is None:
        raise NotFound(f"This {what} was not in the register then.", "Look at a later date, or at today.")


def change_of(session: Session, change_id: int) -> Change:
    """The change that wrote a row."""
    return session.get_one(Change, change_id)


def who(change: Change) -> str:
    """The person behind a change, and how the person is known: `A. Osei (declared)`."""
    return f"{change.actor} ({change.actor_basis.value})"
