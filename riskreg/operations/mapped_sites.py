"""Where sites are, by postcode area, and where flagged devices are left: what the map shows. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from riskreg.operations.asking import asked
from riskreg.operations.office import Office
from riskreg.reporting.map_chart import MapPlot, map_of
from riskreg.reporting.postcode_areas import NONE as NONE
from riskreg.reporting.postcode_areas import Area, areas
from riskreg.reporting.site_map import NOT_ON_THE_MAP

QUESTION = "site-map"
"""The question whose rows are behind the map."""


@dataclass(frozen=True, slots=True)
class AreaSeen:
    """The sites of a postcode area.

    Attributes:
        code: Its letters; `NONE` for sites without a UK postcode.
        place: The town at which it is placed, in words where there is none.
        on_map: Where that is, or None.
        sites: Sites.
        sites_left: Sites with flagged devices still open.
        devices: Flagged devices still open: restricted and suspected ones.
    """

    code: str
    place: str
    on_map: Area | None
    sites: int
    sites_left: int
    devices: int
    restricted: int
    suspected: int


@dataclass(frozen=True, slots=True)
class SitesMapped:
    """What the map shows.

    Attributes:
        areas: Those with sites, the most devices first; sites without a UK postcode last.
        meta: As at, as known: what must be said beside them.
    """

    areas: tuple[AreaSeen, ...]
    meta: Mapping[str, str]

    @property
    def on_the_map(self) -> tuple[AreaSeen, ...]:
        """Those that have a place."""
        return tuple(each for each in self.areas if each.on_map is not None)

    @property
    def plot(self) -> MapPlot:
        """The map of them."""
        return map_of({each.code: each.devices for each in self.on_the_map})


def map_sites(office: Office, given: Mapping[str, str | bool | Iterable[str] | None]) -> SitesMapped:
    """Sites and the flagged devices left at them, by postcode area.

    Args:
        office: Where.
        given: Filters of the question `site-map`, as typed.

    Raises:
        UsageError: There is no such filter or value.
        NotFound: An organisation is unknown.
    """
    counts: dict[str, list[int]] = {}
    with asked(office, QUESTION, given) as found:
        place = found.column("area")
        numbers = [found.column(code) for code in ("devices", "restricted", "suspected")]
        for row in found.rows:
            count = counts.setdefault(str(row[place]), [0] * 5)
            devices, *by_verdict = (value if isinstance(value := row[each], int) else 0 for each in numbers)
            for each, more in enumerate((1, int(devices > 0), devices, *by_verdict)):
                count[each] += more
        meta = dict(found.meta)
    seen = [
        AreaSeen(code, placed.place if (placed := areas().get(code)) else NOT_ON_THE_MAP, placed, *count)
        for code, count in counts.items()
    ]
    return SitesMapped(tuple(sorted(seen, key=lambda each: (each.code == NONE, -each.devices, each.code))), meta)
