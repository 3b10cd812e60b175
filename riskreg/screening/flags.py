"""Raises, changes and lapses flags so that they say what the newest verdicts say. Appends; deletes nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, exists, func, literal_column, or_, select, text, type_coerce
from sqlalchemy.orm import Session, aliased

from riskreg.register import Asset, Flag, FlagBasis, ImportedRow, KeyVerdict
from riskreg.register.recording import BulkValue, bulk_insert, bulk_update, reserve_keys
from riskreg.rules.decisions import Ground
from riskreg.rules.terms import BasisCause, BasisState, Verdict
from riskreg.screening.delta import Screened, Turn, digests, reopened, screened
from riskreg.screening.screener import Screener

_AT_ONCE = 10_000
_FEW_KEYS = 2_000
"""Trace keys of which the assets are looked at by themselves; of more, all assets are."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    verdict: Verdict
    key_verdict_id: int
    from_on: date
    organisation_id: int


@dataclass(frozen=True, slots=True)
class _Standing:
    flag_id: int
    state: BasisState
    verdict: Verdict
    key_verdict_id: int | None
    from_on: date
    organisation_id: int


def reflag(
    session: Session,
    screener: Screener,
    cause: BasisCause,
    *,
    on: date,
    import_batch_id: int | None = None,
    asset_id: int | None = None,
    since: int | None = None,
) -> Screened:
    """Bring flags and mirrored verdicts in line with the newest key verdicts.

    Args:
        session: A writing session.
        screener: Of the same session.
        cause: Why flags come or go; a flag of an asset that is new to the register is always *found*.
        on: The world's date of the cause: from when a lapse counts.
        import_batch_id: Only assets that this import touched; all that are not in line where None.
        asset_id: Only this asset.
        since: Only assets of which a regime that somebody adopted says something newer than this key verdict.
    """
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        # The planner knows nothing of rows written in this transaction, and would join a million of them one by one.
        tables = "key_verdict" if since is not None else "asset, imported_row, key_verdict, flag, flag_basis"
        session.execute(text(f"ANALYZE {tables}"))
    if import_batch_id is not None:
        touched: ColumnElement[bool] = Asset.id.in_(_touched(import_batch_id))
    elif asset_id is not None:
        touched = Asset.id == asset_id
    elif since is not None:
        touched = Asset.trace_key_id.in_(_judged_since(screener, since))
    else:
        touched = _out_of_line(session, screener)
    wanted = _wanted(session, screener, touched)
    if cause is BasisCause.MERGED:  # taken apart: counted by itself from that day, not before
        wanted = {pair: replace(want, from_on=max(want.from_on, on)) for pair, want in wanted.items()}
    standing = _standing(session, touched)
    bases: list[tuple[BulkValue, ...]] = []
    flags: list[tuple[int, int]] = [pair for pair in sorted(wanted) if pair not in standing]
    flag_keys = reserve_keys(session, Flag, len(flags))
    bulk_insert(
        session,
        Flag,
        ("id", "asset_id", "regime_id"),
        ((key, *pair) for key, pair in zip(flag_keys, flags, strict=True)),
    )
    fresh = dict(zip(flags, flag_keys, strict=True))
    turns: list[tuple[Turn, int]] = []
    renewed: list[tuple[int, _Standing, _Wanted]] = []
    raised: dict[int, tuple[BulkValue, ...]] = {}
    for pair in sorted(wanted):
        want, have = wanted[pair], standing.get(pair)
        if have is None:
            turns.append((Turn.RAISED, want.organisation_id))
            # Alike assets share what is wanted of them, and so most of their rows.
            said = raised.get(id(want))
            if said is None:
                first = BasisCause.FOUND if import_batch_id else cause
                said = raised[id(want)] = _row(0, BasisState.LIVE, want, first, want.from_on)[1:]
            bases.append((fresh[pair], *said))
        elif have.state is BasisState.LAPSED:
            turns.append((Turn.RAISED, want.organisation_id))
            renewed.append((have.flag_id, have, want))
            bases.append(_row(have.flag_id, BasisState.LIVE, want, cause, max(want.from_on, have.from_on)))
        elif (have.verdict, have.key_verdict_id) != (want.verdict, want.key_verdict_id):
            turns.append((Turn.CHANGED, want.organisation_id))
            renewed.append((have.flag_id, have, want))
            bases.append(_row(have.flag_id, BasisState.LIVE, want, cause, max(want.from_on, have.from_on)))
    for pair in sorted(standing):
        have = standing[pair]
        if pair in wanted or have.state is BasisState.LAPSED:
            continue
        turns.append((Turn.LAPSED, have.organisation_id))
        # What the catalogue, or an undone import, said wrongly was never true, so it lapses from its own first day.
        never_true = cause in (BasisCause.CATALOGUE, BasisCause.IMPORT_UNDONE)
        from_on = have.from_on if never_true else max(on, have.from_on)
        bases.append(
            (
                have.flag_id,
                BasisState.LAPSED.value,
                have.verdict.value,
                cause.value,
                from_on.isoformat(),
                have.key_verdict_id,
            )
        )
    keys = reserve_keys(session, FlagBasis, len(bases))
    bulk_insert(
        session,
        FlagBasis,
        ("id", "flag_id", "state", "verdict", "cause", "from_on", "key_verdict_id"),
        ((key, *row) for key, row in zip(keys, bases, strict=True)),
    )
    mirrored = _mirror(session, screener, touched)
    return screened(session, turns, _reopened(session, renewed), mirrored)


