"""What is said of a sheet as a whole: an export, a sheet of riskreg, one without a list, a line with the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from riskreg.errors import FileRejected
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import as_text, is_blank
from riskreg.tables.exports import Layout
from riskreg.tables.fields import FieldSet
from riskreg.tables.found import Filled, TableFound
from riskreg.tables.locating import Rows
from riskreg.tables.workbook import Sheet, Workbook


def export_said(sheet: str, row: int, layout: Layout) -> Issue:
    """That a list is an export of a known product."""
    return Issue(
        codes.EXPORT_RECOGNISED,
        Severity.NOTE,
        f"The list is an export: {layout.title}. {layout.caution}".strip(),
        "If it is another list, say with --map what its columns mean.",
        sheet=sheet,
        cell=str(row),
    )


def own_sheet(sheet: Sheet) -> Issue:
    """That a sheet is one of riskreg's own."""
    return Issue(
        codes.SHEET_OF_RISKREG,
        Severity.NOTE,
        f"Sheet “{sheet.name}” was put there by riskreg and holds no part of the list.",
        sheet=sheet.name,
    )


def left_out_issue(sheet: str, why: str) -> Issue:
    """That a sheet was left out, and why."""
    return Issue(
        codes.SHEET_WITHOUT_TABLE,
        Severity.WARNING,
        f"Sheet “{sheet}” was left out: {why}.",
        "If it holds part of the list, give it the same headers as the other sheets.",
        sheet=sheet,
    )


def site_said(sheet: str, field: str, filled: Filled) -> Issue:
    """That a line above a table gives the site, or the organisation, of its rows."""
    return Issue(
        codes.SITE_FROM_LINE,
        Severity.NOTE,
        f"The line above the table gives the {field.replace('_', ' ')} “{filled.value}” to every row that has none.",
        sheet=sheet,
        cell=filled.cell,
        value=filled.value[:120],
    )


def likely_headers(rows: Rows) -> list[str]:
    """The first row of a sheet that looks like headers though none is known, for saying what was seen."""
    for number in sorted(rows)[:60]:
        texts = [as_text(cell) for cell in rows[number] if isinstance(cell, str) and not is_blank(cell)]
        if len(texts) >= 2:
            return texts[:12]
    return []


def refuse_nothing(
    workbook: Workbook, wanted: FieldSet, tables: Sequence[TableFound], left_out: Mapping[str, str], seen: Sequence[str]
) -> None:
    """Refuse a file in which no list was found; what was seen instead is said.

    Raises:
        FileRejected: There are no tables.
    """
    if tables:
        return
    if any("no row of data" in why for why in left_out.values()):
        raise FileRejected(
            f"“{workbook.path.name}” has headers and no row of data under them.",
            "Check that this is the filled-in list, and that no filter or macro has emptied it. If its sender means "
            "that there is none, have that signed, and record it with: riskreg returns nil",
            [left_out_issue(sheet, why) for sheet, why in left_out.items()],
            code=codes.NO_DATA_ROWS,
        )
    is_counted = {"make", "quantity"} <= set(wanted.fields)
    read = f" The headers read were: {', '.join(f'“{text[:40]}”' for text in seen[:12])}." if seen else ""
    raise FileRejected(
        f"“{workbook.path.name}” was searched for a {wanted.title}, and no row of headers was recognised.{read}",
        f"Give the columns headers such as {', '.join(wanted.examples)}, or say at import what each column means"
        + (": --map “HEADER=counted” where the cells under a header count devices." if is_counted else "."),
        [left_out_issue(sheet, why) for sheet, why in left_out.items()],
        code=codes.NO_TABLE_FOUND,
    )
