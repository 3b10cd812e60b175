"""The officer's own workbook with its problem cells marked, written by openpyxl. Runs inside the returning process.

What was not read is not handed back: a cell that the reader dropped as a credential is emptied here, and so is
everything that could repeat it. Nothing else of a cell changes: dates stay the numbers that they are in the file, and
formulas keep their last results, which openpyxl by itself would lose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments import Comment
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.hyperlink import Hyperlink

from riskreg.intake.returned.package import has_rich_text
from riskreg.intake.returned.results import ResultWriter
from riskreg.intake.returned.scrub import formula_of, scrub_book, scrub_sheet
from riskreg.intake.returned.secrets import Secrets
from riskreg.intake.returned.sheet_marks import NOT_TAKEN, SheetMarks
from riskreg.intake.returned.summary import SHEET_NAME, WIDTHS, Line, Text, height
from riskreg.rules.terms import Severity
from riskreg.tables import Cell, CellError, Sheet, own
from riskreg.tables.credentials import may_hold_credential, without_credentials

AUTHOR: Final = "riskreg"
"""Author of the comments, by which they are taken away again when the workbook comes back."""
COMMENTS_PER_SHEET: Final = 2_000
"""Cells with a comment on one sheet: each is a shape that Excel draws. Others have their colour and their reason."""
FILLS: Final = {Severity.ERROR.value: "FFF8CBAD", Severity.WARNING.value: "FFFFE699", Severity.NOTE.value: "FFDDEBF7"}
"""Colours of marks: the reason stands beside, so that nothing rests on colour alone."""
_FONT: Final = "Arial"
_REASON_WIDTH: Final = 60.0
_MOST_COLUMNS: Final = 16_384


Book = Any
Worksheet = Any
BookCell = Any
"""Objects of openpyxl: its stubs lack the inner parts that keeping a file whole needs."""


class NotKept(Exception):
    """The officer's workbook cannot be written by openpyxl; the text says why."""


class _Reader(ExcelReader):
    """Reads numbers as the file has them: a date that openpyxl cannot turn into one would become an error cell."""

    def read_worksheets(self) -> None:
        book: Book = self.wb
        book._date_formats = book._timedelta_formats = set()
        super().read_worksheets()


