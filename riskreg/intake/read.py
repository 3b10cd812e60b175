"""How the sheets of a file were understood: for the preview, and as it is stored with the import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256

import orjson

from riskreg.intake.preview import ColumnRead, RowSkipped, SheetRead
from riskreg.tables import TableFound


def sheet_read(table: TableFound, rows: int, skipped: tuple[RowSkipped, ...], skipped_total: int) -> SheetRead:
    """A table as the preview shows it.

    Args:
        table: The table.
        rows: Rows of data in it.
        skipped: Rows that are not data, the first ones.
        skipped_total: How many rows are not data.
    """
    columns = tuple(
        ColumnRead(c.letter, c.header, c.field, c.why, c.confidence, c.is_credential, c.is_ignored)
        for c in table.columns
    )
    return SheetRead(table.sheet, table.header_rows, columns, rows, skipped, skipped_total, table.at)


def mapping_json(sheets: Iterable[SheetRead], rows_sha256: str, overrides: Mapping[str, str]) -> str:
    """What is stored with an import: per sheet its header rows and, per column, letter, header, field, why, how sure.

    Args:
        sheets: The tables read.
        rows_sha256: Digest over what the rows say, by which the same list is known again.
        overrides: Header → field, as a person gave them.
    """
    value = {
        "rows_sha256": rows_sha256,
        "overrides": dict(overrides),
        "sheets": [
            {
                "sheet": sheet.name,
                "header_rows": list(sheet.header_rows),
                "columns": [asdict(column) for column in sheet.columns],
                "skipped_total": sheet.skipped_total,
                "skipped": [asdict(row) for row in sheet.skipped],
                **({"places": {str(n): cells for n, cells in sheet.places.items()}} if sheet.places else {}),
            }
            for sheet in sheets
        ],
    }
    return orjson.dumps(value).decode()


def headers_digest(tables: Iterable[TableFound]) -> str:
    """Digest of the headers of a layout, by which a corrected mapping is remembered."""
    headers = [c.header for table in tables for c in table.columns if c.header and not c.is_credential]
    return sha256(orjson.dumps(headers)).hexdigest()