def _reopened(session: Session, renewed: Sequence[tuple[int, _Standing, _Wanted]]) -> list[int]:
    """The organisations of dismissed flags that wait for a decision again."""
    known = digests(session, (key for _, have, want in renewed for key in (have.key_verdict_id, want.key_verdict_id)))
    return reopened(
        session,
        (
            (
                flag,
                Ground(have.verdict, known.get(have.key_verdict_id)) if have.state is BasisState.LIVE else None,
                Ground(want.verdict, known.get(want.key_verdict_id)),
                want.organisation_id,
            )
            for flag, have, want in renewed
        ),
    )


def _row(flag_id: int, state: BasisState, want: _Wanted, cause: BasisCause, from_on: date) -> tuple[BulkValue, ...]:
    return flag_id, state.value, want.verdict.value, cause.value, from_on.isoformat(), want.key_verdict_id


def _out_of_line(session: Session, screener: Screener) -> ColumnElement[bool]:
    """Assets of which a flag, or the verdict that they mirror, is not what is wanted; all where they are many.

    Assets of one organisation and trace are wanted the same of, so they are counted in the database: nearly all of a
    million are in line, and nothing of these need be read.
    """
    group = (Asset.organisation_id, Asset.trace_key_id, Asset.version_id > literal_column("0"))
    later = aliased(FlagBasis)
    is_newest = ~exists().where(
        later.flag_id == FlagBasis.flag_id,
        or_(later.from_on > FlagBasis.from_on, and_(later.from_on == FlagBasis.from_on, later.id > FlagBasis.id)),
    )
    flags: dict[tuple[int, int, bool], Counter[tuple[int, Verdict, int | None]]] = defaultdict(Counter)
    live = (
        select(*group, Flag.regime_id, FlagBasis.verdict, FlagBasis.key_verdict_id, func.count())
        .select_from(FlagBasis)
        .join(Flag, Flag.id == FlagBasis.flag_id)
        .join(Asset, Asset.id == Flag.asset_id)
        .where(FlagBasis.state == BasisState.LIVE, is_newest)
        .group_by(*group, Flag.regime_id, FlagBasis.verdict, FlagBasis.key_verdict_id)
    )
    for organisation, key, counted, regime, verdict, row, count in session.execute(live):
        flags[organisation, key, bool(counted)][regime, verdict, row] += count
    wrong: set[int] = set()
    assets: Counter[tuple[int, int, bool]] = Counter()
    mirrored = select(*group, Asset.verdict, func.count()).group_by(*group, Asset.verdict)
    for organisation, key, counted, verdict, count in session.execute(mirrored):
        assets[organisation, key, bool(counted)] += count
        if screener.verdict(organisation, key) is not verdict:
            wrong.add(key)
    for (organisation, key, counted), count in assets.items():
        said = _of_key(screener, organisation, key, date.min) if counted else ()
        wanted = {(regime, want.verdict, want.key_verdict_id): count for regime, want in said}
        if flags[organisation, key, counted] != wanted:
            wrong.add(key)
    return Asset.trace_key_id.in_(sorted(wrong)) if len(wrong) <= _FEW_KEYS else Asset.id > 0


