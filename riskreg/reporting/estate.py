"""The whole estate at a point: what every asset line says, and its verdict under the regimes that its body adopted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Subquery,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from riskreg.register import (
    Asset,
    AssetAbsence,
    AssetMerge,
    AssetVersion,
    ImportBatch,
    ImportedRow,
    KeyVerdict,
    SiteTenure,
)
from riskreg.register.merges import merged_assets
from riskreg.reporting.asking import Lacking
from riskreg.reporting.points import known, not_withdrawn
from riskreg.reporting.state import EstateState
from riskreg.rules.obligations import verdict_in_use
from riskreg.rules.terms import EquipmentKind, ImportKind, Verdict

STALE_DAYS = 365
"""An asset that no list has named for longer is stale. **Source**: audit practice of a yearly review."""


def mirror_serves(session: Session, state: EstateState) -> bool:
    """Whether the columns kept on the asset say what is true at the point: nothing later was told or is dated."""
    if state.trail.limit is not None:
        return False
    newest: date | None = session.scalar(select(func.max(Asset.described_on)))
    absent: date | None = session.scalar(select(func.max(AssetAbsence.described_on)))
    merged: date | None = session.scalar(select(func.max(AssetMerge.merged_on)))
    return max(day or date.min for day in (newest, absent, merged)) <= state.point.as_at


def present(session: Session, state: EstateState) -> Subquery:
    """Asset versions in force at the point, one per asset that a list which counts names, with `is_seen`."""
    limit, on = state.trail.limit, state.point.as_at
    version = AssetVersion.__table__
    if mirror_serves(session, state):
        return (
            select(version, Asset.is_seen.label("is_seen"))
            .join(Asset, Asset.version_id == version.c.id)
            .where(not_withdrawn(version.c.import_batch_id, None))
            .subquery()
        )
    rank = (
        func.row_number()
        .over(partition_by=version.c.asset_id, order_by=(version.c.described_on.desc(), version.c.id.desc()))
        .label("rank")
    )
    ranked = (
        select(version, rank)
        .where(
            version.c.described_on <= on,
            known(AssetVersion, limit),
            not_withdrawn(version.c.import_batch_id, limit),
            version.c.asset_id.not_in(merged_assets(on, limit)),
        )
        .subquery()
    )
    absent = exists().where(
        AssetAbsence.asset_id == ranked.c.asset_id,
        or_(
            AssetAbsence.described_on > ranked.c.described_on,
            and_(
                AssetAbsence.described_on == ranked.c.described_on,
                AssetAbsence.import_batch_id > ranked.c.import_batch_id,
            ),
        ),
        AssetAbsence.described_on <= on,
        known(AssetAbsence, limit),
        not_withdrawn(AssetAbsence.import_batch_id, limit),
    )
    return select(ranked, not_(absent).label("is_seen")).where(ranked.c.rank == 1).subquery()


def inside(state: EstateState, site_column: Any) -> ColumnElement[bool] | None:
    """A first, wide condition for the scope: sites that its bodies held at some time. None for everything."""
    if state.organisation_id is None:
        return None
    bodies = state.places.below(state.organisation_id, state.point.as_at)
    condition: ColumnElement[bool] = site_column.in_(
        select(SiteTenure.site_id).where(SiteTenure.organisation_id.in_(sorted(bodies)))
    )
    return condition


def is_lacking(what: Lacking, row: Subquery) -> ColumnElement[bool]:
    """Condition that the list does not say it."""
    if what is Lacking.MAKE:
        return _blank(row.c.make)
    if what is Lacking.INSTALL_DATE:
        return row.c.installed_on.is_(None)
    return and_(*(_blank(row.c[name]) for name in ("serial_number", "asset_tag", "mac_address", "hardware_id")))


def _blank(column: ColumnElement[str | None]) -> ColumnElement[bool]:
    return or_(column.is_(None), func.trim(column) == "")


class Verdicts:
    """What the adopted regimes say of a trace key for a body, at a state's point."""

    def __init__(self, session: Session, state: EstateState) -> None:
        self._state = state
        self._said: dict[int, dict[int, Verdict]] = defaultdict(dict)
        self._limited: set[tuple[int, int]] = set()
        for key, regime, verdict, is_limited in session.execute(
            select(KeyVerdict.trace_key_id, KeyVerdict.regime_id, KeyVerdict.verdict, KeyVerdict.is_use_limited)
            .where(known(KeyVerdict, state.trail.limit), KeyVerdict.from_on <= state.point.as_at)
            .order_by(KeyVerdict.from_on, KeyVerdict.id)
        ):
            self._said[key][regime] = verdict
            (self._limited.add if is_limited else self._limited.discard)((key, regime))
        self._adopted: dict[int, frozenset[int]] = {}
        self._verdicts: dict[tuple[int, int], Verdict] = {}

    def alike(self) -> list[list[int]]:
        """Trace keys of which something is said; those of which the same is said together."""
        found: dict[tuple[tuple[int, Verdict, bool], ...], list[int]] = defaultdict(list)
        for key, said in self._said.items():
            found[
                tuple(sorted((regime, verdict, (key, regime) in self._limited) for regime, verdict in said.items()))
            ].append(key)
        return list(found.values())

    def is_flagged_anywhere(self, trace_key_id: int) -> bool:
        """Whether a regime that counts at the state's point flags a trace key, whoever has adopted it."""
        said = self._said.get(trace_key_id, {})
        return any(verdict.is_flagged for regime, verdict in said.items() if regime in self._state.regimes)

    def adopted(self, organisation_id: int) -> frozenset[int]:
        """Regimes of the state that the body has adopted."""
        if organisation_id not in self._adopted:
            adopted = self._state.places.adopted(organisation_id, self._state.point.as_at)
            self._adopted[organisation_id] = frozenset(adopted) & frozenset(self._state.regimes)
        return self._adopted[organisation_id]

    def of(self, organisation_id: int, trace_key_id: int) -> Verdict:
        """The gravest verdict; unknown where no regime is adopted or none says anything."""
        found = self._verdicts.get((organisation_id, trace_key_id))
        if found is None:
            said = self._said.get(trace_key_id, {})
            verdicts = [
                self._in_use(organisation_id, trace_key_id, regime, said[regime])
                for regime in self.adopted(organisation_id)
                if regime in said
            ]
            found = max(verdicts, key=lambda verdict: verdict.gravity, default=Verdict.UNKNOWN)
            self._verdicts[organisation_id, trace_key_id] = found
        return found

    def _in_use(self, organisation_id: int, trace_key_id: int, regime_id: int, verdict: Verdict) -> Verdict:
        if (trace_key_id, regime_id) not in self._limited:
            return verdict
        is_known = self._state.places.is_use_known(organisation_id, regime_id, self._state.point.as_at)
        return verdict_in_use(verdict, is_use_limited=True, is_use_known=is_known)


