"""A new workbook with the same cells in the same places, for files that cannot be marked themselves.

**Source**: OWASP, CSV Injection: a text that a spreadsheet would run is written as text with Excel's own mark for it
(quotePrefix), which changes no value, so that the workbook reads back as the list it was made from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from riskreg.intake.returned.sheet_marks import NOT_TAKEN, SheetMarks
from riskreg.intake.returned.summary import SHEET_NAME, WIDTHS, Line, Text, height
from riskreg.rules.formulas import neutralise
from riskreg.rules.terms import Severity
from riskreg.tables import Cell, CellError, Sheet, own

COLOURS: Final = {Severity.ERROR.value: "#F8CBAD", Severity.WARNING.value: "#FFE699", Severity.NOTE.value: "#DDEBF7"}
COMMENTS_PER_SHEET: Final = 2_000
EXCEL_ROWS: Final = 1_048_576
EXCEL_COLUMNS: Final = 16_384
EXCEL_TEXT: Final = 32_767
_SIGNS: Final = frozenset("'=+-@\t\r\n＝＋－＠")
"""How a text begins that may have to be made harmless; looked at first, because most texts begin otherwise."""
_NAME_LENGTH: Final = 31
_FIRST_DAY: Final = date(1900, 3, 1)
"""Excel counts a 29 February 1900 that never was; days before it are written as text."""


class _Writer:
    """One new workbook."""

    def __init__(self, target: Path) -> None:
        # Row by row, so that memory does not grow with the list.
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        }
        self.book = xlsxwriter.Workbook(str(target), options)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **properties: Any) -> Any:
        """A cell format, made once; None for the plain one."""
        if not properties:
            return None
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]

    def put(self, sheet: Any, row: int, column: int, cell: Cell, **style: Any) -> None:
        """Write a cell as it was read, so that it reads the same again."""
        if cell is None:
            if style:
                sheet.write_blank(row, column, None, self.style(**style))
        elif isinstance(cell, str):
            if cell[:1] in _SIGNS and neutralise(cell) is not cell:
                style["quote_prefix"] = True
            sheet.write_string(row, column, cell[:EXCEL_TEXT], self.style(**style))
        elif isinstance(cell, bool):
            sheet.write_boolean(row, column, cell, self.style(**style))
        elif isinstance(cell, int | float):
            sheet.write_number(row, column, cell, self.style(**style))
        elif isinstance(cell, CellError):
            if cell.text == "=":
                self.put(sheet, row, column, None, **style)
            else:
                sheet.write_formula(row, column, f"={cell.text}", self.style(**style), cell.text)
        elif cell < (_FIRST_DAY if not isinstance(cell, datetime) else datetime(1900, 3, 1)):  # noqa: DTZ001
            sheet.write_string(row, column, cell.isoformat(), self.style(**style))
        else:
            shown = "dd/mm/yyyy hh:mm" if isinstance(cell, datetime) else "dd/mm/yyyy"
            sheet.write_datetime(row, column, cell, self.style(num_format=shown, **style))


def sheet_names(sheets: Sequence[Sheet]) -> dict[str, str]:
    """Name of each sheet → a name that Excel accepts; the file's own name stands for the one sheet of a text file."""
    taken = {SHEET_NAME.lower(), "history"}
    names: dict[str, str] = {}
    for sheet in sheets:
        plain = "".join(" " if sign in "[]:*?/\\" or ord(sign) < 32 else sign for sign in sheet.name).strip("' ")
        base = plain[:_NAME_LENGTH].strip("' ") or "Sheet"
        name, number = base, 2
        while name.lower() in taken:
            ending = f" {number}"
            name, number = base[: _NAME_LENGTH - len(ending)] + ending, number + 1
        taken.add(name.lower())
        names[sheet.name] = name
    return names


def fits(sheets: Iterable[Sheet]) -> bool:
    """Whether every sheet has room in an Excel workbook, the column of reasons included."""
    return all(sheet.row_count <= EXCEL_ROWS and sheet.column_count < EXCEL_COLUMNS for sheet in sheets)


