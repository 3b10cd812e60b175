"""Walks over the asset lines of today in a stated order, page by page, without ever reading the whole estate.

Sites and traces of makers are few (thousands) where assets are many (a million): what is wanted of them, and the order,
is worked out in memory from what is remembered of them, and assets are read site by site, or trace by trace, through
the indexes, until a page is full.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.register import Asset, AssetVersion, Flag, FlagBasis, KeyVerdict, TraceKey
from riskreg.reporting.loading import NOT_KNOWN_MAKER
from riskreg.reporting.points import AnySelect
from riskreg.reporting.remembered import remembered
from riskreg.reporting.state import EstateState
from riskreg.reporting.wanted import Order, Wanted
from riskreg.rules.names import fold
from riskreg.rules.terms import Verdict

FEW = 4_000
"""So many lines are read whole and put in any order; of more, only in the orders that the indexes give."""
ORDERS = ("site", "organisation", "maker", "verdict")
ORDERS_OF_FEW = ("installed_on", "devices")
_BLOCK = 500
_MOST_AT_ONCE = 128
_GRAVEST_FIRST = (Verdict.RESTRICTED, Verdict.SUSPECTED, Verdict.UNKNOWN, Verdict.CLEAR)

Group = tuple[str | int, ...]
Position = tuple[Group, int]
"""Where an asset line stands in a list: what its group is put in order by, and its key."""


@dataclass(frozen=True, slots=True)
class _Leg:
    """A part of the way: groups in order, all of sites or all of traces."""

    verdicts: frozenset[Verdict] | None
    groups: Sequence[Group]
    is_of_sites: bool


@dataclass(frozen=True)
class Walk:
    """The asset lines of today that are wanted, in order.

    Attributes:
        session: A session that may read.
        state: The estate today, without its flagged assets.
        wanted: What is wanted of them.
        order: By `ORDERS`; by `ORDERS_OF_FEW` only where `is_few`.
        only: Only these assets; all where None.
    """

    session: Session
    state: EstateState
    wanted: Wanted
    order: Order
    only: frozenset[int] | None = field(default=None, repr=False)

    @cached_property
    def sites(self) -> tuple[int, ...]:
        """Sites that are wanted."""
        state, wanted = self.state, self.wanted
        places, on = state.places, state.point.as_at
        if wanted.site is not None:
            return (wanted.site,) if wanted.site in places.site_ids else ()
        if not wanted.is_of_places:
            return tuple(places.site_ids)
        bodies = places.below(wanted.organisation, on) if wanted.organisation is not None else None
        return tuple(
            site
            for site in places.site_ids
            if (bodies is None or places.organisation_of(site, on) in bodies)
            and (wanted.sensitivity is None or places.sensitivity(site, on) is wanted.sensitivity)
            and (wanted.control is None or places.site(site, on).control is wanted.control)
        )

    @cached_property
    def traces(self) -> frozenset[int] | None:
        """Traces that are wanted; None for all."""
        wanted = self.wanted
        if not wanted.is_of_traces:
            return None
        words = wanted.words.casefold().split()
        return frozenset(
            key
            for key, (_, make, model) in self._labels.items()
            if (wanted.maker is None or (self._maker(key).slug or "none") == wanted.maker)
            and all(word in f"{make} {model}" for word in words)
        )

    @cached_property
    def lines(self) -> int | None:
        """How many asset lines are wanted; None where telling would mean reading many of them."""
        if self.is_few:
            return len(self._few)
        wanted = self.wanted
        if wanted.is_of_version or wanted.unseen or self.traces is not None or self.only is not None:
            return None
        if wanted.raised_with is not None:
            return None
        return self._lines_of_sites

    @cached_property
    def is_few(self) -> bool:
        """Whether so few lines come into question that they are read whole."""
        if self.only is not None:
            return len(self.only) <= FEW
        return min(self._lines_of_sites, self._lines_of_traces) <= FEW

    def after(self, after: Position | None = None) -> Iterator[Position]:
        """Lines in order, from the one after a position on.

        Args:
            after: Position of the last line that was shown; None: from the first.
        """
        if self.is_few:
            yield from (each for each in self._few if self._is_later(each, after))
            return
        for leg in self._legs():
            yield from self._along(leg, after)

    def details(self, keys: Sequence[int]) -> dict[int, Any]:
        """What a row shows of some assets, by key: site, trace, verdict, devices, make, model, kind, installation."""
        query = self._query(None).add_columns(AssetVersion.make, AssetVersion.model, AssetVersion.kind)
        return {row.id: row for row in self.session.execute(query.where(Asset.id.in_(keys)))}

    def _is_later(self, position: Position, after: Position | None) -> bool:
        if after is None:
            return True
        return position < after if self.order.is_reversed else position > after

    # What is remembered of traces and sites

    @cached_property
    def _labels(self) -> dict[int, tuple[str, str, str]]:
        """Folded maker, make and model of every trace."""

        def read() -> dict[int, tuple[str, str, str]]:
            found = self.session.execute(select(TraceKey.id, TraceKey.make, TraceKey.model))
            return {
                key: (fold(self._maker(key).name), (make or "").casefold(), (model or "").casefold())
                for key, make, model in found
            }

        return remembered(self.session, ("labels", self.state.point.as_at, self.state.trail.limit), read)

    def _maker(self, trace: int) -> Any:
        return self.state.makers.get(trace, NOT_KNOWN_MAKER)

    @cached_property
    def _ever_flagged(self) -> frozenset[int]:
        """Traces that some regime flags, or once did."""
        flagged = select(KeyVerdict.trace_key_id).where(
            KeyVerdict.verdict.in_([verdict for verdict in Verdict if verdict.is_flagged])
        )
        return remembered(self.session, "traces ever flagged", lambda: frozenset(self.session.scalars(flagged)))

    @cached_property
    def _lines_of_sites(self) -> int:
        counts = line_counts(self.session)
        verdicts = self._verdicts or frozenset(Verdict)
        return sum(counts.get((site, verdict), 0) for site in self.sites for verdict in verdicts)

    @cached_property
    def _lines_of_traces(self) -> int:
        """Lines of the traces wanted, counted as far as `FEW`."""
        if self.traces is None:
            return FEW + 1
        count = 0
        for piece in pieces(sorted(self.traces)):
            some = select(Asset.id).where(Asset.trace_key_id.in_(piece)).limit(FEW + 1 - count).subquery()
            count += self.session.scalar(select(func.count()).select_from(some)) or 0
            if count > FEW:
                break
        return count

    @cached_property
    def _verdicts(self) -> frozenset[Verdict] | None:
        return self.wanted.said.verdicts if self.wanted.said is not None else None

    # Few lines: read whole

    @cached_property
    def _few(self) -> list[Position]:
        if self.only is not None:
            return self._read_few()
        point = (self.state.point.as_at, self.state.trail.limit)
        what = ("few lines", type(self).__name__, point, self.wanted, self.order)
        return remembered(self.session, what, self._read_few)

    def _read_few(self) -> list[Position]:
        sites = frozenset(self.sites)
        found = [
            (self._group(row), row.id)
            for row in self._candidates()
            if row.site_id in sites and (self.traces is None or row.trace_key_id in self.traces)
        ]
        return sorted(found, reverse=self.order.is_reversed)

    def _candidates(self) -> Iterable[Any]:
        rows: list[Any] = []
        if self.only is not None:
            for piece in pieces(sorted(self.only)):
                rows += self.session.execute(self._query(self._verdicts).where(Asset.id.in_(piece)))
        elif self._lines_of_traces <= FEW and self.traces is not None:
            for piece in pieces(sorted(self.traces)):
                # Without the verdict, because an engine would then rather read every line that has it.
                found = self.session.execute(self._query(None).where(Asset.trace_key_id.in_(piece)))
                rows += (row for row in found if self._verdicts is None or row.verdict in self._verdicts)
        else:
            for piece in pieces(self.sites):
                rows += self.session.execute(self._query(self._verdicts).where(Asset.site_id.in_(piece)))
        return rows

    def _group(self, row: Any) -> Group:
        column = self.order.column
        if column == "installed_on":
            return (row.installed_on.isoformat(),) if row.installed_on is not None else ("not known",)
        if column == "devices":
            return (row.quantity,)
        if column == "maker":
            return self._trace_group(row.trace_key_id)
        if column == "verdict":
            return (_GRAVEST_FIRST.index(row.verdict), *self._site_group(row.site_id))
        return self._site_group(row.site_id)

    def _query(self, verdicts: frozenset[Verdict] | None) -> AnySelect:
        query: AnySelect = select(
            Asset.id, Asset.site_id, Asset.trace_key_id, Asset.verdict, Asset.quantity, AssetVersion.installed_on
        )
        query = query.join(AssetVersion, AssetVersion.id == Asset.version_id)
        return self._filtered(query, verdicts)

    def _filtered(self, query: AnySelect, verdicts: frozenset[Verdict] | None) -> AnySelect:
        wanted = self.wanted
        query = query.where(Asset.version_id > 0)
        if verdicts is not None:
            query = query.where(Asset.verdict.in_(sorted(verdicts)))
        if wanted.unseen:
            query = query.where(Asset.is_seen.is_(False))
        if wanted.equipment is not None:
            query = query.where(AssetVersion.kind.in_(sorted(wanted.equipment.kinds)))
        if wanted.since is not None:
            query = query.where(AssetVersion.installed_on >= wanted.since)
        if wanted.before is not None:
            query = query.where(AssetVersion.installed_on < wanted.before)
        if wanted.raised_with is not None:
            query = query.where(Asset.id.in_(raised_with(wanted.raised_with)))
        return query

    # Many lines: group by group

    def _legs(self) -> Iterator[_Leg]:
        back = self.order.is_reversed
        if self.order.column == "maker":
            keys = frozenset(self._labels) if self.traces is None else self.traces
            if self._verdicts is not None and all(verdict.is_flagged for verdict in self._verdicts):
                keys &= self._ever_flagged
            yield _Leg(self._verdicts, sorted((self._trace_group(key) for key in keys), reverse=back), False)
            return
        groups = sorted((self._site_group(site) for site in self.sites), reverse=back)
        if self.order.column != "verdict":
            yield _Leg(self._verdicts, groups, True)
            return
        for place, verdict in sorted(enumerate(_GRAVEST_FIRST), reverse=back):
            if self._verdicts is None or verdict in self._verdicts:
                yield _Leg(frozenset({verdict}), [(place, *group) for group in groups], True)

    def _site_group(self, site: int) -> Group:
        places, on = self.state.places, self.state.point.as_at
        name = fold(places.site(site, on).name)
        if self.order.column == "organisation":
            return (fold(self.state.organisation_name(places.organisation_of(site, on))), name, site)
        return (name, site)

    def _trace_group(self, trace: int) -> Group:
        return (*self._labels[trace], trace)

    def _along(self, leg: _Leg, after: Position | None) -> Iterator[Position]:
        back = self.order.is_reversed
        groups = leg.groups
        first = 0
        if after is not None:
            first = len(groups) - _after(groups, after[0]) if back else bisect_left(groups, after[0])
        size = 1
        while first < len(groups):
            piece = groups[first : first + size]
            for position in sorted(self._of(leg, piece), reverse=back):
                if self._is_later(position, after):
                    yield position
            first += size
            size = min(2 * size, _MOST_AT_ONCE)

    def _of(self, leg: _Leg, groups: Sequence[Group]) -> Iterable[Position]:
        column = Asset.site_id if leg.is_of_sites else Asset.trace_key_id
        by_key = {group[-1]: group for group in groups}
        query: AnySelect = select(Asset.id, column, Asset.site_id, Asset.trace_key_id, Asset.verdict)
        if self.wanted.is_of_version:
            query = query.join(AssetVersion, AssetVersion.id == Asset.version_id)
        # Of traces without the verdict, because an engine would then rather read every line that has it.
        query = self._filtered(query, leg.verdicts if leg.is_of_sites else None)
        query = query.where(column.in_([int(key) for key in by_key]))
        sites = None if leg.is_of_sites or not self.wanted.is_of_places else frozenset(self.sites)
        for asset, key, site, trace, verdict in self.session.execute(query):
            if leg.verdicts is not None and verdict not in leg.verdicts:
                continue
            if (sites is None or site in sites) and (self.traces is None or trace in self.traces):
                yield by_key[key], asset


def _after(groups: Sequence[Group], group: Group) -> int:
    """Of groups in falling order, how many are not above one."""
    rising = groups[::-1]
    place = bisect_left(rising, group)
    return place + 1 if place < len(rising) and rising[place] == group else place


def raised_with(change: int) -> AnySelect:
    """Assets of which a change raised or changed flags.

    Args:
        change: Its key.
    """
    return select(Flag.asset_id).join(FlagBasis, FlagBasis.flag_id == Flag.id).where(FlagBasis.change_id == change)


def pieces(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Keys in pieces that stay below the engines' limit on parameters."""
    return (keys[start : start + _BLOCK] for start in range(0, len(keys), _BLOCK))


def line_counts(session: Session) -> dict[tuple[int, Verdict], int]:
    """Asset lines that count, per site and verdict."""

    def read() -> dict[tuple[int, Verdict], int]:
        keys = (Asset.site_id, Asset.verdict)
        counts = {(site, verdict): lines for site, verdict, lines in _counted(session, select(*keys, func.count()))}
        gone = select(*keys, func.count()).where(Asset.version_id == 0)
        for site, verdict, lines in _counted(session, gone):
            counts[site, verdict] -= lines
        return counts

    return remembered(session, "line counts", read)


def _counted(session: Session, query: AnySelect) -> Iterable[Any]:
    return session.execute(query.group_by(Asset.site_id, Asset.verdict)).all()
