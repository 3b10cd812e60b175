"""Everything known of an asset: what lists said and where, who made it, its flags with their grounds, what was done."""

from __future__ import annotations

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.catalogue.lineage import lineage
from riskreg.errors import NotFound
from riskreg.register import (
    Asset,
    AssetAbsence,
    AssetVersion,
    CatalogueEdition,
    Change,
    Decision,
    Determination,
    Evidence,
    Flag,
    FlagBasis,
    Identification,
    KeyVerdict,
    Regime,
    System,
    Vendor,
)
from riskreg.reporting.breakdowns import words
from riskreg.reporting.describe_exemption import bans_and_exemptions
from riskreg.reporting.describe_history import changes, history, identity_answers, merges, plans, sightings, steps
from riskreg.reporting.describe_timeline import timeline
from riskreg.reporting.description import Description, Section, columns
from riskreg.reporting.duties import duties_of
from riskreg.reporting.histories import Part
from riskreg.reporting.points import not_withdrawn
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import At, cells_said, is_undone, row_and_batch, who
from riskreg.reporting.remembered import state_of
from riskreg.reporting.state import EstateState, Point, with_assets
from riskreg.rules.dates import long_date
from riskreg.rules.obligations import verdict_in_use
from riskreg.rules.plain_terms import CAUSES, HOW_KNOWN, TRACES, weight
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Verdict

_TRACES = {kind.value: said for kind, said in TRACES.items()}
_FIELDS = (
    ("Make as given", "make"),
    ("Model as given", "model"),
    ("Description", "description"),
    ("Name", "name"),
    ("Number of devices", "quantity"),
    ("Asset tag", "asset_tag"),
    ("Serial number", "serial_number"),
    ("MAC address", "mac_address"),
    ("IP address", "ip_address"),
    ("Hardware id", "hardware_id"),
    ("Location", "location"),
    ("Installed on", "installed_on"),
    ("Purchased on", "purchased_on"),
)


def describe_asset(session: Session, asset_id: int, point: Point) -> Description:
    """Everything known of an asset.

    Args:
        session: A session that may read.
        asset_id: Its key.
        point: For the standing of its flags: as at today, as known now.

    Raises:
        NotFound: There is no such asset.
    """
    asset = session.get(Asset, asset_id)
    if asset is None:
        raise NotFound("There is no such asset in this register.", "Copy the reference whole, with its last character.")
    state = with_assets(session, state_of(session, point), select(Asset.id).where(Asset.id == asset_id))
    at = At.of(state)
    versions = list(
        session.scalars(
            select(AssetVersion)
            .where(AssetVersion.asset_id == asset_id, at.told(AssetVersion, AssetVersion.described_on))
            .order_by(AssetVersion.described_on, AssetVersion.id)
        )
    )
    counting = [version for version in versions if not is_undone(session, version.import_batch_id, at.limit)]
    if not versions:
        raise NotFound("This asset was not in the register then.", "Look at a later date.")
    newest = counting[-1] if counting else None
    shown = newest or versions[-1]
    sections = [
        _summary(session, asset, newest, shown, state),
        merges(session, asset_id, at),
        _newest(session, shown),
        _cells(session, shown),
        _identified(session, shown.trace_key_id, at),
        _flags(session, asset_id, at),
        _grounds(session, asset_id, at),
        _decisions(session, asset_id, at),
        *_findings(session, asset_id, state),
        steps(session, asset_id, at),
        plans(session, asset_id, at),
        history(session, versions, at),
        sightings(session, asset_id, at),
        identity_answers(session, asset_id, at),
        changes(session, asset_id, at),
    ]
    name = " ".join(part for part in (shown.make, shown.model) if part)
    ref = state.asset_reference(asset_id)
    by_title = {section.title: section for section in sections}
    sections.insert(1, timeline(session, versions, by_title, at))
    kept = tuple(section for section in sections if section.rows or section.table)
    return Description(f"Asset {ref}: {name or 'make not known'}", ref, kept)


def _findings(session: Session, asset_id: int, state: EstateState) -> tuple[Section, ...]:
    found = state.by_id.get(asset_id)
    return bans_and_exemptions(state, duties_of(session, state), found) if found is not None else ()


