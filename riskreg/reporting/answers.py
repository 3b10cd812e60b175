"""Questions about flagged assets: per asset, site and system. Read from the same standings as every figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import System
from riskreg.reporting.asking import Answer, Filters
from riskreg.reporting.by_site import FLAGGED, selected_by_site
from riskreg.reporting.duties import Duties
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.selecting import installed_on
from riskreg.reporting.state import EstateState, FlaggedAsset
from riskreg.rules.terms import Step, Verdict

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


def flagged_assets(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Flagged assets, one row each, by site and key; `devices` is what the filters count."""

    def rows() -> Iterator[tuple[Scalar, ...]]:
        for part, duties, _, found in selected_by_site(session, state, filters):
            for asset, devices in found:
                yield asset_row(part, asset, devices, duties)

    return Answer("flagged-assets", "Flagged assets", ASSET_COLUMNS, rows(), meta)


def flagged_sites(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Sites with flagged assets, one row each, by name."""
    by_site = selected_by_site(session, state, filters, alike_as_one=True)
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
        for part, _, site, found in selected_by_site(session, state, filters):
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
