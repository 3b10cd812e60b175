"""Questions about flagged assets: per asset, site and system. Read from the same standings as every figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from sqlalchemy import and_, collate, exists, or_, select
from sqlalchemy.orm import Session

from riskreg.register import Asset, Site, System
from riskreg.reporting.alike import can_answer, condensed
from riskreg.reporting.asking import Answer, Counted, Filters
from riskreg.reporting.duties import Duties, duties_of
from riskreg.reporting.histories import Part
from riskreg.reporting.points import AnySelect
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.selecting import installed_on, is_wanted_place, selected
from riskreg.reporting.state import EstateState, FlaggedAsset, with_assets
from riskreg.rules.terms import Step, Verdict

FLAGGED = (Verdict.RESTRICTED, Verdict.SUSPECTED)
_FIRST_SITES = 10
"""Sites read first, so that the first rows come at once; each time twice as many, up to the most."""
_SITES = 100

ASSET_COLUMNS = (
    Column("reference", "Reference"),
    Column("devices", "Devices counted", "devices"),
    Column("ever_flagged", "Ever flagged", "devices"),
    Column("open", "Still open", "devices"),
    Column("verified", "Verified as removed", "devices"),
    Column("verdict", "Verdict"),
    Column("vendor", "Vendor"),
    Column("make", "Make as given"),
    Column("model", "Model as given"),
    Column("kind", "Kind"),
    Column("organisation", "Organisation"),
    Column("site_reference", "Site reference"),
    Column("site", "Site"),
    Column("location", "Location"),
    Column("sensitivity", "Sensitivity"),
    Column("control", "Control"),
    Column("network", "Network"),
    Column("regimes", "Regimes"),
    Column("flagged_from", "Flagged from", "date"),
    Column("decision", "Decision"),
    Column("step", "Furthest step"),
    Column("claimed", "The list says"),
    Column("seen", "Seen by the newest list"),
    Column("planned_for", "Planned for", "date"),
    Column("funded", "Funded"),
    Column("installed_on", "Installed or bought", "date"),
    Column("exempt", "Exempt"),
)

SITE_COLUMNS = (
    Column("reference", "Reference"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("sensitivity", "Sensitivity"),
    Column("control", "Control"),
    Column("lines", "Asset lines", "assets"),
    Column("devices", "Devices counted", "devices"),
    Column("open", "Still open", "devices"),
    Column("verified", "Verified as removed", "devices"),
    Column("restricted", "Restricted", "devices"),
    Column("suspected", "Suspected", "devices"),
    Column("planned", "Planned", "devices"),
    Column("overdue", "Overdue", "devices"),
)

SYSTEM_COLUMNS = (
    Column("system", "System"),
    Column("site_reference", "Site reference"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("lines", "Asset lines", "assets"),
    Column("devices", "Devices counted", "devices"),
)


def furthest(asset: FlaggedAsset) -> Step | None:
    """The furthest removal step recorded for any of its devices."""
    order = list(Step)
    return max(asset.standing.steps, key=order.index, default=None)


def said(value: str | None) -> str:
    """A stored word with spaces."""
    return (value or "").replace("_", " ")


def asset_row(state: EstateState, asset: FlaggedAsset, devices: int, duties: Duties) -> tuple[Scalar, ...]:
    """The row of an asset."""
    standing, place = asset.standing, asset.standing.place
    site = state.places.site(asset.site_id, state.point.as_at)
    live = [flag for flag in standing.flags if flag.basis.is_live]
    shown = live or list(standing.flags)
    decisions = [flag.decision for flag in standing.flags if flag.decision is not None]
    newest = max(decisions, key=lambda decision: (decision.on, decision.id), default=None)
    step = furthest(asset)
    return (
        state.asset_reference(asset.id),
        devices,
        standing.cohort,
        asset.open_devices,
        min(standing.verified, standing.cohort),
        standing.verdict.value if live else f"was {standing.verdict.value}",
        asset.maker.name,
        place.make,
        place.model,
        said(place.kind.value),
        state.organisation_name(asset.organisation_id),
        state.site_reference(asset.site_id),
        site.name,
        place.location,
        said(asset.sensitivity.value),
        said(site.control.value),
        said(place.network.value),
        ", ".join(sorted(state.regimes[flag.regime_id][0] for flag in shown if flag.regime_id in state.regimes)),
        min(basis.on for flag in asset.history.flags for basis in flag.bases if basis.is_live),
        said(newest.outcome.value) if newest is not None else "none",
        said(step.value) if step is not None else "none",
        said(place.claimed.value),
        "yes" if standing.is_seen else "no",
        asset.target_on,
        "yes" if asset.is_funded else "no",
        installed_on(asset),
        duties.exemptions.said(asset),
    )


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


Load: TypeAlias = "Callable[[AnySelect | None], EstateState]"
"""Gives the state with some of its flagged assets loaded, or all."""


def parts(session: Session, state: EstateState, filters: Filters, load: Load | None = None) -> Iterator[EstateState]:
    """The state in parts of whole sites, in the order of the sites' names; in one part where the mirror cannot serve.

    A question of today reads as it goes, so its first rows come at once however many assets there are.
    """
    if not serves_mirror(filters):
        yield load(None) if load is not None else state
        return
    load = load or partial(with_assets, session, state)
    if filters.site is not None:
        yield load(_flagged_at([filters.site]))
        return
    bodies = None
    if state.organisation_id is not None:
        bodies = state.places.below(state.organisation_id, state.point.as_at)
    after: tuple[str, int] | None = None
    size = _FIRST_SITES
    while True:
        page = session.execute(flagged_sites_page(session, bodies, after, size)).all()
        if sites := [row[0] for row in page if is_wanted_place(state, filters, row[0])]:
            yield load(_flagged_at(sites))
        if len(page) < size:
            return
        after, size = (page[-1][1], page[-1][0]), min(2 * size, _SITES)


def _flagged_at(sites: list[int]) -> AnySelect:
    return select(Asset.id).where(Asset.site_id.in_(sites), Asset.verdict.in_(FLAGGED))


def _by_site(
    session: Session, state: EstateState, filters: Filters, *, is_by_site: bool = False
) -> Iterator[tuple[EstateState, Duties, int, list[tuple[FlaggedAsset, int]]]]:
    """Selected assets by site, in the order of the sites' names, then keys; `is_by_site`: alike ones as one."""
    duties = duties_of(session, state)
    names = site_name_keys(session)
    load = None
    if is_by_site and can_answer(filters):
        load = partial(condensed, session, state, duties, by_site=True)
    for part in parts(session, state, filters, load):
        found: dict[int, list[tuple[FlaggedAsset, int]]] = defaultdict(list)
        for asset, devices in selected(part, duties, filters):
            found[asset.site_id].append((asset, devices))
        for site in sorted(found, key=lambda site: (names.get(site, ""), site)):
            yield part, duties, site, found[site]


