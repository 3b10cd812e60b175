"""Questions about appraisals: what each comes to and how far it has come, and the costs of its options."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import OptionCost, PlanOption
from riskreg.reporting.answers import said
from riskreg.reporting.appraised import AppraisedSite, appraised_sites
from riskreg.reporting.asking import Answer, Filters
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.state import EstateState

THOUSAND = 1000
"""Quantities are stored in thousandths."""


def _wanted(session: Session, state: EstateState, filters: Filters) -> Iterator[tuple[AppraisedSite, str, str]]:
    """The appraisals that the filters leave, with the names of their site and of the body that holds it."""
    places, on = state.places, state.point.as_at
    for each in appraised_sites(session, state):
        if filters.site in (None, each.site_id) and filters.appraised in (None, each.state):
            body = state.organisation_name(places.organisation_of(each.site_id, on))
            yield each, places.site(each.site_id, on).name, body


_APPRAISALS = (
    Column("appraisal", "Appraisal"),
    Column("site_reference", "Site reference"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("title", "Name"),
    Column("appraised_on", "Appraised on", "date"),
    Column("state", "State"),
    Column("options", "Options", "number"),
    Column("option", "Option approved, or waiting"),
    Column("old", "Devices out", "devices"),
    Column("new", "Devices in", "devices"),
    Column("unpriced", "Costs without a price", "number"),
    Column("approved", "Approved money to be found", "pence"),
    Column("planned", "Approved capital", "pence"),
    Column("paid", "Capital paid", "pence"),
    Column("forecast", "Capital forecast", "pence"),
    Column("starts_on", "Work planned from", "date"),
    Column("ends_on", "Work planned to", "date"),
    Column("forecast_end", "Work will end, or ended", "date"),
)


def appraisals(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Appraisals of sites: options, what was approved, paid and forecast, and when, by appraisal."""

    def rows() -> Iterator[tuple[Scalar, ...]]:
        for each, site, body in _wanted(session, state, filters):
            option, approved, found = each.option, each.approved, each.outturn
            yield (
                each.reference,
                state.site_reference(each.site_id),
                site,
                body,
                each.title,
                each.appraised_on,
                said(each.state.value),
                len(each.figures.options),
                f"{option.label}: {option.name}" if option is not None else "none",
                option.devices_old if option is not None else None,
                option.devices_new if option is not None else None,
                each.unpriced,
                approved.total.budget.likely if approved is not None else None,
                approved.total.capital.likely if approved is not None else None,
                found.paid_real if found is not None else None,
                found.forecast.likely if found is not None else None,
                option.starts_on if option is not None else None,
                option.ends_on if option is not None else None,
                found.forecast_end if found is not None else None,
            )

    return Answer("appraisals", "Appraisals", _APPRAISALS, rows(), meta)


_COSTS = (
    Column("appraisal", "Appraisal"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("option", "Option"),
    Column("line", "Line", "number"),
    Column("kind", "Cost"),
    Column("spend", "Falls"),
    Column("what", "What"),
    Column("quantity", "Quantity"),
    Column("unit", "Unit"),
    Column("low", "Low, each", "pence"),
    Column("likely", "Likely, each", "pence"),
    Column("high", "High, each", "pence"),
    Column("first_year", "First year"),
    Column("last_year", "Last year"),
    Column("price_year", "Money of"),
    Column("vat", "VAT", "share"),
    Column("project_type", "Type of project"),
    Column("source", "Source"),
)


def appraisal_costs(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """The costs of every option of the appraisals: quantity, price, years, source, by appraisal and option."""

    def rows() -> Iterator[tuple[Scalar, ...]]:
        for each, site, body in _wanted(session, state, filters):
            query = (
                select(PlanOption, OptionCost)
                .join(OptionCost, OptionCost.plan_option_id == PlanOption.id)
                .where(PlanOption.appraisal_version_id == each.version_id)
                .order_by(PlanOption.id, OptionCost.id)
            )
            for number, (option, cost) in enumerate(session.execute(query), 1):
                if filters.unpriced and cost.likely_pence is not None:
                    continue
                yield (
                    each.reference,
                    site,
                    body,
                    f"{option.label}: {option.name}",
                    number,
                    cost.kind.words,
                    said(cost.spend.value),
                    cost.what,
                    f"{Decimal(cost.quantity_thousandths) / THOUSAND:f}",
                    cost.unit,
                    cost.low_pence,
                    cost.likely_pence,
                    cost.high_pence,
                    str(cost.first_year),
                    str(cost.last_year),
                    str(cost.price_year),
                    cost.vat / 10_000 if cost.vat is not None else None,
                    said(cost.project_type.value) if cost.project_type is not None else "none",
                    cost.source,
                )

    return Answer("appraisal-costs", "Costs of appraisals", _COSTS, rows(), meta)
