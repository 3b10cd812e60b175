"""Files called workbooks that are a web page, MHTML or XML: their sheets into the spool. In the reading process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from riskreg.errors import FileRejected
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.child import cell_issues, sheet_meta
from riskreg.tables.delimited import encoding_of
from riskreg.tables.hidden import hidden_sheet
from riskreg.tables.limits import Limits
from riskreg.tables.pages import PageSheet, is_mhtml, is_page, read_mhtml, read_page, without_table
from riskreg.tables.spool import CHUNK_ROWS, SheetSpool
from riskreg.tables.spreadsheetml import is_spreadsheetml, read_spreadsheetml


def read_markup(path: Path, start: bytes, spool: BinaryIO, limits: Limits) -> dict[str, Any] | None:
    """The sheets of such a file; None for any other.

    Args:
        path: The file.
        start: Its first bytes.
        spool: Where the rows go.
        limits: The most rows and columns.

    Raises:
        FileRejected: It has no table, is damaged or too large.
    """
    if is_mhtml(start):
        return _written("mhtml", read_mhtml(path, limits), spool, without_table())
    if is_spreadsheetml(start):
        nothing = FileRejected(
            "The workbook has no sheet with cells.",
            "Check that this is the file that holds the list.",
            code=codes.NO_SHEETS,
        )
        return _written("xml", read_spreadsheetml(path, limits), spool, nothing)
    if is_page(start):
        return _written("html", read_page(path, limits, encoding_of), spool, without_table())
    return None


def _written(kind: str, sheets: Iterable[PageSheet], spool: BinaryIO, nothing: FileRejected) -> dict[str, Any]:
    written: list[dict[str, Any]] = []
    empty: list[Issue] = []
    for number, sheet in enumerate(sheets, 1):
        found = _sheet(sheet, number, spool, kind)
        if found is None:
            empty.append(Issue(codes.SHEET_EMPTY, Severity.NOTE, f"Sheet “{sheet.name}” is empty.", sheet=sheet.name))
        else:
            written.append(found)
    if not written:
        raise nothing
    return {"format": kind, "properties": {}, "issues": [asdict(issue) for issue in empty], "sheets": written}


def _sheet(sheet: PageSheet, number: int, spool: BinaryIO, kind: str) -> dict[str, Any] | None:
    writer = SheetSpool(spool, name=sheet.name, number=number)
    first, blank = 1, True
    while batch := list(islice(sheet.rows, CHUNK_ROWS)):
        widest = max(map(len, batch))
        blank = blank and not any(cell not in (None, "") for row in batch for cell in row)
        writer.add([row + [None] * (widest - len(row)) for row in batch], first)
        first += len(batch)
    if blank or (kind != "xml" and not sheet.issues):
        return None
    hidden = [hidden_sheet(sheet.name, writer.row_count)] if sheet.is_hidden else []
    said = [*hidden, *sheet.issues, *cell_issues(sheet.name, sheet.errors, 0)]
    return sheet_meta(sheet.name, number, sheet.is_hidden, writer, said, sheet.merged)
