"""Reads the histories of assets that were ever flagged, set by set."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from riskreg.register import (
    AssetAbsence,
    AssetVersion,
    Decision,
    Flag,
    FlagBasis,
    Identification,
    KeyVerdict,
    PlanLine,
    PlanLineAsset,
    Reappearance,
    Regime,
    RemovalStep,
    ReplacementPlan,
    SiteTenure,
    Vendor,
)
from riskreg.reporting.histories import (
    Absent,
    AssetHistory,
    Basis,
    FlagHistory,
    Judged,
    Seen,
    Stepped,
    Version,
    devices_left,
)
from riskreg.reporting.points import AnySelect, known, not_withdrawn, withdrawn_batches
from riskreg.rules.decisions import Ground
from riskreg.rules.terms import BasisState, Funding, RegimeKind, Step

_BLOCK = 5_000


def assets_once_at(organisations: frozenset[int]) -> AnySelect:
    """Assets that some list placed at a site which one of these bodies held at some time: more than enough."""
    sites = select(SiteTenure.site_id).where(SiteTenure.organisation_id.in_(sorted(organisations)))
    return select(AssetVersion.asset_id).where(AssetVersion.site_id.in_(sites))


def regime_keys(session: Session, slugs: tuple[str, ...] | None) -> dict[int, tuple[str, str]]:
    """Regimes that can flag: key → short name and title; of these slugs only, or all."""
    can_flag = Regime.kind != RegimeKind.INDICATOR
    query = select(Regime.id, Regime.slug, Regime.title).where(can_flag).order_by(Regime.slug)
    return {row.id: (row.slug, row.title) for row in session.execute(query) if slugs is None or row.slug in slugs}


def load_histories(
    session: Session,
    limit: int | None,
    regimes: frozenset[int] | None = None,
    assets: AnySelect | None = None,
) -> Iterator[AssetHistory]:
    """Histories of every asset that was ever flagged, in the order of their keys.

    Args:
        session: A session that may read.
        limit: Number of the last change that counts, or None for all.
        regimes: Only flags of these regimes; all where None.
        assets: Only these assets; all where None.
    """
    undone = withdrawn_batches(session, limit)
    wanted: ColumnElement[bool] = Flag.regime_id.in_(sorted(regimes)) if regimes is not None else true()
    if assets is not None:
        wanted = wanted & Flag.asset_id.in_(assets)
    flagged = select(Flag.asset_id).where(wanted)
    decisions = _decisions(session, limit, wanted)
    steps = _steps(session, limit, flagged)
    seen = _seen(session, limit, flagged, undone)
    absences = _absences(session, limit, flagged, undone)
    versions = _versions(session, limit, flagged, undone)
    version = next(versions, None)
    for asset, flags in _flags(session, limit, wanted, decisions):
        while version is not None and version[0] < asset:
            version = next(versions, None)
        if version is None or version[0] != asset:
            continue  # the list that names it was not known yet
        yield AssetHistory(asset, version[1], flags, steps.get(asset, ()), seen.get(asset, ()), absences.get(asset, ()))


def _rows(session: Session, query: AnySelect) -> Iterator[Any]:
    return iter(session.execute(query, execution_options={"yield_per": _BLOCK}))


def _flags(
    session: Session, limit: int | None, wanted: ColumnElement[bool], decisions: dict[int, tuple[Judged, ...]]
) -> Iterator[tuple[int, tuple[FlagHistory, ...]]]:
    query = (
        select(
            Flag.asset_id,
            Flag.id,
            Flag.regime_id,
            FlagBasis.from_on,
            FlagBasis.id,
            FlagBasis.state,
            FlagBasis.verdict,
            FlagBasis.cause,
            FlagBasis.key_verdict_id,
            FlagBasis.change_id,
        )
        .join(FlagBasis, FlagBasis.flag_id == Flag.id)
        .where(wanted, known(FlagBasis, limit))
        .order_by(Flag.asset_id, Flag.id, FlagBasis.from_on, FlagBasis.id)
    )
    # Drained before the next query begins, because a connection to PostgreSQL reads one stream at a time.
    rows = [tuple(row) for row in _rows(session, query)]
    digests = _digests(session, wanted) if decisions else {}
    for asset, of_asset in groupby(rows, itemgetter(0)):
        flags = []
        for (flag, regime), of_flag in groupby(of_asset, itemgetter(1, 2)):
            bases = tuple(
                Basis(r[3], r[4], r[5] is BasisState.LIVE, r[6], r[7], r[8], r[9], digests.get(r[4])) for r in of_flag
            )
            flags.append(FlagHistory(flag, regime, bases, decisions.get(flag, ())))
        yield asset, tuple(flags)


def _digests(session: Session, wanted: ColumnElement[bool]) -> dict[int, str | None]:
    """Grounds of flags that somebody decided of → digest of what there is to judge."""
    query = (
        select(FlagBasis.id, KeyVerdict.ground_sha256)
        .join(KeyVerdict, KeyVerdict.id == FlagBasis.key_verdict_id)
        .join(Flag, Flag.id == FlagBasis.flag_id)
        .where(wanted, FlagBasis.flag_id.in_(select(Decision.flag_id)))
    )
    return dict(session.execute(query).all())


def _decisions(session: Session, limit: int | None, wanted: ColumnElement[bool]) -> dict[int, tuple[Judged, ...]]:
    query = (
        select(
            Decision.flag_id,
            Decision.decided_on,
            Decision.id,
            Decision.outcome,
            Decision.change_id,
            FlagBasis.verdict,
            KeyVerdict.ground_sha256,
        )
        .join(Flag, Flag.id == Decision.flag_id)
        .join(FlagBasis, FlagBasis.id == Decision.flag_basis_id)
        .outerjoin(KeyVerdict, KeyVerdict.id == FlagBasis.key_verdict_id)
        .where(wanted, known(Decision, limit))
        .order_by(Decision.flag_id, Decision.decided_on, Decision.id)
    )
    return {
        flag: tuple(Judged(row[1], row[2], row[3], row[4], Ground(row[5], row[6])) for row in rows)
        for flag, rows in groupby(_rows(session, query), itemgetter(0))
    }


def _steps(session: Session, limit: int | None, flagged: AnySelect) -> dict[int, tuple[Stepped, ...]]:
    table = RemovalStep
    query = (
        select(table.asset_id, table.happened_on, table.id, table.step, table.devices, table.change_id)
        .where(table.asset_id.in_(flagged), known(table, limit))
        .order_by(table.asset_id, table.happened_on, table.id)
    )
    return {
        asset: tuple(Stepped(*row[1:]) for row in rows) for asset, rows in groupby(_rows(session, query), itemgetter(0))
    }


def _seen(
    session: Session, limit: int | None, flagged: AnySelect, undone: frozenset[int]
) -> dict[int, tuple[Seen, ...]]:
    table = Reappearance
    query = (
        select(table.asset_id, table.import_batch_id, table.seen_on, table.id, table.change_id)
        .where(table.asset_id.in_(flagged), known(table, limit))
        .order_by(table.asset_id, table.seen_on, table.id)
    )
    found: dict[int, list[Seen]] = defaultdict(list)
    for row in _rows(session, query):
        if row[1] not in undone:
            found[row[0]].append(Seen(*row[2:]))
    return {asset: tuple(seen) for asset, seen in found.items()}


def _absences(
    session: Session, limit: int | None, flagged: AnySelect, undone: frozenset[int]
) -> dict[int, tuple[Absent, ...]]:
    table = AssetAbsence
    query = (
        select(table.asset_id, table.import_batch_id, table.described_on)
        .where(table.asset_id.in_(flagged), known(table, limit))
        .order_by(table.asset_id, table.described_on, table.id)
    )
    found: dict[int, list[Absent]] = defaultdict(list)
    for asset, batch, on in _rows(session, query):
        if batch not in undone:
            found[asset].append(Absent(on, batch))
    return {asset: tuple(dates) for asset, dates in found.items()}


def _versions(
    session: Session, limit: int | None, flagged: AnySelect, undone: frozenset[int]
) -> Iterator[tuple[int, tuple[Version, ...]]]:
    table = AssetVersion
    query = (
        select(
            table.asset_id,
            table.described_on,
            table.id,
            table.quantity,
            table.site_id,
            table.system_id,
            table.kind,
            table.network,
            table.claimed_status,
            table.installed_on,
            table.purchased_on,
            table.trace_key_id,
            table.make,
            table.model,
            table.location,
            table.import_batch_id,
            table.change_id,
        )
        .where(table.asset_id.in_(flagged), known(table, limit))
        .order_by(table.asset_id, table.described_on, table.id)
    )
    rows = [
        (*row[:12], _same(row[12]), _same(row[13]), _same(row[14]), *row[15:], row[15] not in undone)
        for row in _rows(session, query)
    ]
    for asset, of_asset in groupby(rows, itemgetter(0)):
        yield asset, tuple(Version(*row[1:]) for row in of_asset)


def _same(text: str | None) -> str | None:
    # A make stands in many thousand rows: one object for all of them.
    return sys.intern(text) if text is not None else None


def remaining_devices(session: Session, limit: int | None, on: date, assets: AnySelect) -> dict[int, int]:
    """Devices that are left on a date of assets with a verified removal; of others all are, as lists say.

    Args:
        session: A session that may read.
        limit: Number of the last change that counts, or None for all.
        on: The date.
        assets: Which assets.
    """
    steps = _steps(session, limit, assets)
    verified = {asset for asset, taken in steps.items() if any(step.step is Step.VERIFIED for step in taken)}
    if not verified:
        return {}
    some = select(AssetVersion.asset_id).where(AssetVersion.asset_id.in_(sorted(verified)))
    undone = withdrawn_batches(session, limit)
    again = _seen(session, limit, some, undone)
    left = {}
    for asset, versions in _versions(session, limit, some, undone):
        since = max((seen.on for seen in again.get(asset, ()) if seen.on <= on), default=date.min)
        proved = [step for step in steps[asset] if step.step is Step.VERIFIED and since <= step.on <= on]
        said = [version for version in versions if version.counts and version.on <= on]
        left[asset] = devices_left(said, proved)[0]
    return left


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made what a trace key describes, as identified."""

    slug: str | None
    name: str
    confidence: float


