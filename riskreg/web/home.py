"""The home page: where we stand, what waits, what changed since the last visit, and the next useful act."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from riskreg.operations.lists import waiting_lists
from riskreg.operations.moments import acts_since, trail_head
from riskreg.operations.reporting import format_value, fraction
from riskreg.operations.standing import Begun, Figure, Standing, begun, where_we_stand
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.questions import drill_link
from riskreg.web.visits import remember, visit_of

router = APIRouter(include_in_schema=False)

COUNTING_S = 1.5
"""Seconds that a page waits for figures before it is shown without them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of the page.

    Attributes:
        not_known: What could not be told, in words.
        href: The rows behind it.
    """

    title: str
    value: str
    made_of: str
    not_known: str
    href: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person."""

    title: str
    number: int
    href: str
    act: str
    is_urgent: bool = False


@router.get("/", response_class=HTMLResponse)
def home(desk: AtDesk) -> HTMLResponse:
    """Where we stand, what changed, what waits."""
    office = desk.office()
    done = begun(office)
    if not (done.has_lists and done.has_assets):
        return desk.page("begin.html", {"steps": _steps(desk, done)}, title="Begin")
    head, now_s = trail_head(office), int(time.time())
    visit = visit_of(desk.request, head, now_s)
    standing = standing_now(desk, COUNTING_S)
    is_older = standing is None and not desk.moment.is_past
    if is_older:
        standing = desk.house.kept.newest(_NAME)
    acts = acts_since(office, visit.seen) if visit is not None and visit.seen < head.sequence else ()
    tasks = _tasks(desk, standing) if standing is not None else []
    page = desk.page(
        "home.html",
        {
            "standing": standing,
            "is_older": is_older,
            "today": office.today,
            "headline": _headline(desk, standing) if standing is not None else None,
            "cards": _cards(desk, standing.figures) if standing is not None else [],
            "tasks": tasks,
            "next": tasks[0] if tasks else None,
            "visit": visit,
            "acts": acts,
            "changes": desk.link("/questions/changes", after=visit.seen) if visit is not None else "",
        },
        title="Home",
    )
    remember(page, head, visit, now_s)
    return page


_NAME = "where we stand"


def standing_now(desk: Desk, wait_s: float | None) -> Standing | None:
    """Where we stand at the moment that is looked at, counted once per change; None where it takes longer.

    Args:
        desk: Of the request.
        wait_s: Seconds to wait for it; None: until it is counted.
    """
    office = desk.office()
    as_at, known = desk.moment.as_at, desk.as_known_change()
    key = (trail_head(office).sequence, office.today, waiting_lists(office), as_at, known)
    name = _NAME if not desk.moment.is_past else f"{_NAME} in the past"
    house = desk.house

    def make() -> Standing:
        return where_we_stand(house.office_with_lists(), as_at=as_at, as_known=known)

    return house.kept.now(name, key, make) if wait_s is None else house.kept.soon(name, key, make, wait_s)


def _shown(desk: Desk, figure: Figure, not_known: str = "") -> Shown:
    unsure = not_known.format(f"{figure.not_known:,}") if figure.not_known else ""
    return Shown(
        figure.title, format_value(figure.value, figure.unit), fraction(figure), unsure, drill_link(desk, figure.drill)
    )


def _headline(desk: Desk, standing: Standing) -> dict[str, object]:
    figure = standing.figures["removed_verified_share"]
    share = float(figure.value) if figure.value is not None else None
    return {
        "figure": _shown(desk, figure),
        "has_flags": bool(figure.denominator),
        "width": round(max(0.0, min(share, 1.0)) * 100, 2) if share is not None else None,
        "unknown": _shown(desk, standing.figures["unknown_share"]),
    }


def _cards(desk: Desk, figures: Mapping[str, Figure]) -> list[Shown]:
    return [
        _shown(desk, figures["open_devices"]),
        _shown(desk, figures["sensitive_sites_left"], "{} more are not assessed"),
        _shown(desk, figures["overdue_devices"], "{} more are on sites not assessed"),
        replace(_shown(desk, figures["plan_unplanned"]), title="Flagged devices that no plan replaces"),
    ]


def _tasks(desk: Desk, standing: Standing) -> list[Task]:
    """What waits for a person, what comes first at the top; nothing of the past."""
    waiting, figures = standing.waiting, standing.figures
    if waiting is None:
        return []

    def of_figure(code: str, title: str, act: str, *, urgent: bool = False) -> Task:
        figure = figures[code]
        return Task(title, int(figure.value or 0), drill_link(desk, figure.drill), act, urgent)

    lists = len(waiting.editions) + bool(waiting.newer_lists)
    found = [
        Task("Devices recorded as removed that a list names again", waiting.alarms, desk.link("/conflicts"),
             "Answer the questions that come first", True),
        Task("Purchases that a newer list has caught", waiting.caught, desk.link("/check/saved"),
             "Look at the purchases that were caught", True),
        Task("Newer lists that wait to be put in use", lists, desk.link("/lists"), "Look at the new lists"),
        of_figure("returns_overdue", "Requests for lists past their day", "Ask again for the lists", urgent=True),
        of_figure("reopened_devices", "Devices dismissed before, and open again", "Look at what opened again"),
        of_figure("waiting_devices", "Flagged devices that nobody decided", "Decide the flags that wait"),
        Task("Makers with a proposed determination", waiting.proposals, desk.link("/lists/determinations"),
             "Decide the proposals"),
        Task("Other questions about identity", waiting.conflicts - waiting.alarms, desk.link("/conflicts"),
             "Answer the questions about identity"),
        of_figure("plan_past_target", "Devices past their planned date", "Look at the late plans"),
        of_figure("exempt_devices_ending", "Exempt devices whose time ends within 90 days", "Look at these"),
        of_figure("determinations_due", "Determinations to look at again", "Look at them again"),
        of_figure("nil_returns_disputed", "Nil returns in question", "Ask those who signed"),
        of_figure("returns_sites_missing", "Sites for which nothing came", "Ask for their lists"),
    ]  # fmt: skip
    return [task for task in found if task.number]


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
