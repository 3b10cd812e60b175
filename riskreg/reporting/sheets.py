"""Accessible sheets: the one way in which riskreg writes a workbook.

**Source**: Government Analysis Function, Accessible spreadsheets: a checklist of the basics, and Releasing statistics
in spreadsheets. What it asks for is kept here, once: a title in A1 and notes below it, one marked-up table per sheet at
the left edge with unique headers and nothing under it, no merged cells, no fills, no frozen panes, no filters, no page
headers or footers (so the protective marking stands in a cell), wrapped text, descriptive links, unique sheet names.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]

from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.wording import NOT_KNOWN, format_cell, heading, is_number

EXCEL_ROWS = 1_000_000
"""Rows of a table on one sheet: Excel holds 1,048,576, less room for title and notes."""

EXCEL_TEXT = 32_767
"""Characters of a cell. XlsxWriter leaves out what is longer, without an error."""

CUT = " … [cut: longer than a cell of a workbook holds]"

SHEET_NAME = 31
"""Characters of a sheet's name."""

DATE = "d mmmm yyyy"
INSTANT = 'd mmmm yyyy "at" hh:mm "UTC"'
SHARE = '[=1]0.0" %";[>=0.9995]"more than 99.9 %";0.0" %"'
DECIMAL = "#,##0.0"
WHOLE = "#,##0"
SIGNED = "+#,##0;-#,##0;0"
POUNDS = '"£"#,##0.00;-"£"#,##0.00'

Chart = Any
"""A native chart of XlsxWriter, which ships no types."""

_LONG_AGO = datetime(2020, 1, 1)  # noqa: DTZ001 XlsxWriter takes naive UTC instants only
_WIDEST = 48
_LINE_WIDTH = 100


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table to be written.

    Attributes:
        name: Becomes the table's name in the workbook.
        description: Alternative text.
        columns: Its columns; the unit decides how cells are written.
        rows: Its rows.
        empty: Codes of columns in which a missing value stays an empty cell, so that no chart shows it as nought.
        mixed: For a column whose unit differs from row to row, by its code: the unit of each row.
    """

    name: str
    description: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Scalar]]
    empty: frozenset[str] = frozenset()
    mixed: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a table was put, for charts: rows and columns count from 0, `last_row` is inside."""

    sheet: str
    header_row: int
    first_row: int
    last_row: int
    columns: dict[str, int]


