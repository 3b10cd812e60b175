"""Numbers behind a supplier's stock code: “DAH-IPC-HDW2431T”, “CAM/DS-2CD2143”, “HIKDS2CD2143G0I”. Pure.

A wholesaler puts letters of its own before the maker's number, and an officer copies what stands on the invoice.
"""

from __future__ import annotations

import re

from riskreg.identification.cue_words import ACCESSORY_WORDS
from riskreg.identification.first import Literals
from riskreg.identification.openings import outline

_HEAD = (
    r"(?:I?DS-?[2-9K]|DH[IE]?-|IPC-?[A-Z]{0,2}\d|IPC-?H|[NX]VR-?\d|HAC-?H|H(?:DW|FW|DBW)\d|HW[ITND]-|VT[OH]\d|2CD\d)"
)
_CORE = r"(?:I?DS-?2(?:CD|CE|DE|DF|TD)[A-Z0-9]\d|2CD[1-8][A-Z0-9]\d{2}|IPC-?H(?:DW|FW|DBW|UM)-?\d{4})"
_CODE = re.compile(rf"((?:[A-Z][A-Z0-9]{{0,9}}[-/:_ ]){{1,2}}?)(?={_HEAD})|(?:[A-Z]{{2,6}}?|\d{{1,2}}MP)(?={_CORE})")
_HOLDS = Literals((_HEAD, _CORE), outline)
_WORDS = re.compile(r"[a-z0-9]+")
_OF_ANOTHER = ACCESSORY_WORDS | {"bkt", "brkt", "lic", "box", "mnt", "for", "not", "ex", "old", "was"}


def may_be_behind_a_code(alike: str) -> bool:
    """Whether a number of an outline may stand behind a stock code. False is certain, True is not."""
    return _HOLDS.may(alike)


def behind_a_code(normal: str) -> str:
    """The number that stands behind a stock code; empty where none does.

    Args:
        normal: Normalised number that follows no numbering as it stands.
    """
    code = _CODE.match(normal)
    if code is None or not _OF_ANOTHER.isdisjoint(_WORDS.findall(code.group().lower())):
        return ""
    return normal[code.end() :]
