"""Everything known of a site, or of an organisation."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.register import (
    Asset,
    Change,
    SiteAssessment,
)
from riskreg.reporting.breakdowns import words
from riskreg.reporting.description import Description, Section, columns, missing
from riskreg.reporting.figures_removal import LIMB_TITLES
from riskreg.reporting.measures import Measures
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import who
from riskreg.reporting.state import Point, estate_state
from riskreg.rules.references import ReferenceKind, reference


def describe_site(session: Session, key: int, point: Point) -> Description:
    """Everything known of a site.

    Raises:
        NotFound: There is none in this register.
    """
    state = estate_state(session, point, assets=select(Asset.id).where(Asset.site_id == key))
    places, on = state.places, point.as_at
    if key not in places.site_ids:
        raise missing("site")
    site = places.site(key, on)
    ref = state.site_reference(key)
    summary: tuple[tuple[str, Scalar], ...] = (
        ("Reference", ref),
        ("Code", site.code),
        ("Name", site.name),
        ("Address", site.address),
        ("Postcode", site.postcode),
        ("UPRN", site.uprn),
        ("Organisation", state.organisation_name(places.organisation_of(key, on))),
        ("In an estate list", "yes" if site.is_listed else "no: known only from asset lists"),
        ("Control of the building", words(site.control.value)),
        ("Lease ends", site.lease_end_on),
        ("Sensitivity", words(places.sensitivity(key, on).value)),
        ("Open flagged devices", sum(asset.open_devices for asset in state.everything)),
    )
    limbs = tuple(
        (LIMB_TITLES[fact.limb], words(fact.answer.value), fact.assessed_by or "", fact.assessed_on, who(change))
        for fact, change in session.execute(
            select(SiteAssessment, Change)
            .join(Change, Change.id == SiteAssessment.change_id)
            .where(SiteAssessment.site_id == key)
            .order_by(SiteAssessment.limb, SiteAssessment.assessed_on, SiteAssessment.id)
        )
    )
    verdicts = tuple(
        (words(verdict.value), lines, int(devices))
        for verdict, lines, devices in session.execute(
            select(Asset.verdict, func.count(), func.sum(Asset.quantity))
            .where(Asset.site_id == key, Asset.version_id > 0)
            .group_by(Asset.verdict)
            .order_by(Asset.verdict)
        )
    )
    flagged = tuple(
        (
            state.asset_reference(asset.id),
            asset.standing.place.make or "",
            asset.standing.place.model or "",
            asset.maker.name,
            words(asset.standing.verdict.value),
            asset.open_devices,
        )
        for asset in state.everything
    )
    return Description(
        f"Site {ref}: {site.name}",
        ref,
        (
            Section("Summary", tuple(row for row in summary if row[1] is not None)),
            Section(
                "Limbs of a sensitive site",
                (),
                columns("Limb", "Answer", "Assessed by", "On (date)", "Recorded by"),
                limbs,
            ),
            Section("Assets by verdict", (), columns("Verdict", "Asset lines (assets)", "Devices (devices)"), verdicts),
            Section(
                "Assets ever flagged",
                (),
                columns("Asset", "Make as given", "Model as given", "Vendor", "Verdict", "Still open (devices)"),
                flagged,
            ),
        ),
    )


def describe_organisation(session: Session, key: int, point: Point) -> Description:
    """Everything known of a body, with what stands below it.

    Raises:
        NotFound: There is none in this register.
    """
    state = estate_state(session, point)
    places, on = state.places, point.as_at
    if key not in places.bodies:
        raise missing("organisation")
    scoped = estate_state(session, point, key)
    measures = Measures(session, scoped, None)
    body = places.bodies[key]
    parent = places.parent_of(key, on)
    ref = reference(ReferenceKind.ORGANISATION, state.code, key)
    devices = sum(group.devices for group in measures.groups)
    summary: tuple[tuple[str, Scalar], ...] = (
        ("Reference", ref),
        ("Name", body.name),
        ("Kind", words(body.kind.value)),
        ("Below", state.organisation_name(parent) if parent is not None else "stands at the top"),
        ("Sites, with bodies below", len(measures.site_ids)),
        ("Devices, with bodies below", devices),
        ("Devices whose maker is not known", measures.unknown_devices),
        ("Open flagged devices", sum(asset.open_devices for asset in scoped.assets)),
    )
    adopted = tuple(
        (*state.regimes[regime], since)
        for regime, since in sorted(places.adopted(key, on).items())
        if regime in state.regimes
    )
    below = tuple(
        (reference(ReferenceKind.ORGANISATION, state.code, each), places.bodies[each].name)
        for each in sorted(places.below(key, on) - {key}, key=lambda each: (places.bodies[each].name.casefold(), each))
    )
    return Description(
        f"Organisation {ref}: {body.name}",
        ref,
        (
            Section("Summary", summary),
            Section("Regimes adopted", (), columns("Regime", "Title", "From (date)"), adopted),
            Section("Bodies below", (), columns("Reference", "Name"), below),
        ),
    )
