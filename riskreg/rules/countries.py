"""Countries as lists write them, as ISO 3166 codes. Pure."""

from __future__ import annotations

import re
from functools import cache

from babel import Locale

_ALSO = {
    "prc": "CN",
    "p r c": "CN",
    "people s republic of china": "CN",
    "mainland china": "CN",
    "uk": "GB",
    "great britain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "usa": "US",
    "u s a": "US",
    "u s": "US",
    "united states of america": "US",
    "republic of china": "TW",
    "republic of korea": "KR",
    "korea": "KR",
    "czech republic": "CZ",
    "turkey": "TR",
    "hong kong": "HK",
    "macau": "MO",
    "holland": "NL",
    "the netherlands": "NL",
    "viet nam": "VN",
}
_NONE = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes that stand for no one country."""
_LEAD = re.compile(r"^(?:made|manufactured|produced|assembled|built)\s+in\s+", re.IGNORECASE)


@cache
def _codes() -> dict[str, str]:
    territories = Locale("en").territories.items()
    names = {_plain(name): code for code, name in territories if re.fullmatch("[A-Z]{2}", code) and code not in _NONE}
    return {**names, **_ALSO}


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold()).split())


@cache
def country_of(text: str | None) -> str | None:
    """The ISO 3166 code of a country as a list writes it: `PRC`, `Made in China`, `cn`.

    Returns:
        The code, or None for a blank and for what is no country: nothing is guessed.
    """
    words = _LEAD.sub("", (text or "").strip())
    if not words:
        return None
    found = _codes().get(_plain(words))
    if found is None and words.upper() in _codes().values():
        return words.upper()
    return found


def country_name(code: str | None) -> str | None:
    """Name of a country, such as `China` for `CN`; a code that is none stays as it is.

    Args:
        code: ISO 3166 code, or None.
    """
    return Locale("en", "GB").territories.get(code, code) if code else None
