"""Flagged assets that are alike in all that the headline figures ask of them, counted in the database as one.

A million assets have few different histories: named by lists with one number, flagged on the same grounds, decided
alike, none or all of their devices verified as removed. Each such group becomes one asset of the state that stands for
all of its lines and devices; every figure asks of it what it asks of any asset, so nothing is defined twice. Assets of
which there is more to tell (a number that changed, a removal of some of the devices, a reappearance, a merge, an
exemption of their own) are read one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    String,
    Subquery,
    bindparam,
    case,
    cast,
    func,
    join,
    literal,
    outerjoin,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session

from riskreg.register import Asset, AssetVersion, Exemption, Flag, PlanLineAsset, Reappearance, RemovalStep
from riskreg.reporting.alike_grounds import flags_said, grounds_of, has_unclear_end, in_order
from riskreg.reporting.asking import Counted, Filters
from riskreg.reporting.duties import Duties
from riskreg.reporting.estate import present
from riskreg.reporting.histories import AssetHistory, Stepped, Version, standing_on
from riskreg.reporting.loading import NOT_KNOWN_MAKER
from riskreg.reporting.points import AnySelect, known, not_withdrawn
from riskreg.reporting.remembered import serves_now
from riskreg.reporting.state import EstateState, FlaggedAsset, with_assets
from riskreg.rules.terms import ClaimedStatus, EquipmentKind, Network, Step

_BLOCK = 500
_NOT_TOLD, _LATER_THAN_LIST = -2, -1


class _Kind(NamedTuple):
    """In what assets are alike, apart from where they are."""

    kind: EquipmentKind
    network: Network
    installed: int
    purchased: int
    said: str
    is_gone: int
    planned: str


@dataclass
class _Count:
    """How many are alike: asset lines, devices, and their sites."""

    lines: int = 0
    devices: int = 0
    sites: set[int] = field(default_factory=set)


_TOLD = frozenset(
    {"organisation", "regime", "count", "verdict", "kind", "sensitivity", "limb", "control", "network", "planning",
     "installed", "exempt", "review", "duty", "overdue", "due_ahead", "site", "area", "since", "after",
     "as_at", "as_known"}
)  # fmt: skip
"""Filters that can be asked of a site's assets when those that are alike are counted as one."""


def can_answer(filters: Filters) -> bool:
    """Whether filters ask nothing that assets counted as one could not tell."""
    asked = {each.name for each in fields(filters) if getattr(filters, each.name) not in (None, False)}
    return asked <= _TOLD and filters.count is not Counted.REPORTED_REMOVED


def condensed(
    session: Session, state: EstateState, duties: Duties, assets: AnySelect | None = None, *, by_site: bool = False
) -> EstateState:
    """The same state with assets ever flagged loaded, those that are alike as one that stands for them.

    It serves what is asked of flags, grounds, decisions, verified removals, sites with all that is said of them,
    obligations, exemptions and plans; not makers, texts, systems, other steps or what a list claims.

    Args:
        session: A session that may read.
        state: A state without its flagged assets.
        duties: The obligations at its point.
        assets: Only these assets; all where None.
        by_site: Never join assets of different sites.
    """
    return replace(state, everything=tuple(_Condensing(session, state, duties, assets, by_site).found()))


