"""Columns that hold several numbers of a device in one cell, such as “Serial / MAC” or “IP and MAC”. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from riskreg.tables.evidence import IP, is_mac
from riskreg.tables.wording import words

_NAMED: Final = {"mac": "mac_address", "ip": "ip_address", "serial": "serial_number", "sn": "serial_number"}
"""Words of headers that name a number which can be told from another one beside it."""
_TOLD_BY_SHAPE: Final = ("mac_address", "ip_address")
COMBINED: Final = frozenset({*_NAMED.values(), "asset_tag", "hardware_id"})
"""Fields whose column may hold another number as well."""
_LABELS: Final = re.compile(
    r"\b(?:serial(?:\s*(?:no|number))?|s\s*/\s*n|sn|mac(?:\s*addr(?:ess)?)?|ip(?:v4)?(?:\s*addr(?:ess)?)?)\b\s*[.:#]*",
    re.IGNORECASE,
)
_APART: Final = re.compile(r"[\s/|;,()&]+")
_SEPARATED: Final = re.compile(r"[:\-.]")


def also_held(header: str, field: str, taken: Collection[str]) -> tuple[str, ...]:
    """The further numbers that a header names beside the one that its column was taken for.

    Args:
        header: As written.
        field: What the column was taken for.
        taken: Fields that have a column.
    """
    if field not in COMBINED:
        return ()
    named = dict.fromkeys(_NAMED[word] for word in words(header) if word in _NAMED)
    rivals = tuple(other for other in named if other != field and other not in taken)
    # Two numbers without a shape of their own cannot be told apart.
    return rivals if field in _TOLD_BY_SHAPE or all(other in _TOLD_BY_SHAPE for other in rivals) else ()


def split_numbers(text: str, field: str, also: tuple[str, ...]) -> Mapping[str, str]:
    """The numbers in a cell by field: `K012 / 44:19:B6:00:00:01` → the serial number and the MAC address.

    Args:
        text: The cell.
        field: What its column was taken for.
        also: The further numbers that the header names.
    """
    wanted = (field, *also)
    pieces = [piece for piece in _APART.split(_LABELS.sub(" ", text)) if piece.strip("-.:")]
    found: dict[str, str] = {}
    macs = [piece for piece in pieces if is_mac(piece)] if "mac_address" in wanted else []
    # Twelve digits without separators could be the serial number too: beside it, the address stands last.
    mac = next((piece for piece in macs if _SEPARATED.search(piece)), macs[-1] if macs else None)
    if mac is not None and (len(pieces) > 1 or field == "mac_address" or _SEPARATED.search(mac)):
        found["mac_address"] = mac
        pieces.remove(mac)
    ip = next((piece for piece in pieces if IP.fullmatch(piece)), None) if "ip_address" in wanted else None
    if ip is not None:
        found["ip_address"] = ip
        pieces.remove(ip)
    rest = " ".join(pieces)
    if rest:
        found[next((other for other in wanted if other not in _TOLD_BY_SHAPE), field)] = rest
    return found
