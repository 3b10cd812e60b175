"""What replacing equipment before the end of its life costs, and what it saves later. Pure.

**Source**: HM Treasury, Green Book: money already spent is sunk and left out, so the purchase price of an installed
camera is no reason to keep it; the life that remains to it is what is given up. Resale is taken as nil: it would move
the risk elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from riskreg.rules.costing import NOTHING, Estimate, reckon
from riskreg.rules.costing_lines import CostBasis, CostKind, CostLine, Spend
from riskreg.rules.terms import EquipmentKind


@dataclass(frozen=True, slots=True)
class Life:
    """How many years equipment serves.

    Attributes:
        least: Years after which it may be written off.
        most: Years after which it is.
        source: Who said so.
    """

    least: int
    most: int
    source: str


LIVES: Mapping[str, Life] = MappingProxyType(
    {
        "camera": Life(5, 7, "Epping Forest District Council, 480 cameras; Hillingdon accounts 2009-10, plant"),
        "recorder disk": Life(4, 6, "securityinfowatch, trade press"),
        "network switch": Life(7, 7, "HM Treasury, depreciation policy for its own equipment"),
        "firewall": Life(5, 5, "HM Treasury, depreciation policy for its own equipment"),
        "server": Life(5, 5, "HM Treasury, depreciation policy for its own equipment"),
    }
)
"""Kind of equipment → how long it serves, where a plan says nothing better."""
_LIFE_OF = {
    EquipmentKind.RECORDER: "recorder disk",
    EquipmentKind.STORAGE: "recorder disk",
    EquipmentKind.SERVER: "server",
    EquipmentKind.NETWORK_EQUIPMENT: "network switch",
}


def life_of(kind: EquipmentKind) -> Life:
    """How long equipment of a kind serves; a camera's life for what is not named."""
    return LIVES[_LIFE_OF.get(kind, "camera")]


@dataclass(frozen=True, slots=True)
class Lives:
    """Where the devices that go stand in their life when they are replaced.

    What was paid for them once is sunk and stands in no sum; what is given up is the life that remains.

    Attributes:
        ended: Devices that were due.
        running: Devices that are replaced before their time.
        beyond: Devices whose life lasts longer than the appraisal; what they would have served on is in no sum.
        not_known: Devices of unknown age.
        years_early: Years of life given up within the appraisal, added up over devices.
        accelerated: Present value of paying for renewals now that would have been paid later: the true cost of being
            early, as far as renewals are among the avoided costs.
    """

    ended: int
    running: int
    beyond: int
    not_known: int
    years_early: int
    accelerated: Estimate


@dataclass(frozen=True, slots=True)
class Installed:
    """Equipment that is in place, and what renewing it like for like would cost.

    Attributes:
        what: In words.
        quantity: Devices.
        installed_year: Year of installation; None where not known, as for many public cameras.
        life_years: Years it serves; None where not known.
        low: Low price of renewing one device in pence without VAT; None without a range.
        likely: Likely price; None where not known.
        high: High price; None without a range.
        price_year: In money of which year.
    """

    what: str
    quantity: int
    installed_year: int | None
    life_years: int | None
    low: int | None
    likely: int | None
    high: int | None
    price_year: int


class LifeState(StrEnum):
    """Where equipment stands in its life when it is replaced."""

    ENDED = "ended"
    """It was due: what its renewal would have cost is no cost of the plan."""
    RUNNING = "running"
    """It is replaced early."""
    BEYOND = "beyond"
    """Its life ends after the appraisal, so no renewal is avoided within it."""
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class Early:
    """What replacing equipment in a year means.

    Attributes:
        state: Where it stands in its life.
        ends: Year in which its life ends; None where not known.
        years_early: Years of life given up; None where not known.
        avoided: The renewal that is no longer paid for, as a line of cost; None where none is.
        accelerated: Present value in pence of paying for the renewal in the year of replacement instead of at the end
            of life: the true cost of being early. All of it where life ends after the appraisal; None where not known.
    """

    state: LifeState
    ends: int | None
    years_early: int | None
    avoided: CostLine | None
    accelerated: Estimate | None


def early(installed: Installed, replaced_in: int, basis: CostBasis) -> Early:
    """What it means to replace equipment in a year.

    Args:
        installed: What is in place.
        replaced_in: The year, within the appraisal.
        basis: On what is reckoned.

    Raises:
        FileRejected: The price or a year is impossible.
    """
    if installed.installed_year is None or installed.life_years is None:
        return Early(LifeState.NOT_KNOWN, None, None, None, None)
    ends = installed.installed_year + installed.life_years
    years_early = max(0, ends - replaced_in)
    state = LifeState.ENDED if not years_early else LifeState.RUNNING if ends <= basis.last_year else LifeState.BEYOND
    if installed.likely is None:
        return Early(state, ends, years_early, None, None)
    # What was due before is paid in the year of replacement: that is when the renewal falls away.
    avoided = None if state is LifeState.BEYOND else _renewal(installed, max(ends, replaced_in))
    brought_forward = _present(_renewal(installed, replaced_in), basis)
    later = _present(avoided, basis) if avoided is not None else NOTHING
    gap = Estimate(*(getattr(brought_forward, case) - getattr(later, case) for case in ("low", "likely", "high")))
    return Early(state, ends, years_early, avoided, gap)


def lives(
    devices: Iterable[tuple[EquipmentKind, int, int | None]],
    costs: Iterable[CostLine],
    replaced_in: int,
    basis: CostBasis,
) -> Lives:
    """Where devices stand in their life when they are replaced, and what being early costs.

    Args:
        devices: Kind, number and year of installation of each line that goes.
        costs: The costs of the option; its avoided renewals say when each would have been paid.
        replaced_in: The year of replacement.
        basis: On what is reckoned.
    """
    number: Counter[LifeState] = Counter()
    years = 0
    for kind, quantity, installed in devices:
        found = early(Installed("", quantity, installed, life_of(kind).most, None, None, None, 0), replaced_in, basis)
        number[found.state] += quantity
        if found.state is LifeState.RUNNING:
            years += quantity * (found.years_early or 0)
    avoided = [each for each in costs if each.spend is Spend.AVOIDED and each.likely is not None]
    renewals = [each for each in avoided if each.kind is CostKind.RENEWAL]
    now = [replace(each, first_year=replaced_in, last_year=replaced_in) for each in renewals]
    gap = [
        sum(getattr(_present(each, basis), case) for each in now)
        - sum(getattr(_present(each, basis), case) for each in renewals)
        for case in ("low", "likely", "high")
    ]
    return Lives(
        number[LifeState.ENDED],
        number[LifeState.RUNNING],
        number[LifeState.BEYOND],
        number[LifeState.NOT_KNOWN],
        years,
        Estimate(*gap),
    )


def _renewal(installed: Installed, year: int) -> CostLine:
    return CostLine(
        kind=CostKind.RENEWAL,
        spend=Spend.AVOIDED,
        what=installed.what,
        quantity=Decimal(installed.quantity),
        unit="device",
        low=installed.low,
        likely=installed.likely,
        high=installed.high,
        first_year=year,
        last_year=year,
        price_year=installed.price_year,
    )


def _present(line: CostLine, basis: CostBasis) -> Estimate:
    return reckon([line], basis).total.present_avoided
