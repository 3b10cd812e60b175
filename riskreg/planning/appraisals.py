"""Appraisals in the register: read back as at a date and as known."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import NotFound
from riskreg.register import (
    Appraisal as AppraisalRecord,
)
from riskreg.register import (
    AppraisalVersion,
    BiasMitigation,
    BlackoutWindow,
    Change,
    CoverageAfter,
    CoverageView,
    CoverageViewAsset,
    OptionCost,
    OptionLine,
    OptionLineAsset,
    OptionLineProduct,
    OptionVisit,
    OptionVisitAsset,
    PlanOption,
)
from riskreg.rules import appraisal as said
from riskreg.rules.appraisal_figures import Comparison
from riskreg.rules.appraisal_stored import stored_comparison, stored_stays
from riskreg.rules.costing_lines import CostLine
from riskreg.rules.disruption_terms import Blackout, View, Visit
from riskreg.rules.green_book import Mitigation

THOUSAND = 1000
"""Thousandths of a unit in a unit: quantities are stored as whole numbers."""


@dataclass(frozen=True, slots=True)
class AppraisalKnown:
    """An appraisal as the register knows it at a point: the version that counts."""

    record: AppraisalRecord
    version: AppraisalVersion


def canonical_json(value: object) -> bytes:
    """Inputs or figures as JSON with sorted keys, the same for the same content."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    raise TypeError(type(value).__name__)


def digest(value: object) -> str:
    """SHA-256 of `canonical_json`."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def settled(content: said.Appraisal) -> said.Appraisal:
    """The same inputs without the places in a file where they stood."""
    options = tuple(
        replace(option, costs=tuple(replace(cost, sheet=None, cell=None) for cost in option.costs))
        for option in content.options
    )
    return replace(content, options=options)


def figures_of(version: AppraisalVersion) -> Comparison:
    """The figures of a version as they were reckoned then."""
    return stored_comparison(version.results)


def appraisals_in_force(
    session: Session,
    as_at: date,
    as_known: int | None = None,
    *,
    appraisal_ids: Sequence[int] | None = None,
    site_id: int | None = None,
) -> dict[int, AppraisalKnown]:
    """Appraisal → the version that counts: of those dated up to a date, the newest.

    Args:
        session: Any session.
        as_at: The date in the world.
        as_known: Sequence of the last change taken into account, or None for all.
        appraisal_ids: Only these.
        site_id: Only those of this site.
    """
    query = (
        select(AppraisalRecord, AppraisalVersion)
        .join(AppraisalVersion, AppraisalVersion.appraisal_id == AppraisalRecord.id)
        .where(AppraisalVersion.appraised_on <= as_at)
        .order_by(AppraisalRecord.id, AppraisalVersion.appraised_on, AppraisalVersion.id)
    )
    if as_known is not None:
        query = query.join(Change, Change.id == AppraisalVersion.change_id).where(Change.sequence <= as_known)
    if appraisal_ids is not None:
        query = query.where(AppraisalRecord.id.in_(appraisal_ids))
    if site_id is not None:
        query = query.where(AppraisalRecord.site_id == site_id)
    return {record.id: AppraisalKnown(record, version) for record, version in session.execute(query)}


def versions_of(
    session: Session, appraisal_id: int, on: date, as_known: int | None = None
) -> Sequence[tuple[AppraisalVersion, Change]]:
    """The versions of an appraisal by a point with the change that wrote each, in the order in which they came."""
    query = (
        select(AppraisalVersion, Change)
        .join(Change, Change.id == AppraisalVersion.change_id)
        .where(AppraisalVersion.appraisal_id == appraisal_id, AppraisalVersion.appraised_on <= on)
        .order_by(AppraisalVersion.id)
    )
    if as_known is not None:
        query = query.where(Change.sequence <= as_known)
    return [(row, change) for row, change in session.execute(query)]


def of_version(
    session: Session, known: AppraisalKnown, number: int | None, on: date, as_known: int | None = None
) -> AppraisalKnown:
    """The same appraisal with one of its versions instead of the one that counts.

    Args:
        session: Any session.
        known: The appraisal.
        number: Of the version, from 1; the one that counts where None.
        on: As at which date.
        as_known: Only what the register had been told by that change.

    Raises:
        NotFound: It had no such version then.
    """
    if number is None:
        return known
    versions = versions_of(session, known.record.id, on, as_known)
    if not 1 <= number <= len(versions):
        raise NotFound(f"The appraisal had no version {number} then.", "See its versions under “Workbook”.")
    return AppraisalKnown(known.record, versions[number - 1][0])


def appraised_with(session: Session, product_ids: Collection[int], on: date) -> dict[int, set[int]]:
    """Product → the sites that have it in an option of an appraisal that counts.

    Args:
        session: Any session.
        product_ids: The products.
        on: The date as at which appraisals count.
    """
    sites = {each.version.id: each.record.site_id for each in appraisals_in_force(session, on).values()}
    query = (
        select(OptionLineProduct.product_id, PlanOption.appraisal_version_id)
        .join(OptionLine, OptionLine.id == OptionLineProduct.option_line_id)
        .join(PlanOption, PlanOption.id == OptionLine.plan_option_id)
        .where(OptionLineProduct.product_id.in_(product_ids))
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for product, version in session.execute(query):
        if version in sites:
            found[product].add(sites[version])
    return dict(found)


def content_of(session: Session, version: AppraisalVersion) -> said.Appraisal:
    """The inputs of a version."""
    managed = _rows(session, BiasMitigation, "appraisal_version_id", [version.id])[version.id]
    windows = _rows(session, BlackoutWindow, "appraisal_version_id", [version.id])[version.id]
    return said.Appraisal(
        name=version.name,
        appraised_on=version.appraised_on,
        base_year=version.base_year,
        last_year=version.last_year,
        rates=version.rates,
        budget_pence=version.budget_pence,
        mitigations=tuple((each.project_type, Mitigation(each.managed, each.evidence)) for each in managed),
        stays=stored_stays(version.stays),
        options=_options(session, version),
        views=_views(session, version),
        blackouts=tuple(Blackout(each.from_on, each.to_on, each.reason) for each in windows),
    )


def _rows(session: Session, table: type[Any], owner: str, keys: Sequence[int]) -> dict[int, list[Any]]:
    """Rows of a table by the row that they belong to, in the order in which they were written."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    column = getattr(table, owner)
    for row in session.scalars(select(table).where(column.in_(keys)).order_by(table.id)):
        found[getattr(row, owner)].append(row)
    return found


