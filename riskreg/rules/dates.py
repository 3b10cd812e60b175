"""Dates as people in the United Kingdom write them, and as they type them in commands."""

from __future__ import annotations

import re
from datetime import date, datetime

from riskreg.errors import UsageError

# Fixed English: outputs must not depend on a machine's locale.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def long_date(on: date | None) -> str:
    """`22 November 2026`; `not known` where there is none."""
    if on is None:
        return "not known"
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def long_instant(at: datetime | None) -> str:
    """`22 November 2026 at 14:05 UTC`; `not known` where there is none."""
    if at is None:
        return "not known"
    return f"{long_date(at.date())} at {at:%H:%M} UTC"


def parse_typed_date(text: str) -> date:
    """A date typed in a command: `2026-11-22`, `22/11/2026` (day first) or `22 November 2026`.

    Raises:
        UsageError: It is no date.
    """
    plain = text.strip()
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain)
    uk = re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", plain)
    words = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]+)\s+(\d{4})", plain)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if uk:
            return date(int(uk[3]), int(uk[2]), int(uk[1]))
        if words:
            names = [month.lower() for month in _MONTHS]
            matching = [
                n for n, name in enumerate(names, 1) if name.startswith(words[2].lower()) and len(words[2]) >= 3
            ]
            if len(matching) == 1:
                return date(int(words[3]), matching[0], int(words[1]))
    except ValueError:
        pass
    raise UsageError(f"“{text}” is not a date.", "Write it as 2026-11-22, 22/11/2026 or 22 November 2026.")
