"""What a set of cost lines comes to: budget, whole-life cost and present value, to the penny. Pure.

**Rounding, stated once.** Each line, in each year, in each of the cases low, likely and high is rounded to the whole
penny, a half upwards; so are its optimism bias, its VAT and their present values. Every total is a sum of those
pennies, so totals agree to the penny however they are grouped.

**Source**: HM Treasury, Green Book: real terms in money of one base year; year 0 is not discounted; VAT is no part of
the economic case and part of the budget; optimism bias is added to the economic case and reduced only with evidence;
contingency is not added beside it; money spent before is sunk and not counted; options share one horizon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TypeVar

from riskreg.errors import FileRejected
from riskreg.rules.costing_lines import CostBasis, CostKind, CostLine, Spend, faults_of
from riskreg.rules.green_book import UNMANAGED, bias_share, duration_bias_share, price_level

K = TypeVar("K")
_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """An amount in pence in three cases."""

    low: int = 0
    likely: int = 0
    high: int = 0

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(self.low + other.low, self.likely + other.likely, self.high + other.high)

    def less(self, other: Estimate) -> Estimate:
        """This less another: the low case takes off the other's high one, so that the range holds what may come."""
        return Estimate(self.low - other.high, self.likely - other.likely, self.high - other.low)


NOTHING = Estimate()


