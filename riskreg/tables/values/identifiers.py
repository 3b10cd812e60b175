"""Serial numbers, tags, MAC and network addresses, postcodes and property numbers. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from riskreg.tables import codes
from riskreg.tables.cells import Cell, CellError, as_text
from riskreg.tables.wording import word_set

_MANGLED = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+?\d{1,3}", re.IGNORECASE)
_NOT_HEX = re.compile(r"[^0-9A-Fa-f]")
_MAC_SHAPE = re.compile(r"[0-9A-Fa-f][0-9A-Fa-f:\-. ]*[0-9A-Fa-f]")
_NO_VALUE = word_set(
    "n/a na none nil - -- --- ? ?? tbc tbd tba unknown unk x xx xxx n/k nk null (blank) blank",
    " anhysbys inconnu unbekannt desconocido sconosciuto nieznany 0",
) | {"not known", "not available", "not applicable", "no serial", "not visible", "none visible", "illegible", "no tag"}
_SAYS_WHY = re.compile(
    r"(?:see|not|no|none|un(?:known|readable|able|available|marked)|illegible|cannot|can ?not|can'?t|could|missing"
    r"|various|multiple|several|awaiting|to be|to follow|too|as above|same|ditto|worn|hidden|pending|yes)\b\D*",
    re.IGNORECASE,
)
"""Words without any digit that say why there is no number: `see photo`, `not accessible`, `unreadable - at height`."""
_LABELLED = re.compile(
    r"^(?:(?:s ?/ ?n|serial(?: ?(?:no|nr|number))?)\.?(?:\s*[:#=]\s*|\s+)|s\.?n\.?\s*[:#=]\s*)(?=.*\d)", re.IGNORECASE
)
_ONE = r"[A-Za-z]{0,10}[-_. ]?\d[0-9A-Za-z/-]*"
_SEVERAL = re.compile(rf"{_ONE}(?:(?:, |; ?| ?& ?| and ){_ONE})+(?: ?(?:&|and) ?{_ONE})?", re.IGNORECASE)
"""`CAM1, CAM2 & CAM3`, `C33334441; C33334442`."""
_FROM_TO = re.compile(r"([A-Za-z]{0,10}[-_. ]?)(\d{1,5})(?: to | thru | ?– ?| - )(?:\1)?(\d{1,5})", re.IGNORECASE)
"""`CAM01 to CAM12`, `1 - 12`; without spaces a hyphen is part of a tag."""
_LABELLED_MAC = re.compile(r"^(?:mac(?: ?addr(?:ess)?)?\.?\s*[:#=]?\s*|0x)(?=[0-9a-f]{2})", re.IGNORECASE)
_SHORT_PAIRS = re.compile(r"[0-9A-Fa-f]{1,2}(?:([:-])[0-9A-Fa-f]{1,2})(?:\1[0-9A-Fa-f]{1,2}){4}")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[ABD-HJLNP-UW-Z]{2})")
# Excel shows whole numbers in full up to fifteen digits and keeps no more than those.
_EXACT_DIGITS = 15


def parse_text(cell: Cell) -> str | None:
    """A text with its spaces tidied, or None when blank; `12345.0` → `12345`."""
    return " ".join(as_text(cell).split()) or None


def parse_identifier(cell: Cell) -> tuple[str | None, str | None]:
    """A serial number, tag or part number: `(value, code)`.

    Letters are kept as written, a label before the number is not (`SN: D77`). Words such as *n/a* and *see photo* are
    no identifier and give `(None, None)`.

    Returns:
        The text and None; None and `identifier-mangled` for a number that a spreadsheet program rounded
        (`1.23457E+15`, or more digits than it keeps); the text and `identifier-several` where it names several
        devices (`CAM01 to CAM12`).
    """
    if isinstance(cell, CellError):
        return None, codes.VALUE_IS_ERROR
    if isinstance(cell, int | float) and abs(cell) >= 10**_EXACT_DIGITS:
        return None, codes.IDENTIFIER_MANGLED
    return _identifier(as_text(cell))


def says_nothing(text: str) -> bool:
    """Whether a text stands for no value at all: `n/a`, `none`, `tbc`."""
    return " ".join(text.split()).casefold() in _NO_VALUE


@lru_cache(maxsize=20_000)
def _identifier(text: str) -> tuple[str | None, str | None]:
    tidy = _LABELLED.sub("", " ".join(text.split()).strip("'\""), count=1) if text else ""
    if not tidy or tidy.casefold() in _NO_VALUE or _SAYS_WHY.fullmatch(tidy):
        return None, None
    if _MANGLED.fullmatch(tidy) and any(sign in tidy for sign in ".,+"):
        return None, codes.IDENTIFIER_MANGLED
    return tidy, codes.IDENTIFIER_SEVERAL if _names_several(tidy) else None


def _names_several(tidy: str) -> bool:
    if (ends := _FROM_TO.fullmatch(tidy)) is not None:
        return int(ends[2]) < int(ends[3])
    return _SEVERAL.fullmatch(tidy) is not None


def parse_mac(cell: Cell) -> tuple[str | None, str | None]:
    """A MAC address as `44:19:B6:00:1F:2A`: `(value, code)`.

    Any notation of twelve hexadecimal digits is taken. A number is not: a program that turned `001E10…` into one
    has lost digits or zeros.
    """
    if isinstance(cell, CellError):
        return None, codes.VALUE_IS_ERROR
    if isinstance(cell, int | float):
        return None, codes.MAC_MANGLED
    return _mac(as_text(cell))


@lru_cache(maxsize=20_000)
def _mac(text: str) -> tuple[str | None, str | None]:
    if not text or text.casefold() in _NO_VALUE:
        return None, None
    if _MANGLED.fullmatch(text) and not re.fullmatch(r"[0-9A-Fa-f]{12}", text):
        return None, codes.MAC_MANGLED
    text = _LABELLED_MAC.sub("", text, count=1).replace("_", "-")
    if _SHORT_PAIRS.fullmatch(text):  # zeros before a digit are left out in some systems: `0:1e:6:1:2:3`
        text = ":".join(pair.zfill(2) for pair in re.split("[:-]", text))
    digits = _NOT_HEX.sub("", text)
    if len(digits) != 12 or not _MAC_SHAPE.fullmatch(text):
        return None, codes.MAC_NOT_UNDERSTOOD
    if digits.strip("0") == "" or digits.upper().strip("F") == "":
        return None, None  # all zeros or all ones stand for “none”
    digits = digits.upper()
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2)), None


def parse_host(cell: Cell) -> tuple[str | None, str | None]:
    """The host of a network address: `http://10.0.0.1:80/x` → `10.0.0.1`; names stay. User names in it are left out."""
    if isinstance(cell, CellError):
        return None, codes.VALUE_IS_ERROR
    text = as_text(cell)
    if text.casefold() in _NO_VALUE or not text:
        return None, None
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host = parts.hostname
    except ValueError:
        return text, None
    return (host or text), None


@lru_cache(maxsize=20_000)
def _postcode(text: str) -> tuple[str | None, str | None]:
    tight = re.sub(r"[\s.\-]", "", text).upper()
    found = _POSTCODE.fullmatch(tight)
    if found:
        return f"{found[1]} {found[2]}", None
    return " ".join(text.split()), codes.POSTCODE_NOT_UNDERSTOOD


def parse_postcode(cell: Cell) -> tuple[str | None, str | None]:
    """A United Kingdom postcode as `SW1A 2AA`; anything else is kept as text with `postcode-not-understood`."""
    if isinstance(cell, CellError):
        return None, codes.VALUE_IS_ERROR
    text = as_text(cell)
    return _postcode(text) if text and text.casefold() not in _NO_VALUE else (None, None)


def parse_uprn(cell: Cell) -> tuple[str | None, str | None]:
    """A unique property reference number without leading zeros: `(value, code)`.

    **Source**: GeoPlace: a UPRN is a number of up to twelve digits.
    """
    if isinstance(cell, CellError):
        return None, codes.VALUE_IS_ERROR
    text = as_text(cell).replace(" ", "").replace(",", "")
    if not text or text.casefold() in _NO_VALUE:
        return None, None
    digits = text.lstrip("0")
    if digits.isascii() and digits.isdigit() and len(digits) <= 12:
        return digits, None
    return None, codes.UPRN_NOT_UNDERSTOOD
