"""Undoing an import: its facts no longer count from now on, and nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.intake import loading
from riskreg.intake.effects import Effect, undo_effects
from riskreg.intake.merging import refuse_where_records_depend
from riskreg.intake.mirrors import assets_at, rebuild_mirrors, rebuild_site_mirrors
from riskreg.intake.writing import KeyScreener
from riskreg.register import (
    Asset,
    ImportBatch,
    ImportWithdrawal,
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
        effects: What became of each asset that the import touched.
    """

    batch_id: int
    assets: tuple[int, ...]
    withdrawn_assets: int
    sites: int
    kept: tuple[str, ...]
    effects: tuple[Effect, ...] = ()


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
    effects = undo_effects(session, batch)
    session.add(ImportWithdrawal(import_batch_id=batch_id, reason=reason.strip()))
    session.flush()
    sites = set(
        session.scalars(
            union(
                select(SiteVersion.site_id).where(SiteVersion.import_batch_id == batch_id),
                select(SiteTenure.site_id).where(SiteTenure.import_batch_id == batch_id),
            )
        )
    )
    moved = rebuild_site_mirrors(session, sites)
    touched = sorted({*(effect.asset_id for effect in effects), *assets_at(session, moved)})
    rebuild_mirrors(session, touched, screener)
    refuse_where_records_depend(session, touched)
    gone = 0
    for piece in loading.chunked(touched):
        counted = select(func.count()).select_from(Asset).where(Asset.id.in_(piece), Asset.version_id == 0)
        gone += session.scalar(counted) or 0
    return Undone(batch_id, tuple(touched), gone, len(sites), _kept(batch, effects), tuple(effects))


def _kept(batch: ImportBatch, effects: list[Effect]) -> tuple[str, ...]:
    """What people recorded since of assets that the import touched: acts of persons are not undone with a list."""
    steps, decisions = sum(effect.steps for effect in effects), sum(effect.decisions for effect in effects)
    kept = []
    if steps:
        kept.append(f"{steps} removal step{'s' * (steps != 1)} recorded since stand: somebody did them.")
    if decisions:
        kept.append(f"{decisions} decision{'s' * (decisions != 1)} on flags made since stand: somebody took them.")
    if batch.kind is ImportKind.ESTATE:
        kept.append("Organisations that the list named stay, with their place below others.")
    return tuple(kept)
