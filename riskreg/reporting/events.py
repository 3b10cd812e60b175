"""Dated events of the assets inside a scope: decisions, breaches, reappearances."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import AssetVersion, Breach, Change, Decision, Flag, Reappearance, RemovalStep
from riskreg.reporting.loading import assets_once_at
from riskreg.reporting.points import known, not_withdrawn
from riskreg.reporting.state import EstateState
from riskreg.rules.terms import DecisionOutcome


class Event(NamedTuple):
    """Something that happened to an asset, and the change that recorded it."""

    id: int
    asset_id: int
    site_id: int
    on: date
    kind: str
    explanation: str
    actor: str
    sequence: int | None


class DecisionEvent(NamedTuple):
    """The newest decision of a flag."""

    flag_id: int
    asset_id: int
    regime_id: int
    site_id: int
    on: date
    outcome: DecisionOutcome
    reason: str
    actor: str
    sequence: int | None


def _scoped(state: EstateState, query: Any, column: Any) -> Any:
    if state.organisation_id is None:
        return query
    bodies = state.places.below(state.organisation_id, state.point.as_at)
    return query.where(column.in_(assets_once_at(bodies)))


def _sites(session: Session, state: EstateState, assets: set[int]) -> dict[int, int]:
    """Asset → site at the point, for a few assets."""
    known_already = {key: state.by_id[key].site_id for key in assets if key in state.by_id}
    rest = sorted(assets - known_already.keys())
    for start in range(0, len(rest), 500):
        for asset, site in session.execute(
            select(AssetVersion.asset_id, AssetVersion.site_id)
            .where(
                AssetVersion.asset_id.in_(rest[start : start + 500]),
                AssetVersion.described_on <= state.point.as_at,
                known(AssetVersion, state.trail.limit),
                not_withdrawn(AssetVersion.import_batch_id, state.trail.limit),
            )
            .order_by(AssetVersion.described_on, AssetVersion.id)
        ):
            known_already[asset] = site
    return known_already


def decisions(session: Session, state: EstateState) -> Iterator[DecisionEvent]:
    """The decision in force of every flag inside the scope, in the order of the flags."""
    query = (
        select(
            Flag.id,
            Flag.asset_id,
            Flag.regime_id,
            Decision.decided_on,
            Decision.outcome,
            Decision.reason,
            Change.actor,
            Change.sequence,
        )
        .join(Flag, Flag.id == Decision.flag_id)
        .join(Change, Change.id == Decision.change_id)
        .where(
            known(Decision, state.trail.limit),
            Decision.decided_on <= state.point.as_at,
            Flag.regime_id.in_(sorted(state.regimes)),
        )
        .order_by(Flag.id, Decision.decided_on, Decision.id)
    )
    newest = {row[0]: row for row in session.execute(_scoped(state, query, Flag.asset_id))}
    sites = _sites(session, state, {row[1] for row in newest.values()})
    for flag in sorted(newest):
        row = newest[flag]
        site = sites.get(row[1])
        if site is not None and state.is_inside(site):
            yield DecisionEvent(row[0], row[1], row[2], site, *row[3:])


def breaches(session: Session, state: EstateState) -> Iterator[Event]:
    """Breaches inside the scope, oldest first."""
    query = (
        select(
            Breach.id,
            Breach.asset_id,
            RemovalStep.happened_on,
            Breach.rule,
            Breach.explanation,
            Change.actor,
            Change.sequence,
        )
        .join(RemovalStep, RemovalStep.id == Breach.removal_step_id)
        .join(Change, Change.id == Breach.change_id)
        .where(known(Breach, state.trail.limit), RemovalStep.happened_on <= state.point.as_at)
        .order_by(RemovalStep.happened_on, Breach.id)
    )
    yield from _inside(session, state, [tuple(row) for row in session.execute(_scoped(state, query, Breach.asset_id))])


def reappearances(session: Session, state: EstateState) -> Iterator[Event]:
    """Reappearances inside the scope, oldest first."""
    query = (
        select(
            Reappearance.id,
            Reappearance.asset_id,
            Reappearance.seen_on,
            Change.action,
            Change.reason,
            Change.actor,
            Change.sequence,
        )
        .join(Change, Change.id == Reappearance.change_id)
        .where(
            known(Reappearance, state.trail.limit),
            not_withdrawn(Reappearance.import_batch_id, state.trail.limit),
            Reappearance.seen_on <= state.point.as_at,
        )
        .order_by(Reappearance.seen_on, Reappearance.id)
    )
    rows = [tuple(row) for row in session.execute(_scoped(state, query, Reappearance.asset_id))]
    yield from _inside(session, state, rows)


def _inside(session: Session, state: EstateState, rows: list[tuple[Any, ...]]) -> Iterator[Event]:
    sites = _sites(session, state, {row[1] for row in rows})
    for row in rows:
        site = sites.get(row[1])
        if site is not None and state.is_inside(site):
            yield Event(row[0], row[1], site, *row[2:])