def _options(session: Session, version: AppraisalVersion) -> tuple[said.Option, ...]:
    options = _rows(session, PlanOption, "appraisal_version_id", [version.id])[version.id]
    keys = [each.id for each in options]
    lines = _rows(session, OptionLine, "plan_option_id", keys)
    costs = _rows(session, OptionCost, "plan_option_id", keys)
    visits = _rows(session, OptionVisit, "plan_option_id", keys)
    line_keys = [line.id for each in lines.values() for line in each]
    assets = _rows(session, OptionLineAsset, "option_line_id", line_keys)
    products = _rows(session, OptionLineProduct, "option_line_id", line_keys)
    visit_keys = [visit.id for each in visits.values() for visit in each]
    touched = _rows(session, OptionVisitAsset, "option_visit_id", visit_keys)
    return tuple(
        said.Option(
            label=option.label,
            kind=option.kind,
            name=option.name,
            description=option.description,
            lines=tuple(
                said.OptionLine(
                    line.name,
                    tuple(each.asset_id for each in assets[line.id]),
                    tuple((each.product_id, each.quantity) for each in products[line.id]),
                    line.note,
                )
                for line in lines[option.id]
            ),
            costs=tuple(map(_cost, costs[option.id])),
            visits=tuple(
                Visit(
                    visit.name,
                    visit.visit_on,
                    visit.days,
                    tuple(each.asset_id for each in touched[visit.id]),
                    visit.at_once,
                    visit.minutes_each,
                    visit.is_parallel,
                    visit.cover,
                    visit.crew,
                )
                for visit in visits[option.id]
            ),
        )
        for option in options
    )


def _cost(row: OptionCost) -> CostLine:
    return CostLine(
        kind=row.kind,
        spend=row.spend,
        what=row.what,
        quantity=Decimal(row.quantity_thousandths) / THOUSAND,
        unit=row.unit,
        low=row.low_pence,
        likely=row.likely_pence,
        high=row.high_pence,
        first_year=row.first_year,
        last_year=row.last_year,
        price_year=row.price_year,
        vat=row.vat,
        project_type=row.project_type,
        source=row.source,
    )


def _views(session: Session, version: AppraisalVersion) -> tuple[View, ...]:
    views = _rows(session, CoverageView, "appraisal_version_id", [version.id])[version.id]
    keys = [each.id for each in views]
    sees = _rows(session, CoverageViewAsset, "coverage_view_id", keys)
    after = _rows(session, CoverageAfter, "coverage_view_id", keys)
    return tuple(
        View(
            view.name,
            view.criticality,
            view.tolerable_minutes,
            view.floor,
            tuple((each.asset_id, each.devices) for each in sees[view.id]),
            tuple((each.label, each.devices) for each in after[view.id]),
        )
        for view in views
    )
