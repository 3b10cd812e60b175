"""Which appraisals there are at a point, how far each is, and who decided what; for many of them at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import (
    Appraisal,
    AppraisalVersion,
    Baseline,
    Change,
    PlanApproval,
    PlanMilestone,
    PlanOption,
    Recommendation,
)
from riskreg.rules.outturn import Milestone
from riskreg.rules.plan_states import PlanState, plan_state


@dataclass(frozen=True, slots=True)
class VersionNamed:
    """The version of an appraisal that counts at a point, without its figures."""

    appraisal_id: int
    version_id: int
    site_id: int
    name: str
    appraised_on: date


@dataclass(frozen=True, slots=True)
class Said:
    """A recommendation, and what another person said to it; None while nobody did."""

    option: str
    version_id: int
    by: str
    on: date
    reasons: str
    is_approved: bool | None
    approver: str
    approved_on: date | None
    reason: str
    approval_id: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an appraisal is.

    Attributes:
        state: How far.
        newest: The newest recommendation; None where nothing was ever recommended.
        baseline: The recommendation whose figures count; None while nothing is approved.
        number: Number of the baseline that counts; None while nothing is approved.
        is_of_version: The newest recommendation is of the version that counts, not of an earlier one.
        can_rebaseline: An option was approved since the baseline that counts.
    """

    state: PlanState
    newest: Said | None
    baseline: Said | None
    number: int | None
    is_of_version: bool
    can_rebaseline: bool

    @property
    def shown(self) -> Said | None:
        """The option that a list names: the one that waits, else the one that counts."""
        return self.newest if self.state is PlanState.WAITING else self.baseline


def versions_named(session: Session, as_at: date, as_known: int | None = None) -> dict[int, VersionNamed]:
    """Appraisal → the version that counts, of all appraisals.

    Args:
        session: Any session.
        as_at: The date in the world.
        as_known: Sequence of the last change taken into account, or None for all.
    """
    query = (
        select(
            Appraisal.id, AppraisalVersion.id, Appraisal.site_id, AppraisalVersion.name, AppraisalVersion.appraised_on
        )
        .join(AppraisalVersion, AppraisalVersion.appraisal_id == Appraisal.id)
        .where(AppraisalVersion.appraised_on <= as_at)
        .order_by(Appraisal.id, AppraisalVersion.appraised_on, AppraisalVersion.id)
    )
    if as_known is not None:
        query = query.join(Change, Change.id == AppraisalVersion.change_id).where(Change.sequence <= as_known)
    return {row[0]: VersionNamed(*row) for row in session.execute(query)}


def standings(
    session: Session, versions: Collection[VersionNamed], as_at: date, as_known: int | None = None
) -> dict[int, Standing]:
    """Appraisal → how far it is at a point.

    Args:
        session: Any session.
        versions: The versions that count at that point.
        as_at: The date in the world.
        as_known: Sequence of the last change taken into account, or None for all.
    """
    spoken = _said(session, as_at, as_known)
    baselines: dict[int, Baseline] = {}
    rows = select(Baseline).where(Baseline.from_on <= as_at).order_by(Baseline.appraisal_id, Baseline.number)
    if as_known is not None:
        rows = rows.join(Change, Change.id == Baseline.change_id).where(Change.sequence <= as_known)
    for row in session.scalars(rows):
        baselines[row.appraisal_id] = row
    work = select(PlanMilestone.appraisal_id, PlanMilestone.milestone).where(PlanMilestone.happened_on <= as_at)
    if as_known is not None:
        work = work.join(Change, Change.id == PlanMilestone.change_id).where(Change.sequence <= as_known)
    happened = {(appraisal, milestone) for appraisal, milestone in session.execute(work)}
    return {
        each.appraisal_id: _standing(
            each,
            spoken.get(each.appraisal_id, []),
            baselines.get(each.appraisal_id),
            is_started=(each.appraisal_id, Milestone.STARTED) in happened,
            is_finished=(each.appraisal_id, Milestone.FINISHED) in happened,
        )
        for each in versions
    }


def _standing(
    version: VersionNamed, spoken: list[Said], baseline: Baseline | None, *, is_started: bool, is_finished: bool
) -> Standing:
    newest = spoken[-1] if spoken else None
    is_of_version = newest is not None and newest.version_id == version.version_id
    counts = next((each for each in spoken if baseline and each.approval_id == baseline.plan_approval_id), None)
    approved = [each for each in spoken if each.is_approved]
    return Standing(
        state=plan_state(
            is_waiting=newest is not None and newest.is_approved is None and is_of_version,
            is_sent_back=newest is not None and newest.is_approved is False,
            has_baseline=baseline is not None,
            is_started=is_started,
            is_finished=is_finished,
        ),
        newest=newest,
        baseline=counts,
        number=baseline.number if baseline is not None else None,
        is_of_version=is_of_version,
        can_rebaseline=baseline is not None and bool(approved) and approved[-1] != counts,
    )


def _said(session: Session, as_at: date, as_known: int | None) -> dict[int, list[Said]]:
    """Appraisal → its recommendations by then, the oldest first, each with the decision by then."""
    decided = select(PlanApproval).where(PlanApproval.approved_on <= as_at)
    query = (
        select(AppraisalVersion.appraisal_id, AppraisalVersion.id, PlanOption.label, Recommendation)
        .join(PlanOption, PlanOption.appraisal_version_id == AppraisalVersion.id)
        .join(Recommendation, Recommendation.plan_option_id == PlanOption.id)
        .where(Recommendation.recommended_on <= as_at)
        .order_by(Recommendation.id)
    )
    if as_known is not None:
        decided = decided.join(Change, Change.id == PlanApproval.change_id).where(Change.sequence <= as_known)
        query = query.join(Change, Change.id == Recommendation.change_id).where(Change.sequence <= as_known)
    decisions = {each.recommendation_id: each for each in session.scalars(decided)}
    found: dict[int, list[Said]] = {}
    for appraisal, version, label, row in session.execute(query):
        decision = decisions.get(row.id)
        found.setdefault(appraisal, []).append(
            Said(
                option=label,
                version_id=version,
                by=row.recommended_by,
                on=row.recommended_on,
                reasons=row.reasons,
                is_approved=decision.is_approved if decision is not None else None,
                approver=decision.approver if decision is not None else "",
                approved_on=decision.approved_on if decision is not None else None,
                reason=decision.reason if decision is not None else "",
                approval_id=decision.id if decision is not None else None,
            )
        )
    return found
