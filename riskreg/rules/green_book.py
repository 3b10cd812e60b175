"""What the Treasury's Green Book gives to an appraisal, dated: discount rates, optimism bias, price level. Pure.

A new edition is a new entry in the tables below; an appraisal is reckoned with what was in force on its date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import MappingProxyType

from riskreg.errors import UsageError
from riskreg.rules.dates import long_date

_WHOLE = 10_000
"""Basis points in the whole."""


class RateKind(StrEnum):
    """Which column of the discount rates is meant."""

    STANDARD = "standard"
    HEALTH = "health"
    REDUCED = "reduced"
    """Without pure time preference: only a second look at programmes that run for more than 50 years."""


@dataclass(frozen=True, slots=True)
class Band:
    """Yearly discount rates up to a year, in basis points.

    Attributes:
        to_year: Last year of the band, counted from year 0; None for all that follow.
    """

    to_year: int | None
    standard: int
    health: int
    reduced: int

    def rate(self, kind: RateKind) -> int:
        """The rate of one column, in basis points."""
        return {RateKind.STANDARD: self.standard, RateKind.HEALTH: self.health, RateKind.REDUCED: self.reduced}[kind]


@dataclass(frozen=True)
class DiscountSchedule:
    """Discount rates as they stand from a date.

    Attributes:
        from_on: Date of the page that states them.
        bands: In the order of years.
        source: Where they stand.
    """

    from_on: date
    bands: tuple[Band, ...]
    source: str

    def factor(self, year: int, kind: RateKind = RateKind.STANDARD) -> Fraction:
        """What a pound of a year is worth in year 0, exactly.

        Args:
            year: Years after year 0, which is not discounted itself.
            kind: Column of the rates.
        """
        return _factor(self.bands, year, kind)


@cache
def _factor(bands: tuple[Band, ...], year: int, kind: RateKind) -> Fraction:
    if year <= 0:
        return Fraction(1)
    band = next(each for each in bands if each.to_year is None or year <= each.to_year)
    return _factor(bands, year - 1, kind) * Fraction(_WHOLE, _WHOLE + band.rate(kind))


DISCOUNT_SCHEDULES: tuple[DiscountSchedule, ...] = (
    DiscountSchedule(
        date(2026, 4, 16),
        (
            Band(30, 350, 150, 300),
            Band(75, 300, 129, 257),
            Band(125, 250, 107, 214),
            Band(200, 200, 86, 171),
            Band(300, 150, 64, 129),
            Band(None, 100, 43, 86),
        ),
        "HM Treasury, Green Book updates page, gov.uk, 16 April 2026: discount rates",
    ),
)
"""Every schedule known, the oldest first."""


def schedule_on(on: date) -> DiscountSchedule:
    """The discount rates in force on the date of an appraisal.

    Raises:
        UsageError: None is known that old.
    """
    found = [each for each in DISCOUNT_SCHEDULES if each.from_on <= on]
    if not found:
        first = long_date(DISCOUNT_SCHEDULES[0].from_on)
        raise UsageError(
            f"No discount rates are known for an appraisal of {long_date(on)}.",
            f"Date the appraisal {first} or later: the rates at hand are of that day.",
        )
    return found[-1]


class ProjectType(StrEnum):
    """Types of project for which optimism bias was measured. Source: Mott MacDonald 2002, table 2."""

    STANDARD_BUILDINGS = "standard_buildings"
    NON_STANDARD_BUILDINGS = "non_standard_buildings"
    STANDARD_CIVIL_ENGINEERING = "standard_civil_engineering"
    NON_STANDARD_CIVIL_ENGINEERING = "non_standard_civil_engineering"
    EQUIPMENT_AND_DEVELOPMENT = "equipment_and_development"
    OUTSOURCING = "outsourcing"


@dataclass(frozen=True, slots=True)
class BiasBounds:
    """Optimism bias of a type of project, in basis points.

    Attributes:
        upper: On cost, where nothing is managed: an average of past projects and a start, not a most.
        lower: On cost, where all is managed well.
        duration_upper: On the duration of works; None where none is given.
        duration_lower: The same where all is managed well.
    """

    upper: int
    lower: int
    duration_upper: int | None
    duration_lower: int | None


BIAS_SOURCE = "Mott MacDonald, Review of Large Public Procurement in the UK, July 2002, table 2, for HM Treasury"
BIAS_BOUNDS: Mapping[ProjectType, BiasBounds] = MappingProxyType(
    {
        ProjectType.STANDARD_BUILDINGS: BiasBounds(2400, 200, 400, 100),
        ProjectType.NON_STANDARD_BUILDINGS: BiasBounds(5100, 400, 3900, 200),
        ProjectType.STANDARD_CIVIL_ENGINEERING: BiasBounds(4400, 300, 2000, 100),
        ProjectType.NON_STANDARD_CIVIL_ENGINEERING: BiasBounds(6600, 600, 2500, 300),
        ProjectType.EQUIPMENT_AND_DEVELOPMENT: BiasBounds(20_000, 1000, 5400, 1000),
        # Of outsourcing only the operating cost was measured.
        ProjectType.OUTSOURCING: BiasBounds(4100, 0, None, None),
    }
)
"""Type → bounds. Source: `BIAS_SOURCE`."""


@dataclass(frozen=True, slots=True)
class Mitigation:
    """How much of the causes of optimism bias is managed, and what shows it.

    Attributes:
        managed: Share managed, in basis points, 0 to 10,000.
        evidence: What shows it; needed as soon as anything is taken off.
    """

    managed: int = 0
    evidence: str = ""


UNMANAGED = Mitigation()
"""The start: nothing is shown to be managed."""


def bias_share(kind: ProjectType, mitigation: Mitigation = UNMANAGED) -> Fraction:
    """Optimism bias on cost as a share: what is not managed × the upper bound.

    **Source**: supplementary Green Book guidance on optimism bias; its example: 92 % managed of an upper bound of
    51 % leaves 4 %.

    Raises:
        UsageError: The share managed is none, or nothing shows it.
    """
    return Fraction(BIAS_BOUNDS[kind].upper, _WHOLE) * _unmanaged(kind, mitigation)


def duration_bias_share(kind: ProjectType, mitigation: Mitigation = UNMANAGED) -> Fraction | None:
    """Optimism bias on the duration of works as a share; None where none was measured.

    Raises:
        UsageError: The share managed is none, or nothing shows it.
    """
    upper = BIAS_BOUNDS[kind].duration_upper
    return None if upper is None else Fraction(upper, _WHOLE) * _unmanaged(kind, mitigation)


def is_below_lower_bound(kind: ProjectType, mitigation: Mitigation) -> bool:
    """Whether a mitigation leaves less than well managed projects showed: the reader is told, nothing is changed."""
    return bias_share(kind, mitigation) < Fraction(BIAS_BOUNDS[kind].lower, _WHOLE)


def _unmanaged(kind: ProjectType, mitigation: Mitigation) -> Fraction:
    name = kind.value.replace("_", " ")
    if not 0 <= mitigation.managed <= _WHOLE:
        raise UsageError(
            f"The share of optimism bias that is managed, {Fraction(mitigation.managed, 100)} %, is no share ({name}).",
            "Give a share from 0 to 100 %.",
        )
    if mitigation.managed and not mitigation.evidence.strip():
        raise UsageError(
            f"Optimism bias is reduced without evidence ({name}).",
            "Say what shows that the causes are managed, or leave the share at 0 %.",
        )
    return Fraction(_WHOLE - mitigation.managed, _WHOLE)


DEFLATOR_SOURCE = "HM Treasury, GDP deflators, quarterly national accounts of December 2025, calendar years, 2024 = 100"
GDP_DEFLATOR: Mapping[int, Fraction] = MappingProxyType(
    {
        2015: Fraction("75.1536"),
        2016: Fraction("76.4554"),
        2017: Fraction("77.6367"),
        2018: Fraction("79.1606"),
        2019: Fraction("81.1085"),
        2020: Fraction("85.2137"),
        2021: Fraction("85.6358"),
        2022: Fraction("90.5005"),
        2023: Fraction("96.2507"),
        2024: Fraction(100),
    }
)
"""Year → price level. The step from 2019 to 2020 is an effect of how output was measured. Source: `DEFLATOR_SOURCE`."""


def price_level(money_of: int, base_year: int) -> Fraction | None:
    """By what money of one year is multiplied to be money of another; None where a year has no price level yet.

    **Source**: Green Book, real terms: one base year, quotations converted with the GDP deflator.
    """
    if money_of == base_year:
        return Fraction(1)
    if money_of not in GDP_DEFLATOR or base_year not in GDP_DEFLATOR:
        return None
    return GDP_DEFLATOR[base_year] / GDP_DEFLATOR[money_of]
