"""What the values of a column say of its meaning, whatever its header claims. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from riskreg.tables.cells import Cell, as_text, is_blank
from riskreg.tables.values import parse_date

MAC = re.compile(r"(?:[0-9A-Fa-f]{2}([:\- .]?)){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}[.:\-]){2}[0-9A-Fa-f]{4}")
IP = re.compile(r"(?:\w+://)?(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?:/\S*)?")
_SEPARATED = re.compile(r"[:\-. ]")
_CODE = re.compile(r"[A-Za-z]{0,6}[-/ _.]?\d{1,10}[A-Za-z]?(?:[-/]\d{1,6})?|[A-Z]{2,6}")
_SITE_LEVEL = 0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares, from 0 to 1, of the filled cells looked at.

    Attributes:
        filled: How many cells hold something.
        macs: Share that are MAC addresses with separators, or twelve hexadecimal digits with a letter among them.
        ips: Share that are IPv4 addresses, with or without a scheme and port.
        dates: Share that are dates.
        codes: Share that look like short codes rather than names.
        bare_numbers: Share that are numbers.
    """

    filled: int
    macs: float
    ips: float
    dates: float
    codes: float
    bare_numbers: float

    @property
    def kind(self) -> str | None:
        """The one field that the values can only be, or None."""
        if self.filled < 2:
            return None
        if self.macs >= 0.8:
            return "mac_address"
        return "ip_address" if self.ips >= 0.8 else None


def is_mac(text: str) -> bool:
    """Whether a text can only be a MAC address; twelve bare digits without a letter could be a serial number."""
    if not MAC.fullmatch(text):
        return False
    return bool(_SEPARATED.search(text)) or (not text.isdigit() and any(c in "abcdefABCDEF" for c in text))


def weigh(values: Sequence[Cell]) -> Evidence:
    """What the values of one column are.

    Args:
        values: Cells of the column under its header; blanks are passed over.
    """
    filled = [cell for cell in values if not is_blank(cell)]
    if not filled:
        return Evidence(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    texts = [as_text(cell) for cell in filled]
    count = len(filled)
    dates = sum(
        1
        for cell, text in zip(filled, texts, strict=True)
        if isinstance(cell, date) or (any(c.isdigit() for c in text) and parse_date(text)[0] is not None)
    )
    return Evidence(
        filled=count,
        macs=sum(map(is_mac, texts)) / count,
        ips=sum(1 for text in texts if IP.fullmatch(text)) / count,
        dates=dates / count,
        codes=sum(1 for text in texts if _CODE.fullmatch(text)) / count,
        bare_numbers=sum(1 for cell in filled if isinstance(cell, int | float) and not isinstance(cell, bool)) / count,
    )


def are_site_codes(evidence: Evidence) -> bool:
    """Whether a column called just “Site” holds codes; otherwise it holds names."""
    return evidence.codes >= _SITE_LEVEL


@dataclass(frozen=True, slots=True)
class Blanks:
    """Whether blank cells of a column mean the value above.

    Attributes:
        are_as_above: The decision.
        are_doubtful: Blank cells exist and the values do not show that they continue.
        why: The evidence, in plain English.
    """

    are_as_above: bool
    are_doubtful: bool
    why: str


def read_blanks(values: Sequence[Cell], merged_rows: int, *, has_sums: bool = False) -> Blanks:
    """Decide whether a sparsely filled column continues downwards.

    It does when the first row is filled, at least three in ten cells are blank, and no value is written twice in a row:
    who writes `Town Hall` in every row would not leave a blank to mean it.

    Args:
        values: The column's cell in each row of data, in order.
        merged_rows: How many rows merged cells of this column cover.
        has_sums: Whether the column has a sum below each group, as a pivot table has, which leaves blanks to mean it.
    """
    if not values:
        return Blanks(False, False, "")
    blanks = sum(1 for cell in values if is_blank(cell))
    if merged_rows > 1 and blanks:
        return Blanks(True, False, f"cells of the column are merged downwards over {merged_rows} rows")
    if blanks == 0 or blanks == len(values):
        return Blanks(False, False, "")
    texts = [as_text(cell) for cell in values]
    repeats = sum(1 for above, below in itertools.pairwise(texts) if above and above == below)
    share = blanks / len(values)
    if texts[0] and repeats == 0 and (share >= 0.3 or has_sums):
        return Blanks(
            True, False, f"{blanks} of {len(values)} cells are blank, the first is filled and no value is repeated"
        )
    return Blanks(False, True, f"{blanks} of {len(values)} cells are blank, but values are repeated row by row")
