"""A small register in plain rows: one organisation, its sites, and asset lines on them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import (
    Asset,
    AssetVersion,
    Evidence,
    Flag,
    FlagBasis,
    ImportBatch,
    ImportedRow,
    Organisation,
    Regime,
    Site,
    TraceKey,
)
from riskreg.rules.terms import (
    BasisCause,
    BasisState,
    ClaimedStatus,
    Control,
    Covers,
    Disposition,
    EquipmentKind,
    EvidenceKind,
    ImportKind,
    MatchedBy,
    Network,
    OrganisationKind,
    RegimeKind,
    Verdict,
)

LISTED_ON = date(2025, 1, 10)


@dataclass
class Estate:
    """What has been made so far."""

    organisation: Organisation
    regime: Regime
    batch: ImportBatch
    sites: dict[str, Site] = field(default_factory=dict)


def make_estate(session: Session, *codes: str) -> Estate:
    """An organisation with a site for each code."""
    organisation = Organisation(name="Harbour Council", name_key="harbour council", kind=OrganisationKind.COUNCIL)
    regime = Regime(
        slug="section-889", title="Section 889", kind=RegimeKind.LIST, authority="Congress", source="Pub. L."
    )
    session.add_all([organisation, regime])
    session.flush()
    batch = ImportBatch(
        kind=ImportKind.ASSETS,
        file_name="cameras.xlsx",
        file_sha256="0" * 64,
        file_bytes=1,
        organisation_id=organisation.id,
        described_on=LISTED_ON,
        covers=Covers.SITES,
        mapping="{}",
        counts="{}",
        outcome_sha256="0" * 64,
    )
    session.add(batch)
    session.flush()
    estate = Estate(organisation, regime, batch)
    for code in codes or ("H1",):
        make_site(session, estate, code, f"{code} Town Hall")
    return estate


def again(session: Session, regime: Regime | None = None) -> Estate:
    """The estate that was made before, under another regime where one is given."""
    sites = {site.code or site.name: site for site in session.scalars(select(Site).order_by(Site.id))}
    organisation, batch = session.get_one(Organisation, 1), session.get_one(ImportBatch, 1)
    return Estate(organisation, regime or session.get_one(Regime, 1), batch, sites)


def make_site(session: Session, estate: Estate, code: str | None, name: str) -> Site:
    """A listed site of the organisation."""
    site = Site(
        organisation_id=estate.organisation.id,
        code=code,
        name=name,
        name_key=name.casefold(),
        postcode=None,
        uprn=None,
        control=Control.OWNED,
        is_listed=True,
    )
    session.add(site)
    session.flush()
    estate.sites[code or name] = site
    return site


def make_asset(
    session: Session,
    estate: Estate,
    site: str = "H1",
    *,
    quantity: int = 1,
    kind: EquipmentKind = EquipmentKind.DOME_CAMERA,
    make: str | None = "Hikvision",
    model: str | None = "DS-2CD2143G0-I",
    tag: str | None = None,
    serial: str | None = None,
    verdict: Verdict = Verdict.RESTRICTED,
    other: dict[str, str] | None = None,
) -> Asset:
    """An asset line with its version, and a live flag where the verdict flags."""
    digest = hashlib.sha256(repr((make, model)).encode()).hexdigest()
    key = session.scalar(select(TraceKey).where(TraceKey.key_sha256 == digest))
    if key is None:
        key = TraceKey(key_sha256=digest, make=make, model=model, traces="{}")
        session.add(key)
    row = ImportedRow(
        import_batch_id=estate.batch.id,
        sheet="Cameras",
        row=2,
        disposition=Disposition.NEW,
        matched_by=MatchedBy.NOTHING,
        cells="[]",
    )
    session.add(row)
    session.flush()
    place = estate.sites[site]
    asset = Asset(
        organisation_id=place.organisation_id,
        site_id=place.id,
        version_id=0,
        trace_key_id=key.id,
        verdict=verdict,
        quantity=quantity,
        step=None,
        is_seen=True,
        claimed_status=ClaimedStatus.IN_SERVICE,
        described_on=LISTED_ON,
        serial_key=serial.upper() if serial else None,
        tag_key=tag.upper() if tag else None,
        facts_sha256="0" * 64,
    )
    session.add(asset)
    session.flush()
    version = AssetVersion(
        asset_id=asset.id,
        site_id=place.id,
        import_batch_id=estate.batch.id,
        imported_row_id=row.id,
        trace_key_id=key.id,
        described_on=LISTED_ON,
        matched_by=MatchedBy.NOTHING,
        quantity=quantity,
        make=make,
        model=model,
        kind=kind,
        asset_tag=tag,
        serial_number=serial,
        network=Network.UNKNOWN,
        claimed_status=ClaimedStatus.IN_SERVICE,
        other=orjson.dumps(other).decode() if other else None,
    )
    session.add(version)
    session.flush()
    asset.version_id = version.id
    if verdict.is_flagged:
        make_flag(session, estate, asset, verdict)
    session.flush()
    return asset


def make_flag(session: Session, estate: Estate, asset: Asset, verdict: Verdict, from_on: date = LISTED_ON) -> Flag:
    """A flag of the asset with a live ground."""
    flag = Flag(asset_id=asset.id, regime_id=estate.regime.id)
    session.add(flag)
    session.flush()
    make_basis(session, flag, BasisState.LIVE, verdict, from_on)
    return flag


def make_basis(session: Session, flag: Flag, state: BasisState, verdict: Verdict, from_on: date) -> FlagBasis:
    """A coming or lapsing of a flag's ground."""
    basis = FlagBasis(flag_id=flag.id, state=state, verdict=verdict, cause=BasisCause.FOUND, from_on=from_on)
    session.add(basis)
    session.flush()
    return basis


def make_evidence(session: Session, name: str = "after.png") -> int:
    """An evidence row without its file; its number."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    evidence = Evidence(sha256=digest, file_name=name, file_bytes=7, kind=EvidenceKind.PHOTO)
    session.add(evidence)
    session.flush()
    return evidence.id
