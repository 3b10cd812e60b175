"""The marks of a workbook that goes back to its officer, as both processes that write it know them.

Positions are those of the officer's own sheets: rows from 1, columns from 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from riskreg.rules.issues import Issue
from riskreg.tables import TableFound

NOT_TAKEN: Final = "Not taken."


@dataclass
class SheetMarks:
    """What is to be done with one sheet.

    Attributes:
        header_row: Row of the first table's lower headers, or None where the sheet has no table.
        last_column: The last column of any of its tables; reasons stand to the right of it.
        reasons: Row → why it is to be looked at.
        cells: (row, column) → (severity, text of the comment).
        dropped: Header cells of credential columns, as (row, column).
    """

    header_row: int | None = None
    last_column: int = -1
    reasons: dict[int, str] = field(default_factory=dict)
    cells: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    dropped: list[tuple[int, int]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The marks as JSON-ready values."""
        return {
            **asdict(self),
            "reasons": list(self.reasons.items()),
            "cells": [[*place, *said] for place, said in self.cells.items()],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> SheetMarks:
        """The marks as `as_json` gave them."""
        return cls(
            stored["header_row"],
            stored["last_column"],
            dict(stored["reasons"]),
            {(row, column): (severity, text) for row, column, severity, text in stored["cells"]},
            [(row, column) for row, column in stored["dropped"]],
        )


@dataclass(frozen=True, slots=True)
class OtherRows:
    """The rows of a list that another room reads, such as a plan: as the `plan` of a preview.

    Attributes:
        tables: The tables found.
        left: Rows that are not taken, as sheet and row.
    """

    tables: tuple[TableFound, ...]
    left: tuple[tuple[str, int], ...]


@dataclass
class Marks:
    """Everything that is to be marked, and the issues in the order in which they are to be listed.

    Attributes:
        sheets: Name of each sheet → its marks.
        issues: Every issue that is kept, the gravest first.
        rows_left: Rows of data that were not taken.
        by_place: Rows that were matched by place.
    """

    sheets: dict[str, SheetMarks]
    issues: tuple[Issue, ...] = ()
    rows_left: int = 0
    by_place: int = 0

    @property
    def cells(self) -> int:
        """How many cells are marked."""
        return sum(len(sheet.cells) for sheet in self.sheets.values())