class Book:
    """A workbook under construction. The same calls give the same bytes.

    Args:
        target: A stream of bytes.
        title: Title in the document information.
        author: Author in the document information: the organisation.
        marking: Protective marking, repeated in A2 of every sheet.
        created: Instant in the document information (UTC); fixed, so that nothing depends on the clock.
    """

    def __init__(
        self, target: BinaryIO, *, title: str, author: str, marking: str, created: datetime | None = None
    ) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._workbook = xlsxwriter.Workbook(target, options)
        instant = _LONG_AGO if created is None else created
        self._workbook.set_properties(
            {
                "title": title,
                "author": author,
                "company": author,
                "category": marking,
                "comments": "Written by riskreg. Every sheet has its title in A1 and its protective marking in A2.",
                "created": instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant,
            }
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._marking = marking
        self._names: set[str] = set()
        self._tables: set[str] = set()

    def format(self, **properties: Any) -> Any:
        """The cell format of these XlsxWriter properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format({"font_name": "Arial", "font_size": 11, **properties})
        return self._formats[key]

    def sheet(self, name: str, title: str) -> Sheet:
        """A new sheet with its title in A1 and the marking in A2. The name is made fit for Excel and unique."""
        unique = unique_name(sheet_name(name), self._names)
        return Sheet(self, self._workbook.add_worksheet(unique), unique, title, self._marking)

    def chart(self, options: dict[str, str]) -> Chart:
        """A native chart of an XlsxWriter type."""
        return self._workbook.add_chart(options)

    def table_name(self, name: str) -> str:
        """A table name that Excel accepts, unique in the workbook."""
        return unique_name("table_" + re.sub(r"\W+", "_", name, flags=re.ASCII).lower(), self._tables, joint="_{}")

    def close(self) -> None:
        """Write the workbook."""
        self._workbook.close()


class Sheet:
    """A sheet, written from the top."""

    def __init__(self, book: Book, worksheet: Any, name: str, title: str, marking: str) -> None:
        self.name = name
        self.title = title
        self._book = book
        self._worksheet = worksheet
        self._row = 0
        worksheet.hide_gridlines(0)
        worksheet.set_landscape()
        worksheet.set_paper(9)  # A4
        worksheet.fit_to_pages(1, 0)
        self.line(title, bold=True, font_size=16)
        self.line(f"Protective marking: {marking or 'none'}", bold=True)

    @property
    def next_row(self) -> int:
        """The row that is written next, counted from 0."""
        return self._row

    def line(self, text: str, **properties: Any) -> None:
        """A line of text in column A."""
        self._worksheet.write_string(self._row, 0, fit(text), self._book.format(valign="top", **properties))
        self._row += 1

    def notes(self, text: str) -> None:
        """A note above a table, in lines short enough to be read without scrolling."""
        for line in textwrap.wrap(text, 120) or []:
            self.line(line)

    def link(self, text: str, target: Sheet) -> None:
        """A line that leads to another sheet."""
        quoted = target.name.replace("'", "''")
        style = self._book.format(font_color="#0000EE", underline=1, valign="top", text_wrap=True)
        self._worksheet.write_url(self._row, 0, f"internal:'{quoted}'!A1", style, fit(text)[:255], target.title[:255])
        self._row += 1

    def wrap_column(self, width: int = _LINE_WIDTH) -> None:
        """Make column A wide and wrapped, for a sheet of text alone."""
        self._worksheet.set_column(0, 0, width, self._book.format(text_wrap=True, valign="top"))

    def insert(self, chart: Chart, description: str, rows: int) -> None:
        """Put a chart below what is written, and leave `rows` rows for it."""
        self._worksheet.insert_chart(self._row, 0, chart, {"description": description, "object_position": 2})
        self._row += rows

    def table(self, spec: TableSpec) -> TablePlace | None:
        """The sheet's one table, marked up, below what is written.

        Returns:
            Where it stands; None when there are no rows, which is then said in words, since Excel has no empty table.
        """
        if not spec.rows:
            self.line("There are no rows.")
            return None
        headers = unique_headers(spec.columns)
        top = self._row
        style = self._book.format(bold=True, text_wrap=True, valign="bottom", bottom=2)
        right = self._book.format(bold=True, text_wrap=True, valign="bottom", bottom=2, align="right")
        self._worksheet.add_table(
            top,
            0,
            top + len(spec.rows),
            len(headers) - 1,
            {
                "name": self._book.table_name(spec.name),
                "description": fit(spec.description)[:255],
                "style": None,
                "autofilter": False,
                "columns": [
                    {"header": header, "header_format": right if is_number(column.unit) else style}
                    for header, column in zip(headers, spec.columns, strict=True)
                ],
            },
        )
        for index, column in enumerate(spec.columns):
            self._column(top + 1, index, column, spec)
        for index, header in enumerate(headers):
            self._worksheet.set_column(index, index, _width(header, spec, index))
        self._row += len(spec.rows) + 1
        return TablePlace(
            self.name, top, top + 1, top + len(spec.rows), {c.code: i for i, c in enumerate(spec.columns)}
        )

    def _column(self, top: int, index: int, column: Column, spec: TableSpec) -> None:
        values = [row[index] for row in spec.rows]
        units = spec.mixed.get(column.code)
        number_format = _number_format(column.unit, values)
        text = self._book.format(valign="top", text_wrap=True)
        missing = self._book.format(valign="top", align="right") if is_number(column.unit) else text
        for offset, value in enumerate(values):
            row = top + offset
            if value is None or value == "":
                if column.code not in spec.empty:
                    self._worksheet.write_string(row, index, NOT_KNOWN, missing)
            elif isinstance(value, str):
                self._worksheet.write_string(row, index, fit(value), text)
            elif isinstance(value, date):
                self._date(row, index, value)
            else:
                unit = units[offset] if units else column.unit
                shown = _number_format(unit, [value]) if units else number_format
                style = self._book.format(valign="top", align="right", num_format=shown)
                self._worksheet.write_number(row, index, value / 100 if unit == "pence" else value, style)

    def _date(self, row: int, index: int, value: date) -> None:
        if value.year < 1900:  # Excel's calendar begins there
            self._worksheet.write_string(row, index, format_cell(value, "date"), self._book.format(valign="top"))
        elif isinstance(value, datetime):
            naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            style = self._book.format(valign="top", align="left", num_format=INSTANT)
            self._worksheet.write_datetime(row, index, naive, style)
        else:
            style = self._book.format(valign="top", align="left", num_format=DATE)
            self._worksheet.write_datetime(row, index, value, style)


def fit(text: str) -> str:
    """A text as long as a cell holds; what is cut is said."""
    return text if len(text) <= EXCEL_TEXT else text[: EXCEL_TEXT - len(CUT)] + CUT


def sheet_name(name: str) -> str:
    """A name that Excel accepts for a sheet: at most 31 characters, no brackets or path signs, cut at a word."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", name)
    plain = " ".join(plain.split()).strip("'") or "Sheet"
    if plain.lower() == "history":  # a name that Excel keeps for itself
        plain = "History of figures"
    return textwrap.shorten(plain, SHEET_NAME, placeholder="").strip("' ") or plain[:SHEET_NAME]


def unique_name(name: str, taken: set[str], joint: str = " {}") -> str:
    """The name, numbered if it is taken in any case of its letters; it is then taken."""
    candidate = name
    number = 2
    while candidate.lower() in taken:
        suffix = joint.format(number)
        candidate = (name[: SHEET_NAME - len(suffix)] if joint == " {}" else name) + suffix
        number += 1
    taken.add(candidate.lower())
    return candidate


def unique_headers(columns: Sequence[Column]) -> list[str]:
    """Headers that are neither empty nor repeated, in any case of their letters, as marked-up tables need them."""
    taken: set[str] = set()
    return [unique_name(" ".join(heading(c).split())[:240] or "Column", taken, joint=" ({})") for c in columns]


def _number_format(unit: str, values: Sequence[Scalar]) -> str:
    numbers = [value for value in values if isinstance(value, int | float)]
    if unit == "share":
        return SHARE
    if unit == "pence":
        return POUNDS
    if unit == "signed":
        return SIGNED
    return WHOLE if all(number == int(number) for number in numbers) else DECIMAL


def _width(header: str, spec: TableSpec, index: int) -> float:
    unit = spec.columns[index].unit
    longest = max((len(format_cell(row[index], unit)) for row in spec.rows), default=0)
    words = max((len(word) for word in header.split()), default=0)
    return float(min(max(longest + 2, words + 2, min(len(header) + 2, 16), 10), _WIDEST))
