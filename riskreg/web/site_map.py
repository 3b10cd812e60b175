"""The map: sites by postcode area on an outline of the country, with the same as a list beside it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from riskreg.errors import NotFound, UsageError
from riskreg.operations.mapped_sites import QUESTION, SitesMapped, map_sites
from riskreg.operations.moments import trail_head
from riskreg.rules.terms import Sensitivity
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.forms import Fault
from riskreg.web.questions import Given, filter_parameters, given_of

router = APIRouter(include_in_schema=False)
COUNTING_S = 1.5
"""Seconds that the page waits for the count before it is shown without it."""
ROWS_OPEN = 12
"""Areas whose rows stand open; further ones are one press away."""


@router.get("/reports/map", response_class=HTMLResponse)
def site_map(desk: AtDesk) -> HTMLResponse:
    """Where flagged devices are left."""
    given = given_of(desk)
    values: dict[str, Any] = {
        "found": None,
        "question": QUESTION,
        "parameters": filter_parameters(given),
        "choices": (),
    }
    try:
        found = _mapped(desk, given)
    except (UsageError, NotFound) as error:
        return desk.page("site_map.html", values, title="Map", faults=(Fault.of(error),))
    values["choices"] = _choices(desk, given)
    if found is not None:
        shown = [each for each in found.areas if each.devices]
        values |= {
            "found": found,
            "plot": found.plot,
            "open": shown[:ROWS_OPEN],
            "folded": shown[ROWS_OPEN:],
            "devices": sum(each.devices for each in found.areas),
            "sites_left": sum(each.sites_left for each in found.areas),
            "sites": sum(each.sites for each in found.areas),
            "is_drawn": bool(found.on_the_map),
            "off": next((each for each in found.areas if each.on_map is None), None),
        }
    return desk.page("site_map.html", values, title="Map")


def _mapped(desk: Desk, given: Given) -> SitesMapped | None:
    """The areas, counted once per change of the register; None where that takes longer than a page waits."""
    office = desk.office()
    asked = tuple(sorted((name, str(value)) for name, value in given.items()))
    key = (asked, trail_head(office).sequence, office.today)
    return desk.house.kept.soon("map", key, lambda: map_sites(office, given), COUNTING_S)


def _choices(desk: Desk, given: Given) -> list[tuple[str, str, bool]]:
    """Which sites: words, address, and whether these are shown."""
    rest = {name: value for name, value in filter_parameters(given).items() if name != "sensitivity"}
    now = given.get("sensitivity")
    pairs = (
        ("All sites", None),
        ("Sensitive sites", Sensitivity.SENSITIVE.value),
        ("Sites not assessed", Sensitivity.NOT_ASSESSED.value),
    )
    return [(words, desk.link("/reports/map", **rest, sensitivity=value), value == now) for words, value in pairs]
