"""What pages ask for again and again, kept in memory for as long as the register says the same.

A key names everything on which a result rests, so nothing kept can be out of date: another register, another change of
the trail or another day is another key.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from dataclasses import replace
from threading import Lock
from typing import TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import Change
from riskreg.reporting.estate import Verdicts, mirror_serves
from riskreg.reporting.points import GENESIS, Point, trail_at
from riskreg.reporting.state import NO_ASSETS, EstateState, estate_state

Kept = TypeVar("Kept")

_MOST = 24
_OF_FLAGS_AND_REMOVALS = ("decide flag", "record removal")
"""Acts that leave places, makers, plans and verdicts as they are; an officer does many of them one after another."""
_kept: OrderedDict[Hashable, object] = OrderedDict()
_lock = Lock()


def remembered(
    session: Session, what: Hashable, compute: Callable[[], Kept], *, unless_over: int | None = None
) -> Kept:
    """A result that rests on places, assets, makers and verdicts as the register has them now.

    Args:
        session: A session that may read.
        what: Which result, with everything else on which it rests, such as the date.
        compute: Works it out.
        unless_over: A result of more elements than this is given, and not kept.
    """
    newest = session.scalar(
        select(Change.hash)
        .where(Change.sequence.is_not(None), Change.action.not_in(_OF_FLAGS_AND_REMOVALS))
        .order_by(Change.sequence.desc())
        .limit(1)
    )
    key = (newest or GENESIS, what)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return cast("Kept", _kept[key])
    found = compute()
    if unless_over is not None and len(cast("Sized", found)) > unless_over:
        return found
    with _lock:
        _kept[key] = found
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return found


def state_of(session: Session, point: Point) -> EstateState:
    """The estate at a point without its flagged assets: places, makers, plans, merges. `with_assets` adds some.

    Args:
        session: A session that may read.
        point: As at, as known.
    """
    state = remembered(session, ("state", point), lambda: estate_state(session, point, assets=NO_ASSETS))
    trail = trail_at(session, point.as_known)
    return replace(state, trail=trail, point=Point(point.as_at, trail.sequence))


def verdicts_of(session: Session, point: Point, state: EstateState) -> Verdicts:
    """What the adopted regimes say of each trace key at a point."""
    return remembered(session, ("verdicts", point), lambda: Verdicts(session, state))


def serves_now(session: Session, state: EstateState) -> bool:
    """Whether what is kept on assets tells what is true at a state's point; see `mirror_serves`."""
    what = ("serves", state.point.as_at, state.trail.limit)
    return remembered(session, what, lambda: mirror_serves(session, state))
