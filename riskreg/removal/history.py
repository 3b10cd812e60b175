"""Steps, reappearances and breaches as at a date and as known at a point of the trail."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from riskreg.register import (
    Asset,
    AssetVersion,
    Breach,
    Change,
    ImportWithdrawal,
    Reappearance,
    RemovalStep,
)
from riskreg.removal.order import Recordings

_LOCK_HEADERS = frozenset({"hasevidencelock", "evidencelock", "evidencelocked", "legalhold"})
"""Headers of an evidence lock. **Source**: Milestone's camera report (HasEvidenceLock), DOMAIN section 3.3."""
_RETENTION_HEADERS = ("actualretentiondays", "retentiondays")
"""Headers of a retention, the one observed before the one expected. **Source**: the same (ActualRetentionDays)."""
_YES = frozenset({"yes", "y", "true", "1", "locked"})


def steps_in_force(
    session: Session, asset_ids: Collection[int], *, as_at: date | None = None, as_known: int | None = None
) -> Sequence[RemovalStep]:
    """The steps that count: those before a device was seen again do not.

    Args:
        session: Any session.
        asset_ids: The asset lines.
        as_at: The date in the world, or None for all.
        as_known: Sequence of the last change taken into account, or None for all.

    Returns:
        In the order of asset line, date and recording.
    """
    seen = select(Reappearance.asset_id, func.max(Reappearance.seen_on).label("seen_on")).where(
        Reappearance.asset_id.in_(asset_ids)
    )
    withdrawn = select(ImportWithdrawal.import_batch_id)
    if as_known is not None:
        seen = seen.join(Change, Change.id == Reappearance.change_id).where(Change.sequence <= as_known)
        withdrawn = withdrawn.join(Change, Change.id == ImportWithdrawal.change_id).where(Change.sequence <= as_known)
    if as_at is not None:
        seen = seen.where(Reappearance.seen_on <= as_at)
    back = seen.where(Reappearance.import_batch_id.not_in(withdrawn)).group_by(Reappearance.asset_id).subquery()
    query = (
        _steps(asset_ids, as_at, as_known)
        .outerjoin(back, back.c.asset_id == RemovalStep.asset_id)
        .where(or_(back.c.seen_on.is_(None), RemovalStep.happened_on >= back.c.seen_on))
    )
    return session.scalars(query).all()


def steps_of(
    session: Session, asset_id: int, as_at: date | None = None, as_known: int | None = None
) -> Sequence[RemovalStep]:
    """Every step recorded for an asset line, including those that a reappearance undid, by date and recording."""
    return session.scalars(_steps([asset_id], as_at, as_known)).all()


def _steps(asset_ids: Collection[int], as_at: date | None, as_known: int | None) -> Select[RemovalStep]:
    query = (
        select(RemovalStep)
        .where(RemovalStep.asset_id.in_(asset_ids))
        .order_by(RemovalStep.asset_id, RemovalStep.happened_on, RemovalStep.id)
    )
    if as_at is not None:
        query = query.where(RemovalStep.happened_on <= as_at)
    if as_known is not None:
        query = query.join(Change, Change.id == RemovalStep.change_id).where(Change.sequence <= as_known)
    return query


def open_breaches(
    session: Session,
    *,
    asset_ids: Collection[int] | None = None,
    as_at: date | None = None,
    as_known: int | None = None,
) -> Sequence[tuple[Breach, RemovalStep]]:
    """Breaches with the step of each, by date of the step and recording. Nothing closes a breach: it did happen."""
    query = (
        select(Breach, RemovalStep)
        .join(RemovalStep, RemovalStep.id == Breach.removal_step_id)
        .order_by(RemovalStep.happened_on, Breach.id)
    )
    if asset_ids is not None:
        query = query.where(Breach.asset_id.in_(asset_ids))
    if as_at is not None:
        query = query.where(RemovalStep.happened_on <= as_at)
    if as_known is not None:
        query = query.join(Change, Change.id == Breach.change_id).where(Change.sequence <= as_known)
    return [(breach, step) for breach, step in session.execute(query)]


def recordings_of(session: Session, asset_ids: Collection[int]) -> Mapping[int, Recordings]:
    """What the newest lists say of the recordings of asset lines, by asset line."""
    query = (
        select(AssetVersion.asset_id, AssetVersion.kind, AssetVersion.other)
        .join(Asset, Asset.version_id == AssetVersion.id)
        .where(Asset.id.in_(asset_ids))
    )
    found = {}
    for asset_id, kind, other in session.execute(query):
        told = _told(other)
        is_locked = any(told.get(header, "").casefold() in _YES for header in _LOCK_HEADERS)
        days = (told.get(header, "") for header in _RETENTION_HEADERS)
        found[asset_id] = Recordings(kind, is_locked, next((_whole_days(text) for text in days if text), None))
    return found


def _told(other: str | None) -> dict[str, str]:
    values: dict[str, Any] = orjson.loads(other) if other else {}
    return {
        re.sub(r"[^a-z0-9]", "", header.casefold()): str(value).strip()
        for header, value in values.items()
        if value is not None
    }


def _whole_days(text: str) -> int | None:
    # Only a bare number, or one with the word days: anything else would be a guess.
    number = text.casefold().removesuffix("days").removesuffix("day").strip().removesuffix(".0")
    return int(number) if number.isascii() and number.isdigit() else None
