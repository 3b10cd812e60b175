"""Everything known of a site: what stands there, what is asked of it, what is planned and done, and who said so."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import (
    Asset,
    AssetVersion,
    Change,
    Evidence,
    ImportBatch,
    ImportedRow,
    RemovalStep,
    SiteAssessment,
    SiteTenure,
    SiteVersion,
)
from riskreg.reporting.answers import furthest
from riskreg.reporting.breakdowns import ACT_TITLES, words
from riskreg.reporting.browsing import given
from riskreg.reporting.browsing_places import devices_of_sites
from riskreg.reporting.description import Description, Section, columns, missing
from riskreg.reporting.duties import Duties, duties_of
from riskreg.reporting.figures_removal import LIMB_TITLES
from riskreg.reporting.findings import exempted
from riskreg.reporting.points import not_withdrawn
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import At, is_undone, who
from riskreg.reporting.remembered import serves_now, state_of
from riskreg.reporting.state import EstateState, FlaggedAsset, Point, with_assets
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Verdict

_STEPS_SHOWN = 200


def describe_site(session: Session, key: int, point: Point) -> Description:
    """Everything known of a site.

    Raises:
        NotFound: There is none in this register.
    """
    bare = state_of(session, point)
    if key not in bare.places.site_ids:
        raise missing("site")
    here_now = select(Asset.id).where(Asset.site_id == key)
    ever_here = select(AssetVersion.asset_id).where(AssetVersion.site_id == key)
    state = with_assets(session, bare, here_now if serves_now(session, bare) else ever_here)
    here = [asset for asset in state.everything if asset.site_id == key]
    at, duties = At.of(state), duties_of(session, state)
    site = state.places.site(key, at.on)
    ref = state.site_reference(key)
    flagged = tuple(
        (
            state.asset_reference(asset.id),
            given(asset.standing.place.make, asset.standing.place.model) or "",
            asset.maker.name,
            words(asset.standing.verdict.value),
            words(step.value) if (step := furthest(asset)) is not None else "none",
            asset.open_devices,
        )
        for asset in sorted(here, key=lambda asset: (-asset.open_devices, asset.id))
    )
    titles = columns("Asset", "Make and model as given", "Maker", "Verdict", "Furthest step", "Still open (devices)")
    sections = (
        _summary(state, key, sum(asset.open_devices for asset in here)),
        _verdicts(session, state, key),
        Section("Assets ever flagged", (), titles, flagged),
        _asked(state, duties, here),
        _exemptions(state, duties, here),
        _plans(state, key),
        _removals(session, key, at),
        _limbs(session, key, at),
        _said(session, key, at),
        _held(session, state, key, at),
    )
    kept = tuple(section for section in sections if section.rows or section.table)
    return Description(f"Site {ref}: {site.name}", ref, kept)


def _summary(state: EstateState, key: int, open_devices: int) -> Section:
    places, on = state.places, state.point.as_at
    site, body = places.site(key, on), places.organisation_of(key, on)
    rows: tuple[tuple[str, Scalar], ...] = (
        ("Reference", state.site_reference(key)),
        ("Code", site.code),
        ("Name", site.name),
        ("Address", site.address),
        ("Postcode", site.postcode),
        ("UPRN", site.uprn),
        (
            "Organisation",
            f"{state.organisation_name(body)} ({reference(ReferenceKind.ORGANISATION, state.code, body)})",
        ),
        ("In an estate list", "yes" if site.is_listed else "no: known only from asset lists"),
        ("Control of the building", words(site.control.value)),
        ("Lease ends", site.lease_end_on),
        ("Sensitivity", words(places.sensitivity(key, on).value)),
        ("Open flagged devices", open_devices),
    )
    return Section("Summary", tuple(row for row in rows if row[1] is not None))


def _verdicts(session: Session, state: EstateState, key: int) -> Section:
    devices = devices_of_sites(session, state, key)
    rows = tuple((words(each.value), devices[key, each]) for each in Verdict if (key, each) in devices)
    return Section("Assets by verdict", (), columns("Verdict", "Devices on record (devices)"), rows)


def _asked(state: EstateState, duties: Duties, flagged: Sequence[FlaggedAsset]) -> Section:
    """Obligations that apply to what is flagged here, with the devices that each concerns."""
    # Hundreds of assets of a site share a few answers: one of each kind is asked for all that are alike.
    alike: dict[tuple[object, ...], tuple[FlaggedAsset, int]] = {}
    for asset in flagged:
        place = asset.standing.place
        regimes = tuple(flag.regime_id for flag in asset.standing.flags if flag.is_open)
        key = (regimes, place.kind, place.network, asset.standing.version is None, asset.sensitivity)
        alike[key] = (asset, alike[key][1] + asset.open_devices if key in alike else asset.open_devices)
    rows = []
    for duty in duties.all:
        devices = sum(count for asset, count in alike.values() if duty.applies(asset))
        unsure = sum(
            count for asset, count in alike.values() if duty.concerns(asset) and duty.reaches(asset.sensitivity) is None
        )
        if devices or unsure:
            due = "no date set"
            if duty.due_on is not None:
                due = f"{long_date(duty.due_on)}{': overdue' if duty.is_overdue(state.point.as_at) else ''}"
            rows.append((duty.name, ACT_TITLES[duty.act], duty.from_on, due, devices, unsure, duty.source))
    titles = columns(
        "Obligation",
        "What it asks",
        "From (date)",
        "Due",
        "Applies to (devices)",
        "Open until the site is assessed (devices)",
        "Source",
    )
    return Section("Obligations", (), titles, tuple(rows))


def _exemptions(state: EstateState, duties: Duties, here: Sequence[FlaggedAsset]) -> Section:
    found = {
        each.id: each
        for asset in here
        for flag in asset.standing.flags
        for each in duties.exemptions.of_flag(asset, flag)
    }
    rows = tuple(
        (
            reference(ReferenceKind.EXEMPTION, state.code, key),
            words(found[key].standing(state.point.as_at).value),
            f"{long_date(found[key].from_on)} to {long_date(found[key].until_on)}",
            exempted(state, found[key]),
            found[key].reason,
            found[key].approver,
        )
        for key in sorted(found)
    )
    return Section("Exemptions", (), columns("Exemption", "State", "Days", "Exempt", "Reason", "Approved by"), rows)


def _plans(state: EstateState, key: int) -> Section:
    rows = tuple(
        (
            reference(ReferenceKind.PLAN, state.code, line.plan_id),
            line.replaces,
            line.product or "",
            line.quantity,
            line.target_on,
            line.owner or "",
            line.likely,
            words(line.funding.value),
        )
        for line in state.plans
        if line.site_id == key
    )
    titles = columns(
        "Plan",
        "Replaces",
        "Replacement",
        "Number (number)",
        "Target (date)",
        "Owner",
        "Likely cost (pence)",
        "Funding",
    )
    return Section("Plan in force", (), titles, rows)


def _removals(session: Session, key: int, at: At) -> Section:
    query = (
        select(RemovalStep, Change, Evidence.file_name)
        .join(Change, Change.id == RemovalStep.change_id)
        .join(Asset, Asset.id == RemovalStep.asset_id)
        .outerjoin(Evidence, Evidence.id == RemovalStep.evidence_id)
        .where(Asset.site_id == key, at.told(RemovalStep, RemovalStep.happened_on))
        .order_by(RemovalStep.happened_on.desc(), RemovalStep.id.desc())
        .limit(_STEPS_SHOWN)
    )
    rows = tuple(
        (
            step.happened_on,
            reference(ReferenceKind.ASSET, at.code, step.asset_id),
            words(step.step.value),
            step.devices,
            step.remover or "",
            step.verifier or "",
            file or "",
            who(change),
        )
        for step, change, file in session.execute(query)
    )
    titles = columns(
        "On (date)", "Asset", "Step", "Devices (devices)", "Remover", "Verifier", "Evidence", "Recorded by"
    )
    return Section("Removals", (), titles, rows)


def _limbs(session: Session, key: int, at: At) -> Section:
    rows = tuple(
        (LIMB_TITLES[fact.limb], words(fact.answer.value), fact.assessed_by or "", fact.assessed_on, who(change))
        for fact, change in session.execute(
            select(SiteAssessment, Change)
            .join(Change, Change.id == SiteAssessment.change_id)
            .where(SiteAssessment.site_id == key, at.told(SiteAssessment, SiteAssessment.assessed_on))
            .order_by(SiteAssessment.limb, SiteAssessment.assessed_on, SiteAssessment.id)
        )
        if fact.import_batch_id is None or not is_undone(session, fact.import_batch_id, at.limit)
    )
    titles = columns("Limb", "Answer", "Assessed by", "On (date)", "Recorded by")
    return Section("Limbs of a sensitive site", (), titles, rows)


def _said(session: Session, key: int, at: At) -> Section:
    """What every list, or person, said of the site, with file, sheet and row."""
    query = (
        select(SiteVersion, ImportBatch.file_name, ImportedRow.sheet, ImportedRow.row, Change)
        .join(Change, Change.id == SiteVersion.change_id)
        .outerjoin(ImportBatch, ImportBatch.id == SiteVersion.import_batch_id)
        .outerjoin(ImportedRow, ImportedRow.id == SiteVersion.imported_row_id)
        .where(SiteVersion.site_id == key, at.told(SiteVersion, SiteVersion.described_on))
        .order_by(SiteVersion.described_on, SiteVersion.id)
    )
    rows = tuple(
        (
            version.described_on,
            version.name,
            words(version.control.value),
            long_date(version.lease_end_on) if version.lease_end_on is not None else "",
            file or "",
            sheet or "",
            row,
            reference(ReferenceKind.IMPORT, at.code, version.import_batch_id) if version.import_batch_id else "",
            who(change),
        )
        for version, file, sheet, row, change in session.execute(query)
    )
    titles = columns(
        "Described on (date)",
        "Name",
        "Control",
        "Lease ends",
        "File",
        "Sheet",
        "Row (number)",
        "Import",
        "Recorded by",
    )
    return Section("What lists said, in order", (), titles, rows)


def _held(session: Session, state: EstateState, key: int, at: At) -> Section:
    query = (
        select(SiteTenure, Change)
        .join(Change, Change.id == SiteTenure.change_id)
        .where(SiteTenure.site_id == key, at.told(SiteTenure, SiteTenure.from_on))
        .where(SiteTenure.import_batch_id.is_(None) | not_withdrawn(SiteTenure.import_batch_id, at.limit))
        .order_by(SiteTenure.from_on, SiteTenure.id)
    )
    rows = tuple(
        (tenure.from_on, state.organisation_name(tenure.organisation_id), who(change))
        for tenure, change in session.execute(query)
    )
    return Section("Held by", (), columns("From (date)", "Organisation", "Recorded by"), rows)
