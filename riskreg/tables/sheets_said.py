"""What is said of a sheet as a whole: an export, a sheet of riskreg, one without a list, a line with the site."""

from __future__ import annotations

from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.exports import Layout
from riskreg.tables.found import Filled
from riskreg.tables.workbook import Sheet


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
