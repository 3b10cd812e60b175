"""Which date a list describes, as its own file says. Pure.

A date in the file's name or in the lines above a table is somebody's statement. Properties that a program stamped
into the file, and today's date, are not: a list is never dated by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier januar enero gennaio stycznia ionawr",
            "february feb fevrier février februar febrero febbraio lutego chwefror",
            "march mar mars märz marz marzo marca mawrth",
            "april apr avril abril aprile kwietnia ebrill",
            "may mai mayo maggio maja",
            "june jun juin juni junio giugno czerwca mehefin",
            "july jul juillet juli julio luglio lipca gorffennaf",
            "august aug août aout agosto sierpnia awst",
            "september sept sep septembre septiembre settembre września medi",
            "october oct octobre oktober octubre ottobre października hydref",
            "november nov novembre noviembre listopada tachwedd",
            "december dec décembre decembre dezember diciembre dicembre grudnia rhagfyr",
        ),
        1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(?<!\d)(20\d\d)[-_.](\d{1,2})[-_.](\d{1,2})(?!\d)")
_RUN = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-_./](\d{1,2})[-_./](20\d\d)(?!\d)")
_WORDS = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.)?[\s_-]+(?:de\s+|di\s+)?([^\W\d_]+)\.?[\s_-]+(?:de\s+)?(20\d\d)(?!\d)"
)


@dataclass(frozen=True, slots=True)
class DateProposed:
    """A date that the file itself states.

    Attributes:
        on: The date.
        sheet: Sheet of the line, or None for the file's name.
        row: Row of the line, or None.
        text: What was read.
    """

    on: date
    sheet: str | None
    row: int | None
    text: str


def dates_in(text: str) -> list[date]:
    """Whole dates in a text, day first where digits alone are written; impossible ones are passed over."""
    found: list[date | None] = []
    for pattern, order in ((_ISO, (1, 2, 3)), (_RUN, (1, 2, 3)), (_DAY_FIRST, (3, 2, 1))):
        found.extend(_made(*(int(match[n]) for n in order)) for match in pattern.finditer(text))
    for match in _WORDS.finditer(text):
        month = _MONTHS.get(match[2].casefold())
        if month is not None:
            found.append(_made(int(match[3]), month, int(match[1])))
    return [on for on in found if on is not None]


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def proposed_dates(file_name: str, lines: Iterable[tuple[str, int, str]]) -> list[DateProposed]:
    """Every date that the file states of itself, each date once, the lines above the tables first.

    Args:
        file_name: Name of the file.
        lines: Sheet, row and text of each line above a table.
    """
    proposals = [DateProposed(on, sheet, row, text) for sheet, row, text in lines for on in dates_in(text)]
    proposals += [DateProposed(on, None, None, file_name) for on in dates_in(PurePath(file_name).stem)]
    first: dict[date, DateProposed] = {}
    for proposal in proposals:
        first.setdefault(proposal.on, proposal)
    return list(first.values())
