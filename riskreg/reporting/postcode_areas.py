"""Postcode areas, the letters with which a postcode begins, and where each is placed on a map. Pure.

The register holds no coordinates: a site is shown with all of its postcode area, at one town of that area.

**Source**: positions by GeoNames, CC BY 4.0, as `postcode_areas.csv` says.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

WIDTH, HEIGHT = 626, 1200
"""Units of the map, in which the outline is drawn too."""
_WEST, _NORTH = -8.8, 61.0
_UNITS_PER_DEGREE = 100
_NARROWER = math.cos(math.radians(55))
"""A degree of longitude, at the middle of the map, as a share of one of latitude."""
_CODE = re.compile(r"([A-Z]{1,2})\d[A-Z\d]?(?:\s*\d[A-Z]{2})?")
NONE = "none"
"""How those are asked for that have no place on the map."""


class Area(NamedTuple):
    """A postcode area. `x` and `y` are units of the map, from its upper left corner."""

    code: str
    place: str
    x: float
    y: float


@cache
def areas() -> Mapping[str, Area]:
    """Every area by its letters, in the order of these."""
    text = files("riskreg.reporting").joinpath("postcode_areas.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {
        row["area"]: Area(row["area"], row["place"], *_placed(float(row["latitude"]), float(row["longitude"])))
        for row in rows
    }


def _placed(latitude: float, longitude: float) -> tuple[float, float]:
    """Units from the left and from the top, for degrees north and east."""
    x = (longitude - _WEST) * _NARROWER * _UNITS_PER_DEGREE
    return round(x, 1), round((_NORTH - latitude) * _UNITS_PER_DEGREE, 1)


def area_of(postcode: str | None) -> str:
    """The area of a postcode, or of its first half; `none` where it is no postcode of the United Kingdom.

    Args:
        postcode: As a list gives it.
    """
    found = _CODE.fullmatch((postcode or "").strip().upper())
    return found[1] if found is not None and found[1] in areas() else NONE
