"""What was really paid and when, against the baseline, and what that says of the estimates. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from riskreg.rules.appraisal_figures import OptionFigures
from riskreg.rules.costing import NOTHING, Estimate, Sum
from riskreg.rules.costing_lines import CostKind, Spend


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
    """A payment in pence without VAT."""

    kind: CostKind
    spend: Spend
    pence: int


@dataclass(frozen=True, slots=True)
class KindOutturn:
    """What was planned and paid for one kind of cost, in pence without VAT, optimism bias and contingency."""

    kind: CostKind
    planned: Estimate
    paid: int
    against: Against


@dataclass(frozen=True, slots=True)
class Outturn:
    """What was planned and what became of it.

    Attributes:
        by_kind: Capital by kind of cost; contingency stands apart.
        planned: Capital planned without optimism bias.
        bias: Optimism bias that was put on the whole option.
        contingency: Money that was planned for named risks.
        paid: Capital paid, whatever for.
        paid_yearly: Yearly cost paid.
        overrun: Paid above the likely plan, in basis points of the plan; below nought where less was paid. None while
            work is not finished, or nothing was planned.
        days_late: Days from the planned to the real end; None where either is not known.
        says: What the outturn says of the estimates, in sentences.
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


def outturn(figures: OptionFigures, paid: Sequence[Paid], dates: Mapping[Milestone, date]) -> Outturn:
    """Hold what was paid against the baseline.

    **Source**: supplementary Green Book guidance on optimism bias: compare estimates with what projects really cost, so
    that the next estimate starts from evidence.

    Args:
        figures: The baseline.
        paid: Every payment that stands.
        dates: When work really began and ended.
    """
    planned = dict(figures.by_kind)
    kinds = [kind for kind in CostKind if kind in planned or any(each.kind is kind for each in paid)]
    by_kind = tuple(_of_kind(kind, planned.get(kind, Sum()), paid) for kind in kinds)
    capital = sum(each.pence for each in paid if each.spend is Spend.CAPITAL)
    is_finished = Milestone.FINISHED in dates
    likely = figures.total.capital.likely
    overrun = round((capital - likely) * 10_000 / likely) if is_finished and likely else None
    ended = dates.get(Milestone.FINISHED)
    late = (ended - figures.ends_on).days if ended is not None and figures.ends_on is not None else None
    return Outturn(
        tuple(each for each in by_kind if each.planned != NOTHING or each.paid),
        figures.total.capital,
        figures.total.bias,
        figures.total.contingency,
        capital,
        sum(each.pence for each in paid if each.spend is Spend.YEARLY),
        overrun,
        late,
        tuple(_says(figures, capital, overrun, late, is_finished=is_finished)),
    )


def _of_kind(kind: CostKind, planned: Sum, paid: Sequence[Paid]) -> KindOutturn:
    of_it = [each.pence for each in paid if each.kind is kind and each.spend is Spend.CAPITAL]
    estimate = planned.contingency if kind is CostKind.CONTINGENCY else planned.capital
    total = sum(of_it)
    if not of_it:
        against = Against.NOTHING_PAID
    elif estimate == NOTHING:
        against = Against.NOT_PLANNED
    elif total > estimate.high:
        against = Against.ABOVE
    else:
        against = Against.BELOW if total < estimate.low else Against.WITHIN
    return KindOutturn(kind, estimate, total, against)


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
