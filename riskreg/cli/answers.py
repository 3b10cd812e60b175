"""How the answer to a question, and everything known of one thing, is shown on a terminal."""

from __future__ import annotations

from itertools import islice

from riskreg.cli.common import say, say_json, show_table
from riskreg.operations.asking import Answer, Description, format_cell, is_number


def show_answer(found: Answer, *, as_json: bool, most: int) -> None:
    """The rows as a table, the first of them, or all as JSON."""
    if as_json:
        codes = [column.code for column in found.columns]
        say_json({"meta": dict(found.meta), "rows": [dict(zip(codes, row, strict=True)) for row in found.rows]})
        return
    rows = list(islice(iter(found.rows), most + 1))
    show_table(
        found.title,
        [column.title for column in found.columns],
        (
            [
                format_cell(value, column.unit) if value not in (None, "") else ""
                for column, value in zip(found.columns, row, strict=True)
            ]
            for row in rows[:most]
        ),
        numbers=[place for place, column in enumerate(found.columns) if is_number(column.unit)],
    )
    if not rows:
        say("No rows.")
    if len(rows) > most:
        say(f"Only the first {most:,} are shown. Write all of them with -o FILE.csv, or show more with --most.")
    say("; ".join(f"{name}: {value}" for name, value in found.meta.items()))


def show_description(description: Description) -> None:
    """Everything known of one thing, section by section."""
    say(description.title)
    for section in description.sections:
        say()
        say(section.title)
        for label, value in section.facts:
            say(f"  {label}: {value}")
        for table in section.tables:
            show_table(table.title, table.headers, table.rows)
