"""The numbers that tell one device from another: when they count, and how strongly they agree. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from riskreg.rules.terms import MatchedBy
from riskreg.tables.wording import compact

KINDS: Final = (MatchedBy.SERIAL_NUMBER, MatchedBy.MAC_ADDRESS, MatchedBy.HARDWARE_ID, MatchedBy.ASSET_TAG)
"""Numbers that find an asset, the strongest first: the maker gives the first three, the owner sticks on the last."""
NUMBER_WORDS: Final = ("serial number", "MAC address", "hardware ID", "asset tag")
"""How each is called to an officer, in the order of `KINDS`."""

Keys = tuple[str | None, str | None, str | None, str | None]
"""Normalised serial number, MAC address, hardware ID and asset tag."""

PlaceFacts = tuple[str | None, str, str | None, str | None]
"""Location, kind, make and model: what is compared where a row has no number."""

_PLACEHOLDERS: Final = frozenset({
    "NA", "NONE", "NIL", "NULL", "UNKNOWN", "NOTKNOWN", "UNK", "TBC", "TBA", "TBD", "NOTAVAILABLE", "NOTAPPLICABLE",
    "NOTVISIBLE", "NOTREADABLE", "ILLEGIBLE", "UNREADABLE", "MISSING", "BLANK", "VARIOUS", "SEENOTES", "SEENOTE",
    "XXX", "XXXX", "XXXXX", "NOSERIAL", "NOTAG", "INCONNU", "INCONNUE", "UNBEKANNT", "KEINE", "SN", "SERIAL",
    "SERIALNUMBER", "NOTRECORDED", "NOTSTATED", "NOTLABELLED", "PENDING",
})  # fmt: skip
_SHORTEST: Final = (4, 12, 4, 1)
_BETWEEN: Final = "\x1f"
_NOT_KEPT = str.maketrans("", "", " -_/.:\\#\u00a0\t\n")


def number_key(text: str | None, kind: int) -> str | None:
    """A number in the form in which two lists agree on it, or None where it tells nothing.

    Args:
        text: The number as given.
        kind: Position in `KINDS`.

    Placeholders (`N/A`, `TBC`, `0000`), and makers' numbers too short to be one, do not count.
    """
    if not text:
        return None
    key = text.upper()
    if not key.isalnum():
        key = key.translate(_NOT_KEPT)
    if len(key) < _SHORTEST[kind] or key in _PLACEHOLDERS or (key[0] == key[-1] and len(set(key)) == 1 and kind != 3):
        return None
    if kind == 3 and not key.strip("0?X*"):
        return None
    return key


def number_keys(texts: Sequence[str | None], kind: int) -> list[str | None]:
    """The same for many numbers at once.

    Args:
        texts: The numbers as given.
        kind: Position in `KINDS`.
    """
    # Nothing that is left out below is in the sign between them, and no number holds it but by a mischief.
    keys = _BETWEEN.join([text or "" for text in texts]).upper().translate(_NOT_KEPT).split(_BETWEEN)
    if len(keys) != len(texts):
        return [number_key(text, kind) for text in texts]
    shortest = _SHORTEST[kind]
    return [
        key
        if len(key) >= shortest
        and key not in _PLACEHOLDERS
        and (key.strip("0?X*") if kind == 3 else key[0] != key[-1] or len(set(key)) > 1)
        else None
        for key in keys
    ]


@lru_cache(maxsize=50_000)
def _folded(text: str) -> str:
    return compact(text)


def place_key(location: str | None, kind: str, make: str | None, model: str | None) -> str:
    """What is compared where a row has no number: location, kind, make and model, whatever their spelling."""
    return place_keys([(location, kind, make, model)])[0]


def place_keys(rows: Iterable[PlaceFacts]) -> list[str]:
    """The same of many rows."""
    folded = [[_folded(part) if part else "" for part in column] for column in zip(*rows, strict=True)]
    joined = map(_BETWEEN.join, zip(*folded, strict=True))
    return [blake2b(facts.encode(), digest_size=8).hexdigest() for facts in joined]


class Agreement(Enum):
    """How the numbers of a row agree with those of the asset that one of them found."""

    WHOLE = "whole"
    """Every number that both have is the same."""
    MOSTLY = "mostly"
    """One differs; the strongest that both have, or most of them, agree."""
    CONTRADICTS = "contradicts"
    """A weaker number agrees beside a stronger one that differs: another device may carry the number now."""


def agreement(row: Sequence[str | None], asset: Sequence[str | None]) -> tuple[Agreement, tuple[int, ...]]:
    """How far two sets of numbers agree, and the positions in `KINDS` at which they differ.

    A maker's number weighs more than a sticker. So a new serial number under an old tag is not a correction but, until
    a person says so, another device: taking it for the same would let a flagged device vanish without a removal.
    """
    same = [n for n in range(4) if row[n] is not None and row[n] == asset[n]]
    other = tuple(n for n in range(4) if row[n] is not None and asset[n] is not None and row[n] != asset[n])
    if not other:
        return Agreement.WHOLE, ()
    if same and (same[0] < other[0] or len(same) > len(other)):
        return Agreement.MOSTLY, other
    return Agreement.CONTRADICTS, other
