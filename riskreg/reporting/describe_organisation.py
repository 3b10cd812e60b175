"""Everything known of an organisation, with what stands below it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import Asset
from riskreg.reporting.breakdowns import words
from riskreg.reporting.browsing_places import devices_of_sites
from riskreg.reporting.description import Description, Section, columns, missing
from riskreg.reporting.loading import assets_once_at
from riskreg.reporting.progress import Scalar
from riskreg.reporting.remembered import state_of
from riskreg.reporting.state import Point, with_assets
from riskreg.reporting.walking import FEW
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Verdict


def describe_organisation(session: Session, key: int, point: Point) -> Description:
    """Everything known of a body, with what stands below it.

    Raises:
        NotFound: There is none in this register.
    """
    state = state_of(session, point)
    places, on = state.places, point.as_at
    if key not in places.bodies:
        raise missing("organisation")
    below = places.below(key, on)
    devices = devices_of_sites(session, state)
    sites = [site for site in places.site_ids if places.organisation_of(site, on) in below]
    there = [site for site in sites if places.is_there(site, on) or any((site, each) in devices for each in Verdict)]
    by_verdict = {verdict: sum(devices.get((site, verdict), 0) for site in there) for verdict in Verdict}
    body, parent = places.bodies[key], places.parent_of(key, on)
    ref = reference(ReferenceKind.ORGANISATION, state.code, key)

    def named(each: int) -> str:
        return f"{state.organisation_name(each)} ({reference(ReferenceKind.ORGANISATION, state.code, each)})"

    rows: list[tuple[str, Scalar]] = [
        ("Reference", ref),
        ("Name", body.name),
        ("Kind", words(body.kind.value)),
        ("Below", named(parent) if parent is not None else "stands at the top"),
        ("Sites, with bodies below", len(there)),
        ("Devices, with bodies below", sum(by_verdict.values())),
        ("Restricted devices on record", by_verdict[Verdict.RESTRICTED]),
        ("Suspected devices on record", by_verdict[Verdict.SUSPECTED]),
        ("Devices whose maker is not known", by_verdict[Verdict.UNKNOWN]),
    ]
    # How many of them are still open turns on each one's history, which is read only where it is quickly read.
    if by_verdict[Verdict.RESTRICTED] + by_verdict[Verdict.SUSPECTED] <= FEW:
        scoped = with_assets(session, state, select(Asset.id).where(Asset.id.in_(assets_once_at(below))))
        still = sum(asset.open_devices for asset in scoped.everything if asset.organisation_id in below)
        rows.append(("Open flagged devices", still))
    adopted = tuple(
        (*state.regimes[regime], since)
        for regime, since in sorted(places.adopted(key, on).items())
        if regime in state.regimes
    )
    bodies = tuple(
        (reference(ReferenceKind.ORGANISATION, state.code, each), places.bodies[each].name)
        for each in sorted(below - {key}, key=lambda each: (places.bodies[each].name.casefold(), each))
    )
    return Description(
        f"Organisation {ref}: {body.name}",
        ref,
        (
            Section("Summary", tuple(rows)),
            Section("Regimes adopted", (), columns("Regime", "Title", "From (date)"), adopted),
            Section("Bodies below", (), columns("Reference", "Name"), bodies),
        ),
    )