def _summary(
    session: Session, asset: Asset, newest: AssetVersion | None, shown: AssetVersion, state: EstateState
) -> Section:
    places, on = state.places, state.point.as_at
    site_id = shown.site_id
    site, body = places.site(site_id, on), places.organisation_of(site_id, on)
    verdict = _verdict(session, state, body, shown.trace_key_id)
    is_seen = newest is not None and not _is_absent(session, asset.id, newest, At.of(state))
    rows: list[tuple[str, Scalar]] = [
        ("Reference", state.asset_reference(asset.id)),
        ("Verdict", words(verdict.value)),
        (
            "Organisation",
            f"{state.organisation_name(body)} ({reference(ReferenceKind.ORGANISATION, state.code, body)})",
        ),
        ("Site", f"{site.name} ({state.site_reference(site_id)})"),
        ("Sensitivity of the site", words(places.sensitivity(site_id, on).value)),
        ("Control of the building", words(site.control.value)),
        ("Seen by the newest list", "yes" if is_seen else "no: not seen is not removed"),
    ]
    into = state.merged.get(asset.id)
    if into is not None:
        rows.append(("Counted", f"no: merged into {state.asset_reference(into)}, which stands for the device"))
    if newest is None:
        rows.append(("Imports", "every import that named it was undone"))
    found = state.by_id.get(asset.id)
    if found is not None:
        standing = found.standing
        rows += [
            ("Devices ever flagged", standing.cohort),
            ("Devices still open", found.open_devices),
            ("Devices verified as removed", standing.parts().get(Part.VERIFIED, 0)),
        ]
    return Section("Summary", tuple(rows))


def _verdict(session: Session, state: EstateState, organisation_id: int, trace_key_id: int) -> Verdict:
    """The gravest verdict at the point under the regimes that the body had adopted."""
    newest: dict[int, KeyVerdict] = {}
    at = At.of(state)
    for each in session.scalars(
        select(KeyVerdict)
        .where(KeyVerdict.trace_key_id == trace_key_id, at.told(KeyVerdict, KeyVerdict.from_on))
        .order_by(KeyVerdict.from_on, KeyVerdict.id)
    ):
        newest[each.regime_id] = each
    found = []
    for regime in sorted(set(state.places.adopted(organisation_id, at.on)) & set(state.regimes)):
        if regime in newest:
            is_known = state.places.is_use_known(organisation_id, regime, at.on)
            is_limited = bool(newest[regime].is_use_limited)
            found.append(verdict_in_use(newest[regime].verdict, is_use_limited=is_limited, is_use_known=is_known))
    return max(found, key=lambda verdict: verdict.gravity, default=Verdict.UNKNOWN)


def _is_absent(session: Session, asset_id: int, newest: AssetVersion, at: At) -> bool:
    """Whether a list that covers its place, and counts, did not name it after the newest that did."""
    absences = select(AssetAbsence.described_on, AssetAbsence.import_batch_id).where(
        AssetAbsence.asset_id == asset_id,
        at.told(AssetAbsence, AssetAbsence.described_on),
        not_withdrawn(AssetAbsence.import_batch_id, at.limit),
    )
    seen = (newest.described_on, newest.import_batch_id)
    return any((day, batch) > seen for day, batch in session.execute(absences))


def _newest(session: Session, version: AssetVersion) -> Section:
    rows: list[tuple[str, Scalar]] = [(label, getattr(version, name)) for label, name in _FIELDS]
    system = session.get(System, version.system_id) if version.system_id is not None else None
    rows += [
        ("Kind", words(version.kind.value)),
        ("Network", words(version.network.value)),
        ("Status that the list claims", words(version.claimed_status.value)),
        ("System", system.name if system is not None else None),
    ]
    if version.other:
        rows += [(words(key), value) for key, value in sorted(orjson.loads(version.other).items())]
    return Section("What the newest list says", tuple((label, value) for label, value in rows if value is not None))


def _cells(session: Session, version: AssetVersion) -> Section:
    row, batch = row_and_batch(session, version.imported_row_id)
    return Section(
        f"The row as it stood: {batch.file_name}, sheet “{row.sheet}”, row {row.row}",
        (),
        columns("Cell", "Header", "Taken as", "Raw text"),
        tuple(tuple(cell) for cell in cells_said(row, batch.mapping)),
    )


def _identified(session: Session, trace_key_id: int, at: At) -> Section:
    found = session.execute(
        select(Identification, Vendor.name, Vendor.slug, CatalogueEdition.label)
        .join(CatalogueEdition, CatalogueEdition.id == Identification.catalogue_edition_id)
        .outerjoin(Vendor, Vendor.id == Identification.vendor_id)
        .where(Identification.trace_key_id == trace_key_id, at.told(Identification))
        .order_by(Identification.id.desc())
        .limit(1)
    ).first()
    if found is None:
        return Section("Who made it")
    identification, vendor, slug, edition = found
    rows: tuple[tuple[str, Scalar], ...] = (
        ("Maker", f"{vendor} ({slug})" if vendor else "not known"),
        ("Certainty", words(identification.certainty.value)),
        ("Confidence", f"{identification.confidence:.0%}"),
        ("How it is known", HOW_KNOWN[identification.basis] if identification.basis is not None else "it is not"),
        ("Explanation", identification.explanation),
        ("Vendor catalogue", edition),
    )
    told = orjson.loads(identification.signals)
    slugs = {str(each["vendor"]) for each in told if each.get("vendor")}
    names = dict(session.execute(select(Vendor.slug, Vendor.name).where(Vendor.slug.in_(slugs))).all())
    signals = tuple(
        (
            _TRACES.get(str(each.get("kind", "")), "Other"),
            names.get(each.get("vendor"), each.get("vendor") or ""),
            "for" if each.get("is_for", True) else "against",
            weight(float(each.get("strength") or 0), is_note=bool(each.get("is_note"))),
            each.get("text") or "",
            each.get("source") or "",
        )
        for each in told
    )
    titles = columns("What tells it", "Vendor", "Speaks", "Strength", "What was read", "Source")
    return Section("Who made it", rows, titles, signals)


