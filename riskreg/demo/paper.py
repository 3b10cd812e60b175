"""Writing the files: workbooks and CSV that come out byte for byte the same, and where each line went."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from types import TracebackType

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from riskreg.demo.equipment import Device, Evidence, TrueClass


@dataclass(frozen=True, slots=True)
class ErrorCell:
    """A cell whose formula came to grief, such as a failed look-up."""

    formula: str = '=VLOOKUP("HL-0999",A1:B2,2,FALSE)'
    value: str = "#N/A"


Cell = str | int | float | date | ErrorCell | None


@dataclass(frozen=True, slots=True)
class TrueRow:
    """What one written row is in truth.

    Attributes:
        file: File name.
        sheet: Sheet name; for CSV the file name.
        row: Row number as Excel shows it, from 1.
        device: The estate's own number of the device, the same in every list that mentions it.
        organisation: Name of the body that keeps the list.
        site: Code of the site, or None where the estate list does not know it.
        maker: Key of the true maker as in the vendor lists (three lookalikes are in none), or None where nothing tells.
        truth: The class to expect.
        evidence: By what the row tells its maker.
        dirt: Names of the oddities of the row.
    """

    file: str
    sheet: str
    row: int
    device: int
    organisation: str
    site: str | None
    site_name: str
    maker: str | None
    truth: TrueClass
    evidence: Evidence
    make: str
    model: str
    quantity: int
    serial: str | None
    tag: str | None
    mac: str | None
    status: str
    dirt: frozenset[str]


def true_row(file: str, sheet: str, row: int, device: Device, organisation: str, *dirt: str) -> TrueRow:
    """The truth of a device written at that row."""
    return TrueRow(
        file, sheet, row, device.id, organisation, device.site, device.site_name, device.maker, device.truth,
        device.evidence, device.make, device.model, device.quantity, device.serial, device.tag, device.mac,
        device.status, device.dirt | frozenset(dirt),
    )  # fmt: skip


class Book:
    """A workbook with fixed dates inside, so that writing it twice gives the same bytes. A context manager."""

    def __init__(self, path: Path, title: str, dated: date) -> None:
        # Text stays text: what is written is what the list says.
        self._book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_urls": False})
        self._book.set_properties({"title": title, "created": datetime.combine(dated, time(9))})
        self.bold = self._book.add_format({"bold": True})
        self.head = self._book.add_format({"bold": True, "bg_color": "#D9E2EC", "border": 1, "text_wrap": True})
        self.day = self._book.add_format({"num_format": "dd/mm/yyyy"})

    def sheet(self, name: str, widths: Sequence[int] = ()) -> Page:
        """A new sheet."""
        page = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        return Page(page, self)

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()


class Page:
    """A sheet that is written from top to bottom."""

    def __init__(self, sheet: Worksheet, book: Book) -> None:
        self._sheet = sheet
        self._book = book
        self._next = 0

    @property
    def name(self) -> str:
        """The sheet's name."""
        return str(self._sheet.get_name())

    def row(self, *cells: Cell, style: Format | None = None) -> int:
        """Writes the next row and gives its number as Excel shows it."""
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                self._sheet.write_datetime(self._next, column, cell, self._book.day)
            elif isinstance(cell, ErrorCell):
                self._sheet.write_formula(self._next, column, cell.formula, None, cell.value)
            elif isinstance(cell, str):
                if cell:
                    self._sheet.write_string(self._next, column, cell, style)
            elif cell is not None:
                self._sheet.write_number(self._next, column, cell, style)
        self._next += 1
        return self._next

    def title(self, *lines: str) -> None:
        """Writes lines above the table, each in bold in the first column."""
        for line in lines:
            self.row(line, style=self._book.bold)

    def header(self, *cells: str) -> int:
        """Writes a header row."""
        return self.row(*cells, style=self._book.head)

    def hide(self) -> None:
        """Hides the sheet, as officers do with what they do not want to lose."""
        self._sheet.hide()


def write_csv(
    path: Path, rows: Sequence[Sequence[str | int]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> None:
    """Writes a CSV file with the line ends that Windows programs write."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
