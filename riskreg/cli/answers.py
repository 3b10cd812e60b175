"""How the answer to a question, and everything known of one thing, is shown on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from riskreg.cli.common import say, say_json, show_table, shown, stdout
from riskreg.operations.asking import Answer, Column, Description, Scalar, format_cell, is_number


def show_answer(found: Answer, *, as_json: bool, most: int) -> None:
    """The rows as a table, the first of them, or all as JSON."""
    if as_json:
        codes = [column.code for column in found.columns]
        say_json({"meta": dict(found.meta), "rows": [dict(zip(codes, row, strict=True)) for row in found.rows]})
        return
    rows = list(islice(iter(found.rows), most + 1))
    show_rows(found.title, found.columns, rows[:most])
    if not rows:
        say("No rows.")
    if len(rows) > most:
        say(f"Only the first {most:,} are shown. Write all of them with -o FILE.csv, or show more with --most.")
    say("; ".join(f"{name}: {value}" for name, value in found.meta.items()))


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
