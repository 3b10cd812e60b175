"""Returns as they were recorded: lists of equipment, nil returns, and requests for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import (
    AssetVersion,
    Change,
    ImportBatch,
    NilReturn,
    NilReturnWithdrawal,
    ReturnRequest,
    ReturnRequestEnd,
)
from riskreg.register.returns import nil_returns
from riskreg.reporting.estate import present
from riskreg.reporting.loading import remaining_devices
from riskreg.reporting.points import known, withdrawn_batches
from riskreg.reporting.state import EstateState
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Covers, ImportKind


@dataclass(frozen=True, slots=True)
class Return:
    """A list of equipment that was imported, or a nil return.

    Attributes:
        kind: `IMPORT` or `NIL_RETURN`.
        key: Key of the import or of the nil return.
        on: The date that it describes.
        organisation_id: The body for which it was given as a whole, or None.
        site_id: The site that a nil return is for.
        covers: What a list covers; None for a nil return.
        what: Name of the file, or reference of the letter.
        signed_by: Who answers for it, or None where a list does not say.
        actor: Who recorded it.
        at: When, in UTC.
    """

    kind: ReferenceKind
    key: int
    on: date
    organisation_id: int | None
    site_id: int | None
    covers: Covers | None
    what: str
    signed_by: str | None
    signed_post: str | None
    actor: str
    at: datetime | None
    sequence: int | None

    @property
    def is_nil(self) -> bool:
        """Whether it says that there is nothing."""
        return self.kind is ReferenceKind.NIL_RETURN

    @property
    def recorded_on(self) -> date:
        """The day on which the register was told of it."""
        return self.at.date() if self.at is not None else self.on


@dataclass(frozen=True, slots=True)
class Request:
    """A request for returns that stands.

    Attributes:
        described_on: The earliest date that a return may describe.
    """

    id: int
    organisation_id: int | None
    site_id: int | None
    described_on: date
    asked_on: date
    due_on: date
    note: str
    actor: str
    sequence: int | None


def lists_in(session: Session, state: EstateState) -> Iterator[Return]:
    """Imported lists of equipment that describe the point's date or an earlier one, undone ones left out, oldest first.

    Args:
        session: A session that may read.
        state: The point.
    """
    undone = withdrawn_batches(session, state.trail.limit)
    query = (
        select(ImportBatch, Change)
        .join(Change, Change.id == ImportBatch.change_id)
        .where(
            ImportBatch.kind == ImportKind.ASSETS,
            ImportBatch.described_on <= state.point.as_at,
            known(ImportBatch, state.trail.limit),
        )
        .order_by(ImportBatch.described_on, ImportBatch.id)
    )
    return (list_return(batch, change) for batch, change in session.execute(query) if batch.id not in undone)


def nils_in(session: Session, state: EstateState) -> list[Return]:
    """Nil returns that count at the point, oldest first.

    Args:
        session: A session that may read.
        state: The point.
    """
    found = nil_returns(session, state.point.as_at, state.trail.limit)
    keys = sorted({row.change_id for row in found})
    changes = {change.id: change for change in session.scalars(select(Change).where(Change.id.in_(keys)))}
    return [nil_return(row, changes[row.change_id]) for row in found]


def withdrawn_nils(session: Session, state: EstateState) -> list[tuple[Return, str]]:
    """Nil returns that were taken back by the point, with the reason, oldest first.

    Args:
        session: A session that may read.
        state: The point.
    """
    query = (
        select(NilReturn, Change, NilReturnWithdrawal.reason)
        .join(Change, Change.id == NilReturn.change_id)
        .join(NilReturnWithdrawal, NilReturnWithdrawal.nil_return_id == NilReturn.id)
        .where(known(NilReturnWithdrawal, state.trail.limit), NilReturn.described_on <= state.point.as_at)
        .order_by(NilReturn.described_on, NilReturn.id)
    )
    return [(nil_return(row, change), reason) for row, change, reason in session.execute(query)]


def requests_in(session: Session, state: EstateState) -> list[Request]:
    """Requests that stand at the point and were made by its date, oldest first.

    Args:
        session: A session that may read.
        state: The point.
    """
    limit = state.trail.limit
    query = (
        select(ReturnRequest, Change.actor, Change.sequence)
        .join(Change, Change.id == ReturnRequest.change_id)
        .where(
            known(ReturnRequest, limit),
            ReturnRequest.asked_on <= state.point.as_at,
            ReturnRequest.id.not_in(select(ReturnRequestEnd.return_request_id).where(known(ReturnRequestEnd, limit))),
        )
        .order_by(ReturnRequest.asked_on, ReturnRequest.id)
    )
    return [
        Request(
            row.id, row.organisation_id, row.site_id, row.described_on, row.asked_on, row.due_on, row.note, actor,
            sequence,
        )
        for row, actor, sequence in session.execute(query)
    ]  # fmt: skip


def devices_on_record(session: Session, state: EstateState, sites: Iterable[int]) -> dict[int, int]:
    """Site → devices that lists name there and whose removal is not verified; sites without any are left out.

    Args:
        session: A session that may read.
        state: The point.
        sites: Keys of sites.
    """
    wanted = sorted(sites)
    if not wanted:
        return {}
    row = present(session, state)
    there = select(row.c.asset_id, row.c.site_id, row.c.quantity).where(row.c.site_id.in_(wanted))
    assets = select(AssetVersion.asset_id).where(AssetVersion.site_id.in_(wanted))
    left = remaining_devices(session, state.trail.limit, state.point.as_at, assets)
    found: dict[int, int] = defaultdict(int)
    for asset, site, quantity in session.execute(there):
        found[site] += left.get(asset, quantity)
    return {site: devices for site, devices in found.items() if devices}


def list_return(batch: ImportBatch, change: Change) -> Return:
    """An imported list as a return."""
    return Return(
        ReferenceKind.IMPORT, batch.id, batch.described_on, batch.organisation_id, None, batch.covers, batch.file_name,
        batch.signed_by, batch.signed_post, change.actor, change.at, change.sequence,
    )  # fmt: skip


def nil_return(row: NilReturn, change: Change) -> Return:
    """A nil return as recorded."""
    return Return(
        ReferenceKind.NIL_RETURN, row.id, row.described_on, row.organisation_id, row.site_id, None, row.paper or "",
        row.signed_by, row.signed_post, change.actor, change.at, change.sequence,
    )  # fmt: skip


def reference_of(state: EstateState, found: Return) -> str:
    """`IMP-…` or `NIL-…`."""
    return reference(found.kind, state.code, found.key)
