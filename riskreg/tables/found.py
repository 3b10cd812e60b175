"""What was understood of a workbook: tables, columns, rows, and everything that was left out, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from riskreg.rules.issues import Issue
from riskreg.tables.cells import Cell, address, is_blank


class Filled(NamedTuple):
    """A value that a row does not hold itself.

    Attributes:
        value: The value.
        cell: Address that it was read from, such as `A4`, or None when it is the sheet's name.
    """

    value: str
    cell: str | None


class TableRow(NamedTuple):
    """One row of data.

    Attributes:
        sheet: Name of the sheet.
        number: Row number as Excel shows it.
        cells: Every cell from column A on.
        filled: Field → value taken from above, from a heading or from the sheet's name, where the own cell is blank.
    """

    sheet: str
    number: int
    cells: tuple[Cell, ...]
    filled: Mapping[str, Filled]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some rows of data that follow each other, by columns: what holds for many rows is looked at once.

    Attributes:
        sheet: Name of the sheet.
        numbers: Row numbers as Excel shows them.
        columns: Every column from A on, each as long as there are rows.
        filled: As of a row, the same for all.
    """

    sheet: str
    numbers: Sequence[int]
    columns: Sequence[Sequence[Cell]]
    filled: Mapping[str, Filled]

    def rows(self) -> Iterator[TableRow]:
        """The rows one by one."""
        for number, cells in zip(self.numbers, zip(*self.columns, strict=True), strict=True):
            yield TableRow(self.sheet, number, cells, self.filled)

    def part(self, start: int, end: int) -> Stretch:
        """Some of the rows that follow each other.

        Args:
            start: The first, from 0.
            end: The first that is not among them.
        """
        columns = [column[start:end] for column in self.columns]
        return Stretch(self.sheet, self.numbers[start:end], columns, self.filled)

    def row(self, place: int) -> TableRow:
        """One of the rows.

        Args:
            place: Which, from 0.
        """
        cells = tuple([column[place] for column in self.columns])
        return TableRow(self.sheet, self.numbers[place], cells, self.filled)


class SkippedRow(NamedTuple):
    """One row inside a table that is not data.

    Attributes:
        sheet: Name of the sheet.
        number: Row number as Excel shows it.
        code: `row-total`, `row-header-again`, `row-note` or `row-heading`.
        reason: Why it was skipped, in plain English.
        text: What the row says, cut to 120 characters.
    """

    sheet: str
    number: int
    code: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """One column of a table and what it is taken to mean.

    Attributes:
        index: Position from 0.
        letter: Name in Excel.
        header: As written; two rows of headers joined by a space; empty where there is none.
        field: Canonical field, or None for a column kept as other text or dropped.
        why: The reason, in plain English.
        confidence: From 0 to 1.
        is_credential: Whether the values were dropped unread.
        carries: Whether a blank cell means the value above.
        is_ignored: Whether the person asked to leave the column out.
        also: Further numbers of the device that its header names and its cells hold beside the one of `field`.
    """

    index: int
    letter: str
    header: str
    field: str | None
    why: str
    confidence: float
    is_credential: bool = False
    carries: bool = False
    is_ignored: bool = False
    also: tuple[str, ...] = ()

    @property
    def is_other(self) -> bool:
        """Whether the column is kept as text under its own header, because its meaning is not known."""
        return self.field is None and not self.is_credential and not self.is_ignored


