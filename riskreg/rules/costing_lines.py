"""Lines of cost: what is paid for, in which quantity and unit, in which years; and what is wrong with a line. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from riskreg.errors import UsageError
from riskreg.rules.amounts import MOST_POUNDS
from riskreg.rules.green_book import (
    GDP_DEFLATOR,
    DiscountSchedule,
    Mitigation,
    ProjectType,
    RateKind,
    bias_share,
    price_level,
)
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity

UNIT_MISSING: Final = "cost-unit-missing"
QUANTITY_IMPOSSIBLE: Final = "cost-quantity-impossible"
NEGATIVE: Final = "cost-negative"
PRICE_MISSING: Final = "cost-price-missing"
RANGE_REVERSED: Final = "cost-range-reversed"
YEAR_IMPOSSIBLE: Final = "cost-year-impossible"
PRICE_YEAR_UNKNOWN: Final = "cost-price-year-unknown"
VAT_IMPOSSIBLE: Final = "cost-vat-impossible"
BIAS_MISPLACED: Final = "cost-bias-misplaced"

CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        UNIT_MISSING: "A cost does not say of what its price is: per device, per day, per metre.",
        QUANTITY_IMPOSSIBLE: "The quantity of a cost is nought, negative or beyond belief.",
        NEGATIVE: "A price is below nought.",
        PRICE_MISSING: "A cost has no likely price.",
        RANGE_REVERSED: "Low, likely and high price are not in that order.",
        YEAR_IMPOSSIBLE: "A cost falls outside the years of the appraisal, or ends before it begins.",
        PRICE_YEAR_UNKNOWN: "A price is in money of a year that cannot be converted to that of the base year.",
        VAT_IMPOSSIBLE: "A rate of VAT is below nought or above the whole price.",
        BIAS_MISPLACED: "Optimism bias is put on contingency or on an avoided cost.",
    }
)
MOST_YEARS: Final = 60
"""The longest appraisal: beyond it the reduced rates and a specialist are needed."""
_MOST: Final = Decimal(10_000_000)
_WHOLE: Final = 10_000


class CostKind(StrEnum):
    """What is paid for. Source: domain facts, section 3.1, from published council and police papers."""

    SURVEY = "survey"
    DEVICE = "device"
    MOUNT = "mount"
    CABLING = "cabling"
    SWITCH = "switch"
    RECORDER = "recorder"
    LICENCE = "licence"
    STORAGE = "storage"
    INSTALLATION = "installation"
    ACCESS_PLANT = "access_plant"
    OUT_OF_HOURS = "out_of_hours"
    ESCORT = "escort"
    CONFIGURATION = "configuration"
    COMMISSIONING = "commissioning"
    MAKING_GOOD = "making_good"
    SANITISATION = "sanitisation"
    WEEE = "weee"
    TRAINING = "training"
    DPIA = "dpia"
    TEMPORARY_COVER = "temporary_cover"
    PROJECT_MANAGEMENT = "project_management"
    MAINTENANCE = "maintenance"
    CONNECTIVITY = "connectivity"
    MONITORING = "monitoring"
    POWER = "power"
    RENEWAL = "renewal"
    """Renewal at end of life: of what is put in, or, as an avoided cost, of what is taken out."""
    CONTINGENCY = "contingency"
    """Money for risks that are named. Kept apart from optimism bias; the two are never added up."""
    OTHER = "other"

    @property
    def words(self) -> str:
        """As an officer reads it."""
        return self.value.upper() if self in (CostKind.WEEE, CostKind.DPIA) else self.value.replace("_", " ")


class Spend(StrEnum):
    """How a cost falls."""

    CAPITAL = "capital"
    """Once; over several years in equal yearly quantities as stated."""
    YEARLY = "yearly"
    """Again in each of its years."""
    AVOIDED = "avoided"
    """What would have been paid without the plan and now is not."""


@dataclass(frozen=True, slots=True)
class CostLine:
    """One cost: quantity × price per unit, in each of its years.

    Attributes:
        kind: What is paid for.
        spend: Capital, yearly or avoided.
        what: In words, such as `Dome camera, entrance hall`.
        quantity: Units in each year, such as 24 or 1.5.
        unit: Of what the price is: `device`, `day`, `metre`.
        low: Low price per unit in pence without VAT; None where no range is given.
        likely: Likely price per unit in pence without VAT.
        high: High price per unit in pence without VAT; None where no range is given.
        first_year: First year in which it falls.
        last_year: Last year in which it falls.
        price_year: In money of which year the price is.
        vat: Rate of VAT in basis points, 2,000 for 20 %; None where not known, 0 where there is none.
        project_type: Type of project whose optimism bias it bears; None for none.
        source: Where the price comes from, or None.
        sheet: Sheet of the file, for messages.
        cell: Cell or row of the file, for messages.
    """

    kind: CostKind
    spend: Spend
    what: str
    quantity: Decimal
    unit: str
    low: int | None
    likely: int | None
    high: int | None
    first_year: int
    last_year: int
    price_year: int
    vat: int | None = None
    project_type: ProjectType | None = None
    source: str | None = None
    sheet: str | None = None
    cell: str | None = None


@dataclass(frozen=True)
class CostBasis:
    """On what an appraisal is reckoned: the same for every option that is compared.

    Attributes:
        base_year: Year 0: its money is the price base, and from it is discounted.
        last_year: Last year of the appraisal, the same for all options.
        schedule: Discount rates.
        rates: Column of the rates.
        mitigations: Type of project → how much of its optimism bias is managed, and the evidence.

    Raises:
        UsageError: The years are impossible, or bias is reduced without evidence.
    """

    base_year: int
    last_year: int
    schedule: DiscountSchedule
    rates: RateKind = RateKind.STANDARD
    mitigations: Mapping[ProjectType, Mitigation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 <= self.last_year - self.base_year <= MOST_YEARS:
            raise UsageError(
                f"An appraisal from {self.base_year} to {self.last_year} is impossible.",
                f"Let it end in or after its base year, and at most {MOST_YEARS} years later.",
            )
        for kind, mitigation in self.mitigations.items():
            bias_share(kind, mitigation)


def faults_of(line: CostLine, basis: CostBasis) -> tuple[Issue, ...]:
    """What is wrong with a line: one message for each fault; empty where it can be reckoned."""
    return tuple(
        Issue(code, Severity.ERROR, f"{_named(line)}: {message}", cure, line.sheet, line.cell)
        for code, message, cure in _faults(line, basis)
    )


def _named(line: CostLine) -> str:
    return f"{line.kind.words.capitalize() if line.kind.words.islower() else line.kind.words} “{line.what}”"


def _faults(line: CostLine, basis: CostBasis) -> Iterator[tuple[str, str, str]]:
    if not line.unit.strip():
        yield UNIT_MISSING, "the cost has no unit.", "Say of what the price is: device, day, metre, licence, job."
    if not line.quantity.is_finite() or not 0 < line.quantity <= _MOST:
        yield QUANTITY_IMPOSSIBLE, f"the quantity {line.quantity} is impossible.", "Give a quantity above nought."
    prices = [each for each in (line.low, line.likely, line.high) if each is not None]
    if prices and line.quantity.is_finite() and max(prices) * line.quantity > MOST_POUNDS * 100:
        told = f"{line.quantity} at {_pounds(max(prices))} come to more than £{MOST_POUNDS:,}."
        yield QUANTITY_IMPOSSIBLE, told, "Check the number of digits of quantity and price."
    if line.likely is None:
        yield PRICE_MISSING, "there is no likely price.", "Give the likely price per unit, without VAT."
    if any(each < 0 for each in prices):
        cure = "Write what is paid as a positive amount; a cost that falls away is an avoided cost."
        yield NEGATIVE, f"the price {_pounds(min(prices))} is below nought.", cure
    elif prices != sorted(prices):
        told = ", ".join(map(_pounds, prices))
        yield RANGE_REVERSED, f"the prices {told} are not in order.", "Let low be least and high be most."
    yield from _years(line, basis)
    if line.vat is not None and not 0 <= line.vat <= _WHOLE:
        yield VAT_IMPOSSIBLE, f"a rate of VAT of {line.vat / 100:g} % is impossible.", "Give 20, 5 or 0 %."
    if line.project_type is not None and (line.kind is CostKind.CONTINGENCY or line.spend is Spend.AVOIDED):
        yield (
            BIAS_MISPLACED,
            "optimism bias is put on money that bears none.",
            "Leave the type of project empty for contingency and for avoided costs.",
        )


def _years(line: CostLine, basis: CostBasis) -> Iterator[tuple[str, str, str]]:
    span = f"{line.first_year}" if line.first_year == line.last_year else f"{line.first_year} to {line.last_year}"
    if not basis.base_year <= line.first_year <= line.last_year <= basis.last_year:
        cure = f"Give years from {basis.base_year} to {basis.last_year}, the first year first."
        yield YEAR_IMPOSSIBLE, f"the year {span} is impossible.", cure
    if price_level(line.price_year, basis.base_year) is None:
        known = f"{min(GDP_DEFLATOR)} to {max(GDP_DEFLATOR)}"
        yield (
            PRICE_YEAR_UNKNOWN,
            f"money of {line.price_year} cannot be converted to money of {basis.base_year}.",
            f"Give the price in money of {basis.base_year}: the GDP deflator is at hand for {known} only.",
        )


def _pounds(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"
