"""Undoing an import: its facts no longer count from now on, and nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.intake import loading
from riskreg.intake.merging import refuse_where_records_depend
from riskreg.intake.mirrors import assets_at, rebuild_mirrors, rebuild_site_mirrors
from riskreg.intake.writing import KeyScreener
from riskreg.register import (
    Asset,
    AssetAbsence,
    AssetVersion,
    Change,
    Decision,
    Flag,
    ImportBatch,
    ImportWithdrawal,
    Reappearance,
    RemovalStep,
    SiteTenure,
    SiteVersion,
)
from riskreg.rules.dates import long_date
from riskreg.rules.terms import ImportKind


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing an import did.

    Attributes:
        batch_id: The import.
        assets: Keys of the assets whose state may have changed.
        withdrawn_assets: How many assets nothing is known of any more.
        sites: How many sites went back to what was known before.
        kept: What people recorded of these assets, and what therefore stays, one sentence each.
    """

    batch_id: int
    assets: tuple[int, ...]
    withdrawn_assets: int
    sites: int
    kept: tuple[str, ...]


def undo(session: Session, batch_id: int, reason: str, *, screener: KeyScreener) -> Undone:
    """Withdraw the facts of an import. Earlier as-known figures stay as they were.

    Args:
        session: A writing session.
        batch_id: The import.
        reason: Why, in a sentence.
        screener: Gives verdicts for what holds again.

    Raises:
        NotFound: There is no such import.
        Conflict: It is undone already, it is a replacement plan, or a device would be counted nowhere.
        UsageError: No reason is given.
    """
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise NotFound("There is no such import.", "List the imports to find its reference.")
    if not reason.strip():
        raise UsageError("Undoing an import needs a reason.", "Give it with --reason.")
    before = session.scalar(select(ImportWithdrawal.reason).where(ImportWithdrawal.import_batch_id == batch_id))
    if before is not None:
        raise Conflict(
            f"The import of {batch.file_name} of {long_date(batch.described_on)} is undone already: {before}",
            "Import the list again if its facts are to count after all.",
        )
    session.add(ImportWithdrawal(import_batch_id=batch_id, reason=reason.strip()))
    session.flush()
    assets = _assets_of(session, batch_id)
    sites = set(
        session.scalars(
            union(
                select(SiteVersion.site_id).where(SiteVersion.import_batch_id == batch_id),
                select(SiteTenure.site_id).where(SiteTenure.import_batch_id == batch_id),
            )
        )
    )
    moved = rebuild_site_mirrors(session, sites)
    touched = sorted({*assets, *assets_at(session, moved)})
    rebuild_mirrors(session, touched, screener)
    refuse_where_records_depend(session, touched)
    gone = 0
    for piece in loading.chunked(touched):
        counted = select(func.count()).select_from(Asset).where(Asset.id.in_(piece), Asset.version_id == 0)
        gone += session.scalar(counted) or 0
    return Undone(batch_id, tuple(touched), gone, len(sites), _kept(session, batch, assets))


def _assets_of(session: Session, batch_id: int) -> list[int]:
    return sorted(
        session.scalars(
            union(
                select(AssetVersion.asset_id).where(AssetVersion.import_batch_id == batch_id),
                select(AssetAbsence.asset_id).where(AssetAbsence.import_batch_id == batch_id),
                select(Reappearance.asset_id).where(Reappearance.import_batch_id == batch_id),
            )
        )
    )


def _kept(session: Session, batch: ImportBatch, assets: list[int]) -> tuple[str, ...]:
    """What people recorded since of assets that the import touched: acts of persons are not undone with a list."""
    since = session.scalar(select(Change.sequence).where(Change.id == batch.change_id)) or 0
    steps = decisions = 0
    for piece in loading.chunked(assets):
        steps += (
            session.scalar(
                select(func.count())
                .select_from(RemovalStep)
                .join(Change, Change.id == RemovalStep.change_id)
                .where(RemovalStep.asset_id.in_(piece), Change.sequence > since)
            )
            or 0
        )
        decisions += (
            session.scalar(
                select(func.count())
                .select_from(Decision)
                .join(Flag, Flag.id == Decision.flag_id)
                .join(Change, Change.id == Decision.change_id)
                .where(Flag.asset_id.in_(piece), Change.sequence > since)
            )
            or 0
        )
    kept = []
    if steps:
        kept.append(f"{steps} removal step{'s' * (steps != 1)} recorded since stand: somebody did them.")
    if decisions:
        kept.append(f"{decisions} decision{'s' * (decisions != 1)} on flags made since stand: somebody took them.")
    if batch.kind is ImportKind.ESTATE:
        kept.append("Organisations that the list named stay, with their place below others.")
    return tuple(kept)
