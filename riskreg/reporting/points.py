"""The two points in time of every figure: as at a date of the world, as known at a change of the trail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session

from riskreg.errors import NotFound
from riskreg.register import Change, ImportBatch, ImportWithdrawal, RegisterIdentity

AnySelect: TypeAlias = "Select[*tuple[Any, ...]]"
"""A statement that selects something."""

GENESIS = "0" * 64
"""Head of a trail without a change."""


@dataclass(frozen=True, slots=True)
class Point:
    """What was true on `as_at`, as far as the register had been told by change `as_known` (None: by now)."""

    as_at: date
    as_known: int | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """Where the trail stands at a point.

    Attributes:
        sequence: Number of the last change that counts; 0 where there is none.
        at: Its instant (UTC).
        hash: Its hash.
        limit: Filter for reading: None where nothing later exists, so that nothing need be filtered.
    """

    sequence: int
    at: datetime | None
    hash: str
    limit: int | None


def trail_at(session: Session, as_known: int | None) -> Trail:
    """The trail at a change, or at its newest one.

    Raises:
        NotFound: The trail has no such change yet.
    """
    newest = session.execute(
        select(Change.sequence, Change.at, Change.hash)
        .where(Change.sequence.is_not(None))
        .order_by(Change.sequence.desc())
        .limit(1)
    ).first()
    top = int(newest.sequence) if newest is not None else 0
    if as_known is None or as_known == top:
        return Trail(top, newest.at if newest else None, newest.hash if newest else GENESIS, None)
    if as_known < 0 or as_known > top:
        raise NotFound(f"The register has no change {as_known:,}.", f"Its newest change is {top:,}.")
    if as_known == 0:
        return Trail(0, None, GENESIS, 0)
    found = session.execute(select(Change.at, Change.hash).where(Change.sequence == as_known)).one()
    return Trail(as_known, found.at, found.hash, as_known)


def known(table: Any, limit: int | None) -> ColumnElement[bool]:
    """Condition that a row of the table had been told by change `limit`."""
    if limit is None:
        return true()
    condition: ColumnElement[bool] = table.change_id.in_(select(Change.id).where(Change.sequence <= limit))
    return condition


def withdrawn_batches(session: Session, limit: int | None) -> frozenset[int]:
    """Imports that had been undone by then: their rows do not count."""
    return frozenset(session.scalars(select(ImportWithdrawal.import_batch_id).where(known(ImportWithdrawal, limit))))


def not_withdrawn(batch_column: Any, limit: int | None) -> ColumnElement[bool]:
    """Condition that the import of a row counts."""
    condition: ColumnElement[bool] = batch_column.not_in(
        select(ImportWithdrawal.import_batch_id).where(known(ImportWithdrawal, limit))
    )
    return condition


def known_batches(session: Session, limit: int | None) -> list[ImportBatch]:
    """Imports that count, oldest first."""
    return list(
        session.scalars(
            select(ImportBatch)
            .where(known(ImportBatch, limit), not_withdrawn(ImportBatch.id, limit))
            .order_by(ImportBatch.described_on, ImportBatch.id)
        )
    )


def code_of_register(session: Session) -> str:
    """The three characters inside this register's references."""
    return session.scalars(select(RegisterIdentity.code)).one()


def changes_of(session: Session, change_ids: Iterable[int]) -> dict[int, Change]:
    """Changes by key, read in blocks that stay below the engines' limit on parameters."""
    wanted = sorted(set(change_ids))
    found: dict[int, Change] = {}
    for start in range(0, len(wanted), 500):
        for change in session.scalars(select(Change).where(Change.id.in_(wanted[start : start + 500]))):
            found[change.id] = change
    return found
