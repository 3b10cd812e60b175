"""Recommendation, approval, baseline and what was really paid: each appended, none changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotFound, NotPermitted, UsageError
from riskreg.planning.appraisals import canonical_json, figures_of
from riskreg.register import (
    AppraisalVersion,
    Baseline,
    Change,
    PlanActual,
    PlanApproval,
    PlanMilestone,
    PlanOption,
    Recommendation,
)
from riskreg.rules.appraisal_figures import OptionFigures
from riskreg.rules.appraisal_stored import stored_option
from riskreg.rules.dates import long_date
from riskreg.rules.names import fold
from riskreg.rules.outturn import Milestone


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommendation, the option that it is of, and what another person said to it; None while nobody did."""

    row: Recommendation
    option: PlanOption
    approval: PlanApproval | None


def recommend(
    session: Session, version: AppraisalVersion, label: str, *, by: str, on: date, reasons: str, since: tuple[str, ...]
) -> Recommendation:
    """Recommend an option of the version that counts.

    Args:
        session: A writing session.
        version: The version.
        label: Letter of the option.
        by: Who recommends.
        on: When.
        reasons: Why, in sentences that a reader can follow.
        since: Products that newer lists have caught since the figures were reckoned.

    Raises:
        UsageError: No reasons are given.
        NotFound: There is no such option.
        Conflict: Something hinders it; names each thing.
    """
    if not reasons.strip():
        raise UsageError("A recommendation needs its reasons.", 'Add --reason "…" with what speaks for this option.')
    figures = next((each for each in figures_of(version).options if fold(each.label) == fold(label)), None)
    if figures is None:
        raise NotFound(f"The appraisal has no option “{label}”.", "See them with: riskreg plan compare APPRAISAL")
    hindrances = (*figures.hindrances, *since)
    if hindrances:
        raise Conflict(
            f"Option {figures.label} cannot be recommended. {' '.join(hindrances)}",
            "Put that right in the workbook of the appraisal, and import it again.",
        )
    option = session.scalars(
        select(PlanOption).where(PlanOption.appraisal_version_id == version.id, PlanOption.label == figures.label)
    ).one()
    earlier = recommendations(session, version.appraisal_id)
    if earlier and _says_the_same(earlier[-1], option, by, on, reasons):
        raise Conflict(f"{by} recommended option {figures.label} on {long_date(on)} already, with the same reasons.")
    made = Recommendation(plan_option_id=option.id, recommended_by=by, recommended_on=on, reasons=reasons.strip())
    session.add(made)
    session.flush()
    return made


def _says_the_same(last: Recommended, option: PlanOption, by: str, on: date, reasons: str) -> bool:
    row = last.row
    same = (row.plan_option_id, fold(row.recommended_by), row.recommended_on, row.reasons)
    return last.approval is None and same == (option.id, fold(by), on, reasons.strip())


def recommendations(session: Session, appraisal_id: int, as_known: int | None = None) -> tuple[Recommended, ...]:
    """The recommendations of an appraisal, over all its versions, the oldest first."""
    query = (
        select(Recommendation, PlanOption)
        .join(PlanOption, PlanOption.id == Recommendation.plan_option_id)
        .join(AppraisalVersion, AppraisalVersion.id == PlanOption.appraisal_version_id)
        .where(AppraisalVersion.appraisal_id == appraisal_id)
        .order_by(Recommendation.id)
    )
    said = select(PlanApproval)
    if as_known is not None:
        query = query.join(Change, Change.id == Recommendation.change_id).where(Change.sequence <= as_known)
        said = said.join(Change, Change.id == PlanApproval.change_id).where(Change.sequence <= as_known)
    approvals = {each.recommendation_id: each for each in session.scalars(said)}
    return tuple(Recommended(row, option, approvals.get(row.id)) for row, option in session.execute(query))


def approve(
    session: Session,
    version: AppraisalVersion,
    *,
    by: str,
    on: date,
    is_approved: bool,
    reason: str,
) -> tuple[PlanApproval, Baseline | None]:
    """Approve the newest recommendation of the version that counts, or send it back.

    The first approval makes the baseline; a later one does so only through `rebaseline`, with its reason.

    Raises:
        Conflict: Nothing is recommended, it was decided before, or the appraisal was changed since.
        NotPermitted: The approver is the one who recommended.
        UsageError: It is sent back without a reason, or the date lies before the recommendation.
    """
    found = recommendations(session, version.appraisal_id)
    if not found:
        raise Conflict("Nothing is recommended yet.", "Recommend an option with: riskreg plan recommend")
    newest = found[-1]
    if newest.approval is not None:
        raise Conflict(f"That recommendation was decided on {long_date(newest.approval.approved_on)} already.")
    if newest.option.appraisal_version_id != version.id:
        raise Conflict(
            "The appraisal was changed since the recommendation.", "Let an option of the newest version be recommended."
        )
    if fold(newest.row.recommended_by) == fold(by):
        raise NotPermitted(f"{by} cannot recommend an option and approve it.", "Another person must approve it.")
    if on < newest.row.recommended_on:
        raise UsageError(
            f"It was recommended on {long_date(newest.row.recommended_on)}.", "Give that day or a later one."
        )
    if not is_approved and not reason.strip():
        raise UsageError("Say why the recommendation is sent back.", 'Add --reason "…".')
    made = PlanApproval(
        recommendation_id=newest.row.id,
        recommended_by=newest.row.recommended_by,
        approver=by,
        approved_on=on,
        is_approved=is_approved,
        reason=reason.strip(),
    )
    session.add(made)
    session.flush()
    if not is_approved or baselines(session, version.appraisal_id):
        return made, None
    return made, _baseline(session, version, newest.option, made, 1, on, "First approval.")