def present_sites(session: Session, state: EstateState) -> set[int]:
    """Sites at which a list that counts names an asset at the point.

    Args:
        session: A session that may read.
        state: The point.
    """
    query = select(Asset.site_id).where(Asset.version_id > 0).distinct()
    if not mirror_serves(session, state):
        query = select(present(session, state).c.site_id).distinct()
    return set(session.scalars(query))


class SiteTotal(NamedTuple):
    """Asset lines and devices of a verdict at a site."""

    site_id: int
    verdict: Verdict
    lines: int
    devices: int


def site_totals(session: Session, state: EstateState, verdicts: Verdicts) -> Iterator[SiteTotal]:
    """The estate inside the scope by site and verdict, counted in the database by traces of which the same is said.

    Args:
        session: A session that may read.
        state: The point and the scope.
        verdicts: What the adopted regimes say at that point.
    """
    row: Any = Asset
    counts: ColumnElement[bool] = Asset.version_id > 0
    if not mirror_serves(session, state):
        row, counts = present(session, state).c, true()
    # Written into the statement, because there may be more traces than a statement may have parameters.
    alike = [
        (row.trace_key_id.in_(bindparam(f"as_{keys[0]}", keys, expanding=True, literal_execute=True)), keys[0])
        for keys in sorted(verdicts.alike(), key=len, reverse=True)
    ]
    one = (case(*alike, else_=0) if alike else literal(0)).label("one")
    each = select(row.site_id, one, row.quantity).where(counts).subquery()
    keys = (each.c.site_id, each.c.one)
    query = select(*keys, func.count(), func.sum(each.c.quantity)).group_by(*keys)
    wide = inside(state, each.c.site_id)
    if wide is not None:
        query = query.where(wide)
    on = state.point.as_at
    for site, key, lines, devices in session.execute(query, execution_options={"yield_per": 5_000}):
        if state.is_inside(site):
            verdict = verdicts.of(state.places.organisation_of(site, on), key)
            yield SiteTotal(site, verdict, lines, int(devices))


