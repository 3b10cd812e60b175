"""Where we stand, as the home page shows it: counted once per change, each figure with the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from riskreg.operations.lists import waiting_lists
from riskreg.operations.moments import trail_head
from riskreg.operations.reporting import format_value, fraction
from riskreg.operations.standing import Figure, Standing, where_we_stand
from riskreg.web.desk import Desk
from riskreg.web.house import House
from riskreg.web.questions import drill_link

COUNTING_S = 0.5
"""Seconds that a page waits for figures before it is shown without them."""
_NAME = "where we stand"


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure of the page.

    Attributes:
        not_known: What could not be told, in words.
        href: The rows behind it.
        ahead: Those of which the date is still to come.
    """

    title: str
    value: str
    made_of: str
    not_known: str
    href: str
    ahead: Shown | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person."""

    title: str
    number: int
    href: str
    act: str
    is_urgent: bool = False


def standing_now(desk: Desk, wait_s: float | None) -> Standing | None:
    """Where we stand at the moment that is looked at, counted once per change; None where it takes longer.

    Args:
        desk: Of the request.
        wait_s: Seconds to wait for it; None: until it is counted.
    """
    return _counted(desk.house, desk.moment.as_at, desk.as_known_change(), wait_s, is_past=desk.moment.is_past)


def begin_counting(house: House) -> None:
    """Count where we stand now, before anybody asks.

    Args:
        house: The running service.
    """
    _counted(house, None, None, 0.0, is_past=False)


def _counted(
    house: House, as_at: date | None, as_known: int | None, wait_s: float | None, *, is_past: bool
) -> Standing | None:
    office = house.office()
    key = (trail_head(office).sequence, office.today, waiting_lists(office), as_at, as_known)
    name = _NAME if not is_past else f"{_NAME} in the past"

    def make() -> Standing:
        return where_we_stand(house.office_with_lists(), as_at=as_at, as_known=as_known)

    return house.kept.now(name, key, make) if wait_s is None else house.kept.soon(name, key, make, wait_s)


def standing_shown(desk: Desk) -> Mapping[str, Any]:
    """What the home page shows of where we stand; while it is being counted, of where we stood before, or nothing.

    Args:
        desk: Of the request.
    """
    standing = standing_now(desk, COUNTING_S)
    is_older = standing is None and not desk.moment.is_past
    if is_older:
        standing = desk.house.kept.newest(_NAME)
    if standing is None:
        return {}
    tasks = _tasks(desk, standing)
    return {
        "standing": standing,
        "is_older": is_older,
        "headline": _headline(desk, standing),
        "cards": _cards(desk, standing.figures),
        "tasks": tasks,
        "next": tasks[0] if tasks else None,
    }


def _shown(desk: Desk, figure: Figure, not_known: str = "") -> Shown:
    more = f"{figure.not_known:,} more {'is' if figure.not_known == 1 else 'are'}" if figure.not_known else ""
    unsure = not_known.format(more) if more else ""
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
    ahead = _shown(desk, figures["due_devices"]) if figures["due_devices"].value else None
    return [
        _shown(desk, figures["open_devices"]),
        _shown(desk, figures["sensitive_sites_left"], "{} not assessed"),
        replace(_shown(desk, figures["overdue_devices"], "{} on sites not assessed"), ahead=ahead),
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
        Task("Replacement plans that wait for approval", waiting.approvals, desk.link("/plans", plan="waiting"),
             "Decide the plans that wait"),
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
