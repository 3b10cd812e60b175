"""How the answer to a question, and everything known of one thing, is shown on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from riskreg.cli.common import counted, say, say_json, show_table, shown, stdout
from riskreg.operations.asking import Answer, Column, Description, Scalar, format_cell, is_number

if TYPE_CHECKING:
    from riskreg.operations.screening import Screened

_TELLING = (
    *(
        "reference",
        "state",
        "until_on",
        "review_on",
        "why",
        "obligation",
        "site",
        "devices",
        "verdict",
        "make",
        "model",
    ),
    *("organisation", "vendor", "step", "sensitivity"),
)
"""Columns that a narrow terminal shows before others."""
_ENOUGH = 24
"""Characters that a long text gets in a column; it goes on in the next line."""


def show_answer(found: Answer, *, as_json: bool, most: int) -> None:
    """The rows as a table, the first of them, or all as JSON."""
    if as_json:
        codes = [column.code for column in found.columns]
        say_json({"meta": dict(found.meta), "rows": [dict(zip(codes, row, strict=True)) for row in found.rows]})
        return
    rows = list(islice(iter(found.rows), most + 1))
    places = _places_that_fit(found.columns, rows[:most])
    columns = [found.columns[place] for place in places]
    show_rows(found.title, columns, [[row[place] for place in places] for row in rows[:most]])
    if not rows:
        say("No rows.")
    left_out = len(found.columns) - len(places)
    if rows and left_out:
        say(f"{left_out} more columns do not fit here; all are in: riskreg query {found.question} -o FILE.csv")
    if len(rows) > most:
        say(f"Only the first {most:,} are shown. Write all of them with -o FILE.csv, or show more with --most.")
    say("; ".join(f"{name}: {value}" for name, value in found.meta.items()))


def _places_that_fit(columns: Sequence[Column], rows: Sequence[Sequence[Scalar]]) -> list[int]:
    """Positions of the columns that stand on this terminal without torn words, the telling ones chosen first."""
    ranks = {code: rank for rank, code in enumerate(_TELLING)}
    order = sorted(range(len(columns)), key=lambda place: (ranks.get(columns[place].code, len(ranks)), place))
    room, chosen = stdout.width, []
    for place in order:
        needed = 3 + _needed(columns[place], [row[place] for row in rows])
        if needed <= room:
            chosen.append(place)
            room -= needed
    return sorted(chosen) or order[:1]


def _needed(column: Column, values: Sequence[Scalar]) -> int:
    """Characters that a column needs: its longest word, and enough for its values in a few lines."""
    texts = [format_cell(value, column.unit) for value in values if value not in (None, "")]
    words = [word for text in (column.title, *texts) for word in text.split()]
    return max([*map(len, words), min(max(map(len, texts), default=0), _ENOUGH)], default=0)


def show_rows(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Scalar]]) -> None:
    """Rows as a table, each value as its column's unit is read; a blank stays blank."""
    show_table(
        title,
        [column.title for column in columns],
        (
            [
                format_cell(value, column.unit) if value not in (None, "") else ""
                for column, value in zip(columns, row, strict=True)
            ]
            for row in rows
        ),
        numbers=[place for place, column in enumerate(columns) if is_number(column.unit)],
    )


def fits(columns: Sequence[Column], rows: Sequence[Sequence[Scalar]]) -> bool:
    """Whether the rows stand in a table on this terminal without breaking words apart."""
    widest = sum(
        max([len(column.title), *(len(format_cell(row[place], column.unit)) for row in rows)])
        for place, column in enumerate(columns)
    )
    return widest + 3 * len(columns) <= stdout.width


def _show_stacked(columns: Sequence[Column], rows: Iterable[Sequence[Scalar]]) -> None:
    """Rows one below the other, each value with its title: for rows that are too long for a table."""
    for number, row in enumerate(rows, start=1):
        say(f"  {number}.")
        for column, value in zip(columns, row, strict=True):
            if value not in (None, ""):
                say(f"     {column.title}: {format_cell(value, column.unit)}")


def show_description(description: Description, marking: str) -> None:
    """Everything known of one thing, section by section."""
    say(marking)
    say(description.title)
    for section in description.sections:
        say()
        say(section.title)
        for label, value in section.rows:
            say(f"  {label}: {shown(value)}")
        if section.columns and fits(section.columns, section.table):
            show_rows("", section.columns, section.table)
        elif section.columns:
            _show_stacked(section.columns, section.table)


def show_screened(done: Screened) -> None:
    """What a screening did to flags, in all and per organisation, and which decisions no longer hold."""
    say(f"Flags raised: {done.raised:,}; changed: {done.changed:,}; lapsed: {done.lapsed:,}.")
    if len(done.by_organisation) > 1:
        show_table(
            "By organisation, in asset lines",
            ("Organisation", "Raised", "Changed", "Lapsed", "Open again"),
            ((o.organisation, o.raised, o.changed, o.lapsed, o.reopened) for o in done.by_organisation),
            numbers=(1, 2, 3, 4),
        )
    if done.reopened:
        say(f"{counted(done.reopened, 'dismissed flag')} open again, because more is known now than was judged.")
        say("See them with: riskreg query flagged-assets --review reopened")
