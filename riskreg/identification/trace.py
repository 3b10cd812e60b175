"""What a list says of a device: the raw traces from which its maker is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import orjson

from riskreg.rules.obligations import KINDS_APART


@dataclass(frozen=True, slots=True)
class Trace:
    """The telling cells of one row, as given. All are optional; raw text, never cleaned by the caller.

    Attributes:
        make: Make, brand or manufacturer column.
        model: Model column.
        make_and_model: A column that holds both, in whatever order.
        mac: MAC address, any notation.
        serial: Serial number.
        description: Free text: description, remarks, notes.
        part_number: Manufacturer's part or order number.
        component: What the list says of chips or modules inside.
        software: Firmware, video software or app named for the device.
        supplier: Who supplied, installed or maintains the device.
        installed_on: Date of installation, which decides claims that hold only between dates.
        kind: Kind of equipment by value, such as `radio`. Like the two below it tells nothing of the maker: entries of
            lists may turn on it.
        made_in: ISO 3166 code of the country of production.
        purpose: What it is used for, as `purpose_of` gives it.
    """

    make: str | None = None
    model: str | None = None
    make_and_model: str | None = None
    mac: str | None = None
    serial: str | None = None
    description: str | None = None
    part_number: str | None = None
    component: str | None = None
    software: str | None = None
    supplier: str | None = None
    installed_on: date | None = None
    kind: str | None = None
    made_in: str | None = None
    purpose: str | None = None

    @property
    def circumstances(self) -> tuple[str, ...]:
        """What a verdict turns on besides the maker, for the distinct key; empty for most rows.

        Kinds that no restriction tells from video surveillance are left out, so that cost does not grow with them.
        """
        said = [f"kind {self.kind}"] if self.kind in KINDS_APART else []
        said += [f"in {self.made_in}"] if self.made_in else []
        return (*said, f"for {self.purpose}") if self.purpose else tuple(said)


def key_digest(key: tuple[str, ...]) -> str:
    """SHA-256 of a distinct key, by which the register knows it."""
    return sha256(orjson.dumps(key)).hexdigest()
