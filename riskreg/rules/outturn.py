"""What was really paid and when, against the baseline, and what that says of the estimates. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from riskreg.rules.appraisal_figures import OptionFigures
from riskreg.rules.costing import NOTHING, Estimate, Sum, pence
from riskreg.rules.costing_lines import CostKind, Spend
from riskreg.rules.green_book import price_level


class Milestone(StrEnum):
    """A date of the work."""

    STARTED = "started"
    FINISHED = "finished"


class Against(StrEnum):
    """Where the money paid stands against an estimate."""

    WITHIN = "within"
    """Between low and high."""
    BELOW = "below"
    ABOVE = "above"
    NOT_PLANNED = "not_planned"
    NOTHING_PAID = "nothing_paid"


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment in pence without VAT, in the money of the year in which it was made; None: in that of the plan."""

    kind: CostKind
    spend: Spend
    pence: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class KindOutturn:
    """What was planned and paid for one kind of cost, in pence without VAT, optimism bias and contingency.

    Attributes:
        kind: Kind of cost.
        planned: The estimate.
        paid: What was paid, as paid.
        against: Where what was paid, in money of the base year, stands against the estimate.
        paid_real: What was paid, in money of the base year.
        forecast: What it will come to when all is done, in money of the base year.
    """

    kind: CostKind
    planned: Estimate
    paid: int
    against: Against
    paid_real: int = 0
    forecast: Estimate = NOTHING


@dataclass(frozen=True, slots=True)
class Outturn:
    """What was planned and what became of it.

    Attributes:
        by_kind: Capital by kind of cost; contingency stands apart.
        planned: Capital planned without optimism bias.
        bias: Optimism bias that was put on the whole option.
        contingency: Money that was planned for named risks.
        paid: Capital paid, whatever for, as paid.
        paid_yearly: Yearly cost paid, as paid.
        overrun: Paid above the likely plan, in basis points of the plan, both in money of the base year; below nought
            where less was paid. None while work is not finished, or nothing was planned.
        days_late: Days from the planned to the real end; None where either is not known.
        says: What the outturn says of the estimates, in sentences.
        paid_real: Capital paid, in money of the base year.
        not_converted: Capital paid in years whose money cannot be put into that of the base year: taken as paid.
        forecast: Capital when all is done, in money of the base year; see `outturn`.
        forecast_end: When work will end; None where no dates are planned. The real end where it has ended.
    """

    by_kind: tuple[KindOutturn, ...]
    planned: Estimate
    bias: Estimate
    contingency: Estimate
    paid: int
    paid_yearly: int
    overrun: int | None
    days_late: int | None
    says: tuple[str, ...]
    paid_real: int = 0
    not_converted: int = 0
    forecast: Estimate = NOTHING
    forecast_end: date | None = None


def outturn(
    figures: OptionFigures,
    paid: Sequence[Paid],
    dates: Mapping[Milestone, date],
    *,
    base_year: int | None = None,
    on: date | None = None,
) -> Outturn:
    """Hold what was paid against the baseline, and say what it will come to.

    While work goes on, what a kind of cost will come to is what was planned for it, or what was paid for it already
    where that is more; contingency only as far as it was drawn. When work is finished, it is what was paid. Work that
    began late ends as much later, and so does work that should have begun and has not.

    **Source**: supplementary Green Book guidance on optimism bias: compare estimates with what projects really cost, so
    that the next estimate starts from evidence. Green Book, real terms: both sides in money of the base year, by the
    GDP deflator.

    Args:
        figures: The baseline.
        paid: Every payment that stands.
        dates: When work really began and ended.
        base_year: In money of which year the baseline is; None where payments are taken as they are.
        on: The day that is looked from; None where dates shall not be forecast.
    """
    planned = dict(figures.by_kind)
    is_finished = Milestone.FINISHED in dates
    kinds = [kind for kind in CostKind if kind in planned or any(each.kind is kind for each in paid)]
    by_kind = tuple(
        _of_kind(kind, planned.get(kind, Sum()), paid, base_year, is_finished=is_finished) for kind in kinds
    )
    spent = [each for each in paid if each.spend is Spend.CAPITAL]
    capital = sum(each.paid_real for each in by_kind)
    odd = [each for each in spent if _level(each, base_year) is None]
    likely = figures.total.capital.likely
    overrun = round((capital - likely) * 10_000 / likely) if is_finished and likely else None
    ended = dates.get(Milestone.FINISHED)
    late = (ended - figures.ends_on).days if ended is not None and figures.ends_on is not None else None
    return Outturn(
        tuple(each for each in by_kind if each.planned != NOTHING or each.paid),
        figures.total.capital,
        figures.total.bias,
        figures.total.contingency,
        sum(each.pence for each in spent),
        sum(each.pence for each in paid if each.spend is Spend.YEARLY),
        overrun,
        late,
        (*_says(figures, capital, overrun, late, is_finished=is_finished), *_unconverted(odd, base_year)),
        capital,
        sum(each.pence for each in odd),
        sum((each.forecast for each in by_kind), NOTHING),
        _ends(figures, dates, on),
    )


