"""Turning a code and its place into an issue that an officer reads once."""

from __future__ import annotations

from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import Cell, CellError, as_text

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
_MOST_SHOWN = 120
_AS_TEXT = (
    "Format the column as Text in Excel, type the value again from the device or its label, and send the list again."
)

# Code → severity, message with {value}, cure.
_SAID: dict[str, tuple[Severity, str, str]] = {
    codes.DATE_NOT_UNDERSTOOD: (
        _ERROR, "“{value}” is not understood as a date.",
        "Write it as day/month/year, for example 31/01/2021, or leave the cell blank if it is not known.",
    ),
    codes.DATE_IMPOSSIBLE: (
        _ERROR, "“{value}” is not a date of the calendar.",
        "Check day and month; write it as day/month/year, for example 31/01/2021.",
    ),
    codes.DATE_INCOMPLETE: (
        _WARNING, "“{value}” has no full day, month and year; it is kept as text and not used as a date.",
        "Give the full date if it is known.",
    ),
    codes.DATE_UNLIKELY: (
        _WARNING, "“{value}” is an unlikely date for such equipment.", "Check the year.",
    ),
    codes.MAC_MANGLED: (
        _ERROR, "“{value}” was a MAC address that was turned into a number; digits are lost.", _AS_TEXT,
    ),
    codes.MAC_NOT_UNDERSTOOD: (
        _WARNING, "“{value}” is not a MAC address, which has twelve digits from 0 to 9 and A to F.",
        "Copy it again from the device, for example 44:19:B6:00:1F:2A, or leave the cell blank.",
    ),
    codes.IDENTIFIER_MANGLED: (
        _ERROR, "“{value}” was turned into a rounded number by the spreadsheet program; digits are lost.", _AS_TEXT,
    ),
    codes.IDENTIFIER_SEVERAL: (
        _WARNING, "“{value}” seems to name several devices, and the row counts as one.",
        "Give each device a row of its own, or say in a column of quantities how many there are.",
    ),
    codes.QUANTITY_NOT_UNDERSTOOD: (
        _ERROR, "“{value}” is not a number of devices.", "Write a whole number, or leave it blank for one device.",
    ),
    codes.YES_NO_NOT_UNDERSTOOD: (
        _WARNING, "“{value}” is neither yes, no nor unknown; it counts as unknown.", "Write yes, no or unknown.",
    ),
    codes.MONEY_NOT_UNDERSTOOD: (
        _ERROR, "“{value}” is not understood as an amount in pounds.", "Write it as 1,250.50, without range or sign.",
    ),
    codes.MONEY_AMBIGUOUS: (
        _ERROR, "“{value}” can be read as two different amounts.", "Write it with a comma and a point: 1,250.50.",
    ),
    codes.MINUTES_NOT_UNDERSTOOD: (
        _ERROR, "“{value}” is not understood as a length of time.", "Write minutes or hours, for example 90 min or 2h.",
    ),
    codes.WORD_NOT_UNDERSTOOD: (
        _WARNING, "“{value}” is not a word known for this column; it counts as unknown.",
        "Use one of the words listed in the import format, or ask for the word to be added.",
    ),
    codes.POSTCODE_NOT_UNDERSTOOD: (
        _NOTE, "“{value}” is not shaped like a United Kingdom postcode; it is kept as text.", "Check it.",
    ),
    codes.UPRN_NOT_UNDERSTOOD: (
        _WARNING, "“{value}” is not a UPRN of up to twelve digits.", "Check it, or leave the cell blank.",
    ),
    codes.VALUE_IS_ERROR: (
        _WARNING, "The cell shows the error {value}; it counts as blank.", "Correct the formula, or type the value.",
    ),
}  # fmt: skip


def issue_for(
    code: str, *, value: Cell = None, sheet: str | None = None, cell: str | None = None, column: str | None = None
) -> Issue:
    """The issue that a parser's code stands for.

    Args:
        code: As returned by a parser.
        value: The cell as read; never one of a credential column.
        sheet: Name of the sheet.
        cell: Address such as `D17`.
        column: The header as written.

    Raises:
        KeyError: The code is none that a parser returns.
    """
    severity, message, cure = _SAID[code]
    shown = (value.text if isinstance(value, CellError) else _as_shown(value))[:_MOST_SHOWN]
    return Issue(code, severity, message.format(value=shown), cure, sheet, cell, column, shown or None)


def _as_shown(value: Cell) -> str:
    if isinstance(value, float) and abs(value) >= 1e11:
        return f"{value:.5E}"  # as Excel shows a long number in a narrow column
    return as_text(value)
