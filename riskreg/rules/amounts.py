"""Amounts of money as a person types them. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from riskreg.errors import UsageError

_AMOUNT = re.compile(r"\s*(?P<sign>[-−]?)\s*£?\s*(?P<pounds>(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d{1,2})?)\s*", re.ASCII)
MOST_POUNDS: Final = 10_000_000_000
"""Above it an amount is a slip of the keyboard: no programme of replacement comes near."""


def parse_pounds(text: str) -> int:
    """Pence of an amount such as `1250.50`, `£1,250.50` or `−20`; `1,25` is none, for it can be read in two ways.

    Args:
        text: As typed.

    Raises:
        UsageError: It is no amount, or above `MOST_POUNDS`.
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise UsageError(f"“{text}” is not an amount in pounds.", "Write it as 1250.50, with a minus for a credit.")
    pence = int(Decimal(found["pounds"].replace(",", "")) * 100)
    if pence > MOST_POUNDS * 100:
        raise UsageError(f"“{text}” is more than £{MOST_POUNDS:,}.", "Check the number of digits.")
    return -pence if found["sign"] else pence