@dataclass(frozen=True)
class TableFound:
    """One table on a sheet.

    Attributes:
        sheet: Name of the sheet.
        header_rows: Row numbers of its headers, one or two.
        columns: Every column with a header or a value, in order.
        first_row: First row under the headers.
        last_row: Last row before the next table or the end of the sheet.
        above: Lines above the headers, as (row, text): titles, dates, the site.
        export: The export of a known product that the table is, such as `NetBox, devices`, or None.
        site: What a line above the table, or the name of the sheet, says for all rows.
        at: Number of a row → addresses of its cells, where they do not stand side by side below headers.
        is_turned: Whether its devices stand in columns; the number of a row is then that of its column.
        brought: Fields that rows take from another sheet of the file or from a header, in their `filled`.
    """

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[ColumnFound, ...]
    first_row: int
    last_row: int
    export: str | None = None
    above: tuple[tuple[int, str], ...] = ()
    site: Mapping[str, Filled] = field(default_factory=dict)
    brought: tuple[str, ...] = ()
    at: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    is_turned: bool = False
    walk: Callable[[TableFound], Iterator[Stretch | SkippedRow]] = field(
        default=lambda _table: iter(()), repr=False, compare=False
    )

    def stretches(self) -> Iterator[Stretch | SkippedRow]:
        """Rows of data, many at a time, and skipped rows in the order of the sheet; can be asked again."""
        return self.walk(self)

    def scan(self) -> Iterator[TableRow | SkippedRow]:
        """Rows of data and skipped rows in the order of the sheet, in one pass; can be asked again."""
        for item in self.walk(self):
            if isinstance(item, SkippedRow):
                yield item
            else:
                yield from item.rows()

    def rows(self) -> Iterator[TableRow]:
        """The rows of data in order; can be asked again. Blank rows are passed over."""
        return (row for item in self.walk(self) if isinstance(item, Stretch) for row in item.rows())

    def skipped(self) -> Iterator[SkippedRow]:
        """The rows that are not data, with the reason for each; one pass over the sheet."""
        return (row for row in self.walk(self) if isinstance(row, SkippedRow))

    def column(self, field_name: str) -> ColumnFound | None:
        """The column that holds a field, or None."""
        for column in self.columns:
            if column.field == field_name:
                return column
        return None

    def address(self, index: int, number: int) -> str:
        """Address of a cell of a row, by the position of its column and the number of the row."""
        cells = self.at.get(number)
        return cells[index] if cells is not None else address(index, number)

    def place_of(self, number: int) -> str:
        """A row as it is named where no cell of it is meant: its number, or the first cell that it was read from."""
        cells = self.at.get(number)
        return cells[0] if cells is not None and self.is_turned else str(number)

    def only_column(self, field_name: str) -> ColumnFound | None:
        """The column that holds a field; None where there is none, or several: which one a row fills is its own."""
        found = [column for column in self.columns if column.field == field_name]
        return found[0] if len(found) == 1 else None

    @cached_property
    def fields(self) -> Mapping[str, int]:
        """Field → column position, for the fields that have a column."""
        return {column.field: column.index for column in self.columns if column.field is not None}

    @cached_property
    def is_own_export(self) -> bool:
        """Whether the register itself wrote the table: rows come back as the register knows them."""
        headers = {column.header.lower() for column in self.columns}
        own = {header.replace("_", " ") for header in headers if header.startswith("riskreg")}
        return {"riskreg reference", "riskreg verdict"} <= own

    @cached_property
    def is_neutralised(self) -> bool:
        """Whether texts that a spreadsheet would run were made harmless: in the register's CSV, by its headers."""
        return self.is_own_export and any(column.header == "riskreg_reference" for column in self.columns)

    @property
    def other_columns(self) -> tuple[ColumnFound, ...]:
        """Columns kept as text under their own headers."""
        return tuple(column for column in self.columns if column.is_other)

    def value(self, row: TableRow, field_name: str) -> Cell:
        """What a row says for a field: its own cell, else the value carried to it, else None."""
        index = self.fields.get(field_name)
        if index is not None and not is_blank(row.cells[index]):
            return row.cells[index]
        carried = row.filled.get(field_name)
        return carried.value if carried is not None else None

    def cell_of(self, row: TableRow, field_name: str) -> str | None:
        """Address of the cell that `value` reads, such as `D17`; None when no cell holds it."""
        index = self.fields.get(field_name)
        if index is not None and not is_blank(row.cells[index]):
            return self.address(index, row.number)
        carried = row.filled.get(field_name)
        if carried is not None:
            return carried.cell
        return self.address(index, row.number) if index is not None else None


@dataclass(frozen=True)
class Understanding:
    """What was understood of a whole workbook.

    Attributes:
        wanted: Name of the field set: `assets`, `estate` or `plan`.
        tables: Every table found, in the order of the sheets.
        issues: Everything to be said: dropped, unknown and doubtful columns, hidden and left-out sheets, cell errors.
        sheets_left_out: Name of each sheet without a table → why.
    """

    wanted: str
    tables: tuple[TableFound, ...]
    issues: tuple[Issue, ...]
    sheets_left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header of every table as written, in order and without credentials: the key of a remembered mapping."""
        return tuple(c.header for t in self.tables for c in t.columns if c.header and not c.is_credential)
