"""Which columns of a list tell of a maker, and how they become a trace: one reading for imports and checks alike."""

from __future__ import annotations

import re
from collections.abc import Callable
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
    make, producer = _maker(value("make")), _maker(value("producer"))
    both = value("make_and_model")
    if producer and not make:
        make = producer
    elif producer and make and producer.casefold() != make.casefold() and both is None:
        # The label is not the maker: a producer named beside another brand is a trace of its own.
        both = f"{producer} {value('model') or ''}".strip()
    name = _RUNNING_NUMBER.sub("", value("name") or "").strip()
    said = [each for each in (value("description"), value("notes"), name) if each]
    software = [each for each in (value("firmware"), value("cloud")) if each]
    served_by = [each for each in (value("supplier"), value("installer"), value("maintainer")) if each]
    return Trace(
        make=make,
        model=value("model"),
        make_and_model=both,
        mac=value("mac_address"),
        serial=value("serial_number"),
        description="; ".join(said) or None,
        part_number=value("part_number"),
        component=value("component"),
        software="; ".join(software) or None,
        supplier="; ".join(dict.fromkeys(served_by)) or None,
        installed_on=installed_on,
        kind=kind.value if kind is not None and kind is not EquipmentKind.UNKNOWN else None,
        made_in=country_of(value("made_in")),
        purpose=purpose_of(value("purpose")),
    )
