"""What undoing an import does to each asset, told alike before and after it is done. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from riskreg.intake import loading
from riskreg.register import (
    Asset,
    AssetAbsence,
    AssetVersion,
    Change,
    Decision,
    Flag,
    ImportBatch,
    Reappearance,
    RemovalStep,
)
from riskreg.register.merges import merges
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference


class UndoOutcome(StrEnum):
    """What becomes of an asset when an import that touched it is undone."""

    REVERTED = "reverted"
    """Its facts of the import no longer count."""
    KEPT = "kept"
    """What people recorded of it since stays, or a later list says how it stands."""
    BLOCKED = "cannot be reverted"
    """It stands for other records; the undo is refused until that is put right."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of one asset.

    Attributes:
        asset_id: Key of the asset.
        outcome: Reverted, kept, or cannot be reverted.
        reason: Why, in a sentence.
        steps: Removal steps that people recorded since.
        decisions: Decisions on its flags that people took since.
    """

    asset_id: int
    outcome: UndoOutcome
    reason: str
    steps: int = 0
    decisions: int = 0


def touched_assets(session: Session, batch_id: int) -> list[int]:
    """Keys of the assets of which an import says anything, in order."""
    return sorted(
        session.scalars(
            union(
                select(AssetVersion.asset_id).where(AssetVersion.import_batch_id == batch_id),
                select(AssetAbsence.asset_id).where(AssetAbsence.import_batch_id == batch_id),
                select(Reappearance.asset_id).where(Reappearance.import_batch_id == batch_id),
            )
        )
    )


def undo_effects(session: Session, batch: ImportBatch) -> list[Effect]:
    """What undoing an import does to each asset that it touched.

    Args:
        session: Any session, before the import is undone.
        batch: The import.
    """
    assets = touched_assets(session, batch.id)
    if not assets:
        return []
    now = _current(session, assets)
    named = set(session.scalars(select(AssetVersion.asset_id).where(AssetVersion.import_batch_id == batch.id)))
    left = loading.standing_as_at(session, assets, None, without_batch=batch.id)
    blocked = _blocked(session, batch, {asset for asset in assets if asset not in left})
    steps, decisions = _since(session, batch, assets)
    effects = []
    for asset in assets:
        if asset in blocked:
            outcome, reason = UndoOutcome.BLOCKED, blocked[asset]
        elif asset not in named:
            outcome, reason = UndoOutcome.REVERTED, "That this list does not name it no longer counts."
        elif asset not in left:
            outcome, reason = UndoOutcome.REVERTED, "No list says anything of it any more."
        elif now.get(asset) == batch.id:
            on = long_date(left[asset].described_on)
            outcome, reason = UndoOutcome.REVERTED, f"What the list of {on} says of it holds again."
        else:
            on = long_date(left[asset].described_on)
            outcome, reason = UndoOutcome.KEPT, f"Another list, of {on}, says how it stands."
        did = ((steps[asset], "removal step"), (decisions[asset], "decision"))
        recorded = [f"{count} {what}{'s' * (count != 1)}" for count, what in did if count]
        if recorded and outcome is not UndoOutcome.BLOCKED:
            stays = " and ".join(recorded)
            outcome, reason = UndoOutcome.KEPT, f"{reason} A person recorded {stays} since: that stays."
        effects.append(Effect(asset, outcome, reason, steps[asset], decisions[asset]))
    return effects


def _current(session: Session, assets: Collection[int]) -> dict[int, int]:
    """Asset → the import that says how it stands now."""
    found: dict[int, int] = {}
    for piece in loading.chunked(sorted(assets)):
        statement = (
            select(Asset.id, AssetVersion.import_batch_id)
            .join(AssetVersion, AssetVersion.id == Asset.version_id)
            .where(Asset.id.in_(piece))
        )
        found.update((asset, batch) for asset, batch in session.execute(statement))
    return found


def _blocked(session: Session, batch: ImportBatch, lost: set[int]) -> dict[int, str]:
    """Assets of which nothing would be known any more, and which stand for others that lists name."""
    code = loading.register_code(session)
    found: dict[int, str] = {}
    for asset, into in sorted(merges(session).items()):
        if into in lost and asset in loading.standing_as_at(session, [asset], None, without_batch=batch.id):
            name = reference(ReferenceKind.ASSET, code, asset)
            found[into] = (
                f"No list would name it any more, and {name}, which other lists name, is merged into it. "
                f"First take the merge back: riskreg asset separate {name}"
            )
    return found


def _since(session: Session, batch: ImportBatch, assets: list[int]) -> tuple[Counter[int], Counter[int]]:
    """Asset → removal steps, and decisions on its flags, that people recorded after the import."""
    since = session.scalar(select(Change.sequence).where(Change.id == batch.change_id)) or 0
    steps: Counter[int] = Counter()
    decisions: Counter[int] = Counter()
    for piece in loading.chunked(assets):
        recorded = (
            select(RemovalStep.asset_id, func.count())
            .join(Change, Change.id == RemovalStep.change_id)
            .where(RemovalStep.asset_id.in_(piece), Change.sequence > since)
            .group_by(RemovalStep.asset_id)
        )
        for asset, count in session.execute(recorded):
            steps[asset] = count
        decided = (
            select(Flag.asset_id, func.count())
            .join(Decision, Decision.flag_id == Flag.id)
            .join(Change, Change.id == Decision.change_id)
            .where(Flag.asset_id.in_(piece), Change.sequence > since)
            .group_by(Flag.asset_id)
        )
        for asset, count in session.execute(decided):
            decisions[asset] = count
    return steps, decisions
