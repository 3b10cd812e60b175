"""The grounds of flags at a point, and what was decided of them, as one short text per asset, put together in SQL.

Two assets with the same text have flags that every figure treats alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, Subquery, and_, case, cast, exists, func, literal, not_, or_, select, true
from sqlalchemy.orm import Session, aliased

from riskreg.register import Decision, Flag, FlagBasis, KeyVerdict, ListEntry
from riskreg.reporting.histories import Basis, FlagHistory, Judged
from riskreg.reporting.points import AnySelect, known
from riskreg.reporting.state import EstateState
from riskreg.rules.decisions import Ground
from riskreg.rules.terms import BasisCause, BasisState, DecisionOutcome, Verdict

_BETWEEN, _WITHIN = ";", "|"
_SAME, _OTHER, _NOT_KEPT = "=", "#", "?"


def grounds_of(session: Session, state: EstateState, assets: AnySelect | None, *, has_dates: bool) -> Subquery:
    """Per flagged asset the text of its grounds: `asset_id`, `said`, and `ever`, 1 where it was flagged by the date.

    Args:
        session: Tells whether anybody decided anything.
        state: The point, and the regimes that count.
        assets: Only these; all where None.
        has_dates: Whether entries of lists have dates of their own.
    """
    on, limit = state.point.as_at, state.trail.limit
    basis, live = aliased(FlagBasis), aliased(FlagBasis)
    parts: list[ColumnElement[str]] = [
        cast(Flag.regime_id, String),
        cast(basis.state, String),
        cast(basis.verdict, String),
        cast(basis.cause, String),
    ]
    found = select(Flag.asset_id).join(basis, and_(basis.flag_id == Flag.id, _is_newest(basis, "from_on", on, limit)))
    if has_dates:
        entry = (
            select(KeyVerdict.id, ListEntry.from_on)
            .join(ListEntry, ListEntry.id == KeyVerdict.list_entry_id)
            .where(ListEntry.from_on.is_not(None))
            .subquery()
        )
        found = found.outerjoin(entry, entry.c.id == basis.key_verdict_id)
        parts.append(func.coalesce(cast(entry.c.from_on, String), ""))
    else:
        parts.append(literal(""))
    if session.scalar(select(Decision.id).limit(1)) is not None:
        made, judged, then, now = aliased(Decision), aliased(FlagBasis), aliased(KeyVerdict), aliased(KeyVerdict)
        found = (
            found.outerjoin(made, and_(made.flag_id == Flag.id, _is_newest(made, "decided_on", on, limit)))
            .outerjoin(judged, judged.id == made.flag_basis_id)
            .outerjoin(then, then.id == judged.key_verdict_id)
            .outerjoin(now, now.id == basis.key_verdict_id)
        )
        relation = case(
            (or_(then.ground_sha256.is_(None), now.ground_sha256.is_(None)), _NOT_KEPT),
            (then.ground_sha256 == now.ground_sha256, _SAME),
            else_=_OTHER,
        )
        decided = cast(made.outcome, String) + _WITHIN + cast(judged.verdict, String) + _WITHIN + relation
        parts.append(case((made.id.is_(None), ""), else_=decided))
    else:
        parts.append(literal(""))
    was_live = exists().where(
        live.flag_id == Flag.id, live.state == BasisState.LIVE, live.from_on <= on, known(live, limit)
    )
    said = parts[0]
    for part in parts[1:]:
        said = said + _WITHIN + part
    found = found.add_columns(
        said.label("said"), case((basis.state == BasisState.LIVE, 1), (was_live, 1), else_=0).label("ever")
    )
    found = found.where(Flag.regime_id.in_(sorted(state.regimes)) if not state.is_every_regime else true())
    if assets is not None:
        found = found.where(Flag.asset_id.in_(assets))
    each = found.subquery()
    return (
        select(
            each.c.asset_id,
            func.aggregate_strings(each.c.said, _BETWEEN).label("said"),
            func.max(each.c.ever).label("ever"),
        )
        .group_by(each.c.asset_id)
        .subquery()
    )


def _is_newest(table: Any, day: str, on: date, limit: int | None) -> ColumnElement[bool]:
    """Condition that a row is the one of its flag that counts: the greatest date by then, and of that the last."""
    later: Any = aliased(FlagBasis if day == "from_on" else Decision)
    mine, its = getattr(table, day), getattr(later, day)
    is_overtaken = exists().where(
        later.flag_id == table.flag_id,
        its <= on,
        or_(its > mine, and_(its == mine, later.id > table.id)),
        known(later, limit),
    )
    return and_(mine <= on, known(table, limit), not_(is_overtaken))


def in_order(said: str) -> str:
    """The same text for the same grounds, in whichever order the database came upon them."""
    return _BETWEEN.join(sorted(said.split(_BETWEEN)))


def has_unclear_end(said: str) -> bool:
    """Whether all flags lapsed, and for more than one reason, so that it matters which lapsed last."""
    found = [piece.split(_WITHIN) for piece in said.split(_BETWEEN)]
    return all(piece[1] == BasisState.LAPSED for piece in found) and len({piece[3] for piece in found}) > 1


def flags_said(said: str, on: date, verdict_of: Mapping[date, int]) -> tuple[FlagHistory, ...]:
    """Flags with exactly such grounds and decisions on a date.

    Args:
        said: The text.
        on: The date.
        verdict_of: Date of an entry → some verdict that rests on an entry of that date.
    """
    return tuple(_flag(number, piece, on, verdict_of) for number, piece in enumerate(said.split(_BETWEEN)))


def _flag(number: int, piece: str, on: date, verdict_of: Mapping[date, int]) -> FlagHistory:
    regime, state, word, cause, listed, *decided = piece.split(_WITHIN)
    verdict = Verdict(word)
    key_verdict = verdict_of[date.fromisoformat(listed)] if listed else None
    relation = decided[-1] if len(decided) > 1 else _NOT_KEPT
    digest = None if relation == _NOT_KEPT else "a"
    now = Basis(on, 2, state == BasisState.LIVE, verdict, BasisCause(cause), key_verdict, 0, digest)
    # A flag that lapsed had stood before.
    before = Basis(on - timedelta(1), 1, True, verdict, BasisCause.FOUND, key_verdict, 0, digest)
    decisions: tuple[Judged, ...] = ()
    if len(decided) > 1:
        judged = Ground(Verdict(decided[1]), "b" if relation == _OTHER else digest)
        decisions = (Judged(on, 1, DecisionOutcome(decided[0]), 0, judged),)
    return FlagHistory(-1 - number, int(regime), (now,) if now.is_live else (before, now), decisions)
