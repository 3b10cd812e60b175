"""Plans as at a date and as known at a point of the trail, with their money and what they leave out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.planning.equipment import Equipment
from riskreg.register import (
    Change,
    ImportWithdrawal,
    PlanLine,
    PlanLineAsset,
    RegisterIdentity,
    ReplacementPlan,
)
from riskreg.rules.terms import Funding


@dataclass(frozen=True, slots=True)
class CostRange:
    """Money in pence sterling over some lines.

    Attributes:
        low: Sum of the low costs that are given.
        likely: Sum of the likely costs that are given.
        high: Sum of the high costs that are given.
        lines: Number of lines.
        lines_incomplete: Of these, lines that lack one of the three; the sums are too low by those.
    """

    low: int
    likely: int
    high: int
    lines: int
    lines_incomplete: int


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line of a plan with the assets that it replaces, in order of their keys."""

    line: PlanLine
    asset_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SitePlan:
    """The plan of a site that counts, and how much of what is flagged it covers.

    Attributes:
        plan: The plan; None where the site has none.
        lines: Its lines in the order of the list.
        cost: All lines.
        cost_funded: The lines for which money is set aside.
        flagged_devices: Devices at the site that are flagged and not dismissed, as the register stands now.
        planned_devices: Of these, devices that a line replaces.
        unplanned_asset_ids: Asset lines that are flagged and that no line replaces.
    """

    plan: ReplacementPlan | None
    lines: tuple[PlannedLine, ...]
    cost: CostRange
    cost_funded: CostRange
    flagged_devices: int
    planned_devices: int
    unplanned_asset_ids: tuple[int, ...]


def plans_in_force(
    session: Session,
    as_at: date,
    as_known: int | None = None,
    *,
    site_ids: Collection[int] | None = None,
) -> Mapping[int, ReplacementPlan]:
    """The plan that counts for each site: of those described by a date, the newest that was not undone.

    Args:
        session: Any session.
        as_at: The date in the world.
        as_known: Sequence of the last change taken into account, or None for all.
        site_ids: Only these sites.

    Returns:
        Key of the site → plan, in the order of the keys.
    """
    withdrawn = select(ImportWithdrawal.import_batch_id)
    query = select(ReplacementPlan).where(ReplacementPlan.described_on <= as_at)
    if as_known is not None:
        query = query.join(Change, Change.id == ReplacementPlan.change_id).where(Change.sequence <= as_known)
        withdrawn = withdrawn.join(Change, Change.id == ImportWithdrawal.change_id).where(Change.sequence <= as_known)
    if site_ids is not None:
        query = query.where(ReplacementPlan.site_id.in_(site_ids))
    query = query.where(ReplacementPlan.import_batch_id.not_in(withdrawn)).order_by(
        ReplacementPlan.site_id, ReplacementPlan.described_on, ReplacementPlan.id
    )
    return {plan.site_id: plan for plan in session.scalars(query)}


def lines_of(session: Session, plan_ids: Collection[int]) -> Mapping[int, tuple[PlannedLine, ...]]:
    """The lines of plans, in the order of the list, by plan."""
    lines = session.scalars(
        select(PlanLine).where(PlanLine.replacement_plan_id.in_(plan_ids)).order_by(PlanLine.id)
    ).all()
    replaced: dict[int, list[int]] = {line.id: [] for line in lines}
    pairs = session.execute(
        select(PlanLineAsset.plan_line_id, PlanLineAsset.asset_id)
        .join(PlanLine, PlanLine.id == PlanLineAsset.plan_line_id)
        .where(PlanLine.replacement_plan_id.in_(plan_ids))
        .order_by(PlanLineAsset.plan_line_id, PlanLineAsset.asset_id)
    )
    for line_id, asset_id in pairs:
        replaced[line_id].append(asset_id)
    found: dict[int, list[PlannedLine]] = {plan_id: [] for plan_id in plan_ids}
    for line in lines:
        found[line.replacement_plan_id].append(PlannedLine(line, tuple(replaced[line.id])))
    return {plan_id: tuple(planned) for plan_id, planned in found.items()}


def site_plan(session: Session, site_id: int, as_at: date, as_known: int | None = None) -> SitePlan:
    """The plan of a site with its money, and the flagged equipment that it leaves out."""
    plan = plans_in_force(session, as_at, as_known, site_ids=[site_id]).get(site_id)
    lines = lines_of(session, [plan.id])[plan.id] if plan is not None else ()
    register_code = session.scalars(select(RegisterIdentity.code)).one()
    flagged = {
        asset.id: asset.quantity
        for asset in Equipment(session, [site_id], register_code).known.values()
        if asset.is_open
    }
    planned = {asset_id for line in lines for asset_id in line.asset_ids}
    return SitePlan(
        plan=plan,
        lines=lines,
        cost=add_costs(line.line for line in lines),
        cost_funded=add_costs(line.line for line in lines if line.line.funding is Funding.FUNDED),
        flagged_devices=sum(flagged.values()),
        planned_devices=sum(quantity for asset_id, quantity in flagged.items() if asset_id in planned),
        unplanned_asset_ids=tuple(asset_id for asset_id in flagged if asset_id not in planned),
    )


def add_costs(lines: Iterable[PlanLine]) -> CostRange:
    """The costs of lines added up; what is not given adds nothing and is counted."""
    costs = [(line.cost_low_pence, line.cost_likely_pence, line.cost_high_pence) for line in lines]
    low, likely, high = (sum(cost[place] or 0 for cost in costs) for place in range(3))
    return CostRange(low, likely, high, len(costs), sum(1 for cost in costs if None in cost))