def _level(payment: Paid, base_year: int | None) -> Fraction | None:
    """By what a payment is multiplied to be in money of the base year; None where no price level is at hand."""
    if payment.year is None or base_year is None:
        return Fraction(1)
    return price_level(payment.year, base_year)


def _unconverted(odd: Sequence[Paid], base_year: int | None) -> list[str]:
    if not odd:
        return []
    years = ", ".join(str(year) for year in sorted({each.year for each in odd if each.year is not None}))
    return [
        f"What was paid in {years} is taken as paid: no price level is at hand to put it into money of {base_year}."
    ]


def _ends(figures: OptionFigures, dates: Mapping[Milestone, date], on: date | None) -> date | None:
    if Milestone.FINISHED in dates:
        return dates[Milestone.FINISHED]
    if on is None or figures.starts_on is None or figures.ends_on is None:
        return None
    begins = dates.get(Milestone.STARTED) or max(on, figures.starts_on)
    return max(on, figures.ends_on + (begins - figures.starts_on) if begins > figures.starts_on else figures.ends_on)


def _of_kind(
    kind: CostKind, planned: Sum, paid: Sequence[Paid], base_year: int | None, *, is_finished: bool
) -> KindOutturn:
    of_it = [each for each in paid if each.kind is kind and each.spend is Spend.CAPITAL]
    estimate = planned.contingency if kind is CostKind.CONTINGENCY else planned.capital
    total = sum(pence(each.pence * (_level(each, base_year) or Fraction(1))) for each in of_it)
    is_open = not is_finished and kind is not CostKind.CONTINGENCY
    cases = (estimate.low, estimate.likely, estimate.high) if is_open else (total,) * 3
    if not of_it:
        against = Against.NOTHING_PAID
    elif estimate == NOTHING:
        against = Against.NOT_PLANNED
    elif total > estimate.high:
        against = Against.ABOVE
    else:
        against = Against.BELOW if total < estimate.low else Against.WITHIN
    forecast = Estimate(*(max(case, total) for case in cases))
    return KindOutturn(kind, estimate, sum(each.pence for each in of_it), against, total, forecast)


def _says(figures: OptionFigures, paid: int, overrun: int | None, late: int | None, *, is_finished: bool) -> list[str]:
    if not is_finished:
        return ["Work is not finished: what was paid so far says nothing of the estimate yet."]
    said = []
    capital = figures.total.capital
    if overrun is not None:
        more = f"{abs(overrun) / 100:g} % {'more' if overrun >= 0 else 'less'} than the likely estimate was paid"
        inside = "inside" if capital.low <= paid <= capital.high else "outside"
        said.append(f"{more}, {inside} the range from low to high.")
        whole = figures.total.whole_life.likely
        if whole and figures.total.bias.likely:
            share = round(figures.total.bias.likely * 10_000 / whole)
            verdict = "covers" if overrun <= share else "does not cover"
            said.append(f"The optimism bias of {share / 100:g} % {verdict} it.")
        elif overrun > 0:
            said.append("The estimate bore no optimism bias; the next one of this kind should.")
    if late is not None:
        said.append(
            f"Work ended {abs(late)} days {'late' if late > 0 else 'early'}." if late else "Work ended in time."
        )
    return said
