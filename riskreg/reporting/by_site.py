"""Flagged assets that filters select, site by site, read in parts so that the first come at once.

A question shows its first rows before the others are read. Where few of many assets are selected, alike ones are first
counted as one (see `reporting.alike`), which tells at which sites there is anything to read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, collate, exists, or_, select
from sqlalchemy.orm import Session

from riskreg.register import Asset, AssetVersion, Decision, Flag, RemovalStep, Site
from riskreg.reporting.alike import can_answer, condensed
from riskreg.reporting.asking import Counted, Filters
from riskreg.reporting.duties import Duties, duties_of
from riskreg.reporting.histories import Part
from riskreg.reporting.points import AnySelect
from riskreg.reporting.remembered import remembered
from riskreg.reporting.selecting import is_wanted_place, selected
from riskreg.reporting.state import EstateState, FlaggedAsset, with_assets
from riskreg.rules.terms import Sensitivity, Step, Verdict

FLAGGED = (Verdict.RESTRICTED, Verdict.SUSPECTED)
_FIRST_SITES = 10
"""Sites read first, so that the first rows come at once; each time twice as many, up to the most."""
_SITES = 100
_BLOCK = 2_000
"""Assets whose histories are read at once."""
_MANY = 4_000
"""So many assets are read before it is asked whether looking for the others first is worth its time."""
_RARE = 20
"""It is where fewer than one in so many was selected."""

Selected = list[tuple[FlaggedAsset, int]]
"""Assets with the devices that are counted of each."""


def serves_mirror(filters: Filters) -> bool:
    """Whether the verdict kept on the asset finds every asset that the question can show: today, and a flag stands."""
    if filters.as_at is not None or filters.as_known is not None or filters.step is not None:
        return False
    return filters.count in (None, Part.OPEN, Counted.REPORTED_REMOVED)


def flagged_sites_page(
    session: Session, organisations: frozenset[int] | None, after: tuple[str, int] | None, limit: int
) -> AnySelect:
    """One page of the sites that hold flagged assets today, by name, through the index on site and verdict.

    Args:
        session: Tells the engine: names are put in order by their characters, on both alike.
        organisations: Only sites of these bodies; all where None.
        after: Folded name and key of the last site of the page before; None for the first page.
        limit: Sites on a page.

    Returns:
        A statement for the key and folded name of each site.
    """
    flagged = exists().where(Asset.site_id == Site.id, Asset.verdict.in_(FLAGGED))
    page = select(Site.id, Site.name_key).where(flagged)
    if organisations is not None:
        page = page.where(Site.organisation_id.in_(sorted(organisations)))
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    name = Site.name_key if is_sqlite else collate(Site.name_key, "C")
    if after is not None:
        page = page.where(or_(name > after[0], and_(Site.name_key == after[0], Site.id > after[1])))
    return page.order_by(name, Site.id).limit(limit)


def site_name_keys(session: Session) -> dict[int, str]:
    """Folded names by which sites are put in order."""
    return dict(session.execute(select(Site.id, Site.name_key)).all())


def selected_by_site(
    session: Session, state: EstateState, filters: Filters, *, alike_as_one: bool = False
) -> Iterator[tuple[EstateState, Duties, int, Selected]]:
    """Selected assets by site, in the order of the sites' names, then keys.

    Args:
        session: A session that may read, open while this is read.
        state: A state without its flagged assets.
        filters: What is wanted.
        alike_as_one: Assets that are alike may come as one that stands for them, where the filters allow that.

    Yields:
        A state in which the assets are loaded, the obligations at its point, the site, and the assets.
    """
    duties = duties_of(session, state)
    reading = _Reading(session, state, filters, duties)
    condense = partial(condensed, session, state, duties, by_site=True) if can_answer(filters) else None
    if alike_as_one and condense is not None and not reading.is_now:
        part = condense()
        found = _of_sites(selected(part, duties, filters))
        for site in reading.in_order(found):
            yield part, duties, site, found[site]
        return
    hits = 0
    for sites in reading.parts():
        assets = reading.assets_at(sites)
        is_one = alike_as_one and condense is not None
        part, found = state, {}
        for part in (condense(assets),) if is_one and condense is not None else reading.blocks(assets):
            for site, some in _of_sites(selected(part, duties, filters)).items():
                found.setdefault(site, []).extend(some)
                hits += len(some)
        # What is kept on assets tells where they are now; of another day a part may hold some of a later part's sites.
        for site in reading.in_order(found) if reading.is_now else sites:
            if site in found:
                yield part, duties, site, found[site]
        if condense is not None and not is_one and reading.only is None and reading.read > max(_MANY, hits * _RARE):
            reading.only = frozenset(asset.site_id for asset, _ in selected(condense(), duties, filters))


def _of_sites(found: Iterator[tuple[FlaggedAsset, int]]) -> dict[int, Selected]:
    of_site: dict[int, Selected] = {}
    for asset, devices in found:
        of_site.setdefault(asset.site_id, []).append((asset, devices))
    return of_site


class _Reading:
    """Reads the assets that may be selected, some sites at a time.

    Attributes:
        is_now: Whether what is kept on assets finds them.
        only: Where it is known by now, the sites at which anything is selected.
        read: Assets that were read.
    """

    def __init__(self, session: Session, state: EstateState, filters: Filters, duties: Duties) -> None:
        self._session = session
        self._state = state
        self._filters = filters
        self._duties = duties
        self._names = site_name_keys(session)
        self.is_now = serves_mirror(filters)
        self._told = self._what_versions_tell()
        self.only: frozenset[int] | None = None
        self.read = 0

    def in_order(self, sites: Iterable[int]) -> list[int]:
        """Sites by their names."""
        return sorted(sites, key=lambda site: (self._names.get(site, ""), site))

    def parts(self) -> Iterator[list[int]]:
        """Sites in order; as few at a time as the next rows need."""
        part: list[int] = []
        size = _FIRST_SITES
        is_narrowed = False
        for site in self._sites():
            if self.only is not None:
                if not is_narrowed:
                    size, is_narrowed = _FIRST_SITES, True
                if site not in self.only:
                    continue
            part.append(site)
            if len(part) >= size:
                yield part
                part, size = [], min(2 * size, _SITES)
        if part:
            yield part

    def _sites(self) -> Iterator[int]:
        state, filters = self._state, self._filters
        found = self._flagged_now() if self.is_now and filters.site is None else self._all_sites()
        if filters.overdue:
            found = (site for site in found if self._duties.may_be_overdue_at(self._sensitivity(site)))
        return (site for site in found if state.is_inside(site) and is_wanted_place(state, filters, site))

    def _sensitivity(self, site: int) -> Sensitivity:
        return self._state.places.sensitivity(site, self._state.point.as_at)

    def _all_sites(self) -> Iterator[int]:
        there = self._state.places.site_ids
        if self._filters.site is not None:
            return iter([self._filters.site] if self._filters.site in there else [])
        return iter(self.in_order(there))

    def _flagged_now(self) -> Iterator[int]:
        state = self._state
        bodies = None
        if state.organisation_id is not None:
            bodies = state.places.below(state.organisation_id, state.point.as_at)
        after: tuple[str, int] | None = None
        while page := self._session.execute(flagged_sites_page(self._session, bodies, after, _SITES)).all():
            yield from (row[0] for row in page)
            after = (page[-1][1], page[-1][0])

    def assets_at(self, sites: Sequence[int]) -> AnySelect:
        """Assets that may be selected at these sites; some that are not do no harm."""
        here: ColumnElement[bool] = Asset.site_id.in_(sites)
        if self.is_now:
            return select(Asset.id).where(here, Asset.verdict.in_(FLAGGED), *self._told)
        if moved := [asset for site in sites for asset in self._moved.get(site, ())]:
            # Written into the statement, because there may be more of them than a statement may have parameters.
            ids: BindParameter[Any] = bindparam("moved", sorted(moved), expanding=True, literal_execute=True)
            here = or_(here, Asset.id.in_(ids))
        return select(Asset.id).where(here, *self._told)

    def blocks(self, assets: AnySelect) -> Iterator[EstateState]:
        """States with some of the assets loaded, one after another, in the order of their keys."""
        flagged = select(Flag.asset_id).where(Flag.asset_id.in_(assets)).distinct().order_by(Flag.asset_id)
        keys = self._session.scalars(flagged).all()
        self.read += len(keys)
        for start in range(0, len(keys), _BLOCK):
            ids: BindParameter[Any] = bindparam(
                "some", keys[start : start + _BLOCK], expanding=True, literal_execute=True
            )
            yield with_assets(self._session, self._state, select(Asset.id).where(Asset.id.in_(ids)))

    @property
    def _moved(self) -> dict[int, list[int]]:
        """Assets that a list once placed at another site than where they are now, by that site."""

        def read() -> dict[int, list[int]]:
            query = (
                select(AssetVersion.site_id, AssetVersion.asset_id)
                .join(Asset, Asset.id == AssetVersion.asset_id)
                .where(AssetVersion.site_id != Asset.site_id)
                .distinct()
            )
            found: dict[int, list[int]] = defaultdict(list)
            for site, asset in self._session.execute(query):
                found[site].append(asset)
            return found

        return remembered(self._session, "moved assets", read)

    def _what_versions_tell(self) -> list[ColumnElement[bool]]:
        """Conditions that every selected asset fulfils, whenever it does: a list said so, or a step or decision is."""
        filters = self._filters
        said: list[ColumnElement[bool]] = []
        if filters.kind is not None:
            said.append(AssetVersion.kind == filters.kind)
        if filters.network is not None:
            said.append(AssetVersion.network == filters.network)
        if filters.claimed is not None:
            said.append(AssetVersion.claimed_status == filters.claimed)
        if filters.vendor not in (None, "none"):
            traces = sorted(key for key, maker in self._state.makers.items() if maker.slug == filters.vendor)
            ids: BindParameter[Any] = bindparam("traces", traces, expanding=True, literal_execute=True)
            said.append(AssetVersion.trace_key_id.in_(ids))
        told: list[ColumnElement[bool]] = []
        if said:
            told.append(exists().where(AssetVersion.asset_id == Asset.id, *said))
        step = filters.step or (Step.VERIFIED if filters.count is Part.VERIFIED else None)
        if step is not None:
            told.append(exists().where(RemovalStep.asset_id == Asset.id, RemovalStep.step == step))
        if filters.count is Part.DISMISSED:
            told.append(exists().where(Flag.asset_id == Asset.id, Decision.flag_id == Flag.id))
        return told
