"""What a later list confirmed is written down when an older list arrives afterwards and says otherwise.

A list that names an asset without anything new writes no facts. If an older list then comes in with other facts, those
would seem to hold for ever after: so the facts that the later list did confirm are entered under its date, as its own.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.intake import loading
from riskreg.intake.assets import AssetPlan
from riskreg.intake.writing import VERSION_COLUMNS, Systems
from riskreg.register import AssetVersion, ImportedRow
from riskreg.register.recording import bulk_insert, reserve_keys
from riskreg.rules.terms import MatchedBy


def pin_later_sightings(session: Session, plan: AssetPlan, asset_ids: Collection[int], batch_id: int) -> int:
    """Enter what later lists confirmed of the assets for which this older list says something else.

    Args:
        session: A writing session.
        plan: The older list.
        asset_ids: Assets of which it says something else, or that it does not name.
        batch_id: Its import.

    Returns:
        Versions written.
    """
    wanted = [asset_id for asset_id in sorted(asset_ids) if asset_id in plan.sightings]
    standing = loading.standing_as_at(session, wanted, plan.described_on, without_batch=batch_id)
    matched: dict[int, MatchedBy] = {}
    for piece in loading.chunked(plan.sightings[asset_id].row_id for asset_id in wanted):
        for row_id, by in session.execute(
            select(ImportedRow.id, ImportedRow.matched_by).where(ImportedRow.id.in_(piece))
        ):
            matched[row_id] = by or MatchedBy.NOTHING
    systems = Systems(session)
    rows: list[tuple[Any, ...]] = []
    confirmed = [asset_id for asset_id in wanted if asset_id in standing]
    keys = reserve_keys(session, AssetVersion, len(confirmed))
    for key, asset_id in zip(keys, confirmed, strict=True):
        known, sighting = standing[asset_id], plan.sightings[asset_id]
        rows.append(
            (
                key, asset_id, known.site_id, systems.of(known.site_id, known.line.system), sighting.batch_id,
                sighting.row_id, known.trace_key_id, sighting.described_on.isoformat(),
                matched[sighting.row_id].value, *known.line[:16], known.line.other,
            )
        )  # fmt: skip
    if rows:
        bulk_insert(session, AssetVersion, VERSION_COLUMNS, rows)
    return len(rows)
