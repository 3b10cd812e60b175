"""Plan lists as real workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

HEADERS = (
    "Site code",
    "Site name",
    "Replaces",
    "Replacement product",
    "Quantity",
    "Target date",
    "Owner",
    "Cost low",
    "Cost likely",
    "Cost high",
    "Funded",
    "Interoperability",
    "Outage minutes",
    "Notes",
)
TARGET = date(2060, 3, 1)
_PLACE = {
    "code": 0,
    "name": 1,
    "replaces": 2,
    "product": 3,
    "quantity": 4,
    "target": 5,
    "owner": 6,
    "low": 7,
    "likely": 8,
    "high": 9,
    "funded": 10,
    "fits": 11,
    "outage": 12,
    "note": 13,
}


def line(**values: object) -> list[object]:
    """A row of a plan: site H1 and a plain replacement, but for what is given; None leaves a cell blank."""
    row: list[object] = ["H1", None, "all flagged", "Axis P3265-LV", None, TARGET, "Olive"]
    row += [1000, 1500.5, 2000, "yes", "fits", 90, None]
    for name, value in values.items():
        row[_PLACE[name]] = value
    return row


def write(path: Path, rows: Sequence[Sequence[object]], headers: Sequence[str] = HEADERS) -> Path:
    """A workbook with one sheet called Plan, headers in row 3 under a title."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Plan")
    dates = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write(0, 0, "Replacement plan of the council")
    for column, header in enumerate(headers):
        sheet.write(2, column, header)
    for number, row in enumerate(rows, 3):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, value, dates)  # type: ignore[arg-type]
            elif value is not None:
                sheet.write(number, column, value)
    book.close()
    return path