def write_plain(
    target: Path,
    sheets: Sequence[Sheet],
    marks: Mapping[str, SheetMarks],
    lines: Sequence[Line],
    marking: str,
    left_out: Collection[tuple[str, int, int]] = (),
) -> None:
    """Write the new workbook.

    Args:
        target: Where it goes.
        sheets: The sheets as read, without what was dropped.
        marks: Name of each sheet → what is to be marked.
        lines: The summary.
        marking: Protective marking, kept in the document's properties as well.
        left_out: Cells, as sheet, row and column, that repeat what was dropped.
    """
    writer = _Writer(target)
    names = sheet_names(sheets)
    writer.book.set_properties({"title": own.SUMMARY, "category": marking, "comments": "Written by riskreg."})
    _summary(writer, lines, names)
    for sheet in sheets:
        if not own.is_own_sheet(sheet):
            blank = {(row, column) for name, row, column in left_out if name == sheet.name}
            _sheet(writer, sheet, names[sheet.name], marks[sheet.name], blank)
    writer.book.close()


def _sheet(writer: _Writer, sheet: Sheet, name: str, marks: SheetMarks, blank: set[tuple[int, int]]) -> None:
    made = writer.book.add_worksheet(name)
    if sheet.is_hidden:
        made.hide()
    reasons = sheet.column_count
    has_reasons = bool(marks.header_row and marks.reasons)
    if has_reasons:
        made.set_column(reasons, reasons, 60)
    dropped = {place: number for number, place in enumerate(marks.dropped)}
    commented = 0
    wrapped = {"text_wrap": True, "valign": "top"}
    marked_rows = {row for row, _ in marks.cells}
    header_rows = {marks.header_row}
    for row, cells in sheet.rows():
        is_header, is_marked = row in header_rows, row in marked_rows
        for column, cell in enumerate(cells):
            style: dict[str, Any] = {"bold": True, **wrapped} if is_header else {}
            if blank and (row, column) in blank:
                cell = None
            if (row, column) in dropped:
                number = dropped[row, column]
                cell = own.DROPPED_HEADER if not number else f"{own.DROPPED_HEADER} {number + 1}"
            if is_marked and (row, column) in marks.cells:
                severity, text = marks.cells[row, column]
                style["bg_color"] = COLOURS[severity]
                if commented < COMMENTS_PER_SHEET:
                    commented += 1
                    options = {"author": "riskreg", "x_scale": 2.5, "y_scale": 1.5}
                    made.write_comment(row - 1, column, f"riskreg: {text}", options)
            if cell is not None or style:
                writer.put(made, row - 1, column, cell, **style)
        if has_reasons and is_header:
            writer.put(made, row - 1, reasons, own.REASON_HEADER, bold=True)
        elif has_reasons and row in marks.reasons:
            is_left = marks.reasons[row].startswith(NOT_TAKEN)
            colour = {"bg_color": COLOURS[Severity.ERROR.value]} if is_left else {}
            writer.put(made, row - 1, reasons, marks.reasons[row], **colour)
    _merge(writer, made, sheet)


def _merge(writer: _Writer, made: Any, sheet: Sheet) -> None:
    """Merged ranges last: their blank cells would otherwise be written over the rows, which are gone by now."""
    if not sheet.merged:
        return
    made.write_blank(sheet.row_count, 0, None, writer.style(valign="top"))
    for top, left, bottom, right in sheet.merged:
        if bottom <= sheet.row_count:
            made.merge_range(top - 1, left, bottom - 1, right, "", writer.style(valign="top"))


def _summary(writer: _Writer, lines: Sequence[Line], names: Mapping[str, str]) -> None:
    sheet = writer.book.add_worksheet(SHEET_NAME)
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    for row, line in enumerate(lines):
        sheet.set_row(row, height(line))
        for column, text in enumerate(line):
            if text.text:
                _text(writer, sheet, row, column, text, names, is_alone=len(line) == 1)


def _text(
    writer: _Writer, sheet: Any, row: int, column: int, text: Text, names: Mapping[str, str], *, is_alone: bool
) -> None:
    style: dict[str, Any] = {} if is_alone else {"text_wrap": True, "valign": "top"}
    style["quote_prefix"] = True
    if text.style in ("title", "head"):
        style.update(bold=True, font_size=16 if text.style == "title" else 13)
    elif text.style in ("bold", "error"):
        style["bold"] = True
    if text.style in COLOURS:
        style["bg_color"] = COLOURS[text.style]
    if text.sheet is None or text.sheet not in names:  # a sheet that is left out has nothing to link to
        sheet.write_string(row, column, text.text[:EXCEL_TEXT], writer.style(**style))
        return
    quoted = names[text.sheet].replace("'", "''")
    style.update(font_color="#0000EE", underline=1)
    sheet.write_url(
        row, column, f"internal:'{quoted}'!{text.cell or 'A1'}", writer.style(**style), text.text[:EXCEL_TEXT]
    )
