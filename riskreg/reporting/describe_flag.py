"""A flag: what speaks for and against it, the list entry word for word, what it asks and by when, who decided what."""

from __future__ import annotations

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.catalogue.lineage import lineage
from riskreg.register import Asset, Flag, KeyVerdict, Regime
from riskreg.reporting.breakdowns import ACT_TITLES, SITE_CLASS_TITLES, words
from riskreg.reporting.browsing import GONE, WAITING, given
from riskreg.reporting.describe_asset import describe_asset
from riskreg.reporting.description import Description, Section, columns, missing
from riskreg.reporting.duties import Duty, duties_of
from riskreg.reporting.histories import FlagStanding
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import At
from riskreg.reporting.remembered import state_of
from riskreg.reporting.state import EstateState, FlaggedAsset, Point, with_assets
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference

_KEPT = ("Exemptions", "Prohibitions of new equipment", "Grounds of the flags", "Decisions")


def describe_flag(session: Session, key: int, point: Point) -> Description:
    """A flag with its asset, what speaks for and against it, its authority, obligations, exemptions and decisions.

    Raises:
        NotFound: There is none in this register, or it had not come by then.
    """
    flag = session.get(Flag, key)
    if flag is None:
        raise missing("flag")
    state = with_assets(session, state_of(session, point), select(Asset.id).where(Asset.id == flag.asset_id))
    asset = describe_asset(session, flag.asset_id, point)
    ref = reference(ReferenceKind.FLAG, state.code, key)
    regime = session.get_one(Regime, flag.regime_id)
    found = state.by_id.get(flag.asset_id)
    standing = next((each for each in found.standing.flags if each.id == key), None) if found is not None else None
    parts = [_summary(state, regime, ref, found, standing, asset.reference), asset.section("Who made it")]
    by_title = {section.title: section for section in asset.sections}
    if standing is not None and found is not None:
        parts += [_authority(session, standing, At.of(state)), _asks(session, state, found, standing)]
    for title in _KEPT:
        section = by_title.get(title)
        if section is None:
            continue
        is_of_flags = bool(section.columns) and section.columns[0].code == "flag"
        own = tuple(row for row in section.table if not is_of_flags or row[0] == ref)
        parts.append(Section(section.title, section.rows, section.columns, own))
    flags = by_title.get("Flags")
    if flags is not None:
        others = tuple(row for row in flags.table if row[0] == ref)
        parts.append(Section("Flags", flags.rows, flags.columns, others))
    kept = tuple(section for section in parts if section.rows or section.table)
    return Description(f"Flag {ref}: {asset.title.partition(': ')[2]}", ref, kept)


def _summary(
    state: EstateState,
    regime: Regime,
    ref: str,
    asset: FlaggedAsset | None,
    flag: FlagStanding | None,
    asset_reference: str,
) -> Section:
    rows: list[tuple[str, Scalar]] = [("Reference", ref)]
    named = None
    if asset is not None and flag is not None:
        place = asset.standing.place
        named = given(place.make, place.model)
        if not flag.basis.is_live:
            on = long_date(flag.basis.on)
            said = f"lapsed on {on}: no list in use restricts it any more, so there is nothing to decide"
        elif flag.decision is not None and flag.is_decided:
            said = flag.decision.outcome.value
        elif not asset.standing.remaining:
            said = GONE
        elif flag.decision is not None:
            said = f"{WAITING}: it stands on another ground than was judged"
        else:
            said = WAITING
        rows += [
            ("Decision", said[:1].upper() + said[1:]),
            ("Verdict" if flag.basis.is_live else "Verdict while it stood", words(flag.basis.verdict.value)),
            (
                "Flagged from",
                min(basis.on for each in asset.history.flags if each.id == flag.id for basis in each.bases),
            ),
        ]
    rows.append(("Asset", f"{named or 'make not known'} ({asset_reference})"))
    if asset is not None:
        site = state.places.site(asset.site_id, state.point.as_at)
        rows += [
            ("Devices still open", asset.open_devices),
            ("Site", f"{site.name} ({state.site_reference(asset.site_id)})"),
            ("Sensitivity of the site", words(asset.sensitivity.value)),
            ("Organisation", state.organisation_name(asset.organisation_id)),
        ]
    rows += [("Regime", regime.title), ("Authority", regime.authority)]
    return Section("Summary", tuple(row for row in rows if row[1] is not None))


def _authority(session: Session, flag: FlagStanding, at: At) -> Section:
    """The entry on which the ground rests, as its list has it."""
    verdict = session.get(KeyVerdict, flag.basis.key_verdict_id) if flag.basis.key_verdict_id is not None else None
    if verdict is None:
        return Section("The list entry, word for word")
    rows: list[tuple[str, Scalar]] = [("Why" if flag.basis.is_live else "Why it stood", verdict.reason)]
    if verdict.list_entry_id is not None:
        told = lineage(session, verdict.list_entry_id, at.limit)
        entry, edition = told.entry, told.made_under
        rows += [
            ("Entry", entry.name),
            ("Scope", entry.scope),
            ("Covers affiliates", "yes" if entry.includes_affiliates else "no"),
            ("On the list from", entry.from_on),
            ("On the list until", entry.to_on),
            ("Limited to", _limits(entry.limits)),
            ("Edition", f"{edition.label}, in law from {long_date(edition.legal_on)}"),
            ("Source", edition.source),
        ]
        if told.stands_under is not None and told.repeated_by:
            rows.append(("Repeated word for word by", f"{told.stands_under.label} ({told.stands_under.source})"))
    if verdict.determination_id is not None:
        rows.append(("Determination", reference(ReferenceKind.DETERMINATION, at.code, verdict.determination_id)))
    return Section("The list entry, word for word", tuple(row for row in rows if row[1] not in (None, "")))


def _limits(limits: str | None) -> str | None:
    if not limits:
        return None
    found = orjson.loads(limits)
    if not isinstance(found, dict):
        return str(found)
    return "; ".join(f"{words(str(name)).lower()}: {_shown(value)}" for name, value in sorted(found.items()) if value)


def _shown(value: object) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _asks(session: Session, state: EstateState, asset: FlaggedAsset, flag: FlagStanding) -> Section:
    """Obligations of the flag's regime, and whether each applies to the asset."""
    duties = duties_of(session, state)
    rows = tuple(
        (
            ACT_TITLES[duty.act],
            SITE_CLASS_TITLES[duty.site_class],
            duty.equipment,
            duty.from_on,
            long_date(duty.due_on) if duty.due_on is not None else "no date set",
            _applies(duty, asset),
            duty.text,
            duty.source,
        )
        for duty in duties.all
        if duty.regime_id == flag.regime_id
    )
    titles = columns("What it asks", "Sites", "Equipment", "From (date)", "Due", "Applies here", "Wording", "Source")
    return Section("What it asks, and by when", (), titles, rows)


def _applies(duty: Duty, asset: FlaggedAsset) -> str:
    if duty.applies(asset):
        return "yes"
    if duty.reaches(asset.sensitivity) is None:
        return "cannot be told: the site is not assessed"
    if duty.is_about(asset) is None:
        return "cannot be told: the kind of equipment is not settled"
    return "no"
