"""The home page: where we stand, what waits, what changed since the last visit, and the next useful act.

The page that is asked for first: what it needs itself is loaded before it is answered, and the rest comes after it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.background import BackgroundTask

from riskreg.operations.beginning import Begun, begun
from riskreg.operations.moments import acts_since, trail_head
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.visits import remember, visit_of

router = APIRouter(include_in_schema=False)
LOOK_AGAIN_MS = 4_000
"""Milliseconds after which the page looks again for figures that are being counted."""
LOOK_AGAIN_FIRST_MS = 2_000
"""The same of the first page of a start, after which all else is loaded before anything is counted."""


@router.get("/", response_class=HTMLResponse)
def home(desk: AtDesk) -> HTMLResponse:
    """Where we stand, what changed, what waits."""
    office = desk.office()
    done = begun(office)
    if not (done.has_lists and done.has_assets):
        return _answered(desk, desk.page("begin.html", {"steps": _steps(desk, done)}, title="Begin"))
    head, now_s = trail_head(office), int(time.time())
    visit = visit_of(desk.request, head, now_s)
    acts = acts_since(office, visit.seen) if visit is not None and visit.seen < head.sequence else ()
    page = desk.page(
        "home.html",
        {
            "look_again_ms": LOOK_AGAIN_MS if desk.house.is_whole else LOOK_AGAIN_FIRST_MS,
            "visit": visit,
            "acts": acts,
            "changes": desk.link("/questions/changes", after=visit.seen) if visit is not None else "",
            **_standing(desk),
        },
        title="Home",
    )
    remember(page, head, visit, now_s)
    return _answered(desk, page)


def _answered(desk: Desk, page: HTMLResponse) -> HTMLResponse:
    """The page, after which the others are loaded."""
    page.background = BackgroundTask(desk.house.has_answered.set)
    return page


def _standing(desk: Desk) -> Mapping[str, Any]:
    """Where we stand; nothing before all is loaded with which that is counted."""
    if not desk.house.is_whole:
        return {}
    from riskreg.web.standing import standing_shown

    return standing_shown(desk)


def _steps(desk: Desk, done: Begun) -> list[tuple[str, str, str, bool]]:
    """How a register begins: title, address, explanation, and whether it is done."""
    return [
        ("Put the lists in use", desk.link("/lists"),
         "They say who makes what, and what is restricted. riskreg brings them along.", done.has_lists),
        ("Import the list of organisations and sites", desk.link("/imports"),
         "It is what every figure is counted against.", done.has_organisations),
        ("Say which rules bind whom", desk.link("/lists/adoptions"),
         "Only a rule that an organisation has adopted flags its equipment.", done.has_adoptions),
        ("Import the first list of equipment", desk.link("/imports"),
         "Any Excel or CSV list as it is. You see what was understood before anything is written.", done.has_assets),
    ]  # fmt: skip
