"""Merge two records of one device, and take a merge back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from riskreg import intake
from riskreg.database import register_code
from riskreg.errors import Conflict, UsageError
from riskreg.operations.office import Office
from riskreg.operations.references import resolve
from riskreg.review import flag_states
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import BasisCause
from riskreg.screening import Screened, Screener, reflag


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


def merge_assets(office: Office, asset: str, into: str, reason: str, on: date | None = None) -> MergeDone:
    """Record that two assets are one device; from the date on only the second counts.

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

    return _done(office, "merge assets", reason, day, act)


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
    office: Office, action: str, reason: str, day: date, act: Callable[[Session, Screener], intake.Merged]
) -> MergeDone:
    if not reason.strip():
        raise UsageError("This needs a reason.", 'Add --reason "…".')
    with office.acting(action, reason) as session:
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
