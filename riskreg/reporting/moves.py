"""How one asset's open devices came from one figure to another: one move after the other, each on its own line. Pure.

Open devices are a product of gates (inside the scope, flag stands, not dismissed) and a number (devices not verified as
removed). Going from the earlier state to the later one by changing one thing at a time gives differences that add up
exactly: first the gates that open, then the number, then the gates that close.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from riskreg.reporting.state import FlaggedAsset
from riskreg.rules.terms import BasisCause


class Line(StrEnum):
    """Lines of the bridge, in the order in which they are printed."""

    FOUND = "found"
    FLAGGED_EDITION = "flagged-edition"
    FLAGGED_DETERMINATION = "flagged-determination"
    FLAGGED_ADOPTION = "flagged-adoption"
    FLAGGED_CATALOGUE = "flagged-catalogue"
    FLAGGED_CHANGED = "flagged-changed"
    REAPPEARED = "reappeared"
    REOPENED = "reopened"
    TRANSFERRED_IN = "transferred-in"
    VERIFIED = "verified"
    DISMISSED = "dismissed"
    RELEASED_EDITION = "released-edition"
    RELEASED_DETERMINATION = "released-determination"
    RELEASED_ADOPTION = "released-adoption"
    RELEASED_CATALOGUE = "released-catalogue"
    RELEASED_CHANGED = "released-changed"
    MERGED = "merged"
    TRANSFERRED_OUT = "transferred-out"
    QUANTITY = "quantity"
    UNDONE = "undone"


TITLES = {
    Line.FOUND: "Found",
    Line.FLAGGED_EDITION: "Newly flagged by a list edition",
    Line.FLAGGED_DETERMINATION: "Newly flagged by a determination",
    Line.FLAGGED_ADOPTION: "Newly flagged because a regime was adopted",
    Line.FLAGGED_CATALOGUE: "Newly flagged because more is known of vendors",
    Line.FLAGGED_CHANGED: "Newly flagged because a list says something else of them",
    Line.REAPPEARED: "Reappeared after removal",
    Line.REOPENED: "Dismissal taken back, or no longer fits what is known",
    Line.TRANSFERRED_IN: "Transferred in",
    Line.VERIFIED: "Verified as removed",
    Line.DISMISSED: "Dismissed by a decision",
    Line.RELEASED_EDITION: "Released by a list edition",
    Line.RELEASED_DETERMINATION: "Released by a determination",
    Line.RELEASED_ADOPTION: "Released because a regime no longer counts",
    Line.RELEASED_CATALOGUE: "Corrected: what was known of vendors was wrong",
    Line.RELEASED_CHANGED: "Released because a list says something else of them",
    Line.MERGED: "Merged into another record of the same device",
    Line.TRANSFERRED_OUT: "Transferred out",
    Line.QUANTITY: "Number of devices or scope corrected",
    Line.UNDONE: "Imports undone",
}

_CAME = {
    BasisCause.FOUND: Line.FOUND,
    BasisCause.EDITION: Line.FLAGGED_EDITION,
    BasisCause.DETERMINATION: Line.FLAGGED_DETERMINATION,
    BasisCause.ADOPTION: Line.FLAGGED_ADOPTION,
    BasisCause.CATALOGUE: Line.FLAGGED_CATALOGUE,
    BasisCause.ASSET_CHANGED: Line.FLAGGED_CHANGED,
    BasisCause.IMPORT_UNDONE: Line.UNDONE,
    BasisCause.MERGED: Line.MERGED,
}
_WENT = {
    BasisCause.FOUND: Line.RELEASED_CHANGED,
    BasisCause.EDITION: Line.RELEASED_EDITION,
    BasisCause.DETERMINATION: Line.RELEASED_DETERMINATION,
    BasisCause.ADOPTION: Line.RELEASED_ADOPTION,
    BasisCause.CATALOGUE: Line.RELEASED_CATALOGUE,
    BasisCause.ASSET_CHANGED: Line.RELEASED_CHANGED,
    BasisCause.IMPORT_UNDONE: Line.UNDONE,
    BasisCause.MERGED: Line.MERGED,
}


class Ground(NamedTuple):
    """What made a move: when, and the change that recorded it (None where it is no single change)."""

    on: date | None
    change_id: int | None


class Move(NamedTuple):
    """A part of a bridge line: signed devices."""

    line: Line
    devices: int
    ground: Ground


@dataclass(frozen=True, slots=True)
class _State:
    inside: bool
    exists: bool
    live: bool
    kept: bool
    """Not dismissed."""
    devices: int

    def open_devices(self) -> int:
        return self.devices if self.inside and self.exists and self.live and self.kept else 0


_NOWHERE = Ground(None, None)


def moves(before: FlaggedAsset | None, after: FlaggedAsset | None) -> Iterator[Move]:
    """The moves from an earlier standing of an asset to a later one; their sum is the difference of open devices.

    Args:
        before: The asset at the opening, or None where it had not been flagged by then.
        after: The asset at the closing, or None where, by what is then known, it never was flagged.
    """
    last = after or before
    if last is None:
        return
    removed = _verified(after) - _verified(before)
    old, new = _states(before, after, max(0, removed))
    steps: list[tuple[_State, Line, Ground]] = []
    now = old

    def go(target: _State, line: Line, ground: Ground) -> None:
        nonlocal now
        if target != now:
            steps.append((target, line, ground))
            now = target

    if new.exists and not old.exists:
        go(replace(now, exists=True), *_came(last, before))
    if new.live and not old.live:
        go(replace(now, live=True), *_came(last, before))
    if new.inside and not old.inside:
        go(replace(now, inside=True), Line.TRANSFERRED_IN, _moved(last))
    if new.kept and not old.kept:
        go(replace(now, kept=True), Line.REOPENED, _reopened(last))
    if removed > 0:
        go(replace(now, devices=now.devices - min(removed, now.devices)), Line.VERIFIED, _verification(last))
    elif removed < 0:
        gain = min(-removed, max(0, new.devices - now.devices))
        go(replace(now, devices=now.devices + gain), Line.REAPPEARED, _again(last))
    go(replace(now, devices=new.devices), Line.QUANTITY, Ground(last.standing.place.on, last.standing.place.change_id))
    if old.kept and not new.kept:
        go(replace(now, kept=False), Line.DISMISSED, _decided(last))
    if old.live and not new.live:
        go(replace(now, live=False), *_went(after))
    if old.exists and not new.exists:
        go(replace(now, exists=False), Line.UNDONE, _undone(after))
    if old.inside and not new.inside:
        go(replace(now, inside=False), Line.TRANSFERRED_OUT, _moved(last))
    here = old.open_devices()
    for state, line, ground in steps:
        there = state.open_devices()
        if there != here:
            yield Move(line, there - here, ground)
        here = there


def _states(before: FlaggedAsset | None, after: FlaggedAsset | None, removed: int) -> tuple[_State, _State]:
    # What one of the two points does not tell is taken from the other, so that it makes no line of its own.
    first, second = before or after, after or before
    if first is None or second is None:  # pragma: no cover - the caller has one of them
        raise ValueError("an asset needs at least one state")
    exists_before = before is not None and before.standing.version is not None
    exists_after = after is not None and after.standing.version is not None
    live_before = before is not None and before.standing.is_flagged
    live_after = after is not None and after.standing.is_flagged
    devices_after = second.standing.remaining if exists_after else max(0, first.standing.remaining - removed)
    devices_before = first.standing.remaining if exists_before else devices_after + removed
    kept_before = _is_kept(first) if live_before else True
    kept_after = _is_kept(second) if live_after else kept_before
    old = _State(
        first.is_inside if exists_before else second.is_inside,
        exists_before or before is None,
        live_before,
        kept_before,
        devices_before,
    )
    new = _State(
        second.is_inside if exists_after else first.is_inside,
        exists_after or after is None,
        live_after,
        kept_after,
        devices_after,
    )
    return old, new


def _is_kept(asset: FlaggedAsset) -> bool:
    return any(flag.is_open for flag in asset.standing.flags)


def _verified(asset: FlaggedAsset | None) -> int:
    return asset.standing.verified if asset is not None else 0


def _came(asset: FlaggedAsset, before: FlaggedAsset | None) -> tuple[Line, Ground]:
    live = [flag.basis for flag in asset.standing.flags if flag.basis.is_live]
    if not live:
        return Line.QUANTITY, Ground(asset.standing.place.on, asset.standing.place.change_id)
    basis = min(live, key=lambda each: (each.on, each.id))
    if basis.cause is BasisCause.FOUND and before is not None and before.standing.is_flagged:
        # The ground is an old one: the asset came back with a list, after the import that named it was undone.
        return Line.FOUND, Ground(asset.standing.place.on, asset.standing.place.change_id)
    return _CAME[basis.cause], Ground(basis.on, basis.change_id)


def _went(asset: FlaggedAsset | None) -> tuple[Line, Ground]:
    if asset is None:
        return Line.QUANTITY, _NOWHERE
    basis = max((flag.basis for flag in asset.standing.flags), key=lambda each: each.id)
    return _WENT[basis.cause], Ground(basis.on, basis.change_id)


def _undone(asset: FlaggedAsset | None) -> Ground:
    if asset is None:
        return _NOWHERE
    return Ground(asset.standing.place.on, None)


def _decided(asset: FlaggedAsset) -> Ground:
    decisions = [flag.decision for flag in asset.standing.flags if flag.decision is not None]
    if not decisions:
        return _NOWHERE
    newest = max(decisions, key=lambda each: (each.on, each.id))
    return Ground(newest.on, newest.change_id)


def _reopened(asset: FlaggedAsset) -> Ground:
    """What took a dismissal away: the new ground of the flag, or a decision."""
    grounds = [flag.basis for flag in asset.standing.flags if flag.is_reopened]
    if not grounds:
        return _decided(asset)
    newest = max(grounds, key=lambda each: each.id)
    return Ground(newest.on, newest.change_id)


def _verification(asset: FlaggedAsset) -> Ground:
    step = asset.standing.verified_by
    return Ground(step.on, step.change_id) if step is not None else _NOWHERE


def _again(asset: FlaggedAsset) -> Ground:
    seen = asset.standing.seen_again
    return Ground(seen.on, seen.change_id) if seen is not None else _NOWHERE


def _moved(asset: FlaggedAsset) -> Ground:
    return Ground(asset.standing.place.on, asset.standing.place.change_id)
