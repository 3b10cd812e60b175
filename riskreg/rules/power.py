"""Power over Ethernet: what each class takes at the switch and gives at the device. Pure.

**Source**: IEEE 802.3af, 802.3at and 802.3bt as makers of switches state them; classes 0 to 3 from a Netgear manual.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from riskreg.rules.candidates import Candidate


@dataclass(frozen=True, slots=True)
class PoeClass:
    """A class of power over Ethernet, in thousandths of a watt.

    Attributes:
        at_switch: What the port sets aside.
        at_device: What is left for the device at the end of the cable.
        standard: The standard that brought it.
    """

    at_switch: int
    at_device: int
    standard: str


POE_CLASSES: Final[Mapping[int, PoeClass]] = MappingProxyType(
    {
        0: PoeClass(15_400, 12_950, "802.3af"),
        1: PoeClass(4_000, 3_840, "802.3af"),
        2: PoeClass(7_000, 6_490, "802.3af"),
        3: PoeClass(15_400, 12_950, "802.3af"),
        4: PoeClass(30_000, 25_500, "802.3at"),
        5: PoeClass(45_000, 40_000, "802.3bt"),
        6: PoeClass(60_000, 51_000, "802.3bt"),
        7: PoeClass(75_000, 62_000, "802.3bt"),
        8: PoeClass(90_000, 71_300, "802.3bt"),
    }
)
"""Class → what it takes and gives."""


def class_for(milliwatts: int) -> int | None:
    """The smallest class that gives so much at the device; None where none does.

    Args:
        milliwatts: Most that the device draws.
    """
    return next((number for number in range(1, 9) if POE_CLASSES[number].at_device >= milliwatts), None)


def most_drawn(candidate: Candidate) -> int:
    """Most that one of a product draws, in thousandths of a watt; by its class where that is all that is told."""
    if candidate.milliwatts is not None:
        return candidate.milliwatts
    return POE_CLASSES[candidate.poe_class].at_device if candidate.poe_class is not None else 0


def set_aside(candidate: Candidate) -> int:
    """What a switch that goes by class sets aside for one, in thousandths of a watt: by its class, or by what holds it.

    What draws more than any class gives is not fed by the switch.
    """
    number = candidate.poe_class
    if number is None and candidate.milliwatts is not None:
        number = class_for(candidate.milliwatts)
    return POE_CLASSES[number].at_switch if number is not None else 0


def rank(poe_class: int) -> int:
    """A class by what it gives: class 0 ranks with class 3."""
    return 3 if poe_class == 0 else poe_class


def watts(milliwatts: int) -> str:
    """Thousandths of a watt as watts: `12.95 W`, `156 W`."""
    return f"{milliwatts / 1000:,.2f}".rstrip("0").rstrip(".") + " W"
