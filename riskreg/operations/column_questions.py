"""What is asked of a person about a list: columns of which the meaning is not sure, with values that they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from riskreg.intake import ColumnRead, Preview, SheetRead
from riskreg.rules.issues import Issue
from riskreg.rules.terms import ImportKind
from riskreg.tables import ASSET_FIELDS, ESTATE_FIELDS, FieldSet, Workbook, as_text, codes
from riskreg.tables.columns import IGNORE, KEEP
from riskreg.tables.fields import field_name

SURE = 0.75
"""From here on the meaning of a column is taken without asking: its header is known, or its values are telling."""
_MOST_ASKED = 10
_VALUES_SHOWN = 3
_LOOKED_AT = 300
_CONTESTED = frozenset({codes.COLUMN_DUPLICATE, codes.COLUMN_VALUES_DO_NOT_FIT})
_TELLING = frozenset({"make", "model", "make_and_model", "producer", "description", "part_number"})


@dataclass(frozen=True, slots=True)
class Question:
    """One column of which the meaning is not sure.

    Attributes:
        sheet: Name of the sheet.
        letter: Name of the column in Excel.
        header: As written.
        taken_for: The field that it is taken for, or None where its text is only kept.
        why: Why it is taken for that, and what is doubtful.
        values: Some different values of the column.
    """

    sheet: str
    letter: str
    header: str
    taken_for: str | None
    why: str
    values: tuple[str, ...]


def questions_about(workbook: Workbook, preview: Preview) -> tuple[Question, ...]:
    """The questions that a preview leaves open, at most ten; each header once.

    Asked is where a header is only partly known, where two columns claim one meaning, and where the values are not what
    the header says; about unknown columns only when nothing in the list tells what the devices are.

    Args:
        workbook: The file, while its rows are at hand.
        preview: What was understood of it.
    """
    return questions_of(workbook, preview.kind, preview.sheets, preview.issues)


def questions_of(
    workbook: Workbook, kind: ImportKind, sheets: Sequence[SheetRead], issues: Sequence[Issue]
) -> tuple[Question, ...]:
    """The same of a file that was understood and not compared with the register yet.

    Args:
        workbook: The file, while its rows are at hand.
        kind: What the list holds.
        sheets: Its tables.
        issues: What is to be said of them.
    """
    contested = {(issue.sheet, (issue.cell or "").rstrip("0123456789")) for issue in issues
                 if issue.code in _CONTESTED}  # fmt: skip
    fields = {column.field for sheet in sheets for column in sheet.columns}
    is_silent = kind is ImportKind.ASSETS and not fields & _TELLING
    asked: dict[str, Question] = {}
    for sheet in sheets:
        for column in sheet.columns:
            if not column.header or column.is_dropped or column.is_ignored or column.header in asked:
                continue
            is_unsure = column.field is not None and column.confidence < SURE
            is_untold = is_silent or sheet.header_rows == (0,)
            is_unknown = column.field is None and column.confidence == 0.0 and is_untold
            if is_unsure or is_unknown or (sheet.name, column.letter) in contested:
                asked[column.header] = Question(
                    sheet.name, column.letter, column.header, column.field, column.why,
                    values_of(workbook, sheet, column),
                )  # fmt: skip
    return tuple(asked.values())[:_MOST_ASKED]


def decided_in(preview: Preview) -> dict[str, str]:
    """What persons had decided of columns before: remembered, or written on a workbook that was handed back.

    Args:
        preview: As understood with it.
    """
    return decided_of(preview.sheets)


def decided_of(sheets: Sequence[SheetRead]) -> dict[str, str]:
    """The same of tables."""
    return {
        column.header: IGNORE if column.is_ignored else column.field or KEEP
        for sheet in sheets
        for column in sheet.columns
        if column.why.endswith(("decided by a person", "as a person decided"))
    }


def meaning_of(answer: str, kind: ImportKind) -> str | None:
    """The field that a person's answer names: a field of the list, `text` or `ignore`; None where it is none of them.

    Args:
        answer: As typed.
        kind: Which list it is about.
    """
    choice = field_name(answer)
    return choice if choice in (*choices(kind), KEEP, IGNORE) else None


def choices(kind: ImportKind) -> tuple[str, ...]:
    """Every field that a column of such a list can hold.

    Args:
        kind: Which list it is about.
    """
    wanted: FieldSet = ESTATE_FIELDS if kind is ImportKind.ESTATE else ASSET_FIELDS
    return wanted.fields


def values_of(workbook: Workbook, sheet: SheetRead, column: ColumnRead) -> tuple[str, ...]:
    """Some different values of a column; none of one that was dropped.

    Args:
        workbook: The file, while its rows are at hand.
        sheet: The table.
        column: The column.
    """
    return () if column.is_dropped else tuple(islice(_values(workbook, sheet, column), _VALUES_SHOWN))


def _values(workbook: Workbook, sheet: SheetRead, column: ColumnRead) -> Iterator[str]:
    if not column.letter:  # labels beside their values
        return
    index = 0
    for letter in column.letter:
        index = index * 26 + ord(letter) - ord("A") + 1
    seen = set()
    first = max(sheet.header_rows) + 1
    for _, cells in workbook.sheet(sheet.name).rows(first, first + _LOOKED_AT):
        text = as_text(cells[index - 1]) if index <= len(cells) else ""
        if text and text not in seen:
            seen.add(text)
            yield text