NOT_KNOWN_MAKER = Maker(None, "maker not known", 0.0)


def makers(session: Session, limit: int | None) -> dict[int, Maker]:
    """The newest identification of every trace key: key → maker."""
    newest = (
        select(func.max(Identification.id).label("id"))
        .where(known(Identification, limit))
        .group_by(Identification.trace_key_id)
        .subquery()
    )
    query = (
        select(Identification.trace_key_id, Vendor.slug, Vendor.name, Identification.confidence)
        .join(newest, newest.c.id == Identification.id)
        .outerjoin(Vendor, Vendor.id == Identification.vendor_id)
        .order_by(Identification.trace_key_id)
    )
    shared: dict[tuple[str | None, str | None, float], Maker] = {}
    found = {}
    for key, slug, name, confidence in session.execute(query):
        parts = (slug, name, confidence)
        if parts not in shared:
            shared[parts] = Maker(slug, name or NOT_KNOWN_MAKER.name, confidence)
        found[key] = shared[parts]
    return found


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of a plan in force. Money in pence sterling."""

    id: int
    plan_id: int
    site_id: int
    described_on: date
    replaces: str
    product: str | None
    quantity: int | None
    target_on: date | None
    owner: str | None
    low: int | None
    likely: int | None
    high: int | None
    funding: Funding
    interoperability: str
    outage_minutes: int | None
    assets: tuple[int, ...]

    @property
    def has_cost(self) -> bool:
        """Whether the line says what it costs."""
        return any(cost is not None for cost in (self.low, self.likely, self.high))


def plans_in_force(session: Session, on: date, limit: int | None) -> tuple[Planned, ...]:
    """The lines of each site's newest plan by a date, in the order of site and line."""
    newest: dict[int, tuple[int, date]] = {}
    for site, plan, described_on in session.execute(
        select(ReplacementPlan.site_id, ReplacementPlan.id, ReplacementPlan.described_on)
        .where(
            known(ReplacementPlan, limit),
            not_withdrawn(ReplacementPlan.import_batch_id, limit),
            ReplacementPlan.described_on <= on,
        )
        .order_by(ReplacementPlan.described_on, ReplacementPlan.id)
    ):
        newest[site] = (plan, described_on)
    sites = {plan: (site, described_on) for site, (plan, described_on) in newest.items()}
    replaced: dict[int, list[int]] = defaultdict(list)
    for line, asset in session.execute(
        select(PlanLineAsset.plan_line_id, PlanLineAsset.asset_id)
        .where(known(PlanLineAsset, limit))
        .order_by(PlanLineAsset.plan_line_id, PlanLineAsset.asset_id)
    ):
        replaced[line].append(asset)
    lines = []
    for row in session.execute(
        select(PlanLine.__table__).where(known(PlanLine, limit)).order_by(PlanLine.id)
    ).mappings():
        plan = row["replacement_plan_id"]
        if plan in sites:
            site, described_on = sites[plan]
            lines.append(
                Planned(
                    row["id"],
                    plan,
                    site,
                    described_on,
                    row["replaces"],
                    row["product"],
                    row["quantity"],
                    row["target_on"],
                    row["owner"],
                    row["cost_low_pence"],
                    row["cost_likely_pence"],
                    row["cost_high_pence"],
                    row["funding"],
                    row["interoperability"].value,
                    row["outage_minutes"],
                    tuple(replaced.get(row["id"], ())),
                )
            )
    return tuple(sorted(lines, key=lambda line: (line.site_id, line.id)))
