"""The bridge of open flagged devices from an earlier figure to a later one: every line adds up and lists its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import Change, ImportWithdrawal
from riskreg.reporting.moves import TITLES, Ground, Line, Move, moves
from riskreg.reporting.points import changes_of
from riskreg.reporting.progress import Bridge, BridgeLine, BridgeRow
from riskreg.reporting.state import EstateState, FlaggedAsset, Point, estate_state

MEASURE = "Open flagged devices"

_ALWAYS = (Line.FOUND, Line.REAPPEARED, Line.VERIFIED, Line.DISMISSED, Line.QUANTITY)
"""Lines printed even when nothing stands on them; the others are printed where they have rows."""


def bridge(
    session: Session,
    opening: Point,
    closing: Point,
    *,
    organisation_id: int | None = None,
    regimes: Iterable[str] | None = None,
) -> Bridge:
    """The bridge of open flagged devices (flag stands, not dismissed, removal not verified) between two points.

    Args:
        session: A session that may read.
        opening: The earlier point.
        closing: The later point.
        organisation_id: Only what this body, or one below it, holds at each of the dates; all where None.
        regimes: Only flags under these regimes; all where None.

    Raises:
        NotFound: There is no such organisation, regime or change.
    """
    slugs = tuple(regimes) if regimes is not None else None
    after = estate_state(session, closing, organisation_id, slugs)
    if organisation_id is None:
        before = estate_state(session, opening, None, slugs)
        return bridge_between(session, before, after)
    # What left the scope must be loaded at the closing too, and what came into it at the opening.
    then = after.places.below(organisation_id, opening.as_at)
    now = after.places.below(organisation_id, closing.as_at)
    before = estate_state(session, opening, organisation_id, slugs, also_organisations=now)
    after = estate_state(session, closing, organisation_id, slugs, also_organisations=then, places=after.places)
    return bridge_between(session, before, after)


def bridge_between(session: Session, before: EstateState, after: EstateState) -> Bridge:
    """The bridge between two states that were loaded with the same scope and regimes."""
    found: dict[Line, list[tuple[FlaggedAsset, Move]]] = defaultdict(list)
    undone = _withdrawals(session)
    changes: set[int] = set()
    for key in sorted(before.by_id.keys() | after.by_id.keys()):
        old, new = before.by_id.get(key), after.by_id.get(key)
        asset = new or old
        if asset is None:
            continue
        for move in moves(old, new):
            move = _with_ground(move, asset, undone, before, after)
            found[move.line].append((asset, move))
            if move.ground.change_id:
                changes.add(move.ground.change_id)
    known = changes_of(session, changes)
    lines = tuple(
        BridgeLine(
            line.value,
            TITLES[line],
            sum(move.devices for _, move in found[line]),
            tuple(_row(after, asset, move, known.get(move.ground.change_id or 0)) for asset, move in found[line]),
        )
        for line in Line
        if found[line] or line in _ALWAYS
    )
    return Bridge(
        MEASURE,
        before.point.as_at,
        before.trail.sequence,
        sum(asset.open_devices for asset in before.assets),
        lines,
        sum(asset.open_devices for asset in after.assets),
    )


def _withdrawals(session: Session) -> dict[int, int]:
    rows = session.execute(select(ImportWithdrawal.import_batch_id, ImportWithdrawal.change_id))
    return {row[0]: row[1] for row in rows}


def _with_ground(
    move: Move, asset: FlaggedAsset, undone: dict[int, int], before: EstateState, after: EstateState
) -> Move:
    place = asset.standing.place
    if move.line is Line.UNDONE and move.ground.change_id is None:
        return move._replace(ground=Ground(place.on, undone.get(place.batch_id)))
    if move.line in (Line.TRANSFERRED_IN, Line.TRANSFERRED_OUT):
        old, new = before.by_id.get(asset.id), after.by_id.get(asset.id)
        if old is not None and new is not None and old.site_id != new.site_id:
            return move  # the asset itself moved: its version is the ground
        tenure = after.places.tenure(asset.site_id, after.point.as_at)
        above = after.places.parent_change(asset.organisation_id, after.point.as_at)
        fact = above if above is not None and above.on > tenure.on else tenure
        return move._replace(ground=Ground(fact.on, fact.change_id or None))
    return move


def _row(state: EstateState, asset: FlaggedAsset, move: Move, change: Change | None) -> BridgeRow:
    place = asset.standing.place
    return BridgeRow(
        reference=state.asset_reference(asset.id),
        site=state.places.site(asset.site_id, state.point.as_at).name,
        organisation=state.organisation_name(asset.organisation_id),
        make=place.make or "",
        model=place.model or "",
        devices=move.devices,
        on=move.ground.on,
        actor=change.actor if change is not None else "",
        reason=change.reason if change is not None else "",
        change=change.sequence if change is not None else None,
    )
