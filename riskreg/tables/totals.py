"""Words that stand before, above or below sums. Pure."""

from __future__ import annotations

import re

from riskreg.tables.wording import plain

_TOTAL = re.compile(
    r"(?:sub ?total|grand total|overall total|totals?|sum|cyfanswm|is gyfanswm|gesamt|gesamtsumme|summe|zwischensumme"
    r"|sous total|total general|totale|subtotale|razem|suma|lacznie"
    r"|итого|всего|συνολο|γενικο συνολο|μερικο συνολο|合计|总计|小计|合計|المجموع|الاجمالي"
    r"|number of (?:cameras|devices|assets|items))\b"
)
_GROUP_TOTAL = re.compile(
    r".+ (?:sub ?total|total|count|sum|average|cyfanswm|gesamt|summe|ergebnis|totale|razem|suma|итог|итого|всего)"
)
"""What a spreadsheet program writes under each group of rows: `Town Hall Total`."""


def is_total(text: str) -> bool:
    """Whether a text is what stands before or above totals."""
    return _TOTAL.match(plain(text)) is not None


def is_group_total(text: str) -> bool:
    """Whether a text is what a spreadsheet program writes under a group of rows: `Town Hall Total`."""
    return _GROUP_TOTAL.fullmatch(plain(text)) is not None


def is_sum_of_group(text: str) -> bool:
    """Whether a text stands in a row of totals."""
    return bool(text) and (is_total(text) or is_group_total(text))