def write_same(
    source: Path, target: Path, sheets: Sequence[Sheet], marks: Mapping[str, SheetMarks], lines: Sequence[Line]
) -> None:
    """Write the marked workbook.

    Args:
        source: The file that was sent: xlsx or xlsm.
        target: Where the marked workbook goes.
        sheets: Its sheets as read, without what was dropped.
        marks: Name of each sheet → what is to be marked.
        lines: The summary.

    Raises:
        NotKept: openpyxl does not see the same sheets, or something dropped would still be in the file.
    """
    reader = _Reader(source, rich_text=has_rich_text(source))
    reader.read()
    book: Book = reader.wb
    titles = {worksheet.title for worksheet in book.worksheets}
    if missing := [sheet.name for sheet in sheets if sheet.name not in titles]:
        raise NotKept(f"sheet “{missing[0]}” is written in a variant that cannot be kept")
    secrets = Secrets()
    results: dict[str, dict[tuple[int, int], tuple[str, str]]] = {}
    for sheet in sheets:
        if own.is_own_sheet(sheet):
            book.remove(book[sheet.name])
            continue
        worksheet = book[sheet.name]
        results[sheet.name] = _as_read(worksheet, sheet, secrets)
        _take_old_marks_away(worksheet)
        _name_dropped(worksheet, marks[sheet.name], secrets)
    for name, found in results.items():
        _forget_repeats(book[name], found, secrets, is_list=marks[name].header_row is not None)
        if marks[name].header_row is not None and _would_empty(book[name], found, secrets):
            raise NotKept("a formula in it repeats a user name or password that was dropped")
    read = {sheet.name for sheet in sheets}
    for worksheet in book.worksheets:
        if worksheet.title in read:
            scrub_sheet(worksheet, secrets, marks[worksheet.title].dropped)
            _mark(worksheet, marks[worksheet.title])
        else:
            scrub_sheet(worksheet, secrets, [])
    scrub_book(book, secrets)
    _summary(book, lines)
    with ZipFile(target, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        ResultWriter(book, archive, results).save()
    kept = (
        str(cell._value)
        for worksheet in book.worksheets[1:]
        for cell in worksheet._cells.values()
        if not isinstance(cell, MergedCell) and cell.data_type == "s"
    )
    if secrets.left_in(target, kept):
        raise NotKept("a user name or password that was dropped would still stand elsewhere in it")


def _as_read(worksheet: Worksheet, sheet: Sheet, secrets: Secrets) -> dict[tuple[int, int], tuple[str, str]]:
    """Empty every cell that was not read; gives the last result of each formula that was."""
    results: dict[tuple[int, int], tuple[str, str]] = {}
    rows = sheet.rows()
    number, cells = next(rows, (0, ()))
    masked = _masked_columns(sheet)
    ours = {place[1] for place, cell in worksheet._cells.items() if cell._value == own.REASON_HEADER}
    for place in sorted(worksheet._cells):
        cell = worksheet._cells[place]
        if isinstance(cell, MergedCell) or cell._value is None:
            continue
        if place[1] in ours:
            cell.value = None
            continue
        row, column = place[0], place[1] - 1
        while number and number < row:
            number, cells = next(rows, (0, ()))
        said: Cell = cells[column] if number == row and column < len(cells) else None
        is_formula = cell.data_type == "f"
        if said is None and (not is_formula or row > masked.get(column, row)):
            secrets.add(cell.value)
            cell.value = None
            cell.hyperlink = None
            cell.comment = None
        elif is_formula:
            if said is not None and not (isinstance(said, CellError) and said.text == "="):
                results[place] = _result(said, worksheet)
        elif isinstance(cell._value, str | CellRichText) and may_hold_credential(str(cell._value)):
            cleaned = without_credentials(str(cell._value))
            if cleaned != str(cell._value):
                secrets.add(str(cell._value))
                cell._value = cleaned
        elif cell.data_type == "d" and not is_date_format(cell.number_format):
            cell.number_format = "yyyy-mm-dd"
    return results


def _forget_repeats(
    worksheet: Worksheet, results: dict[tuple[int, int], tuple[str, str]], secrets: Secrets, *, is_list: bool
) -> None:
    """Drop what repeats a dropped text: results of formulas anywhere, and cells of sheets that hold no list."""
    for place in [place for place, (kind, text) in results.items() if kind == "str" and secrets.is_in(text)]:
        del results[place]
        worksheet._cells[place].value = None
    for cell in () if is_list else worksheet._cells.values():
        if not isinstance(cell, MergedCell) and cell.data_type == "s" and secrets.is_in(str(cell._value)):
            cell.value = None


def _would_empty(worksheet: Worksheet, results: Iterable[tuple[int, int]], secrets: Secrets) -> bool:
    """Whether a value of the list would be lost with a formula that repeats what was dropped, such as `=1990+0`."""
    formulas = (formula_of(worksheet._cells[place]) for place in results)
    return any(secrets.is_in(formula) and not secrets.names_column(formula) for formula in formulas)


def _masked_columns(sheet: Sheet) -> dict[int, int]:
    """Column → row of the first header below which something was dropped."""
    first: dict[int, int] = {}
    for masked in sheet.masked:
        first[masked.column] = min(masked.row, first.get(masked.column, masked.row))
    return first


def _result(said: Cell, worksheet: Worksheet) -> tuple[str, str]:
    """Type and text of a formula's last result as a workbook stores them."""
    if isinstance(said, CellError):
        return "e", said.text
    if isinstance(said, bool):
        return "b", "1" if said else "0"
    if isinstance(said, int | float):
        return "n", repr(said)
    if isinstance(said, date):
        at = said if isinstance(said, datetime) else datetime(said.year, said.month, said.day)  # noqa: DTZ001 - Excel has no zones
        return "n", repr(_serial(at, worksheet.parent.epoch))
    return "str", str(said)


_serial: Any = to_excel


def _take_old_marks_away(worksheet: Worksheet) -> None:
    """What riskreg put there when the workbook went back before: comments, colours and the column of reasons."""
    ours = {PatternFill("solid", fgColor=colour).fgColor.rgb for colour in FILLS.values()}
    for cell in worksheet._cells.values():
        if isinstance(cell, MergedCell):
            continue
        if cell.comment is not None and cell.comment.author == AUTHOR:
            text = cell.comment.text.partition(f"{AUTHOR}: ")[0].strip()
            cell.comment = Comment(text, "officer") if text else None
            if cell.has_style and cell.fill.fgColor.rgb in ours:
                cell.fill = PatternFill()


def _name_dropped(worksheet: Worksheet, marks: SheetMarks, secrets: Secrets) -> None:
    """Stand a neutral header where a credential's header stood, in the cell and in the table around it."""
    for number, (row, column) in enumerate(marks.dropped):
        name = own.DROPPED_HEADER if not number else f"{own.DROPPED_HEADER} {number + 1}"
        cell = worksheet.cell(row, column + 1)
        if isinstance(cell, MergedCell):
            continue
        for table in worksheet.tables.values():
            for defined, field in zip(worksheet[table.ref][0], table.tableColumns, strict=False):
                if defined.coordinate == cell.coordinate and table.headerRowCount != 0:
                    secrets.columns.add(field.name)
                    field.name = name
                    field.calculatedColumnFormula = None
        _put(cell, name)


def _put(cell: BookCell, text: str) -> None:
    """A text that is no formula, whatever it begins with."""
    cell.value = None
    cell._value = text
    cell.data_type = "s"


def _mark(worksheet: Worksheet, marks: SheetMarks) -> None:
    commented = 0
    for (row, column), (severity, text) in marks.cells.items():
        cell = worksheet.cell(row, column + 1)
        if isinstance(cell, MergedCell):
            continue
        _fill(cell, severity)
        if commented < COMMENTS_PER_SHEET:
            commented += 1
            _comment(cell, text)
    if not marks.header_row or not marks.reasons:  # without headers there is no place for another
        return
    at = _reason_column(worksheet, marks)
    if at is None:
        return
    header = worksheet.cell(marks.header_row, at)
    _put(header, own.REASON_HEADER)
    header.font = Font(name=_FONT, bold=True)
    worksheet.column_dimensions[get_column_letter(at)].width = _REASON_WIDTH
    for row, text in marks.reasons.items():
        cell = worksheet.cell(row, at)
        if isinstance(cell, MergedCell):
            continue
        _put(cell, text)
        if text.startswith(NOT_TAKEN):
            _fill(cell, Severity.ERROR.value)


def _fill(cell: BookCell, severity: str) -> None:
    """Colour a cell, its letters black: a header may have white ones."""
    cell.fill = PatternFill("solid", fgColor=FILLS[severity])
    font = copy(cell.font)
    font.color = "FF000000"
    cell.font = font


def _reason_column(worksheet: Worksheet, marks: SheetMarks) -> int | None:
    """The first column right of every table that is blank all the way down, or None where the sheet is full."""
    taken = {place[1] for place, cell in worksheet._cells.items() if cell.value is not None}
    taken.update(c for area in worksheet.merged_cells.ranges for c in range(area.min_col, area.max_col + 1))
    for table in worksheet.tables.values():
        left, right = worksheet[table.ref][0][0].column, worksheet[table.ref][0][-1].column
        taken.update(range(left, right + 1))
    free = (c for c in range(marks.last_column + 2, _MOST_COLUMNS + 1) if c not in taken)
    return next(free, None)


def _comment(cell: BookCell, text: str) -> None:
    before = f"{cell.comment.text.strip()}\n\n" if cell.comment is not None else ""
    comment = Comment(f"{before}{AUTHOR}: {text}", AUTHOR)
    comment.width, comment.height = 360, min(60 + 18 * (len(text) // 50 + text.count("\n")), 400)
    cell.comment = comment


def _summary(book: Book, lines: Iterable[Line]) -> None:
    names = {name.lower() for name in book.sheetnames}
    name, number = SHEET_NAME, 2
    while name.lower() in names:
        name, number = f"{SHEET_NAME} {number}", number + 1
    for worksheet in book.worksheets:
        worksheet.sheet_view.tabSelected = False
    sheet = book.create_sheet(name, 0)
    for index, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for row, line in enumerate(lines, 1):
        sheet.row_dimensions[row].height = height(line)
        for column, text in enumerate(line, 1):
            if text.text:
                _write(sheet.cell(row, column), text, is_alone=len(line) == 1)
    book.active = 0
    sheet.sheet_view.tabSelected = True
    if book.views:
        book.views[0].firstSheet = 0


_PLAIN: Final = Font(name=_FONT, size=11)
_FONTS: Final = {
    "title": Font(name=_FONT, bold=True, size=16),
    "head": Font(name=_FONT, bold=True, size=13),
    "bold": Font(name=_FONT, bold=True, size=11),
    "error": Font(name=_FONT, bold=True, size=11),
}
_LINKED: Final = Font(name=_FONT, size=11, color="FF0000EE", underline="single")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")


def _write(cell: BookCell, text: Text, *, is_alone: bool) -> None:
    _put(cell, text.text)
    cell.quotePrefix = True
    cell.font = copy(_FONTS.get(text.style, _PLAIN))
    if text.style in FILLS:
        cell.fill = PatternFill("solid", fgColor=FILLS[text.style])
    if not is_alone:
        cell.alignment = copy(_WRAPPED)
    if text.sheet is not None:
        quoted = text.sheet.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{text.cell or 'A1'}")
        cell.font = copy(_LINKED)
