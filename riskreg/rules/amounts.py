"""Amounts of money as a person types them. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from riskreg.errors import UsageError

_AMOUNT = re.compile(r"\s*(?P<sign>[-−]?)\s*£?\s*(?P<pounds>\d[\d,]*(?:\.\d{1,2})?)\s*")


def parse_pounds(text: str) -> int:
    """Pence of an amount such as `1250.50`, `£1,250.50` or `−20`.

    Args:
        text: As typed.

    Raises:
        UsageError: It is no amount.
    """
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise UsageError(f"“{text}” is not an amount in pounds.", "Write it as 1250.50, with a minus for a credit.")
    pence = int(Decimal(found["pounds"].replace(",", "")) * 100)
    return -pence if found["sign"] else pence
