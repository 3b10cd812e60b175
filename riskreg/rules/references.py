"""References that people see: `ASSET-4KX-R2F7-W`. Derived from the register's code and the row's key, never stored.

29 characters (no vowels, no 0, 1 or I) and a weighted check character modulo 29: because 29 is prime, every single
wrong character and every swap of two neighbours is caught.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"
_BASE = len(ALPHABET)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
CODE_LENGTH = 3
_MINIMUM_KEY_LENGTH = 4


class ReferenceKind(StrEnum):
    """What a reference points to; the value is its prefix."""

    ASSET = "ASSET"
    SITE = "SITE"
    ORGANISATION = "ORG"
    FLAG = "FLAG"
    IMPORT = "IMP"
    PLAN = "PLAN"
    DETERMINATION = "DET"
    CHANGE = "CHG"
    SAVED_CHECK = "CHECK"
    EXEMPTION = "EXM"
    NIL_RETURN = "NIL"
    RETURN_REQUEST = "ASK"
    CONFLICT = "CONF"
    PRODUCT = "PROD"
    APPRAISAL = "APPR"


def _check(kind: ReferenceKind, register_code: str, digits: str) -> str:
    # The kind takes part, so that ASSET-… cannot be read as SITE-… with the same characters.
    total, weight = _before_digits(kind, register_code)
    for character in digits:
        total += _VALUE[character] * weight
        weight += 1
    return ALPHABET[total % _BASE]


@lru_cache(maxsize=64)
def _before_digits(kind: ReferenceKind, register_code: str) -> tuple[int, int]:
    """What kind and register weigh, and the weight of the first digit: the same for a million references."""
    weights = sum(_VALUE[character] * weight for weight, character in enumerate(register_code, start=2))
    return sum(kind.value.encode()) + weights, len(register_code) + 2


def reference(kind: ReferenceKind, register_code: str, key: int) -> str:
    """The reference of a row.

    Args:
        kind: What it is.
        register_code: Three characters that tell this register from others.
        key: Primary key, at least 1.
    """
    digits = ""
    rest = key
    while rest:
        rest, digit = divmod(rest, _BASE)
        digits = ALPHABET[digit] + digits
    digits = digits.rjust(_MINIMUM_KEY_LENGTH, ALPHABET[0])
    return f"{kind.value}-{register_code}-{digits}{_check(kind, register_code, digits)}"


def parse_reference(text: str) -> tuple[ReferenceKind, str, int] | None:
    """Kind, register code and key of a reference as typed, or None where it is none or its check fails.

    Case, spaces and the place of hyphens do not matter.
    """
    plain = text.upper().replace(" ", "").replace("-", "")
    for kind in ReferenceKind:
        if not plain.startswith(kind.value):
            continue
        body = plain[len(kind.value) :]
        if len(body) < CODE_LENGTH + _MINIMUM_KEY_LENGTH + 1 or any(c not in _VALUE for c in body):
            continue
        code, digits, check = body[:CODE_LENGTH], body[CODE_LENGTH:-1], body[-1]
        if _check(kind, code, digits) != check:
            continue
        key = 0
        for character in digits:
            key = key * _BASE + _VALUE[character]
        return kind, code, key
    return None


def looks_like_reference(text: str) -> bool:
    """Whether the text was meant as a reference, well-formed or not."""
    return any(text.upper().startswith(f"{kind.value}-") for kind in ReferenceKind)
