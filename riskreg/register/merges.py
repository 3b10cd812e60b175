"""Which assets are merged into others at a point: the newest word on each, by date, then by entry, counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from riskreg.register.estate import AssetMerge
from riskreg.register.trail import Change


def _said(on: date | None, as_known: int | None) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = AssetMerge.merged_on <= on if on is not None else true()
    if as_known is not None:
        condition = condition & AssetMerge.change_id.in_(select(Change.id).where(Change.sequence <= as_known))
    return condition


def merges(session: Session, on: date | None = None, as_known: int | None = None) -> dict[int, int]:
    """Merged asset → the asset into which it was merged.

    Args:
        session: Any session.
        on: As at this date; None: by the newest word.
        as_known: Sequence of the last change that counts; None for all.
    """
    newest: dict[int, int | None] = {}
    rows = select(AssetMerge.asset_id, AssetMerge.into_id).where(_said(on, as_known))
    for asset_id, into_id in session.execute(rows.order_by(AssetMerge.merged_on, AssetMerge.id)):
        newest[asset_id] = into_id
    return {asset_id: into_id for asset_id, into_id in newest.items() if into_id is not None}


def survivors(merged: Mapping[int, int]) -> dict[int, int]:
    """Merged asset → the asset that stands for the device in the end, over any number of merges.

    Merging refuses a circle; should a register hold one all the same, each of its assets stands for itself.
    """
    found = {}
    for asset_id, into_id in merged.items():
        last, passed = into_id, {asset_id}
        while last in merged and last not in passed:
            passed.add(last)
            last = merged[last]
        if last not in passed:
            found[asset_id] = last
    return found


def merged_assets(on: date, as_known: int | None) -> Select[int]:
    """Select of the assets that were merged into others as at a date, as known at a change."""
    table = AssetMerge.__table__.c
    rank = (
        func.row_number()
        .over(partition_by=table.asset_id, order_by=(table.merged_on.desc(), table.id.desc()))
        .label("rank")
    )
    said = select(table.asset_id, table.into_id, rank).where(_said(on, as_known)).subquery()
    return select(said.c.asset_id).where(said.c.rank == 1, said.c.into_id.is_not(None))
