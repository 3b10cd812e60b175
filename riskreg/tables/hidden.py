"""What Excel hides of a workbook and riskreg reads: rows, columns and sheets. Runs inside the reading process."""

from __future__ import annotations

from typing import Any

from riskreg.rules.counting import counted
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import column_letter
from riskreg.tables.guard import Part


class Hidden:
    """Which of the rows and columns that Excel does not show hold anything."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._rows_filled: list[int] = []
        self._columns_filled: set[int] = set()

    def look(self, batch: list[list[Any]], first: int, shift: int) -> None:
        """Look at some rows, of which the first has that number."""
        rows = self._part.hidden_rows
        if rows:
            hidden = (n for n in range(first, first + len(batch)) if n in rows)
            self._rows_filled.extend(n for n in hidden if any(c not in (None, "") for c in batch[n - first]))
        for column in sorted(self._part.hidden_columns):
            at = column - shift
            if at < 0 or column in self._columns_filled:
                continue
            if any(at < len(row) and row[at] not in (None, "") for row in batch):
                self._columns_filled.add(column)

    def issues(self, sheet: str) -> list[Issue]:
        """What must be said of the sheet."""
        said = []
        if self._rows_filled:
            first, last, count = self._rows_filled[0], self._rows_filled[-1], len(self._rows_filled)
            said.append(
                Issue(
                    codes.ROWS_HIDDEN,
                    Severity.WARNING,
                    counted(
                        count,
                        f"row of the sheet is hidden in Excel, by a filter or by hand: {first}; it is",
                        f"rows of the sheet are hidden in Excel, by a filter or by hand, between rows {first} and "
                        f"{last}; they are",
                    )
                    + " read like any other.",
                    "If they do not belong to the list, delete them and send the list again.",
                    sheet=sheet,
                    cell=str(first),
                )
            )
        if self._columns_filled:
            letters = ", ".join(column_letter(column) for column in sorted(self._columns_filled)[:10])
            more = " …" if len(self._columns_filled) > 10 else ""
            said.append(
                Issue(
                    codes.COLUMNS_HIDDEN,
                    Severity.WARNING,
                    f"Columns {letters}{more} of the sheet are hidden in Excel; they are read like any other."
                    if len(self._columns_filled) > 1
                    else f"Column {letters} of the sheet is hidden in Excel; it is read like any other.",
                    "If they do not belong to the list, delete them and send the list again.",
                    sheet=sheet,
                    cell=f"{column_letter(min(self._columns_filled))}1",
                )
            )
        return said


def hidden_sheet(name: str, rows: int) -> Issue:
    """That a sheet with rows is hidden."""
    return Issue(
        codes.SHEET_HIDDEN,
        Severity.WARNING,
        f"Sheet “{name}” is hidden in Excel and has {counted(rows, 'row')}, read like those of any other sheet.",
        "If the sheet is an old copy, delete it and send the list again.",
        sheet=name,
    )


def hidden_somewhere() -> Issue:
    """That rows of an OpenDocument file are hidden, which ones it does not say."""
    return Issue(
        codes.ROWS_HIDDEN,
        Severity.WARNING,
        "Rows of this OpenDocument file are hidden, by a filter or by hand; they are read like any other.",
        "If they do not belong to the list, delete them and send the list again.",
    )
