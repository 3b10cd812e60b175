"""A candidate replacement: a product that might take the place of a device, as a list describes it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from types import MappingProxyType
from typing import Final

from riskreg.rules.names import fold
from riskreg.rules.terms import EquipmentKind

PROFILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "S": "basic streaming",
        "G": "recording, search and replay",
        "T": "advanced streaming",
        "M": "metadata and events of analytics",
        "C": "door control and events",
        "A": "access rights and schedules",
        "D": "readers and locks",
        "Q": "quick set-up (withdrawn on 31 March 2022)",
    }
)
"""ONVIF profiles. Each is a bundle of its own; none contains another. Source: ONVIF profile pages."""

CURRENCIES: Final = ("GBP", "EUR", "USD")
"""Currencies of prices; each has a hundred minor units."""


@dataclass(frozen=True, slots=True, order=True)
class ProfileClaim:
    """A profile that a product is said to conform to.

    **Source**: ONVIF: conformance is of one product with one firmware; a claim without the firmware is no evidence.

    Attributes:
        profile: One letter.
        firmware: Firmware of the declaration of conformance; None where it is not told.
    """

    profile: str
    firmware: str | None = None

    @property
    def words(self) -> str:
        """As it is read: `T (firmware 11.8)`."""
        return f"{self.profile} (firmware {self.firmware})" if self.firmware else f"{self.profile} (firmware not told)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A product as a list describes it. What is None or empty is not told, never absent.

    Attributes:
        vendor: Brand on the label.
        model: Model.
        part_number: Order number.
        producer: Who makes it, where that is not the brand.
        kind: Kind of equipment.
        profiles: ONVIF profiles claimed, with firmware.
        codecs: Such as `H.265`.
        smart_codec: The maker's own saving codec, such as `Zipstream`.
        poe_class: Class of power over Ethernet that it asks for, 0 to 8.
        milliwatts: Most that it draws, in thousandths of a watt.
        supplies_milliwatts: Power budget of a switch.
        supplies_ports: Ports of a switch that give power.
        vms_drivers: Video systems that have a driver of their own for it.
        mounts: Mounts and adapters that fit.
        analytics: What it can tell from pictures.
        resolution: As the source writes it.
        ingress: Protection from dust and water, such as `IP66`.
        impact: Protection from blows, such as `IK10`.
        coldest: Lowest temperature of use in degrees Celsius.
        hottest: Highest temperature of use in degrees Celsius.
        made_in: ISO 3166 code of the country of production.
        chip: System on chip.
        platform: The one system that it works with, where it works with no other.
        price_minor: Price without VAT in minor units.
        currency: ISO 4217 code.
        price_on: Date of the price.
        price_source: Where the price comes from.
        lead_time_days: From order to delivery.
        support_ends_on: Until when the maker mends its software.
        source: Where the facts come from.
        note: Anything else.
    """

    vendor: str
    model: str
    part_number: str | None = None
    producer: str | None = None
    kind: EquipmentKind = EquipmentKind.UNKNOWN
    profiles: tuple[ProfileClaim, ...] = ()
    codecs: tuple[str, ...] = ()
    smart_codec: str | None = None
    poe_class: int | None = None
    milliwatts: int | None = None
    supplies_milliwatts: int | None = None
    supplies_ports: int | None = None
    vms_drivers: tuple[str, ...] = ()
    mounts: tuple[str, ...] = ()
    analytics: tuple[str, ...] = ()
    resolution: str | None = None
    ingress: str | None = None
    impact: str | None = None
    coldest: int | None = None
    hottest: int | None = None
    made_in: str | None = None
    chip: str | None = None
    platform: str | None = None
    price_minor: int | None = None
    currency: str | None = None
    price_on: date | None = None
    price_source: str | None = None
    lead_time_days: int | None = None
    support_ends_on: date | None = None
    source: str | None = None
    note: str | None = None

    @property
    def name(self) -> str:
        """Brand and model, the brand once."""
        return full_name(self.vendor, self.model)

    @property
    def key(self) -> str:
        """By which the same product is known again, however it is spaced and written."""
        return fold(self.name)

    @property
    def asks(self) -> tuple[str, ...]:
        """What to ask the supplier before it is bought: what screening needs and the list does not tell."""
        wanted = {"chip": self.chip, "country of production": self.made_in}
        return tuple(what for what, told in wanted.items() if told is None)

    def filled(self, before: Candidate) -> Candidate:
        """The same product, with what is not told here taken from what was told before: silence erases nothing.

        A price is taken with its currency, date and source or not at all.

        Args:
            before: What was known.
        """
        priced = self if self.price_minor is not None else before
        told = {
            each.name: getattr(self, each.name) if _is_told(getattr(self, each.name)) else getattr(before, each.name)
            for each in fields(Candidate)
        }
        return Candidate(**told | {name: getattr(priced, name) for name in _PRICE})


_PRICE: Final = ("price_minor", "currency", "price_on", "price_source")


def _is_told(value: object) -> bool:
    return value is not None and value != () and value is not EquipmentKind.UNKNOWN


def names_product(text: str, candidate: Candidate) -> bool:
    """Whether a text such as `12 x Axis P3275-LVE dome` names a product: brand and model, or a model with a number.

    The name stands by itself: `P3275` is not named by `P3275-LVE`.
    """
    short = re.sub(rf"^{re.escape(candidate.vendor)}\W+", "", candidate.model, flags=re.IGNORECASE)
    spelled = r"[\W_]*".join(map(re.escape, re.findall(r"[^\W_]+", short)))
    is_telling = any(character.isdigit() for character in short) and len(short) > 3
    named = re.search(rf"(?<![^\W_])(?<![^\W_][-/.]){spelled}(?![^\W_]|[-/.][^\W_])", text, re.IGNORECASE)
    return named is not None and (is_telling or fold(candidate.vendor) in fold(text))


def full_name(vendor: str, model: str) -> str:
    """Brand and model, the brand once: `Axis` and `AXIS P3275-LVE` give `AXIS P3275-LVE`."""
    return model if fold(model).startswith(fold(vendor)) else f"{vendor} {model}"
