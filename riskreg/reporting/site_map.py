"""Sites with their postcode area and the flagged devices that are left there: the list beside the map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy.orm import Session

from riskreg.reporting.alike import condensed
from riskreg.reporting.answers import said
from riskreg.reporting.asking import Answer, Filters
from riskreg.reporting.by_site import site_name_keys
from riskreg.reporting.duties import duties_of
from riskreg.reporting.estate import present_sites
from riskreg.reporting.postcode_areas import NONE, area_of, areas
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.state import EstateState
from riskreg.rules.terms import Verdict

_COLUMNS = (
    Column("reference", "Reference"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("postcode", "Postcode"),
    Column("area", "Postcode area"),
    Column("placed_at", "Placed at"),
    Column("sensitivity", "Sensitivity"),
    Column("devices", "Flagged devices still open", "devices"),
    Column("restricted", "Restricted", "devices"),
    Column("suspected", "Suspected", "devices"),
)
NOT_ON_THE_MAP = "not on the map"


def site_map(session: Session, state: EstateState, filters: Filters, meta: dict[str, str]) -> Answer:
    """Sites by postcode area, with the flagged devices still open at each; sites without a UK postcode too."""

    def rows() -> Iterator[tuple[Scalar, ...]]:
        left = _left(session, state)
        places, on, names = state.places, state.point.as_at, site_name_keys(session)
        there = present_sites(session, state)
        for site in sorted(places.site_ids, key=lambda key: (names.get(key, ""), key)):
            facts, sensitivity = places.site(site, on), places.sensitivity(site, on)
            area = area_of(facts.postcode)
            if (
                not state.is_inside(site)
                or not (site in there or places.is_there(site, on))
                or filters.sensitivity not in (None, sensitivity)
                or filters.area not in (None, area)
            ):
                continue
            yield (
                state.site_reference(site),
                facts.name,
                state.organisation_name(places.organisation_of(site, on)),
                facts.postcode,
                area,
                areas()[area].place if area != NONE else NOT_ON_THE_MAP,
                said(sensitivity.value),
                sum(left[site].values()),
                left[site][Verdict.RESTRICTED],
                left[site][Verdict.SUSPECTED],
            )

    return Answer("site-map", "Sites by postcode area", _COLUMNS, rows(), meta)


def _left(session: Session, state: EstateState) -> dict[int, dict[Verdict, int]]:
    """Site → verdict → flagged devices still open."""
    found: dict[int, dict[Verdict, int]] = defaultdict(lambda: defaultdict(int))
    for asset in condensed(session, state, duties_of(session, state), by_site=True).open_assets:
        found[asset.site_id][asset.standing.verdict] += asset.open_devices
    return found