@dataclass(frozen=True, slots=True)
class Sum:
    """What some lines come to. All amounts in pence, in money of the base year.

    Attributes:
        capital: Capital cost without VAT, bias and contingency.
        yearly: Yearly cost, the same.
        bias: Optimism bias on both.
        contingency: Money for named risks.
        vat: VAT on capital, yearly cost and contingency.
        avoided: What would have been paid without the plan.
        present_cost: Capital and yearly cost, discounted.
        present_bias: Optimism bias, discounted.
        present_avoided: Avoided cost, discounted.
    """

    capital: Estimate = NOTHING
    yearly: Estimate = NOTHING
    bias: Estimate = NOTHING
    contingency: Estimate = NOTHING
    vat: Estimate = NOTHING
    avoided: Estimate = NOTHING
    present_cost: Estimate = NOTHING
    present_bias: Estimate = NOTHING
    present_avoided: Estimate = NOTHING

    def __add__(self, other: Sum) -> Sum:
        return Sum(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Sum)))

    @property
    def whole_life(self) -> Estimate:
        """Capital and yearly cost over the whole appraisal, without VAT, bias and contingency."""
        return self.capital + self.yearly

    @property
    def budget(self) -> Estimate:
        """What has to be found: cost, contingency and VAT. Without optimism bias: no risk is paid for twice."""
        return self.whole_life + self.contingency + self.vat

    @property
    def present_value(self) -> Estimate:
        """The economic case: cost and optimism bias, discounted; without VAT and contingency."""
        return self.present_cost + self.present_bias

    @property
    def net_present_value(self) -> Estimate:
        """The economic case less what would have been paid anyway."""
        return self.present_value.less(self.present_avoided)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one line comes to in one year."""

    line: CostLine
    year: int
    sum: Sum


@dataclass(frozen=True)
class Costs:
    """A set of lines reckoned on one basis.

    Attributes:
        basis: On what it was reckoned.
        cells: Every line in each of its years.
        without_range: Lines with a likely price only.
        without_vat: Lines whose VAT is not known; theirs is missing in the budget.
        without_bias: Lines that could bear optimism bias and name no type of project.
    """

    basis: CostBasis
    cells: tuple[Cell, ...]
    without_range: tuple[CostLine, ...]
    without_vat: tuple[CostLine, ...]
    without_bias: tuple[CostLine, ...]

    @property
    def total(self) -> Sum:
        """All of it."""
        return _summed(each.sum for each in self.cells)

    def by(self, key: Callable[[Cell], K]) -> dict[K, Sum]:
        """Sums by anything that a line and its year tell, in the order met.

        Args:
            key: Such as `lambda each: each.year`.
        """
        groups: dict[K, list[Sum]] = {}
        for each in self.cells:
            groups.setdefault(key(each), []).append(each.sum)
        return {name: _summed(sums) for name, sums in groups.items()}


def reckon(lines: Sequence[CostLine], basis: CostBasis) -> Costs:
    """What these lines come to.

    Raises:
        FileRejected: Lines are at fault; names each fault of every line.
    """
    issues = [issue for line in lines for issue in faults_of(line, basis)]
    if issues:
        raise FileRejected(
            f"{len(issues)} {'thing is' if len(issues) == 1 else 'things are'} wrong with the costs.",
            "Nothing was reckoned. Each message says what to do.",
            issues,
            code="costs-at-fault",
        )
    paid = [line for line in lines if line.spend is not Spend.AVOIDED]
    return Costs(
        basis,
        tuple(cell for line in lines for cell in _cells(line, basis)),
        tuple(line for line in lines if line.low is None or line.high is None),
        tuple(line for line in paid if line.vat is None),
        tuple(line for line in paid if line.project_type is None and line.kind is not CostKind.CONTINGENCY),
    )


def duration_bias(costs: Costs) -> Fraction | None:
    """Optimism bias on the duration of works: that of each type of project, weighted by its share of the capital.

    **Source**: supplementary Green Book guidance on optimism bias: a project of several types takes the bias of each by
    its share of the cost. Works without a type, or of one for which none was measured, count in neither.

    Args:
        costs: As reckoned.
    """
    weights: dict[Fraction, int] = {}
    for each in costs.cells:
        kind, capital = each.line.project_type, each.sum.capital.likely
        if kind is not None and capital:
            share = duration_bias_share(kind, costs.basis.mitigations.get(kind, UNMANAGED))
            if share is not None:
                weights[share] = weights.get(share, 0) + capital
    whole = sum(weights.values())
    return sum((share * weight for share, weight in weights.items()), Fraction(0)) / whole if whole else None


def _summed(sums: Iterable[Sum]) -> Sum:
    total = Sum()
    for each in sums:
        total += each
    return total


def _cells(line: CostLine, basis: CostBasis) -> Iterator[Cell]:
    level = price_level(line.price_year, basis.base_year) or Fraction(1)
    likely = line.likely or 0
    prices = (likely if line.low is None else line.low, likely, likely if line.high is None else line.high)
    quantity = Fraction(line.quantity)
    amount = Estimate(*(pence(quantity * price * level) for price in prices))
    share = Fraction(0)
    if line.project_type is not None:
        share = bias_share(line.project_type, basis.mitigations.get(line.project_type, UNMANAGED))
    for year in range(line.first_year, line.last_year + 1):
        factor = basis.schedule.factor(year - basis.base_year, basis.rates)
        yield Cell(line, year, _sum(line, amount, share, factor))


def _sum(line: CostLine, amount: Estimate, share: Fraction, factor: Fraction) -> Sum:
    if line.spend is Spend.AVOIDED:
        return Sum(avoided=amount, present_avoided=times(amount, factor))
    vat = times(amount, Fraction(line.vat or 0, _WHOLE))
    if line.kind is CostKind.CONTINGENCY:
        return Sum(contingency=amount, vat=vat)
    bias = times(amount, share)
    is_capital = line.spend is Spend.CAPITAL
    return Sum(
        capital=amount if is_capital else NOTHING,
        yearly=NOTHING if is_capital else amount,
        bias=bias,
        vat=vat,
        present_cost=times(amount, factor),
        present_bias=times(bias, factor),
    )


def times(amount: Estimate, factor: Fraction) -> Estimate:
    """An amount times a factor, each case rounded to the whole penny."""
    return Estimate(pence(amount.low * factor), pence(amount.likely * factor), pence(amount.high * factor))


def pence(exact: Fraction) -> int:
    """The whole penny, a half upwards."""
    return (exact + Fraction(1, 2)).__floor__()
