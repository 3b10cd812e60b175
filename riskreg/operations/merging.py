"""Merge two records of one device, and take a merge back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg import intake
from riskreg.database import register_code
from riskreg.errors import Conflict, UsageError
from riskreg.operations.office import Office, rehearsal
from riskreg.operations.references import resolve
from riskreg.register import Asset, AssetVersion, Site
from riskreg.register.merges import merged_assets, merges
from riskreg.reporting.breakdowns import words
from riskreg.reporting.progress import Scalar
from riskreg.review import flag_states
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import BasisCause
from riskreg.screening import Screened, Screener, reflag

_ALIKE = 8
"""Records that are offered as the same device."""


@dataclass(frozen=True, slots=True)
class MergeDone:
    """What merging, or taking apart, did.

    Attributes:
        asset: Reference of the record that is no longer counted, or is counted again.
        into: Reference of the record that stands for the device, or stood for it.
        devices: Devices that are no longer counted twice, or are counted again.
        said: What the person must know.
        screened: Flags that lapsed or came back.
    """

    asset: str
    into: str
    devices: int
    said: tuple[str, ...]
    screened: Screened


@dataclass(frozen=True, slots=True)
class RecordSeen:
    """One of two records, as a person compares them.

    Attributes:
        named: Make and model.
        rows: What the newest list says of it; the same labels for every record.
    """

    reference: str
    named: str
    rows: tuple[tuple[str, Scalar], ...]


@dataclass(frozen=True, slots=True)
class MergeBegun:
    """A record from which a person sets out to say that another one is the same device.

    Attributes:
        into: The record into which it is merged already, or None.
        alike: Records of its site with the same traces of a maker; the first of them.
    """

    record: RecordSeen
    into: RecordSeen | None
    alike: tuple[RecordSeen, ...]


@dataclass(frozen=True, slots=True)
class MergeWay:
    """What merging one record into another would do.

    Attributes:
        goes: The record that would no longer count.
        stays: The record that would stand for the device.
        done: What it would do; None where it is refused.
        refusal: Why it is refused, and what to do.
    """

    goes: RecordSeen
    stays: RecordSeen
    done: MergeDone | None
    refusal: Conflict | None


def begin_merge(office: Office, asset: str) -> MergeBegun:
    """A record, and those at its site that may be the same device.

    Raises:
        NotFound: The reference points to nothing.
    """
    with office.reading() as session:
        _, key = resolve(session, asset, (ReferenceKind.ASSET,))
        into, one = merges(session).get(key), session.get_one(Asset, key)
        like = (
            select(Asset.id)
            .where(
                *(Asset.site_id == one.site_id, Asset.trace_key_id == one.trace_key_id, Asset.version_id > 0),
                *(Asset.organisation_id == one.organisation_id, Asset.id != key),
                Asset.id.not_in(merged_assets(office.today, None)),
            )
            .order_by(Asset.id)
            .limit(_ALIKE)
        )
        return MergeBegun(
            _seen(session, key),
            _seen(session, into) if into is not None else None,
            tuple(_seen(session, each) for each in session.scalars(like).all()) if into is None else (),
        )


def merge_ways(office: Office, asset: str, other: str) -> tuple[MergeWay, ...]:
    """What merging would do, for either record that may stay; nothing is written.

    Raises:
        NotFound: A reference or number points to nothing, or to several.
        UsageError: Both are the same record.
    """
    if office.actor is None:
        office = office.as_person("nobody")  # nothing of a rehearsal stays, so it asks for no name
    with office.reading() as session:
        one, two = (_seen(session, resolve(session, each, (ReferenceKind.ASSET,))[1]) for each in (asset, other))
    if one.reference == two.reference:
        raise UsageError(f"{one.reference} is this record itself.", "Name the other record of the same device.")
    return tuple(_way(office, goes, stays) for goes, stays in ((two, one), (one, two)))


def _way(office: Office, goes: RecordSeen, stays: RecordSeen) -> MergeWay:
    try:
        done = merge_assets(office, goes.reference, stays.reference, "Looked at first.", apply=False)
    except Conflict as refusal:
        return MergeWay(goes, stays, None, refusal)
    return MergeWay(goes, stays, done, None)


def _seen(session: Session, key: int) -> RecordSeen:
    asset, code = session.get_one(Asset, key), register_code(session)
    version = session.get(AssetVersion, asset.version_id)
    site = session.get_one(Site, asset.site_id)
    told: dict[str, Scalar] = {
        "Site": f"{site.name} ({reference(ReferenceKind.SITE, code, site.id)})",
        "Location": version.location if version else None,
        "Asset tag": version.asset_tag if version else None,
        "Serial number": version.serial_number if version else None,
        "MAC address": version.mac_address if version else None,
        "Newest list that names it": asset.described_on if version else None,
        "Devices": asset.quantity,
        "Verdict": words(asset.verdict.value),
    }
    named = " ".join(part for part in (version.make, version.model) if part) if version else ""
    return RecordSeen(reference(ReferenceKind.ASSET, code, key), named or "make not known", tuple(told.items()))


def merge_assets(
    office: Office, asset: str, into: str, reason: str, on: date | None = None, *, apply: bool = True
) -> MergeDone:
    """Record that two assets are one device; from the date on only the second counts.

    Args:
        office: Where and who.
        asset: The record that no longer counts.
        into: The record that stays.
        reason: Why they are one device.
        on: From which date it counts so; today where None.
        apply: False tells what it would do, and writes nothing.

    Raises:
        NotFound: A reference points to nothing.
        UsageError: No reason is given, or the date cannot be.
        Conflict: One of them is merged already, or a flag, a removal or a later sighting would be lost from the count.
    """
    day = on or office.today

    def act(session: Session, screener: Screener) -> intake.Merged:
        _, into_id = resolve(session, into, (ReferenceKind.ASSET,))
        _, asset_id = resolve(session, asset, (ReferenceKind.ASSET,))
        return merge_within(session, screener, asset_id, into_id, reason, day, today=office.today)

    return _done(office, "merge assets", reason, day, act, apply=apply)


def merge_within(
    session: Session, screener: Screener, asset_id: int, into_id: int, reason: str, on: date, *, today: date
) -> intake.Merged:
    """The same inside a transaction that is open; flags are looked at afterwards.

    Raises:
        UsageError: No reason is given, or the date cannot be.
        Conflict: One of them is merged already, or a flag, a removal or a later sighting would be lost from the count.
    """
    _refuse_ending_flags(session, asset_id, into_id, today)
    return intake.merge(session, asset_id, into_id, reason, on, screener=screener, today=today)


def separate_asset(office: Office, asset: str, reason: str, on: date | None = None) -> MergeDone:
    """Take a merge back: from the date on the asset counts by itself again.

    Raises:
        NotFound: The reference points to nothing.
        UsageError: No reason is given, or the date cannot be.
        Conflict: The asset is not merged.
    """
    day = on or office.today

    def act(session: Session, screener: Screener) -> intake.Merged:
        _, asset_id = resolve(session, asset, (ReferenceKind.ASSET,))
        return intake.separate(session, asset_id, reason, day, screener=screener, today=office.today)

    return _done(office, "separate assets", reason, day, act)


def _refuse_ending_flags(session: Session, asset_id: int, into_id: int, today: date) -> None:
    """Stop where an open flag would be counted under a record whose own was dismissed, or that has none."""
    code = register_code(session)
    one, other = (reference(ReferenceKind.ASSET, code, each) for each in (asset_id, into_id))
    states = flag_states(session, asset_ids=[asset_id, into_id], as_at=today)
    kept = {state.regime.id for state in states if state.flag.asset_id == into_id and state.is_open}
    for state in states:
        if state.flag.asset_id == asset_id and state.is_open and state.regime.id not in kept:
            raise Conflict(
                f"{one} is flagged under “{state.regime.title}” and open, and {other} is not: merging it away would "
                "end a flag without a decision.",
                f"If they are one device, what holds of the one holds of the other: decide {one} too, or keep that "
                f"record and merge {other} into it.",
            )


def _done(
    office: Office,
    action: str,
    reason: str,
    day: date,
    act: Callable[[Session, Screener], intake.Merged],
    *,
    apply: bool = True,
) -> MergeDone:
    if not reason.strip():
        raise UsageError("This needs a reason.", 'Add --reason "…".')
    transaction = office.acting(action, reason)
    with transaction if apply else rehearsal(transaction) as session:
        screener = Screener(session, office.catalogue, office.identifier)
        done = act(session, screener)
        screened = reflag(session, screener, BasisCause.MERGED, on=day, asset_id=done.asset_id)
        code = register_code(session)
        return MergeDone(
            reference(ReferenceKind.ASSET, code, done.asset_id),
            reference(ReferenceKind.ASSET, code, done.into_id),
            done.devices,
            done.said,
            screened,
        )
