"""The rows of one import, page by page, and what it counted, without reading the whole of it."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from riskreg.register import ChangeItem, Flag, ImportBatch, ImportedRow
from riskreg.register.imports import ROW_NOT_TAKEN
from riskreg.reporting.listings import messages
from riskreg.reporting.provenance import cells_said
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Disposition


@dataclass(frozen=True, slots=True)
class RowSaid:
    """A row as it stood in the file, and what was done with it.

    Attributes:
        number: Key, by which the next page begins.
        sheet: Name of the sheet.
        row: As Excel numbers it.
        disposition: What was done with it.
        asset: Reference of the asset that it is about, or None.
        cells: Its cells that say something, one after the other.
        said: What is said of it.
    """

    number: int
    sheet: str
    row: int
    disposition: Disposition
    asset: str | None
    cells: str
    said: str


def rows_of_import(
    session: Session, batch: ImportBatch, code: str, *, after: int, most: int, only_left: bool
) -> tuple[RowSaid, ...]:
    """Rows of an import in the order of the file.

    Args:
        session: A reading session.
        batch: The import.
        code: Code of the register, for references.
        after: Number of the last row of the page before; 0 for the first page.
        most: How many at most.
        only_left: Only rows that were not taken.
    """
    statement = select(ImportedRow).where(ImportedRow.id > after)
    if only_left:
        statement = statement.where(ImportedRow.import_batch_id == batch.id, text(ROW_NOT_TAKEN))
    else:
        # Rows of an import follow each other: from the first key on, its own index would only be in the way.
        own = ImportedRow.import_batch_id == batch.id
        first = select(func.min(ImportedRow.id)).where(own).scalar_subquery() if after == 0 else after
        statement = statement.where(ImportedRow.id >= first, ImportedRow.import_batch_id + 0 == batch.id)
    found = session.scalars(statement.order_by(ImportedRow.id).limit(most))
    return tuple(
        RowSaid(
            row.id,
            row.sheet,
            row.row,
            row.disposition,
            reference(ReferenceKind.ASSET, code, row.asset_id) if row.asset_id is not None else None,
            "; ".join(f"{cell.header or cell.address}: {cell.raw}" for cell in cells_said(row, batch.mapping)),
            messages(row.issues),
        )
        for row in found
    )


def rows_by_disposition(batch: ImportBatch) -> dict[str, int]:
    """How many rows of an import were new, changed and so on, as counted when it was applied."""
    return dict(orjson.loads(batch.counts).get("rows", {}))


def flags_raised(session: Session, change_id: int) -> int:
    """Flags that a change raised, as the trail counts them.

    Args:
        session: A reading session.
        change_id: The change.
    """
    statement = select(func.sum(func.coalesce(ChangeItem.row_count, 1))).where(
        ChangeItem.change_id == change_id, ChangeItem.table_name == Flag.__tablename__
    )
    return int(session.scalar(statement) or 0)
