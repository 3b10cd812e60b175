"""How figures are said: one wording for page, workbook and terminal.

Pure: knows no file format. British usage throughout: `22 November 2026`, `£12,345.00`, `62.5 %`, `1,234 devices`.
"""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from riskreg.reporting.progress import Column, Figure, Progress, Scalar

NOT_KNOWN = "not known"
"""What stands where a value is missing. Never a nought and never nothing: unknown is not clear."""

MINUS = "\N{MINUS SIGN}"

_SINGULAR = {
    "devices": "device",
    "assets": "asset",
    "systems": "system",
    "sites": "site",
    "days": "day",
    "months": "month",
}

_NEARLY_ALL = 0.9995
"""From here one decimal would round up to 100.0 %."""

_HARDLY_ANY = 0.0005
"""Below here one decimal would round down to 0.0 %."""


def format_date_on(value: date) -> str:
    """A date as officers write it: `22 November 2026`.

    **Source**: GOV.UK style, as Babel's pattern `d MMMM y` gives it.
    """
    return format_date(value, "d MMMM y", locale="en_GB")


def format_instant(value: datetime) -> str:
    """An instant (UTC) to the minute: `22 November 2026 at 10:01 UTC`."""
    return f"{format_date_on(value)} at {value:%H:%M} UTC"


def format_number(value: int | float) -> str:
    """A number with thousands separated, at most one decimal and a true minus sign."""
    rounded = round(value, 1)
    text = f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"
    return text.replace("-", MINUS)


def format_share(value: int | float) -> str:
    """A share between 0 and 1 as a percentage with one decimal.

    Rounding never claims what is not so: only 1 reads `100.0 %` and only 0 reads `0.0 %`.
    """
    if _NEARLY_ALL <= value < 1:
        return "more than 99.9 %"
    if 0 < value < _HARDLY_ANY:
        return "less than 0.1 %"
    return f"{value * 100:,.1f} %".replace("-", MINUS)


def format_pence(value: int | float) -> str:
    """Pence as pounds, always with its pence, so that amounts below each other can be added up: `£12,345.00`."""
    return f"{MINUS if value < 0 else ''}£{abs(value) / 100:,.2f}"


def format_value(value: Scalar, unit: str) -> str:
    """A value with its unit, as a person reads it.

    Args:
        value: A number, a date, a text, or None.
        unit: A unit of `Figure` or `Column`: `devices`, `share`, `pence`, `date`, `text` and so on.

    Returns:
        For instance `1,234 devices`, `62.5 %`, `£12,345.00`, `22 November 2026`; `not known` for None.
    """
    if isinstance(value, int | float) and unit in _SINGULAR:
        number = format_number(value)
        return f"{number} {_SINGULAR[unit] if number in ('1', MINUS + '1') else unit}"
    return format_cell(value, unit)


def format_cell(value: Scalar, unit: str) -> str:
    """A value for a table cell, whose column already names the unit: `1,234`, `62.5 %`, `not known`."""
    if value is None or value == "":
        return NOT_KNOWN
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return format_date_on(value)
    if isinstance(value, str):
        return value
    if unit == "share":
        return format_share(value)
    if unit == "pence":
        return format_pence(value)
    return format_signed(value) if unit == "signed" else format_number(value)


def format_signed(value: int | float) -> str:
    """A change with its sign: `+12`, `−3`, `0`."""
    return f"+{format_number(value)}" if value > 0 else format_number(value)


def heading(column: Column) -> str:
    """The header of a column, with the unit where title and cells do not tell it."""
    if column.unit in _SINGULAR and column.unit not in column.title.lower():
        return f"{column.title} ({column.unit})"
    return column.title


def is_number(unit: str) -> bool:
    """Whether values of this unit are numbers, set to the right in tables."""
    return unit in _SINGULAR or unit in ("share", "pence", "number", "signed")


def fraction(figure: Figure) -> str:
    """What a share is made of: `312 of 499`; empty for figures that are no share."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return f"{format_number(figure.numerator)} of {format_number(figure.denominator)}"


def drill_command(figure: Figure) -> str:
    """The command that lists the rows behind a figure; empty where there is none."""
    return f"riskreg query {figure.drill}" if figure.drill else ""


def as_sealed(progress: Progress) -> Progress:
    """The figures with their digest, which is added where it is missing.

    Raises:
        ValueError: The figures carry a digest that is not theirs (they were altered after they were sealed), or their
            bridge does not add up: no such report is issued.
    """
    sealed = progress.sealed()
    if progress.digest and progress.digest != sealed.digest:
        raise ValueError("The figures are not those that were sealed: their digest does not agree.")
    if progress.bridge is not None and not progress.bridge.adds_up:
        raise ValueError("The lines of the bridge do not add up to its closing figure.")
    return sealed