class _Condensing:
    def __init__(
        self, session: Session, state: EstateState, duties: Duties, assets: AnySelect | None, by_site: bool
    ) -> None:
        self._session = session
        self._state = state
        self._duties = duties
        self._assets = assets
        self._by_site = by_site
        self._on = state.point.as_at
        self._limit = state.trail.limit
        self._turning = [day for day in duties.turning_dates(self._regimes()) if day <= self._on]
        self._lines = {line.id: line for line in state.plans}
        self._places_of_lines = {line: place for place, line in enumerate(self._lines)}
        self._grounds = grounds_of(session, state, assets, has_dates=bool(duties.verdict_listed_on))
        self._standings: dict[int, tuple[Any, ...]] = {}

    def _regimes(self) -> frozenset[int]:
        """Regimes under which anything was ever flagged."""
        return frozenset(self._session.scalars(select(Flag.regime_id).distinct()))

    def found(self) -> Iterator[FlaggedAsset]:
        """Those that stand for others, then the others one by one."""
        counts: dict[tuple[Any, ...], _Count] = {}
        unclear: set[str] = set()
        has_unnamed = False
        for site, *alike, lines, devices in self._session.execute(
            self._statement(), execution_options={"yield_per": 5_000}
        ):
            each = _Kind(*alike)
            if site is None:
                has_unnamed = True
            elif has_unclear_end(each.said):
                unclear.add(each.said)
            else:
                each = each._replace(said=in_order(each.said), planned=in_order(each.planned))
                count = counts.setdefault((self._standing_of(site), each), _Count())
                count.lines += lines
                count.devices += int(devices)
                count.sites.add(site)
        for number, ((_, each), count) in enumerate(counts.items()):
            yield self._one_for_all(-1 - number, each, count)
        yield from self._one_by_one(self._others(unclear, has_unnamed=has_unnamed))

    def _standing_of(self, site: int) -> tuple[Any, ...]:
        """In what sites are alike: sites of one answer are treated alike by every duty and exemption."""
        if site not in self._standings:
            places, on = self._state.places, self._on
            self._standings[site] = (
                places.organisation_of(site, on),
                places.sensitivity(site, on),
                self._state.is_inside(site),
                self._duties.exemptions.of_site(site),
                site if self._by_site else 0,
            )
        return self._standings[site]

    # What the database counts

    def _statement(self) -> AnySelect:
        row, joined = self._versions()
        removed, planned = self._removed(), self._planned()
        is_gone = case((removed.c.devices.is_(None), 0), else_=1)
        keys: tuple[ColumnElement[Any], ...] = (
            row.site_id,
            row.kind,
            row.network,
            self._code(row.installed_on, row.described_on),
            self._code(row.purchased_on, row.described_on),
            self._grounds.c.said,
            is_gone,
            func.coalesce(planned.c.lines, "") if planned is not None else literal(""),
        )
        labelled = [key.label(f"key_{number}") for number, key in enumerate(keys)]
        asset = self._grounds.c.asset_id
        joined = joined.outerjoin(removed, removed.c.asset_id == asset)
        if planned is not None:
            joined = joined.outerjoin(planned, planned.c.asset_id == asset)
        counted = select(*labelled, row.quantity).select_from(joined)
        each = counted.where(self._grounds.c.ever == 1, asset.not_in(self._apart())).subquery()
        columns = tuple(each.c)[:-1]
        return select(*columns, func.count(), func.sum(each.c.quantity)).group_by(*columns)

    def _versions(self) -> tuple[Any, FromClause]:
        """Columns of what is said of each asset with grounds, and the tables joined so far; all blank where nothing is.

        What is kept on the asset finds its version by its key, for which an engine needs no index of a million rows.
        """
        asset = self._grounds.c.asset_id
        if not serves_now(self._session, self._state):
            row = present(self._session, self._state)
            return row.c, outerjoin(self._grounds, row, row.c.asset_id == asset)
        counts = (AssetVersion.id == Asset.version_id) & not_withdrawn(AssetVersion.import_batch_id, None)
        return AssetVersion, join(self._grounds, Asset, Asset.id == asset).outerjoin(AssetVersion, counts)

    def _code(self, day: Any, described_on: Any) -> ColumnElement[int]:
        """Between which of the dates on which something begins a date is; dates between two of them are alike."""
        steps = [(day >= turn, number) for number, turn in reversed(list(enumerate(self._turning, start=1)))]
        return case((day.is_(None), _NOT_TOLD), (day > described_on, _LATER_THAN_LIST), *steps, else_=0)

    def _removed(self) -> Subquery:
        """Devices verified as removed, of each asset with such a removal."""
        return (
            select(RemovalStep.asset_id, func.sum(RemovalStep.devices).label("devices"))
            .where(
                RemovalStep.asset_id.in_(self._assets) if self._assets is not None else true(),
                RemovalStep.step == Step.VERIFIED,
                RemovalStep.happened_on <= self._on,
                known(RemovalStep, self._limit),
            )
            .group_by(RemovalStep.asset_id)
            .subquery()
        )

    def _planned(self) -> Subquery | None:
        """Lines of plans in force that replace an asset."""
        if not self._lines:
            return None
        # Written into the statement, because there may be more of them than a statement may have parameters.
        ids: BindParameter[Any] = bindparam("lines", sorted(self._lines), expanding=True, literal_execute=True)
        line = func.aggregate_strings(cast(PlanLineAsset.plan_line_id, String), ";")
        return (
            select(PlanLineAsset.asset_id, line.label("lines"))
            .where(PlanLineAsset.plan_line_id.in_(ids), known(PlanLineAsset, self._limit))
            .group_by(PlanLineAsset.asset_id)
            .subquery()
        )

    def _apart(self) -> AnySelect:
        """Assets of which there is more to tell than a group can say. Some too many do no harm."""
        removed = self._removed()
        merged = {*self._state.merged, *self._state.merged.values()}
        changed = select(AssetVersion.asset_id).join(Asset, Asset.id == AssetVersion.asset_id)
        parts: list[AnySelect] = [
            select(Reappearance.asset_id),
            select(Exemption.asset_id).where(Exemption.asset_id.is_not(None)),
            self._of_mine(changed.where(AssetVersion.quantity != Asset.quantity), AssetVersion.asset_id),
            select(removed.c.asset_id).join(Asset, Asset.id == removed.c.asset_id).where(
                removed.c.devices != Asset.quantity
            ),
        ]  # fmt: skip
        if merged:
            ids: BindParameter[Any] = bindparam("merged", sorted(merged), expanding=True, literal_execute=True)
            parts.append(select(Asset.id).where(Asset.id.in_(ids)))
        return select(union(*parts).subquery())

    def _of_mine(self, query: AnySelect, asset: Any) -> AnySelect:
        return query if self._assets is None else query.where(asset.in_(self._assets))

    def _others(self, unclear: Iterable[str], *, has_unnamed: bool) -> list[int]:
        """Flagged assets that no group stands for, by key."""
        grounds = self._grounds
        apart = select(Flag.asset_id).where(Flag.asset_id.in_(self._apart()))
        found = set(self._session.scalars(self._of_mine(apart, Flag.asset_id)))
        if texts := sorted(unclear):
            found |= set(self._session.scalars(select(grounds.c.asset_id).where(grounds.c.said.in_(texts))))
        if has_unnamed:
            row = present(self._session, self._state)
            unnamed = select(grounds.c.asset_id).where(grounds.c.asset_id.not_in(select(row.c.asset_id)))
            found |= set(self._session.scalars(unnamed))
        return sorted(found)

    # What a figure is shown

    def _one_by_one(self, keys: Sequence[int]) -> Iterator[FlaggedAsset]:
        for start in range(0, len(keys), _BLOCK):
            some = select(Asset.id).where(Asset.id.in_(keys[start : start + _BLOCK]))
            yield from with_assets(self._session, self._state, some).everything

    def _one_for_all(self, key: int, alike: _Kind, count: _Count) -> FlaggedAsset:
        site, on, places = min(count.sites), self._on, self._state.places
        version = Version(
            on, 1, count.devices, site, None, alike.kind, alike.network, ClaimedStatus.UNKNOWN,
            self._day(alike.installed), self._day(alike.purchased), 0, None, None, None, 0, 0, True,
        )  # fmt: skip
        gone = (Stepped(on, 1, Step.VERIFIED, count.devices, 0),) if alike.is_gone else ()
        flags = flags_said(alike.said, on, self._duties.verdict_listed_on)
        history = AssetHistory(key, (version,), flags, gone)
        standing = standing_on(history, on)
        if standing is None:
            raise AssertionError("the database gave an asset that was never flagged")
        planned = {int(line) for line in alike.planned.split(";") if line}
        return FlaggedAsset(
            history,
            standing,
            site,
            places.organisation_of(site, on),
            self._state.is_inside(site),
            NOT_KNOWN_MAKER,
            places.sensitivity(site, on),
            tuple(self._lines[line] for line in sorted(planned, key=self._places_of_lines.__getitem__)),
            standing.parts(),
            standing.open_devices,
            count.lines,
            frozenset(count.sites),
        )

    def _day(self, code: int) -> date | None:
        if code == _NOT_TOLD:
            return None
        if code == _LATER_THAN_LIST:
            return self._on + timedelta(1)
        return self._turning[code - 1] if code else (self._turning or [self._on])[0] - timedelta(1)