class Group(NamedTuple):
    """Asset lines of one system (or none) at a site that are alike in verdict and kind."""

    site_id: int
    organisation_id: int
    system_id: int | None
    kind: EquipmentKind
    verdict: Verdict
    lines: int
    devices: int
    lacking_make: int
    lacking_number: int
    lacking_install_date: int
    unseen: int
    stale: int


def stale_condition(state: EstateState, row: Subquery) -> ColumnElement[bool]:
    """Condition that no list of the last twelve months names the asset."""
    limit, on = state.trail.limit, state.point.as_at
    since = date.fromordinal(on.toordinal() - STALE_DAYS)
    recent = select(ImportBatch.id).where(
        ImportBatch.kind == ImportKind.ASSETS,
        ImportBatch.described_on >= since,
        ImportBatch.described_on <= on,
        known(ImportBatch, limit),
        not_withdrawn(ImportBatch.id, limit),
    )
    named = select(ImportedRow.asset_id).where(
        ImportedRow.import_batch_id.in_(recent), ImportedRow.asset_id.is_not(None)
    )
    return and_(row.c.described_on < since, row.c.asset_id.not_in(named))


def groups(session: Session, state: EstateState, verdicts: Verdicts) -> Iterator[Group]:
    """The estate inside the scope, counted in the database and judged per body and trace key."""
    row = present(session, state)

    def number(condition: ColumnElement[bool]) -> Any:
        return func.sum(case((condition, 1), else_=0))

    keys = (row.c.site_id, row.c.system_id, row.c.kind, row.c.trace_key_id)
    query = select(
        *keys,
        func.count(),
        func.sum(row.c.quantity),
        number(is_lacking(Lacking.MAKE, row)),
        number(is_lacking(Lacking.NUMBER, row)),
        number(is_lacking(Lacking.INSTALL_DATE, row)),
        number(not_(row.c.is_seen)),
        number(stale_condition(state, row)),
    ).group_by(*keys)
    wide = inside(state, row.c.site_id)
    if wide is not None:
        query = query.where(wide)
    on = state.point.as_at
    for site, system, kind, key, *counts in session.execute(query, execution_options={"yield_per": 5_000}):
        if not state.is_inside(site):
            continue
        organisation = state.places.organisation_of(site, on)
        yield Group(site, organisation, system, kind, verdicts.of(organisation, key), *(int(count) for count in counts))


@dataclass(frozen=True)
class Totals:
    """A count of the estate in each of its units."""

    devices: int
    lines: int
    systems: int
    sites: int


def totals(found: list[Group]) -> Totals:
    """Devices, asset lines, systems and sites with assets, counted apart."""
    return Totals(
        sum(group.devices for group in found),
        sum(group.lines for group in found),
        len({group.system_id for group in found if group.system_id is not None}),
        len({group.site_id for group in found}),
    )
