"""Quantities, money and lengths of time. Pure."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from riskreg.tables import codes
from riskreg.tables.cells import Cell, CellError, as_text
from riskreg.tables.wording import plain

MOST_DEVICES = 100_000
"""The most devices that one line may stand for; more is a slip of the column."""
_QUANTITY = re.compile(
    r"(?:qty|quantity|x|no|number|nr|anzahl|ilosc|quantite|cantidad|quantita|nifer)?\s*(\d{1,6})\s*"
    r"(?:x|no|nr|nos|off|of|units?|each|ea|pcs?|pieces?|cameras?|devices?|items?|stuck|st|szt|uds?|pz|pezzi|unites?|unidades?"
    r"|τεμ|τεμαχια|шт|штук|ед|台|个|個|套|只|部|قطعه|قطع|وحده|عدد)?"
)
_SPELLED = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
} | {"a pair": 2, "pair": 2, "a dozen": 12, "dozen": 12, "single": 1}
_MONEY = re.compile(
    r"(?P<sign>[-−(]?)\s*(?:£|gbp|€|eur|\$|usd)?\s*(?P<minus>[-−]?)(?P<number>\d[\d,. '\u00a0]*)\s*"
    r"(?P<scale>k|m|bn|thousand|million)?"
    r"\s*(?:£|gbp|€|eur|\$|usd|pounds?)?\s*(?:each|ea|per unit|ex\.? ?vat|exc\.? ?vat|\+ ?vat|inc\.? ?vat)?\)?",
    re.IGNORECASE,
)
_SCALES = {"k": 1000, "thousand": 1000, "m": 1_000_000, "million": 1_000_000, "bn": 1_000_000_000}
_NO_VALUE = frozenset({"", "n a", "na", "none", "tbc", "tbd", "tba", "unknown", "not known", "nil", "unk"})
_FREE = frozenset({"nil", "free", "no charge", "none", "no cost"})
_MINUTES = re.compile(
    r"(?:(?P<d>\d{1,6}(?:[.,]\d+)?)\s*(?:d|days?|working days?|tage?|jours?|dias?|giorni|dni))?\s*,?\s*(?:and )?"
    r"(?:(?P<h>\d{1,6}(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std|stunden?|heures?|horas?|ore|godz\w*))?\s*,?\s*(?:and )?"
    r"(?:(?P<m>\d{1,6}(?:[.,]\d+)?)\s*(?:m|mins?|minutes?|minuten|minutos|minuti|minut\w*)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::[0-5]\d)?")
_MINUTES_OF_DAY = 24 * 60


def parse_quantity(cell: Cell) -> tuple[int | None, str | None]:
    """How many devices a line stands for: `12`, `12 no.`, `Qty: 12`, `2 x` → `(value, code)`; blank is None."""
    if isinstance(cell, CellError):
        return None, codes.VALUE_IS_ERROR
    if isinstance(cell, bool):
        return None, codes.QUANTITY_NOT_UNDERSTOOD
    if isinstance(cell, int | float):
        if float(cell).is_integer() and 0 < cell <= MOST_DEVICES:
            return int(cell), None
        return None, codes.QUANTITY_NOT_UNDERSTOOD
    return _quantity(as_text(cell))


@lru_cache(maxsize=10_000)
def _quantity(text: str) -> tuple[int | None, str | None]:
    spelled = plain(re.sub(r"(?<=\d),(?=\d{3}\b)", "", text))
    if spelled in _NO_VALUE and "-" not in text.strip("- "):
        return None, None
    if spelled in _SPELLED:
        return _SPELLED[spelled], None
    text = re.sub(r"^(\s*\d+)[.,]0+(?=\s*$)", r"\1", text)  # a whole number, as programs write decimal ones
    spelled = plain(re.sub(r"(?<=\d),(?=\d{3}\b)", "", text))
    found = _QUANTITY.fullmatch(spelled) if not re.search(r"\d[.\-/]\d|^\s*-\s*\d", text) else None
    if found is None or not 0 < int(found[1]) <= MOST_DEVICES:
        return None, codes.QUANTITY_NOT_UNDERSTOOD
    return int(found[1]), None


def parse_pence(cell: Cell) -> tuple[int | None, str | None]:
    """An amount in pence: `£1,250.50` → 125050, `12.5k` → 1250000. A plain number is pounds.

    Returns:
        The amount and None; None and `money-ambiguous` where comma and point can be read in two ways (`1,25`, `1.250`);
        None and `money-not-understood` for anything else, a negative amount or a range included.
    """
    if isinstance(cell, CellError):
        return None, codes.VALUE_IS_ERROR
    if isinstance(cell, bool):
        return None, codes.MONEY_NOT_UNDERSTOOD
    if isinstance(cell, int | float):
        return (_pence(Decimal(repr(cell))), None) if cell >= 0 else (None, codes.MONEY_NOT_UNDERSTOOD)
    return _money(as_text(cell))


@lru_cache(maxsize=20_000)
def _money(text: str) -> tuple[int | None, str | None]:
    spelled = plain(text)
    if spelled in _FREE - {"none", "nil"}:
        return 0, None
    if spelled in _NO_VALUE:
        return None, None
    found = _MONEY.fullmatch(text.strip())
    if found is None or found["sign"] or found["minus"]:
        return None, codes.MONEY_NOT_UNDERSTOOD
    if re.search(r"[€$]|eur|usd", text, re.IGNORECASE):
        return None, codes.MONEY_NOT_UNDERSTOOD
    digits = re.sub(r"['\s\u00a0]", "", found["number"]).rstrip(".,")
    scale = _SCALES[found["scale"].lower()] if found["scale"] else 1
    number = _decimal(digits, is_scaled=scale > 1)
    if number is None:
        return None, codes.MONEY_AMBIGUOUS
    return _pence(number * scale), None


def _decimal(digits: str, is_scaled: bool) -> Decimal | None:
    """A number with commas between thousands and a point before the pence; None where it may be otherwise."""
    if re.fullmatch(r"\d+(?:\.\d{1,2})?", digits) or re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?", digits):
        return Decimal(digits.replace(",", ""))
    if is_scaled and re.fullmatch(r"\d+\.\d+", digits):
        return Decimal(digits)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d{2}", digits):  # both signs are there, so it can be read in one way only
        return Decimal(digits.replace(".", "").replace(",", "."))
    return None


def _pence(pounds: Decimal) -> int:
    return int((pounds * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def parse_minutes(cell: Cell) -> tuple[int | None, str | None]:
    """A length of time in minutes: `2h` → 120, `90 min` → 90, `1:30` → 90; a bare number is minutes, a day 24 hours."""
    if isinstance(cell, CellError):
        return None, codes.VALUE_IS_ERROR
    if isinstance(cell, bool):
        return None, codes.MINUTES_NOT_UNDERSTOOD
    if isinstance(cell, int | float):
        return (round(cell), None) if cell >= 0 else (None, codes.MINUTES_NOT_UNDERSTOOD)
    return _minutes(as_text(cell))


@lru_cache(maxsize=10_000)
def _minutes(text: str) -> tuple[int | None, str | None]:
    if plain(text) in _NO_VALUE:
        return (0, None) if plain(text) in ("none", "nil") else (None, None)
    if clock := _CLOCK.fullmatch(text):
        return int(clock[1]) * 60 + int(clock[2]), None
    found = _MINUTES.fullmatch(text.strip().rstrip("."))
    if found is None or not any((found["d"], found["h"], found["m"])):
        return None, codes.MINUTES_NOT_UNDERSTOOD
    total = Decimal(0)
    for key, each in (("d", _MINUTES_OF_DAY), ("h", 60), ("m", 1)):
        if found[key]:
            total += Decimal(found[key].replace(",", ".")) * each
    return int(total.quantize(Decimal(1), rounding=ROUND_HALF_UP)), None
