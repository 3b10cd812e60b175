"""What stands beside the devices of a list and names what is flagged: a column kept as text, or one of recorders.

Design law 10: such a column may hold the maker of a device that no row of the list names.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Final

from riskreg.identification.trace import Trace
from riskreg.intake.assets import AssetPlan
from riskreg.intake.foreseen import Judge
from riskreg.intake.traces import trace_of
from riskreg.rules.counting import counted
from riskreg.tables import TableFound
from riskreg.tables.cells import as_text

_ROWS: Final = 5_000
_TEXTS: Final = 100
_LONGEST: Final = 60
"""How much is looked at: the first rows of a list and the first texts of a column, for a name comes again and again."""


def named_aside(plan: AssetPlan, judge: Judge) -> list[str]:
    """Columns that name what would be flagged, in rows of which the device is not.

    Args:
        plan: The rows.
        judge: Says the verdict of a text, and of a line.
    """
    one = plan.organisation_id
    organisations = sorted(plan.places.organisations) if one is None else [one]

    def is_flagged(trace: Trace) -> bool:
        verdicts = {judge.verdict(each, trace) for each in organisations}
        return any(verdict is not None and verdict.is_flagged for verdict in verdicts)

    told: dict[str, bool] = {}
    found = []
    for number, table in enumerate(plan.tables):
        columns = [column for column in table.columns if column.is_other or column.field == "recorder"]
        looked, rows, first = Counter[int](), Counter[int](), dict[int, str]()
        for row in islice(table.rows(), _ROWS if columns else 0):
            for column in columns:
                text = as_text(row.cells[column.index])
                if text not in told:
                    if looked[column.index] >= _TEXTS or not 2 < len(text) <= _LONGEST or not _has_letters(text):
                        continue
                    looked[column.index] += 1
                    told[text] = is_flagged(Trace(description=text))
                if not told[text]:
                    continue
                line = plan.readers[number].read(row)
                if line is not None and not is_flagged(trace_of(line)):
                    rows[column.index] += 1
                    first.setdefault(column.index, f"“{text}” in row {row.number}")
        found += [
            f"sheet “{table.sheet}”, column {_called(table, index)}: {counted(rows[index], 'row')}, the first {shown}"
            for index, shown in sorted(first.items())
        ]
    return found


def _has_letters(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


def _called(table: TableFound, index: int) -> str:
    column = next(column for column in table.columns if column.index == index)
    return f"{column.letter} “{column.header}”" if column.header else column.letter
