"""A maker's name inside a longer make: one of two names, a product line, or part of another firm's name. Pure."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache

from riskreg.identification.text import fold

_APART = re.compile(r"[()\[\]{}/|,;+]|\s[-–—]\s|\b(?:or|by|via|aka)\b")
_OF_A_FIRM = frozenset(
    """ltd limited plc llc llp inc gmbh sarl srl spa bv corp corporation co company group holding holdings international
    digital technology technologies tech electronics systems network networks software security communications
    industries china hangzhou zhejiang shenzhen uk usa europe european global overseas india australia canada
    america oem brand branded""".split()  # noqa: SIM905
)
"""Words that only complete a firm's name: `Hikvision Digital Technology Co Ltd`."""
_TRADES = frozenset(
    """scale scales lighting lights lamp lamps light windows doors fencing fences furniture motors motor auto automotive
    marine shipping foods food textile textiles garments clothing travel tours hotel bank insurance estates property
    properties media films pictures optics opticians dental medical pharma energy solar power steel plastics paper
    packaging printing factory works sons plumbing heating roofing flooring landscaping nursery school
    college church""".split()  # noqa: SIM905
)
"""Trades in which a firm makes no surveillance equipment; beside a maker's name they tell of another firm."""


class Inside(Enum):
    """How a name stands inside a make."""

    WHOLE_PART = auto()
    """By itself between brackets, strokes or commas, or with what completes a firm's name: `Hikvision (ABC badge)`."""
    LONGER = auto()
    """With further words that may be a product line: `Hikvision ColorVu`."""
    OTHER_FIRM = auto()
    """With another trade: `Shanghai Dahua Scale Factory`, `Uniview Windows Ltd`."""


@lru_cache(maxsize=8_192)
def part_of(label: str, name: str) -> Inside | None:
    """How a name stands inside a make; None where it does not."""
    plain, wanted = fold(label).casefold(), fold(name).casefold()
    if wanted not in plain:
        return None
    for part in _APART.split(plain):
        if part.strip(" ?.'\"") == wanted:
            return Inside.WHOLE_PART
    rest = re.findall(r"[^\W_]+", plain.replace(wanted, " "))
    if any(word in _TRADES for word in rest):
        return Inside.OTHER_FIRM
    return Inside.WHOLE_PART if all(word in _OF_A_FIRM for word in rest) else Inside.LONGER
