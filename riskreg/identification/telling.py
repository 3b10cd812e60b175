"""Which columns of a list tell of a maker, and how they become a trace: one reading for imports and checks alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from riskreg.identification.trace import Trace
from riskreg.rules.countries import country_of
from riskreg.rules.obligations import purpose_of
from riskreg.rules.terms import EquipmentKind

TELLING_FIELDS = (
    "make",
    "producer",
    "model",
    "make_and_model",
    "mac_address",
    "serial_number",
    "description",
    "notes",
    "name",
    "part_number",
    "component",
    "firmware",
    "cloud",
    "supplier",
    "installer",
    "maintainer",
)
"""Canonical fields that are read, besides the date of installation.

The video system and recorder that a camera is attached to are left out: they are devices of their own.
"""


_NO_MAKER = frozenset(
    {"onvif", "generic", "universal", "rtsp", "stablefps", "unknown", "other", "various", "n/a", "tbc"}
)
"""What stands in a make or driver column without naming a maker. Source: Milestone camera report, driver families."""


# `Lobby 17` and `CAM-0018` tell no maker by their number; without it, a thousand names are a few.
_RUNNING_NUMBER = re.compile(r"\b[A-Za-z]{0,4}[-_ ]?\d{1,5}\b")


def _maker(text: str | None) -> str | None:
    return None if text is None or text.strip().casefold() in _NO_MAKER else text


def make_of(make: str | None, producer: str | None) -> str | None:
    """The label of a device: its make, else its producer; None where neither names one."""
    named = _maker(make)
    return named or _maker(producer) or named


def without_running_numbers(names: Sequence[str | None]) -> list[str | None]:
    """The names of devices without their running numbers, None where nothing else is left.

    Args:
        names: As the list gives them, one per row.
    """
    if not any(names):
        return [None] * len(names)
    joined = "\n".join([name or "" for name in names])
    # No running number runs over the end of a line, so all names are gone through at once.
    left = _RUNNING_NUMBER.sub("", joined).split("\n")
    if len(left) != len(names):
        left = [_RUNNING_NUMBER.sub("", name or "") for name in names]
    return [name.strip() or None for name in left]


def joined_text(*texts: str | None) -> str | None:
    """Several texts of a row as one; None where all are blank."""
    return "; ".join([each for each in texts if each]) or None


def served_by(supplier: str | None, installer: str | None, maintainer: str | None) -> str | None:
    """Who supplies, installs or maintains a device, each once; None where nobody is named."""
    return "; ".join(dict.fromkeys(each for each in (supplier, installer, maintainer) if each)) or None


def trace_of_fields(
    value: Callable[[str], str | None], installed_on: date | None = None, kind: EquipmentKind | None = None
) -> Trace:
    """The trace that a row holds.

    Args:
        value: Gives the raw text of a canonical field, or None.
        installed_on: Date of installation, where the list tells it.
        kind: Kind of equipment, where the list tells it.

    Returns:
        The trace.
    """
    make, producer = make_of(value("make"), value("producer")), _maker(value("producer"))
    both = value("make_and_model")
    if producer and make and producer.casefold() != make.casefold() and both is None:
        # The label is not the maker: a producer named beside another brand is a trace of its own.
        both = f"{producer} {value('model') or ''}".strip()
    name = _RUNNING_NUMBER.sub("", value("name") or "").strip()
    return Trace(
        make=make,
        model=value("model"),
        make_and_model=both,
        mac=value("mac_address"),
        serial=value("serial_number"),
        description=joined_text(value("description"), value("notes"), name),
        part_number=value("part_number"),
        component=value("component"),
        software=joined_text(value("firmware"), value("cloud")),
        supplier=served_by(value("supplier"), value("installer"), value("maintainer")),
        installed_on=installed_on,
        kind=kind.value if kind is not None and kind is not EquipmentKind.UNKNOWN else None,
        made_in=country_of(value("made_in")),
        purpose=purpose_of(value("purpose")),
    )