def rebaseline(session: Session, appraisal_id: int, *, on: date, reason: str) -> Baseline:
    """Hold the plan against the newest approval from now on.

    Raises:
        UsageError: No reason is given, or the date lies before the approval.
        Conflict: There is no baseline yet, or no newer approval.
    """
    if not reason.strip():
        raise UsageError("A new baseline needs its reason.", 'Add --reason "…".')
    before = baselines(session, appraisal_id)
    if not before:
        raise Conflict("There is no baseline yet.", "The first approval makes it: riskreg plan approve")
    approved = [each for each in recommendations(session, appraisal_id) if each.approval and each.approval.is_approved]
    newest = approved[-1]
    approval = newest.approval
    if approval is None or approval.id == before[-1].plan_approval_id:
        raise Conflict(
            "Nothing was approved since the baseline.",
            "Import the changed appraisal, and have it recommended and approved.",
        )
    if on < approval.approved_on:
        raise UsageError(f"It was approved on {long_date(approval.approved_on)}.", "Give that day or a later one.")
    version = session.get_one(AppraisalVersion, newest.option.appraisal_version_id)
    return _baseline(session, version, newest.option, approval, before[-1].number + 1, on, reason.strip())


def _baseline(
    session: Session,
    version: AppraisalVersion,
    option: PlanOption,
    approval: PlanApproval,
    number: int,
    on: date,
    reason: str,
) -> Baseline:
    figures = next(each for each in figures_of(version).options if each.label == option.label)
    text = canonical_json(figures)
    made = Baseline(
        appraisal_id=version.appraisal_id,
        plan_approval_id=approval.id,
        number=number,
        from_on=on,
        reason=reason,
        figures=text.decode(),
        figures_sha256=hashlib.sha256(text).hexdigest(),
    )
    session.add(made)
    session.flush()
    return made


def baselines(session: Session, appraisal_id: int, as_known: int | None = None) -> tuple[Baseline, ...]:
    """The baselines of an appraisal, the oldest first; the last one counts."""
    query = select(Baseline).where(Baseline.appraisal_id == appraisal_id).order_by(Baseline.number)
    if as_known is not None:
        query = query.join(Change, Change.id == Baseline.change_id).where(Change.sequence <= as_known)
    return tuple(session.scalars(query))


def baseline_figures(row: Baseline) -> OptionFigures:
    """The figures of a baseline."""
    return stored_option(row.figures)


def base_year(session: Session, row: Baseline) -> int:
    """In money of which year the figures of a baseline are."""
    query = (
        select(AppraisalVersion.base_year)
        .join(PlanOption, PlanOption.appraisal_version_id == AppraisalVersion.id)
        .join(Recommendation, Recommendation.plan_option_id == PlanOption.id)
        .join(PlanApproval, PlanApproval.recommendation_id == Recommendation.id)
        .where(PlanApproval.id == row.plan_approval_id)
    )
    return session.scalars(query).one()


def actuals(session: Session, appraisal_id: int, as_at: date, as_known: int | None = None) -> tuple[PlanActual, ...]:
    """The payments up to a date that stand: those that no correction takes the place of."""
    query = (
        select(PlanActual).where(PlanActual.appraisal_id == appraisal_id).order_by(PlanActual.paid_on, PlanActual.id)
    )
    if as_known is not None:
        query = query.join(Change, Change.id == PlanActual.change_id).where(Change.sequence <= as_known)
    rows = session.scalars(query).all()
    corrected = {each.supersedes_id for each in rows}
    return tuple(each for each in rows if each.id not in corrected and each.paid_on <= as_at)


def milestones(
    session: Session, appraisal_id: int, as_at: date, as_known: int | None = None
) -> dict[Milestone, PlanMilestone]:
    """When work really began and ended, by the newest word."""
    query = select(PlanMilestone).where(PlanMilestone.appraisal_id == appraisal_id, PlanMilestone.happened_on <= as_at)
    if as_known is not None:
        query = query.join(Change, Change.id == PlanMilestone.change_id).where(Change.sequence <= as_known)
    return {each.milestone: each for each in session.scalars(query.order_by(PlanMilestone.id))}


def number_of_payment(session: Session, appraisal_id: int, row_id: int) -> int:
    """The number of a payment among those of its appraisal, from 1, by which a person names it."""
    query = select(func.count()).where(PlanActual.appraisal_id == appraisal_id, PlanActual.id <= row_id)
    return session.scalar(query) or 0
