"""Appraisals in the register: inputs and results written as a new version."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy.orm import Session

from riskreg.planning.appraisals import THOUSAND, canonical_json, digest, settled
from riskreg.register import (
    AppraisalVersion,
    Base,
    BiasMitigation,
    BlackoutWindow,
    CoverageAfter,
    CoverageView,
    CoverageViewAsset,
    OptionCost,
    OptionFinding,
    OptionLine,
    OptionLineAsset,
    OptionLineProduct,
    OptionVisit,
    OptionVisitAsset,
    PlanOption,
)
from riskreg.rules import appraisal as said
from riskreg.rules.appraisal_figures import Comparison, OptionFigures
from riskreg.rules.costing_lines import CostLine
from riskreg.rules.disruption_terms import View


def write_version(
    session: Session,
    appraisal_id: int,
    content: said.Appraisal,
    figures: Comparison,
    *,
    file_name: str | None = None,
    file_sha256: str | None = None,
) -> AppraisalVersion:
    """Write inputs and results of an appraisal as its newest version.

    Args:
        session: A writing session.
        appraisal_id: Of which appraisal.
        content: The inputs.
        figures: What they come to.
        file_name: The workbook that they came in, or None.
        file_sha256: Its digest, or None.
    """
    content = settled(content)
    results = canonical_json(figures)
    version = AppraisalVersion(
        appraisal_id=appraisal_id,
        name=content.name,
        appraised_on=content.appraised_on,
        base_year=content.base_year,
        last_year=content.last_year,
        rates=content.rates,
        budget_pence=content.budget_pence,
        stays=canonical_json(content.stays).decode(),
        file_name=file_name,
        file_sha256=file_sha256,
        inputs_sha256=digest(content),
        results=results.decode(),
        results_sha256=hashlib.sha256(results).hexdigest(),
    )
    _added(session, [version])
    _added(
        session,
        [
            *(
                BiasMitigation(
                    appraisal_version_id=version.id,
                    project_type=kind,
                    managed=mitigation.managed,
                    evidence=mitigation.evidence,
                )
                for kind, mitigation in content.mitigations
            ),
            *(
                BlackoutWindow(
                    appraisal_version_id=version.id, from_on=each.from_on, to_on=each.to_on, reason=each.reason
                )
                for each in content.blackouts
            ),
        ],
    )
    _write_views(session, version, content.views)
    for option, found in zip(content.options, figures.options, strict=True):
        _write_option(session, version, option, found)
    return version


def _added(session: Session, rows: Sequence[Base]) -> None:
    session.add_all(rows)
    session.flush()


def _write_views(session: Session, version: AppraisalVersion, views: Sequence[View]) -> None:
    for view in views:
        row = CoverageView(
            appraisal_version_id=version.id,
            name=view.name,
            criticality=view.criticality,
            tolerable_minutes=view.tolerable_minutes,
            floor=view.floor,
        )
        _added(session, [row])
        sees = [CoverageViewAsset(coverage_view_id=row.id, asset_id=asset, devices=many) for asset, many in view.sees]
        after = [CoverageAfter(coverage_view_id=row.id, label=label, devices=many) for label, many in view.after]
        _added(session, [*sees, *after])


def _write_option(session: Session, version: AppraisalVersion, option: said.Option, found: OptionFigures) -> None:
    row = PlanOption(
        appraisal_version_id=version.id,
        label=option.label,
        kind=option.kind,
        name=option.name,
        description=option.description,
    )
    _added(session, [row])
    for line in option.lines:
        made = OptionLine(plan_option_id=row.id, name=line.name, note=line.note)
        _added(session, [made])
        assets = [OptionLineAsset(option_line_id=made.id, asset_id=each) for each in line.asset_ids]
        products = [
            OptionLineProduct(option_line_id=made.id, product_id=product, quantity=quantity)
            for product, quantity in line.products
        ]
        _added(session, [*assets, *products])
    _added(session, [_cost_row(row.id, each) for each in option.costs])
    for visit in option.visits:
        work = OptionVisit(
            plan_option_id=row.id,
            name=visit.name,
            visit_on=visit.on,
            days=visit.days,
            at_once=visit.at_once,
            minutes_each=visit.minutes_each,
            is_parallel=visit.is_parallel,
            cover=visit.cover,
            crew=visit.crew,
        )
        _added(session, [work])
        _added(session, [OptionVisitAsset(option_visit_id=work.id, asset_id=each) for each in visit.asset_ids])
    _added(session, [*_findings(row.id, found)])


def _cost_row(option_id: int, line: CostLine) -> OptionCost:
    return OptionCost(
        plan_option_id=option_id,
        kind=line.kind,
        spend=line.spend,
        what=line.what,
        quantity_thousandths=int(line.quantity * THOUSAND),
        unit=line.unit,
        low_pence=line.low,
        likely_pence=line.likely,
        high_pence=line.high,
        first_year=line.first_year,
        last_year=line.last_year,
        price_year=line.price_year,
        vat=line.vat,
        project_type=line.project_type,
        source=line.source,
    )


def _findings(option_id: int, figures: OptionFigures) -> list[OptionFinding]:
    works = [
        OptionFinding(
            plan_option_id=option_id,
            about=f"{product.name} ({product.reference})",
            subject=answer.subject.value,
            interoperability=answer.outcome,
            reason=answer.reason,
            source=answer.source,
        )
        for product in figures.products
        for answer in product.answers
    ]
    taken = [
        OptionFinding(
            plan_option_id=option_id,
            about=view.view,
            disruption=view.outcome,
            minutes_lost=view.lost_minutes,
            reason=view.reason,
        )
        for view in figures.views
    ]
    return [*works, *taken]