def _judged_since(screener: Screener, since: int) -> Select[int]:
    """Trace keys with a newer verdict under a regime that counts for somebody."""
    adopted = {regime for regimes in screener.adopted.values() for regime in regimes}
    return select(KeyVerdict.trace_key_id).where(KeyVerdict.id > since, KeyVerdict.regime_id.in_(sorted(adopted)))


def _touched(import_batch_id: int) -> Select[int | None]:
    return (
        select(ImportedRow.asset_id)
        .where(ImportedRow.import_batch_id == import_batch_id, ImportedRow.asset_id.is_not(None))
        .distinct()
    )


def _wanted(session: Session, screener: Screener, touched: ColumnElement[bool]) -> dict[tuple[int, int], _Wanted]:
    query = (
        # Days as they are stored, because there may be a million.
        select(Asset.id, Asset.organisation_id, Asset.trace_key_id, type_coerce(Asset.described_on, String))
        # Version 0: every list that named the asset was undone, so nothing is said of it any more.
        .where(Asset.version_id > 0, touched)
        .order_by(Asset.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    found: dict[tuple[int, int], _Wanted] = {}
    # Many assets are alike in all of this: what is said of them is worked out once.
    said: dict[tuple[int, int, Any], list[tuple[int, _Wanted]]] = {}
    for rows in session.connection().execute(query).partitions():
        for asset, organisation, key, day in rows:
            wanted = said.get((organisation, key, day))
            if wanted is None:
                described_on = day if isinstance(day, date) else date.fromisoformat(day)
                wanted = said[organisation, key, day] = list(_of_key(screener, organisation, key, described_on))
            for regime, want in wanted:
                found[asset, regime] = want
    return found


def _of_key(screener: Screener, organisation: int, trace_key: int, described_on: date) -> Iterator[tuple[int, _Wanted]]:
    """The flags of an asset of an organisation with a trace key, of which a list of that date says the newest."""
    for regime, adopted_on in screener.adopted.get(organisation, {}).items():
        standing = screener.standing(trace_key, regime)
        if standing is None or not standing.verdict.is_flagged:
            continue
        verdict = screener.uses.verdict(organisation, regime, standing.verdict, is_use_limited=standing.is_use_limited)
        from_on = max(standing.from_on, described_on, adopted_on)
        yield regime, _Wanted(verdict, standing.id, from_on, organisation)


def _standing(session: Session, touched: ColumnElement[bool]) -> dict[tuple[int, int], _Standing]:
    query = (
        select(
            Flag.asset_id,
            Flag.regime_id,
            FlagBasis.id,
            Flag.id,
            FlagBasis.state,
            FlagBasis.verdict,
            FlagBasis.key_verdict_id,
            FlagBasis.from_on,
            Asset.organisation_id,
        )
        .join(FlagBasis, FlagBasis.flag_id == Flag.id)
        .join(Asset, Asset.id == Flag.asset_id)
        .where(touched)
    )
    newest: dict[tuple[int, int], tuple[date, int]] = {}
    found: dict[tuple[int, int], _Standing] = {}
    for asset, regime, basis, flag, state, verdict, row, from_on, organisation in session.execute(query):
        pair, place = (asset, regime), (from_on, basis)
        if pair not in newest or newest[pair] < place:
            newest[pair] = place
            found[pair] = _Standing(flag, state, verdict, row, from_on, organisation)
    return found


def _mirror(session: Session, screener: Screener, touched: ColumnElement[bool]) -> int:
    """Set `Asset.verdict` where it differs; asks once per organisation, key and verdict, not per asset."""
    groups = session.execute(
        select(Asset.organisation_id, Asset.trace_key_id, Asset.verdict)
        .where(touched)
        .group_by(Asset.organisation_id, Asset.trace_key_id, Asset.verdict)
        .order_by(Asset.organisation_id, Asset.trace_key_id, Asset.verdict)
    ).all()
    count = 0
    for organisation, key, verdict in groups:
        now = screener.verdict(organisation, key)
        if now is verdict:
            continue
        ids = session.scalars(
            select(Asset.id)
            .where(Asset.organisation_id == organisation, Asset.trace_key_id == key, Asset.verdict == verdict, touched)
            .order_by(Asset.id)
        ).all()
        count += bulk_update(session, Asset, ("id", "verdict"), _pairs(ids, now))
    return count


def _pairs(ids: Sequence[int], verdict: Verdict) -> Iterator[tuple[BulkValue, ...]]:
    return ((each, verdict.value) for each in ids)