def site_name_keys(session: Session) -> dict[int, str]:
    """Folded names by which sites are put in order."""
    return dict(session.execute(select(Site.id, Site.name_key)).all())


def flagged_assets(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Flagged assets, one row each, by site and key; `devices` is what the filters count."""

    def rows() -> Iterator[tuple[Scalar, ...]]:
        for part, duties, _, found in _by_site(session, state, filters):
            for asset, devices in found:
                yield asset_row(part, asset, devices, duties)

    return Answer("flagged-assets", "Flagged assets", ASSET_COLUMNS, rows(), meta)


def flagged_sites(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Sites with flagged assets, one row each, by name."""
    by_site = _by_site(session, state, filters, is_by_site=True)
    rows = (_site_row(part, duties, site, found) for part, duties, site, found in by_site)
    return Answer("flagged-sites", "Sites with flagged assets", SITE_COLUMNS, rows, meta)


def _site_row(
    state: EstateState, duties: Duties, site_id: int, found: list[tuple[FlaggedAsset, int]]
) -> tuple[Scalar, ...]:
    site = state.places.site(site_id, state.point.as_at)
    assets = [asset for asset, _ in found]
    verdicts = dict.fromkeys(FLAGGED, 0)
    for asset in assets:
        if asset.standing.verdict in verdicts:
            verdicts[asset.standing.verdict] += asset.open_devices
    return (
        state.site_reference(site_id),
        site.name,
        state.organisation_name(state.places.organisation_of(site_id, state.point.as_at)),
        said(state.places.sensitivity(site_id, state.point.as_at).value),
        said(site.control.value),
        sum(asset.stands_for for asset in assets),
        sum(devices for _, devices in found),
        sum(asset.open_devices for asset in assets),
        sum(min(asset.standing.verified, asset.standing.cohort) for asset in assets),
        verdicts[Verdict.RESTRICTED],
        verdicts[Verdict.SUSPECTED],
        sum(asset.open_devices for asset in assets if asset.lines),
        sum(asset.open_devices for asset in assets if duties.overdue(asset)),
    )


def flagged_systems(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Named systems with flagged assets, one row each, by site. Assets without a system are in no row."""
    names = dict(session.execute(select(System.id, System.name)).all())

    def rows() -> Iterator[tuple[Scalar, ...]]:
        for part, _, site, found in _by_site(session, state, filters):
            by_system: dict[int, list[tuple[FlaggedAsset, int]]] = defaultdict(list)
            for asset, devices in found:
                system = asset.standing.place.system_id
                if system is not None:
                    by_system[system].append((asset, devices))
            for system in sorted(by_system, key=lambda each: (names[each].casefold(), each)):
                yield (
                    names[system],
                    part.site_reference(site),
                    part.places.site(site, part.point.as_at).name,
                    part.organisation_name(found[0][0].organisation_id),
                    len(by_system[system]),
                    sum(devices for _, devices in by_system[system]),
                )

    return Answer("flagged-systems", "Systems with flagged assets", SYSTEM_COLUMNS, rows(), meta)
