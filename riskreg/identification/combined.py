"""Whether the name or the number at the head of a cell for make and model is said of the device at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from riskreg.identification.cues import NOT_OF_A_DEVICE, Role
from riskreg.identification.mentions import Mention
from riskreg.identification.names import NameReading
from riskreg.identification.text import fold

_GONE = (Role.PAST, Role.LEFT, Role.FUTURE)
_FIRST_WORDS = tuple(re.compile(rf"(?:[\W_]*[^\W_]+){{{count}}}") for count in range(6))
"""The first words of a plain text, by their number."""
_ELSEWHERE = (*_GONE, Role.DENIED, Role.OTHER_DEVICE)


def names_no_device(raw: str, words: Sequence[str]) -> bool:
    """Whether what follows the first words of a cell makes them a place, a trade or a paper: “Dahua Road junction”.

    Args:
        raw: The cell.
        words: Its first words, normalised.
    """
    plain = fold(raw)
    if raw.isascii() and "'" not in raw and "`" not in raw:
        head = _FIRST_WORDS[len(words)].match(plain)
    else:
        head = re.match(r"[\W_]*" + r"[\W_]*".join(map(re.escape, words)), plain, re.IGNORECASE)
    return head is not None and NOT_OF_A_DEVICE.match(plain, head.end()) is not None


def is_too_short(head: NameReading, following: str) -> bool:
    """Whether a name of two letters at the head is more likely something else: “AD-03 tracking”, not “HP J9772A”.

    Args:
        head: The name.
        following: The next word, normalised.
    """
    return len(head.key) == 2 and not (len(following) > 2 and any(c.isdigit() for c in following))


def is_make(head: NameReading, mentions: Sequence[Mention]) -> bool:
    """Whether the name at the head is the make of the device that the cell describes.

    It is not where the cell denies it (“Hikvision: none”), where it is gone and another maker is there now, or where
    no source vouches for it and the cell names a maker besides (“HDCVI camera (Dahua)”).
    """
    first = mentions[0] if mentions else None
    another = any(m.role is Role.PRESENT and m.pattern is None and m is not first for m in mentions)
    is_first = first is not None and first.text.casefold() == head.text.casefold()
    if first is not None and is_first and (first.role is Role.DENIED or (first.role in _GONE and another)):
        return False
    return bool(head.claims) or not another or any(name.attestation.is_citable for name in head.names)


def is_elsewhere(number: str, mentions: Sequence[Mention]) -> bool:
    """Whether a number is said of another device alone: “equivalent to DS-2CD2143”."""
    return any(m.text == number and m.role in _ELSEWHERE for m in mentions if m.pattern is not None)
