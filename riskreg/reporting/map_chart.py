"""The map of a report and of the pages: a dot for each postcode area, on the outline of the country. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from riskreg.reporting.postcode_areas import HEIGHT, WIDTH, areas
from riskreg.reporting.progress import Breakdown

_LARGEST, _SMALLEST, _EMPTY = 46.0, 9.0, 5.0
"""Radii of dots, in units of the map."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A dot of the map; `x`, `y` and `radius` are in its units. `is_left`: whether flagged devices are left there."""

    code: str
    place: str
    devices: int
    x: float
    y: float
    radius: float
    is_left: bool


@dataclass(frozen=True, slots=True)
class MapPlot:
    """A map with its words for those who cannot see it."""

    title: str
    description: str
    width: int
    height: int
    dots: tuple[Dot, ...]


def map_of(devices: Mapping[str, int]) -> MapPlot:
    """The map of devices by postcode area.

    A dot's surface is in proportion to the devices; the largest is drawn first, so that none is hidden.

    Args:
        devices: Letters of the area → flagged devices still open; areas that have no place are left out.
    """
    shown = {code: count for code, count in devices.items() if code in areas()}
    most = max(shown.values(), default=0)
    dots = []
    for code, count in shown.items():
        area = areas()[code]
        radius = max(_SMALLEST, _LARGEST * math.sqrt(count / most)) if count else _EMPTY
        dots.append(Dot(code, area.place, count, area.x, area.y, round(radius, 1), bool(count)))
    return MapPlot(
        title="Map of the United Kingdom",
        description="A dot for each postcode area, the larger the more flagged devices are left there. "
        "The table beside the map gives the same in numbers.",
        width=WIDTH,
        height=HEIGHT,
        dots=tuple(sorted(dots, key=lambda dot: (-dot.radius, dot.code))),
    )


def map_plot(breakdown: Breakdown) -> MapPlot:
    """The map of a breakdown by postcode area, which has the columns `area` and `open`."""
    places = {column.code: index for index, column in enumerate(breakdown.columns)}
    counts = ((str(row[places["area"]]), row[places["open"]]) for row in breakdown.rows)
    return map_of({code: count for code, count in counts if isinstance(count, int)})