def _flags(session: Session, asset_id: int, at: At) -> Section:
    rows = []
    for flag, regime in session.execute(
        select(Flag, Regime)
        .join(Regime, Regime.id == Flag.regime_id)
        .where(Flag.asset_id == asset_id, at.told(Flag))
        .order_by(Flag.id)
    ):
        basis = session.scalars(
            select(FlagBasis)
            .where(FlagBasis.flag_id == flag.id, at.told(FlagBasis, FlagBasis.from_on))
            .order_by(FlagBasis.from_on.desc(), FlagBasis.id.desc())
            .limit(1)
        ).first()
        if basis is None:
            continue
        rows.append(
            (
                reference(ReferenceKind.FLAG, at.code, flag.id),
                regime.title,
                words(basis.verdict.value),
                "stands" if basis.state.value == "live" else "lapsed",
                basis.from_on,
                authority(session, basis.key_verdict_id, at.limit),
            )
        )
    return Section("Flags", (), columns("Flag", "Regime", "Verdict", "State", "From (date)", "Rule"), tuple(rows))


def authority(session: Session, key_verdict_id: int | None, limit: int | None = None) -> str:
    """The list entry or determination on which a ground rests, in one sentence."""
    verdict = session.get(KeyVerdict, key_verdict_id) if key_verdict_id is not None else None
    if verdict is None:
        return "no rule recorded"
    parts = [verdict.reason]
    if verdict.list_entry_id is not None:
        found = lineage(session, verdict.list_entry_id, limit)
        entry, edition = found.entry, found.made_under
        parts.append(f"Entry “{entry.name}” of edition {edition.label} ({edition.source}).")
        if found.stands_under is not None and found.repeated_by:
            later = found.stands_under
            parts.append(
                f"Edition {later.label} of {long_date(later.legal_on)}, the newest here, repeats it word for word "
                f"({later.source})."
            )
        if entry.scope:
            parts.append(f"Scope: {entry.scope}.")
    if verdict.determination_id is not None:
        made = session.get_one(Determination, verdict.determination_id)
        change = session.get_one(Change, made.change_id)
        evidence = session.get(Evidence, made.evidence_id) if made.evidence_id is not None else None
        rests = evidence.file_name if evidence is not None else "the bundled proposal" if made.proposal else "no file"
        parts.append(
            f"Determined as {words(made.outcome.value).lower()} by {change.actor} on {long_date(made.decided_on)}, "
            f"resting on {rests}: {made.reason}"
        )
    return " ".join(part for part in parts if part)


def _grounds(session: Session, asset_id: int, at: At) -> Section:
    rows = [
        (
            reference(ReferenceKind.FLAG, at.code, basis.flag_id),
            basis.from_on,
            "stands" if basis.state.value == "live" else "lapses",
            words(basis.verdict.value),
            CAUSES[basis.cause],
            who(change),
            change.sequence,
        )
        for basis, change in session.execute(
            select(FlagBasis, Change)
            .join(Flag, Flag.id == FlagBasis.flag_id)
            .join(Change, Change.id == FlagBasis.change_id)
            .where(Flag.asset_id == asset_id, at.told(FlagBasis, FlagBasis.from_on))
            .order_by(FlagBasis.id)
        )
    ]
    titles = columns("Flag", "From (date)", "The flag", "Verdict", "Why", "Recorded by", "Change (number)")
    return Section("Grounds of the flags", (), titles, tuple(rows))


def _decisions(session: Session, asset_id: int, at: At) -> Section:
    rows = [
        (
            reference(ReferenceKind.FLAG, at.code, decision.flag_id),
            decision.decided_on,
            words(decision.outcome.value),
            decision.reason,
            evidence.file_name if evidence is not None else "",
            who(change),
            change.sequence,
        )
        for decision, change, evidence in session.execute(
            select(Decision, Change, Evidence)
            .join(Flag, Flag.id == Decision.flag_id)
            .join(Change, Change.id == Decision.change_id)
            .outerjoin(Evidence, Evidence.id == Decision.evidence_id)
            .where(Flag.asset_id == asset_id, at.told(Decision, Decision.decided_on))
            .order_by(Decision.decided_on, Decision.id)
        )
    ]
    titles = columns("Flag", "On (date)", "Decision", "Reason", "Evidence", "Recorded by", "Change (number)")
    return Section("Decisions", (), titles, tuple(rows))
