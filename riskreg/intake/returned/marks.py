"""What is to be marked in a workbook that goes back to its officer: cells, rows, headers, each with its reason.

Positions are those of the officer's own sheets: rows from 1, columns from 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from riskreg.errors import FileRejected
from riskreg.intake.assets import AssetPlan
from riskreg.intake.compare import DISPOSITIONS
from riskreg.intake.estate_plan import EstatePlan
from riskreg.intake.preview import Preview
from riskreg.intake.returned.sheet_marks import NOT_TAKEN, Marks, OtherRows, SheetMarks
from riskreg.intake.returned.telling import for_sender
from riskreg.intake.row_state import MATCHED_BY, State
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Disposition, MatchedBy, Severity
from riskreg.tables import TableFound, Workbook
from riskreg.tables.cells import position

REASON_LENGTH: Final = 2_000
"""Characters of a reason; a cell that is longer is not read."""
_LEFT: Final = (Disposition.REJECTED, Disposition.CONFLICTING)
_BY_PLACE: Final = (
    "Matched by place: the row has no serial number, asset tag, MAC address or hardware id, so it was taken for the "
    "device known there with the same kind, make and model. Add a number to be sure."
)
_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def marks_of(workbook: Workbook, outcome: Preview | FileRejected) -> Marks:
    """What is to be marked in a workbook.

    Args:
        workbook: The file as read.
        outcome: What importing it would do, or why it cannot be taken at all.
    """
    marks = Marks({sheet.name: SheetMarks() for sheet in workbook.sheets})
    for sheet in workbook.sheets:
        # A line of text that happens to name a credential keeps its words; only what stood below it is gone.
        headers = set(sheet.header_rows)
        marks.sheets[sheet.name].dropped = [(m.row, m.column) for m in sheet.masked if m.row in headers]
    if isinstance(outcome, FileRejected):
        whole = Issue(outcome.code, Severity.ERROR, outcome.message, outcome.cure)
        said = [whole, *outcome.issues, *workbook.issues, *(i for sheet in workbook.sheets for i in sheet.issues)]
        _gather(marks, said)
        return marks
    plan = outcome.plan
    if isinstance(plan, AssetPlan):
        _tables(marks, plan.tables)
        _gather(marks, (*outcome.issues, *(issue for said in plan.said.values() for issue in said)))
        _asset_rows(marks, plan)
    elif isinstance(plan, EstatePlan):
        _tables(marks, plan.tables)
        _gather(marks, (*outcome.issues, *(issue for row in plan.outcomes for issue in row.issues)))
        _estate_rows(marks, plan)
    elif isinstance(plan, OtherRows):
        _tables(marks, plan.tables)
        _gather(marks, outcome.issues)
        for name, number in plan.left:
            _left(marks, marks.sheets[name], number)
    for sheet_read in outcome.sheets:
        for skipped in sheet_read.skipped:
            _reason(marks.sheets[sheet_read.name], skipped.row, f"Not a device: {skipped.reason}.")
    return marks


def _tables(marks: Marks, tables: Iterable[TableFound]) -> None:
    for table in tables:
        sheet = marks.sheets[table.sheet]
        if sheet.header_row is None:
            sheet.header_row = table.header_rows[-1]
        sheet.last_column = max(sheet.last_column, *(column.index for column in table.columns))


def _gather(marks: Marks, said: Iterable[Issue]) -> None:
    """Each issue once, on its cell where it has one, else on its row."""
    told = dict.fromkeys(replace(issue, cure=for_sender(issue.cure)) for issue in said)
    issues = sorted(told, key=lambda issue: _ORDER[issue.severity])
    marks.issues = tuple(issues)
    for issue in issues:
        sheet = marks.sheets.get(issue.sheet or "")
        if sheet is None or issue.cell is None:
            continue
        text = f"{issue.message} {issue.cure}".strip()
        if issue.cell.isdigit():
            row = int(issue.cell)
        else:
            row, column = position(issue.cell)
            if issue.severity is not Severity.NOTE:
                _mark(sheet, (row, column), issue, text)
        if sheet.header_row is None or row > sheet.header_row:
            _reason(sheet, row, f"{text} [{issue.code}]")


def _mark(sheet: SheetMarks, place: tuple[int, int], issue: Issue, text: str) -> None:
    before = sheet.cells.get(place)
    said = f"{text}\n[{issue.code}]"
    if before is None:
        sheet.cells[place] = (issue.severity.value, said)
    elif said not in before[1]:
        sheet.cells[place] = (before[0], f"{before[1]}\n\n{said}")


def _reason(sheet: SheetMarks, row: int, text: str) -> None:
    before = sheet.reasons.get(row)
    if before is None:
        sheet.reasons[row] = text
    elif text not in before:
        sheet.reasons[row] = f"{before} {text}"[:REASON_LENGTH]


def _asset_rows(marks: Marks, plan: AssetPlan) -> None:
    matcher = plan.matcher
    place = MATCHED_BY.index(MatchedBy.PLACE)
    for row, number in enumerate(plan.numbers):
        is_left = DISPOSITIONS[plan.disposition[row]] in _LEFT
        if not is_left and matcher.by[row] != place:
            continue
        table = plan.tables[plan.table_of(row)]
        sheet, stands = marks.sheets[table.sheet], table.place_of(number)
        line = number if stands.isdigit() else position(stands)[0]
        if is_left:
            _left(marks, sheet, line)
        elif matcher.state[row] == State.OWNER:
            marks.by_place += 1
            _reason(sheet, line, _BY_PLACE)


def _estate_rows(marks: Marks, plan: EstatePlan) -> None:
    for row, outcome in zip(plan.rows, plan.outcomes, strict=True):
        if outcome.disposition in _LEFT:
            _left(marks, marks.sheets[row.sheet], row.number)


def _left(marks: Marks, sheet: SheetMarks, row: int) -> None:
    marks.rows_left += 1
    sheet.reasons[row] = f"{NOT_TAKEN} {sheet.reasons.get(row, '')}".strip()
