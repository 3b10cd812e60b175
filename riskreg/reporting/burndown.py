"""The burn-down: open flagged devices at the end of every month, and what the plans in force would leave."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import date

from riskreg.reporting.histories import standing_on
from riskreg.reporting.progress import Breakdown, Column, Scalar
from riskreg.reporting.state import EstateState, FlaggedAsset

_MOST_MONTHS = 240


def month_end(on: date) -> date:
    """The last day of a date's month."""
    return on.replace(day=monthrange(on.year, on.month)[1])


def next_month_end(on: date) -> date:
    """The last day of the month after."""
    return month_end(date(on.year + on.month // 12, on.month % 12 + 1, 1))


def month_ends(first: date, last: date) -> list[date]:
    """The ends of the months from a date to another, and the last date itself."""
    found: list[date] = []
    at = month_end(first)
    while at < last and len(found) < _MOST_MONTHS:
        found.append(at)
        at = next_month_end(at)
    return [*found, last]


def burn_down(state: EstateState) -> Breakdown:
    """Open flagged devices over time, all as known at the state's point, and the plan ahead by target dates."""
    on = state.point.as_at
    opened: Counter[date] = Counter()
    removed: Counter[date] = Counter()
    for asset in state.everything:
        _add(state, asset, opened, removed)
    if not opened:
        return _table(())
    rows: list[tuple[Scalar, ...]] = []
    still = gone = 0
    days = sorted(opened.keys() | removed.keys())
    for at in month_ends(days[0], on):
        while days and days[0] <= at:
            day = days.pop(0)
            still += opened[day]
            gone += removed[day]
        rows.append((at, still, gone, still if at == on else None))
    rows += _ahead(state, still)
    return _table(tuple(rows))


def _add(state: EstateState, asset: FlaggedAsset, opened: Counter[date], removed: Counter[date]) -> None:
    # Evaluated on each date on which anything changes, and the differences added up: the same reading as every figure.
    on, places = state.point.as_at, state.places
    dates = asset.history.dates()
    for site in {version.site_id for version in asset.history.versions}:
        dates.update(places.tenure_dates(site))
    if state.organisation_id is not None:
        dates.update(places.turning_dates)
    before_open = before_removed = 0
    for day in sorted(dates):
        if day > on:
            break
        standing = standing_on(asset.history, day)
        if standing is None:
            continue
        inside = places.is_inside(standing.place.site_id, state.organisation_id, day)
        now_open = standing.open_devices if inside else 0
        now_removed = min(standing.verified, standing.cohort) if inside else 0
        opened[day] += now_open - before_open
        removed[day] += now_removed - before_removed
        before_open, before_removed = now_open, now_removed


def _ahead(state: EstateState, still: int) -> list[tuple[Scalar, ...]]:
    on = state.point.as_at
    leaves: Counter[date] = Counter()
    for asset in state.open_assets:
        if asset.target_on is not None and asset.target_on > on:
            leaves[asset.target_on] += asset.open_devices
    rows: list[tuple[Scalar, ...]] = []
    if leaves:
        for at in month_ends(next_month_end(on), month_end(max(leaves))):
            left = still - sum(devices for day, devices in leaves.items() if day <= at)
            rows.append((at, None, None, left))
    return rows


def _table(rows: tuple[tuple[Scalar, ...], ...]) -> Breakdown:
    return Breakdown(
        "burn_down",
        "Progress over time",
        "Open flagged devices at the end of each month and on the as-at date, as now known, and verified removals by "
        "then. Ahead: what remains open if every plan in force meets its target date; devices without a plan, or past "
        "it, stay.",
        (
            Column("on", "Date", "date"),
            Column("open", "Still open", "devices"),
            Column("verified", "Verified as removed", "devices"),
            Column("planned", "If plans are kept", "devices"),
        ),
        rows,
        "line" if rows else None,
        ("open", "verified", "planned") if rows else (),
    )
