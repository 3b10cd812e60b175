"""Two records of one device: one is merged into the other, and can be taken apart again. Nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, UsageError
from riskreg.intake import loading
from riskreg.intake.compare import reset_days
from riskreg.intake.mirrors import rebuild_mirrors
from riskreg.intake.writing import KeyScreener
from riskreg.register import Asset, AssetMerge, AssetVersion, ImportBatch, ImportedRow, PlanLineAsset, RemovalStep
from riskreg.register.merges import merges
from riskreg.rules.counting import counted
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Step


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging, or taking apart, did.

    Attributes:
        asset_id: The record that is no longer counted, or is counted again.
        into_id: The record that stands for the device, or stood for it.
        devices: Devices of the record that is no longer counted, or is counted again.
        said: What the person must know, as sentences.
    """

    asset_id: int
    into_id: int
    devices: int
    said: tuple[str, ...]


def merge(
    session: Session, asset_id: int, into_id: int, reason: str, on: date, *, screener: KeyScreener, today: date
) -> Merged:
    """Record that two assets are one device: from the date on only the second counts.

    What lists said of the first, and what was decided of it, stays on record. Rows of later lists that name its numbers
    are taken as naming the second.

    Args:
        session: A writing session.
        asset_id: The record that is merged.
        into_id: The record that stays.
        reason: Why they are one device.
        on: From which date it is counted so, today or earlier.
        screener: Gives verdicts for the mirrors.
        today: The date of today.

    Raises:
        UsageError: No reason, the same record twice, or a date that cannot be.
        Conflict: One of them is merged already, or is not in force, or has a history that would be lost from the count.
    """
    name = _Names(session)
    if not reason.strip():
        raise UsageError("Merging needs a reason.", "Say with --reason why both records are one device.")
    if asset_id == into_id:
        raise UsageError(f"{name(asset_id)} cannot be merged into itself.", "Name two records.")
    one, other = session.get_one(Asset, asset_id), session.get_one(Asset, into_id)
    _both_count(session, name, asset_id, into_id)
    if one.organisation_id != other.organisation_id:
        raise Conflict(
            f"{name(asset_id)} and {name(into_id)} belong to different organisations.",
            "If a site passed to another organisation, import that organisation's estate list; then merge.",
        )
    if one.verdict.gravity > other.verdict.gravity:
        raise Conflict(
            f"{name(asset_id)} is {one.verdict.value} and {name(into_id)} is {other.verdict.value}: "
            "merging it away would end a flag, or a doubt, without a decision.",
            f"Keep the graver record: merge {name(into_id)} into {name(asset_id)} instead.",
        )
    if one.quantity > other.quantity:
        raise Conflict(
            f"{name(asset_id)} stands for {counted(one.quantity, 'device')}, {name(into_id)} for {other.quantity:,}.",
            "Keep the record with more devices: name the two the other way round, or correct the list first.",
        )
    if session.scalar(select(RemovalStep.id).where(RemovalStep.asset_id == asset_id).limit(1)) is not None:
        raise Conflict(
            f"Removal steps are recorded for {name(asset_id)}, and would no longer count.",
            f"Keep that record: merge {name(into_id)} into it instead.",
        )
    _not_seen_since_removal(session, name, asset_id, into_id)
    _dated(session, (asset_id, into_id), on, today)
    session.add(AssetMerge(asset_id=asset_id, into_id=into_id, merged_on=on, reason=reason.strip()))
    session.flush()
    rebuild_mirrors(session, [asset_id], screener)
    said = []
    if session.scalar(select(func.count()).where(PlanLineAsset.asset_id == asset_id)):
        said.append(f"Plan lines that name {name(asset_id)} now count for {name(into_id)}.")
    return Merged(asset_id, into_id, one.quantity, tuple(said))


def separate(session: Session, asset_id: int, reason: str, on: date, *, screener: KeyScreener, today: date) -> Merged:
    """Take a merge back: from the date on the asset counts by itself again.

    Args:
        session: A writing session.
        asset_id: The record that was merged.
        reason: Why they are two devices.
        on: From which date it counts again, today or earlier.
        screener: Gives verdicts for the mirrors.
        today: The date of today.

    Raises:
        UsageError: No reason, or a date that cannot be.
        Conflict: The record is not merged.
    """
    if not reason.strip():
        raise UsageError("Taking a merge back needs a reason.", "Say with --reason why they are two devices.")
    into_id = merges(session).get(asset_id)
    if into_id is None:
        name = _Names(session)(asset_id)
        raise Conflict(f"{name} is not merged into another record.", f"Look at it with: riskreg show {name}")
    _dated(session, (asset_id, into_id), on, today)
    session.add(AssetMerge(asset_id=asset_id, into_id=None, merged_on=on, reason=reason.strip()))
    session.flush()
    rebuild_mirrors(session, [asset_id], screener)
    return Merged(asset_id, into_id, session.get_one(Asset, asset_id).quantity, ())


