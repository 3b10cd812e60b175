"""MAC addresses: every notation, longest registered prefix first.

A prefix proves the network interface, not the product; prefixes of module makers and addresses set by hand count
neither for nor against a maker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from riskreg.identification.knowledge import Knowledge
from riskreg.identification.text import fold

_SEPARATORS = str.maketrans("", "", ":-. \t_")
_HEX12 = re.compile(r"[0-9A-F]{12}")
_GROUPED = re.compile(r"(?<![0-9A-F])[0-9A-F]{1,2}([:\-. ])(?:[0-9A-F]{1,2}\1){4}[0-9A-F]{1,2}(?![0-9A-F])")
_RUN = re.compile(r"(?<![0-9A-F])[0-9A-F]{12}(?![0-9A-F])|(?<![0-9A-F])(?:[0-9A-F]{4}[:.\-]){2}[0-9A-F]{4}(?![0-9A-F])")
_PREFIX_ALONE = re.compile(r"\W*([0-9A-F]{2})([:\-. ])([0-9A-F]{2})\2([0-9A-F]{2})(?:\2(?:XX|\*\*|\?\?|__)){0,3}\W*")
"""What is left of an address of which the device's half was blacked out or left off: `44:19:B6:xx:xx:xx`."""
_LOCAL_OR_MULTICAST = frozenset("1235679ABDEF")
"""Second digit with the multicast bit (1) or the locally administered bit (2) set: no prefix of a maker."""


def normalise_mac(text: str) -> str | None:
    """The first MAC address of a cell as 12 upper-case hexadecimal digits, or None where there is none."""
    digits = text.translate(_SEPARATORS).upper()
    if len(digits) == 12 and _HEX12.fullmatch(digits):
        return digits
    text = fold(text).upper()
    if found := _GROUPED.search(text):
        return "".join(group.zfill(2) for group in re.split(r"[:\-. ]", found.group()))
    if found := _RUN.search(text):
        return found.group().translate(_SEPARATORS)
    return None


@dataclass(frozen=True, slots=True)
class MacReading:
    """What a prefix says: its registrant's slug and the registrant as the IEEE prints it."""

    prefix: str
    vendor: str
    registrant: str
    shown: str = field(init=False)
    """The prefix as people write it: `44:19:B6…`."""
    holder: tuple[str, str] = field(init=False)
    """Slug and registrant: what the weighing turns on, the prefix apart."""

    def __post_init__(self) -> None:
        pairs = (self.prefix[i : i + 2] for i in range(0, len(self.prefix), 2))
        object.__setattr__(self, "shown", f"{':'.join(pairs)}…")
        object.__setattr__(self, "holder", (self.vendor, self.registrant))


class MacReader:
    """The registered prefixes of the catalogue.

    Args:
        knowledge: One edition of the catalogue.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._known: dict[str, str | None] = dict(knowledge.prefixes)
        self._known.update(dict.fromkeys(knowledge.module_prefixes))
        self._registrants = knowledge.registrants
        self._readings: dict[str, MacReading] = {}

    def prefix(self, text: str | None) -> str:
        """The longest registered prefix of a cell; empty where it says nothing. Cheap: called for every row."""
        if not text:
            return ""
        digits = text.replace(":", "").upper()
        if len(digits) != 12 or not _HEX12.fullmatch(digits):
            found = normalise_mac(text)
            if found is None:
                # An O for a nought is a slip of the pen; nothing in an address is spelt with one.
                plain = fold(text).upper().replace("O", "0")
                blacked = _PREFIX_ALONE.fullmatch(plain)
                found = "".join(blacked.group(1, 3, 4)) + "000000" if blacked else normalise_mac(plain)
            if found is None:
                return ""
            digits = found
        if digits[1] in _LOCAL_OR_MULTICAST:
            return ""
        known = self._known
        prefix = digits[:9]
        if prefix not in known:
            prefix = digits[:7]
            if prefix not in known:
                prefix = digits[:6]
        return prefix if known.get(prefix) else ""

    def read(self, prefix: str) -> MacReading | None:
        """What a prefix that `prefix` gave says."""
        found = self._readings.get(prefix)
        if found is None and (vendor := self._known.get(prefix)):
            found = self._readings[prefix] = MacReading(prefix, vendor, self._registrants.get(prefix, vendor))
        return found
