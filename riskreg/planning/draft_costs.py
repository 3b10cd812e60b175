"""The lines of cost of drafted options: prices that are known with date and source, and lines that still want one."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from riskreg.planning.choosing import Choice
from riskreg.rules.appraisal import OptionKind
from riskreg.rules.appraisal_figures import AssetFact
from riskreg.rules.costing import pence
from riskreg.rules.costing_life import Installed, early, life_of
from riskreg.rules.costing_lines import CostBasis, CostKind, CostLine, Spend
from riskreg.rules.dates import long_date
from riskreg.rules.green_book import DISCOUNT_SCHEDULES, GDP_DEFLATOR, ProjectType, price_level
from riskreg.rules.interoperability_terms import Need
from riskreg.rules.terms import EquipmentKind

VAT = 2000
"""Standard rate in basis points. Source: Value Added Tax Act 1994, section 2(1), as it stands from 4 January 2011."""
_PER_DAY = 4
"""Devices that a person exchanges in a day: two hours each, a practice that no public source confirms."""
_SEES = frozenset(
    {EquipmentKind.CAMERA, EquipmentKind.FIXED_CAMERA, EquipmentKind.DOME_CAMERA, EquipmentKind.BULLET_CAMERA}
    | {EquipmentKind.PTZ_CAMERA, EquipmentKind.THERMAL_CAMERA, EquipmentKind.MULTI_SENSOR_CAMERA}
    | {EquipmentKind.ANPR_CAMERA}
)
_NEWEST_LEVEL = max(GDP_DEFLATOR)
"""The last year with a price level: of a later base year money of this one is the nearest that can be given."""
_RECORDS = frozenset({EquipmentKind.RECORDER, EquipmentKind.SERVER, EquipmentKind.STORAGE})


@dataclass(frozen=True, slots=True)
class Group:
    """Devices alike.

    Attributes:
        name: In words.
        kind: Kind of equipment.
        assets: Asset → what is known of it.
        resolution: The sharpest of them; None where not known.
        comes: How many devices shall take their place.
    """

    name: str
    kind: EquipmentKind
    assets: Mapping[int, AssetFact]
    resolution: str | None
    comes: int

    @property
    def devices(self) -> int:
        """Devices in it."""
        return sum(each.quantity for each in self.assets.values())


@dataclass(frozen=True, slots=True)
class UnitCost:
    """A public price of a unit in pence, with the year of its money and its source."""

    kind: CostKind
    what: str
    unit: str
    low: int
    likely: int
    high: int
    money_of: int
    source: str


@cache
def unit_costs() -> Mapping[str, UnitCost]:
    """The public unit prices that come with the program, by key."""
    text = files("riskreg.planning").joinpath("unit_costs.csv").read_text(encoding="utf-8")
    return {
        row["key"]: UnitCost(
            CostKind(row["kind"]),
            row["what"],
            row["unit"],
            int(row["low"]) * 100,
            int(row["likely"]) * 100,
            int(row["high"]) * 100,
            int(row["money_of"]),
            row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    }


Chosen = Sequence[tuple[Group, Choice | None]]


@dataclass(frozen=True)
class Costing:
    """Makes lines of cost.

    Attributes:
        base_year: Year of the work, in whose money all is.
        last_year: Last year of the appraisal.
        vat: Rate of VAT in basis points; None where not known.
        project_type: Type of project; None where nobody chose one.
        rates: Currency → pounds for one unit.
        is_street: The cameras stand in public space, not in a building.
    """

    base_year: int
    last_year: int
    vat: int | None
    project_type: ProjectType | None
    rates: Mapping[str, Decimal]
    is_street: bool = False

    def of(self, kind: OptionKind, chosen: Chosen, needs: Iterable[Need]) -> Iterator[CostLine]:
        """The lines of an option.

        Args:
            kind: What the option does.
            chosen: Each group with the product chosen for it.
            needs: What it takes so that these work with what stays.
        """
        if kind is OptionKind.KEEP:
            yield from self._kept(chosen)
            return
        old = sum(group.devices for group, _ in chosen)
        if kind is OptionKind.WITHDRAW:
            yield self._work("Installer to take out", old)
            yield self._wanting(CostKind.MAKING_GOOD, "Holes, paint and fire stopping", old, "device")
        else:
            yield from self._new(chosen)
            for need in needs:
                yield self._wanting(need.kind, need.what, need.quantity, need.unit)
            if self.is_street:
                yield self._wanting(CostKind.ACCESS_PLANT, "Lifting platform with its operator", 1, "job")
                yield self._public("traffic_order", None, 1)
            if kind is OptionKind.REDESIGN:
                yield self._wanting(CostKind.SURVEY, "Survey and design of the views", 1, "job")
                yield self._wanting(CostKind.DPIA, "Data protection impact assessment of the new views", 1, "job")
        yield from self._gone(chosen)
        yield self._wanting(CostKind.PROJECT_MANAGEMENT, "Project management", 1, "job")
        yield from self._avoided(chosen)

    def _new(self, chosen: Chosen) -> Iterator[CostLine]:
        for group, choice in chosen:
            yield self._device(CostKind.DEVICE, group, choice, group.comes, self.base_year)
            if group.kind in _SEES:
                what = f"Bracket or adapter plate, {group.name}"
                yield self._wanting(CostKind.MOUNT, what, group.comes, "device")
        yield self._work("Installer to exchange", sum(group.comes for group, _ in chosen))
        yield self._wanting(CostKind.COMMISSIONING, "Acceptance test with pictures of every view", 1, "job")
        yield from self._maintained(sum(group.comes for group, _ in chosen if group.kind in _SEES))

    def _gone(self, chosen: Chosen) -> Iterator[CostLine]:
        recorders = sum(group.devices for group, _ in chosen if group.kind in _RECORDS)
        if recorders:
            yield self._wanting(
                CostKind.SANITISATION, "Media wiped or destroyed, with certificate", recorders, "device"
            )
        old = sum(group.devices for group, _ in chosen)
        yield self._wanting(CostKind.WEEE, "Collection as electrical waste, with notes", old, "device")

    def _kept(self, chosen: Chosen) -> Iterator[CostLine]:
        yield self._wanting(CostKind.CONFIGURATION, "Network of its own without a way out, filters, check", 1, "site")
        yield from self._maintained(sum(group.devices for group, _ in chosen if group.kind in _SEES))
        for group, choice in chosen:
            for year, devices in self._ends(group):
                yield self._device(CostKind.RENEWAL, group, choice, devices, year)
        old = sum(group.devices for group, _ in chosen)
        yield self._wanting(CostKind.WEEE, "Collection as electrical waste, with notes", old, "device", self.last_year)
        # As for every other option: left out here alone, its renewals would be a cost of this one and a saving of all
        # others, and count twice between them.
        yield from self._avoided(chosen)

    def _ends(self, group: Group) -> Iterator[tuple[int, int]]:
        """Years in which devices end their life, and how many; at the last year where their age is not known."""
        ends: dict[int, int] = {}
        life = life_of(group.kind).most
        for asset in group.assets.values():
            year = asset.installed_year + life if asset.installed_year is not None else self.last_year
            year = max(year, self.base_year)
            if year <= self.last_year:
                ends[year] = ends.get(year, 0) + asset.quantity
        yield from sorted(ends.items())

    def _device(self, kind: CostKind, group: Group, choice: Choice | None, quantity: int, year: int) -> CostLine:
        if choice is None:
            return self._wanting(kind, f"Product to be chosen for {group.name}", quantity, "device", year)
        candidate = choice.product.candidate
        what = candidate.name if kind is CostKind.DEVICE else f"{candidate.name} for {group.name} at end of life"
        return self._line(
            kind, what, quantity, "device", (None, choice.pence, None), self._priced(choice), first=year, last=year
        )

    def _priced(self, choice: Choice) -> str | None:
        candidate = choice.product.candidate
        if candidate.price_minor is None or candidate.currency is None:
            return "no price is known; ask for a quotation"
        price = f"{candidate.currency} {candidate.price_minor / 100:,.2f}"
        told = f"list price {price} of {long_date(candidate.price_on)}: {candidate.price_source or 'source not told'}"
        if candidate.currency == "GBP":
            return told
        rate = self.rates.get(candidate.currency)
        return (
            f"{told}; at {rate} pounds, as given for this draft" if rate is not None else f"{told}; no rate was given"
        )

    def _work(self, what: str, devices: int) -> CostLine:
        days = -(-devices // _PER_DAY)
        return self._public("installer_day", f"{what} {devices} devices, {_PER_DAY} a day (assumed)", days)

    def _maintained(self, devices: int) -> Iterator[CostLine]:
        if devices and self.last_year > self.base_year:
            key = "maintenance" if self.is_street else "maintenance_building"
            yield self._public(key, None, devices, Spend.YEARLY, self.base_year + 1, self.last_year)

    def _public(
        self,
        key: str,
        what: str | None,
        quantity: int,
        spend: Spend = Spend.CAPITAL,
        first: int | None = None,
        last: int | None = None,
    ) -> CostLine:
        unit = unit_costs()[key]
        source = f"{unit.source}; money of {unit.money_of}"
        level = price_level(unit.money_of, self.base_year)
        if level is None and unit.money_of < _NEWEST_LEVEL:
            level = price_level(unit.money_of, _NEWEST_LEVEL)
            source += f" put into that of {_NEWEST_LEVEL} by the GDP deflator"
        if unit.money_of != self.base_year:
            source += ", taken as it stands from then on, because no price level is at hand"
        factor = level or Fraction(1)
        prices = (pence(unit.low * factor), pence(unit.likely * factor), pence(unit.high * factor))
        return self._line(unit.kind, what or unit.what, quantity, unit.unit, prices, source, spend, first, last)

    def _wanting(self, kind: CostKind, what: str, quantity: int, unit: str, year: int | None = None) -> CostLine:
        return self._line(kind, what, quantity, unit, (None, None, None), None, first=year, last=year)

    def _line(
        self,
        kind: CostKind,
        what: str,
        quantity: int,
        unit: str,
        prices: tuple[int | None, int | None, int | None],
        source: str | None,
        spend: Spend = Spend.CAPITAL,
        first: int | None = None,
        last: int | None = None,
    ) -> CostLine:
        begins = self.base_year if first is None else first
        return CostLine(
            kind=kind,
            spend=spend,
            what=what,
            quantity=Decimal(quantity),
            unit=unit,
            low=prices[0],
            likely=prices[1],
            high=prices[2],
            first_year=begins,
            last_year=begins if last is None else last,
            price_year=self.base_year,
            vat=self.vat,
            project_type=self.project_type,
            source=source,
        )

    def _avoided(self, chosen: Chosen) -> Iterator[CostLine]:
        """Renewals that would have come anyway and now fall away, where age and price are known."""
        basis = CostBasis(self.base_year, self.last_year, DISCOUNT_SCHEDULES[-1])
        for group, choice in chosen:
            by_year: dict[int, int] = {}
            for asset in group.assets.values():
                if asset.installed_year is not None:
                    by_year[asset.installed_year] = by_year.get(asset.installed_year, 0) + asset.quantity
            for year, devices in sorted(by_year.items()):
                price = choice.pence if choice is not None else None
                life = life_of(group.kind)
                installed = Installed(group.name, devices, year, life.most, None, price, None, self.base_year)
                found = early(installed, self.base_year, basis).avoided
                if found is not None:
                    told = self._priced(choice) if choice is not None else None
                    yield replace(found, source=f"{told}; life: {life.source}")
