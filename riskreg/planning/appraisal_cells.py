"""Reads the sheets of an appraisal's workbook as rows whose cells know their address, and tells what is wrong there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from riskreg.planning import appraisal_words as words
from riskreg.planning import codes
from riskreg.rules.amounts import MOST_POUNDS
from riskreg.rules.formulas import denature
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import Cell, CellError, Sheet, Workbook, address, as_text, is_blank
from riskreg.tables.codes import DATE_UNLIKELY
from riskreg.tables.values import parse_date, parse_minutes, parse_pence
from riskreg.tables.wording import compact

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")
_NEGATIVE = re.compile(r"^\s*(?:[-−]\s*£?|£\s*[-−]|\()\s*(?P<rest>[^()]*?)\)?\s*$")
_SHOWN = 120


@dataclass
class Faults:
    """What is wrong with a workbook, collected while it is read."""

    issues: list[Issue] = field(default_factory=list)

    def say(self, code: str, message: str, cure: str, sheet: str, cell: str | None, value: Cell = None) -> None:
        """Add one."""
        shown = as_text(value)[:_SHOWN] or None
        self.issues.append(Issue(code, Severity.ERROR, message, cure, sheet, cell, None, shown))


@dataclass(frozen=True)
class Row:
    """A row of a sheet.

    Attributes:
        sheet: Name of the sheet.
        number: Row as Excel shows it.
        cells: Header → cell.
        columns: Header → position of the column, from 0.
        faults: Where faults are told.
    """

    sheet: str
    number: int
    cells: dict[str, Cell]
    columns: dict[str, int]
    faults: Faults

    def place(self, header: str) -> str:
        """Address of a cell."""
        return address(self.columns[header], self.number) if header in self.columns else str(self.number)

    def fault(self, header: str, message: str, cure: str, code: str = codes.APPRAISAL_VALUE) -> None:
        """Tell a fault of a cell."""
        self.faults.say(code, message, cure, self.sheet, self.place(header), self.cells.get(header))

    def text(self, header: str) -> str | None:
        """Text of a cell; None where blank."""
        cell = self.cells.get(header)
        if isinstance(cell, CellError):
            self.fault(header, f"The cell shows the error {cell.text}.", "Correct the formula, or type the value.")
        return denature(as_text(cell)) or None

    def needed(self, header: str) -> str:
        """Text of a cell that must be filled in; empty where it is not, which is told."""
        found = self.text(header)
        if found is None:
            self.fault(header, f"“{header}” is blank.", f"Fill in “{header}”, or delete the row.")
        return found or ""

    def money(self, header: str) -> int | None:
        """Pence, below nought where a sign says so; None where blank or not understood, which is told."""
        pence = self._money(header)
        if pence is not None and abs(pence) > MOST_POUNDS * 100:
            self.fault(header, f"The amount is more than £{MOST_POUNDS:,}.", "Check the number of digits.")
            return None
        return pence

    def _money(self, header: str) -> int | None:
        cell = self.cells.get(header)
        if isinstance(cell, int | float) and not isinstance(cell, bool) and cell < 0:
            return -(parse_pence(-cell)[0] or 0)
        if isinstance(cell, str) and (found := _NEGATIVE.match(cell)):
            pence = parse_pence(found["rest"])[0]
            return -pence if pence is not None else None
        return self._parsed(header, parse_pence, "an amount in pounds", "1,250.50")

    def date(self, header: str) -> date | None:
        """A date; None where blank or not understood, which is told."""
        return self._parsed(header, parse_date, "a date", "31/03/2027")

    def minutes(self, header: str) -> int | None:
        """Minutes; None where blank or not understood, which is told."""
        return self._parsed(header, parse_minutes, "a length of time", "90 min")

    def _parsed(
        self, header: str, parse: Callable[[Cell], tuple[T | None, str | None]], what: str, example: str
    ) -> T | None:
        cell = self.cells.get(header)
        value, code = parse(cell)
        if code is not None and code != DATE_UNLIKELY:
            self._not(header, what, example)
        return value

    def _not(self, header: str, what: str, example: str) -> None:
        if isinstance(self.cells.get(header), CellError):
            self.text(header)
            return
        told = as_text(self.cells.get(header)) or "the cell"
        self.fault(header, f"“{told}” is not understood as {what}.", f"Write it as {example}.")

    def decimal(self, header: str) -> Decimal | None:
        """A number with at most three decimals; None where blank or not understood, which is told."""
        cell = self.cells.get(header)
        if is_blank(cell):
            return None
        try:
            number = Decimal(as_text(cell).replace(",", "").rstrip("%").strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number != round(number, 3):
            self._not(header, "a number with at most three decimals", "12.5")
            return None
        return number

    def whole(self, header: str, least: int = 0) -> int | None:
        """A whole number; None where blank, not understood or too small, which is told."""
        number = self.decimal(header)
        if number is None:
            return None
        if number != int(number) or number < least:
            self._not(header, f"a whole number of at least {least}", str(max(least, 1)))
            return None
        return int(number)

    def choice(self, header: str, kind: type[E]) -> E | None:
        """A word to choose from; None where blank or not one of them, which is told."""
        text = self.text(header)
        if text is None:
            return None
        found = {compact(words.word(each)): each for each in kind}.get(compact(text))
        if found is None:
            told = ", ".join(words.word(each) for each in kind)
            self.fault(header, f"“{text}” is none of the words of “{header}”.", f"Choose one of: {told}.")
        return found

    def yes(self, header: str) -> bool:
        """Yes or no; no where blank."""
        text = (self.text(header) or words.NO).casefold()
        if text not in (words.YES, words.NO, "y", "n", "true", "false", "1", "0"):
            self.fault(header, f"“{text}” is neither yes nor no.", "Write yes or no.")
        return text in (words.YES, "y", "true", "1")


def is_appraisal(workbook: Workbook) -> bool:
    """Whether a workbook is an appraisal that riskreg wrote."""
    for sheet in workbook.sheets:
        for _, cells in sheet.rows(1, 1):
            if cells and as_text(cells[0]) == words.MARK:
                return True
    return False


def rows_of(workbook: Workbook, name: str, faults: Faults, headers: Sequence[str] | None = None) -> Iterator[Row]:
    """The rows of a sheet that hold anything, by its headers, in whatever order these stand.

    Args:
        workbook: As read.
        name: Name of the sheet.
        faults: Where a missing sheet or column is told.
        headers: Those that are needed; those of the form where None.
    """
    sheet = next((each for each in workbook.sheets if compact(each.name) == compact(name)), None)
    if sheet is None:
        cure = "Take the appraisal out again with riskreg plan export, and fill that in."
        faults.say(codes.APPRAISAL_SHEET_MISSING, f"The sheet “{name}” is missing.", cure, name, None)
        return
    yield from _rows(sheet, words.HEADERS[name] if headers is None else headers, faults)


def _rows(sheet: Sheet, needed: Sequence[str], faults: Faults) -> Iterator[Row]:
    columns: dict[str, int] = {}
    for number, cells in sheet.rows():
        if not columns:
            columns = {denature(as_text(cell)): place for place, cell in enumerate(cells) if not is_blank(cell)}
            missing = [header for header in needed if header not in columns]
            if missing:
                told = ", ".join(f"“{each}”" for each in missing)
                cure = "Write the headers in row 1 as they were."
                faults.say(codes.APPRAISAL_COLUMN_MISSING, f"The column {told} is missing.", cure, sheet.name, "1")
                return
            continue
        if all(is_blank(cell) and not isinstance(cell, CellError) for cell in cells):
            continue
        told_cells = {header: cells[place] for header, place in columns.items() if place < len(cells)}
        yield Row(sheet.name, number, told_cells, columns, faults)
