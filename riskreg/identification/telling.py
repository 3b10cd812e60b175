"""Which columns of a list tell of a maker, and how they become a trace: one reading for imports and checks alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from riskreg.identification.trace import Trace

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
)
"""Canonical fields that are read, besides the date of installation.

The video system and recorder that a camera is attached to are left out: they are devices of their own.
"""


def trace_of_fields(value: Callable[[str], str | None], installed_on: date | None = None) -> Trace:
    """The trace that a row holds.

    Args:
        value: Gives the raw text of a canonical field, or None.
        installed_on: Date of installation, where the list tells it.

    Returns:
        The trace. A manufacturer named beside a different brand is kept as a statement: the brand is on the label, the
        manufacturer is what somebody says of it.
    """
    make, producer = value("make"), value("producer")
    said = [each for each in (value("description"), value("notes"), value("name")) if each]
    if producer and not make:
        make = producer
    elif producer and make and producer.casefold() != make.casefold():
        said.append(f"Manufacturer: {producer}")
    software = [each for each in (value("firmware"), value("cloud")) if each]
    return Trace(
        make=make,
        model=value("model"),
        make_and_model=value("make_and_model"),
        mac=value("mac_address"),
        serial=value("serial_number"),
        description="; ".join(said) or None,
        part_number=value("part_number"),
        component=value("component"),
        software="; ".join(software) or None,
        installed_on=installed_on,
    )