def refuse_where_records_depend(session: Session, asset_ids: list[int]) -> None:
    """Stop where a record of which nothing is known any more stands for others that were merged into it.

    Raises:
        Conflict: The device would be counted nowhere.
    """
    merged = merges(session)
    lost = set(asset_ids) & set(merged.values())
    for asset_id, into_id in sorted(merged.items()):
        if into_id in lost and session.get_one(Asset, into_id).version_id == 0 and _is_named(session, asset_id):
            name = _Names(session)
            raise Conflict(
                f"No list would name {name(into_id)} any more, and {name(asset_id)}, which other lists name, "
                "is merged into it.",
                f"First take the merge back: riskreg asset separate {name(asset_id)}",
            )


def _is_named(session: Session, asset_id: int) -> bool:
    return bool(loading.standing_as_at(session, [asset_id], None))


class _Names:
    def __init__(self, session: Session) -> None:
        self._code = loading.register_code(session)

    def __call__(self, asset_id: int) -> str:
        return reference(ReferenceKind.ASSET, self._code, asset_id)


def _both_count(session: Session, name: _Names, asset_id: int, into_id: int) -> None:
    merged = merges(session)
    for each in (asset_id, into_id):
        if each in merged:
            raise Conflict(
                f"{name(each)} is merged already, into {name(merged[each])}.", f"Name {name(merged[each])} instead."
            )
        if session.get_one(Asset, each).version_id == 0:
            raise Conflict(
                f"Every import that named {name(each)} was undone, so it is not counted.", "Nothing need be merged."
            )


def _not_seen_since_removal(session: Session, name: _Names, asset_id: int, into_id: int) -> None:
    gone_on = session.scalar(
        select(func.max(RemovalStep.happened_on)).where(
            RemovalStep.asset_id == into_id, RemovalStep.step == Step.VERIFIED
        )
    )
    back_on = reset_days(session, [into_id]).get(into_id, date.min)
    if gone_on is None or gone_on < back_on:
        return
    # A list that says the same again writes no version; only its row tells that the device was still there.
    seen_on = session.scalar(
        select(func.max(ImportBatch.described_on))
        .join(ImportedRow, ImportedRow.import_batch_id == ImportBatch.id)
        .where(ImportedRow.asset_id == asset_id, ~loading.is_withdrawn(ImportBatch.id))
    )
    if seen_on is not None and seen_on > gone_on:
        raise Conflict(
            f"{name(into_id)} was verified as removed on {long_date(gone_on)}, and a list of {long_date(seen_on)} "
            f"names {name(asset_id)}: merging would count a device as gone that was seen afterwards.",
            f"If it is the same device, it stands there again: import a list with {name(into_id)} in a column “riskreg "
            "reference”, then merge. If not, it is another device.",
        )


def _dated(session: Session, asset_ids: tuple[int, int], on: date, today: date) -> None:
    if on > today:
        raise UsageError(f"{long_date(on)} lies ahead.", "Give today's date or an earlier one with --on.")
    first = session.scalars(
        select(func.min(AssetVersion.described_on))
        .where(AssetVersion.asset_id.in_(asset_ids), ~loading.is_withdrawn(AssetVersion.import_batch_id))
        .group_by(AssetVersion.asset_id)
    )
    # Before both were known, or before an earlier merge of either, one device would be counted nowhere.
    earlier = session.scalar(
        select(func.max(AssetMerge.merged_on)).where(
            or_(AssetMerge.asset_id.in_(asset_ids), AssetMerge.into_id.in_(asset_ids))
        )
    )
    begin = max([*first, *([earlier] if earlier is not None else [])])
    if on < begin:
        raise UsageError(
            f"On {long_date(on)} this cannot be counted so: one of the records is known, or was merged or taken apart, "
            f"only from {long_date(begin)}.",
            f"Give {long_date(begin)} or a later date with --on.",
        )
