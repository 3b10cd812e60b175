"""The appraisals at a point: what was drafted, recommended and approved, what was paid, and what it will come to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import (
    Appraisal,
    AppraisalVersion,
    Baseline,
    PlanActual,
    PlanApproval,
    PlanMilestone,
    PlanOption,
    Recommendation,
)
from riskreg.reporting.asking import Appraised
from riskreg.reporting.points import known
from riskreg.reporting.state import EstateState
from riskreg.rules.appraisal_figures import Comparison, OptionFigures
from riskreg.rules.appraisal_stored import stored_comparison, stored_option
from riskreg.rules.outturn import Milestone, Outturn, Paid, outturn
from riskreg.rules.plan_states import PlanState, plan_state
from riskreg.rules.references import ReferenceKind, reference

_STAGES = {
    PlanState.DRAFT: Appraised.DRAFTED,
    PlanState.WAITING: Appraised.WAITING,
    PlanState.SENT_BACK: Appraised.SENT_BACK,
    PlanState.APPROVED: Appraised.APPROVED,
}
"""How far it is, as the filter of lists names it: the work itself is counted apart."""


@dataclass(frozen=True)
class AppraisedSite:
    """An appraisal as it stands at a point.

    Attributes:
        reference: `APPR-…`.
        site_id: Its site.
        title: Its name.
        appraised_on: Date of the version that counts.
        version_id: That version.
        figures: What its options come to.
        state: How far it has come.
        option: The option that is approved, else the one that waits; None where none does.
        approved: The figures of the baseline that counts; None while nothing is approved.
        outturn: What was paid and what it will come to; None while nothing is approved.
    """

    reference: str
    site_id: int
    title: str
    appraised_on: date
    version_id: int
    figures: Comparison
    state: Appraised
    option: OptionFigures | None
    approved: OptionFigures | None
    outturn: Outturn | None

    @property
    def unpriced(self) -> int:
        """Costs of its options that have no price."""
        return sum(len(each.unpriced) for each in self.figures.options)


def appraised_sites(session: Session, state: EstateState) -> tuple[AppraisedSite, ...]:
    """The appraisals of the sites inside a scope, in the order in which they were begun.

    Args:
        session: A session that may read.
        state: The estate at the point.
    """
    return _Reading(session, state).all()


class _Reading:
    """All that is on record of appraisals, read set by set."""

    def __init__(self, session: Session, state: EstateState) -> None:
        self._state = state
        self._session = session
        self._limit = state.trail.limit
        self._on = state.point.as_at

    def _rows(self, table: type[Any], *conditions: Any) -> list[Any]:
        query = select(table).where(known(table, self._limit), *conditions).order_by(table.id)
        return list(self._session.scalars(query))

    def all(self) -> tuple[AppraisedSite, ...]:
        """Each appraisal with a version at the point."""
        newest: dict[int, AppraisalVersion] = {}
        base_years: dict[int, int] = {}
        versions = self._rows(AppraisalVersion, AppraisalVersion.appraised_on <= self._on)
        for version in sorted(versions, key=lambda each: (each.appraised_on, each.id)):
            newest[version.appraisal_id] = version
            base_years[version.id] = version.base_year
        if not newest:
            return ()
        options = {each.id: each for each in self._rows(PlanOption)}
        approvals = {
            each.recommendation_id: each for each in self._rows(PlanApproval, PlanApproval.approved_on <= self._on)
        }
        owner = {version.id: version.appraisal_id for version in versions}
        recommended: dict[int, Recommendation] = {}
        approved_version: dict[int, int] = {}
        for row in self._rows(Recommendation, Recommendation.recommended_on <= self._on):
            version_id = options[row.plan_option_id].appraisal_version_id
            if version_id in owner:
                recommended[owner[version_id]] = row
                if row.id in approvals:
                    approved_version[approvals[row.id].id] = version_id
        baselines = {each.appraisal_id: each for each in self._rows(Baseline, Baseline.from_on <= self._on)}
        spent = self._spent()
        dates: defaultdict[int, dict[Milestone, date]] = defaultdict(dict)
        for row in self._rows(PlanMilestone, PlanMilestone.happened_on <= self._on):
            dates[row.appraisal_id][row.milestone] = row.happened_on
        found = []
        for record in self._rows(Appraisal):
            if record.id not in newest or not self._state.is_inside(record.site_id):
                continue
            version, line, row = newest[record.id], baselines.get(record.id), recommended.get(record.id)
            figures = stored_comparison(version.results)
            approved = stored_option(line.figures) if line is not None else None
            label = options[row.plan_option_id].label if row is not None else None
            is_newest = row is not None and options[row.plan_option_id].appraisal_version_id == version.id
            said = approvals.get(row.id) if row is not None else None
            stage = _stage(is_newest=is_newest, said=said, has_baseline=line is not None)
            waits = next((each for each in figures.options if each.label == label), None)
            base_year = base_years.get(approved_version.get(line.plan_approval_id, 0)) if line is not None else None
            found.append(
                AppraisedSite(
                    reference=reference(ReferenceKind.APPRAISAL, self._state.code, record.id),
                    site_id=record.site_id,
                    title=version.name,
                    appraised_on=version.appraised_on,
                    version_id=version.id,
                    figures=figures,
                    state=stage,
                    option=waits if stage is Appraised.WAITING else approved,
                    approved=approved,
                    outturn=(
                        outturn(approved, spent[record.id], dates[record.id], base_year=base_year, on=self._on)
                        if approved is not None
                        else None
                    ),
                )
            )
        return tuple(found)

    def _spent(self) -> defaultdict[int, list[Paid]]:
        """Appraisal → the payments up to the date that no correction takes the place of."""
        rows = self._rows(PlanActual)
        corrected = {each.supersedes_id for each in rows}
        found: defaultdict[int, list[Paid]] = defaultdict(list)
        for row in rows:
            if row.id not in corrected and row.paid_on <= self._on:
                found[row.appraisal_id].append(Paid(row.kind, row.spend, row.pence, row.paid_on.year))
        return found


def _stage(*, is_newest: bool, said: PlanApproval | None, has_baseline: bool) -> Appraised:
    """How far an appraisal has come; a recommendation counts only of the version that counts."""
    is_waiting = is_newest and said is None
    state = plan_state(
        is_waiting=is_waiting, is_sent_back=is_newest, has_baseline=has_baseline, is_started=False, is_finished=False
    )
    return _STAGES[state]
