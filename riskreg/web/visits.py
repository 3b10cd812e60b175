"""What has changed since a person's last visit: a cookie remembers the newest change that was seen.

The cookie holds numbers of changes and instants, and says nothing of the register. A visit ends when no home page was
looked at for half an hour, so that loading it again does not hide what is new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request, Response

from riskreg.operations.moments import TrailHeadSeen

VISIT_ENDS_S = 30 * 60
_YEAR_S = 365 * 24 * 3600
_SHAPE = re.compile(r"(\d{1,15})\.(\d{1,11})\.(\d{1,15})\.(\d{1,11})")


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit, and the one before it.

    Attributes:
        seen: Number of the newest change that the visit before saw.
        seen_s: When that visit was last at the home page, in seconds since 1970.
        newest: Number of the newest change that this visit has seen.
        at_s: When it was last here.
    """

    seen: int
    seen_s: int
    newest: int
    at_s: int

    @property
    def since(self) -> datetime:
        """When the visit before was last here (UTC)."""
        return datetime.fromtimestamp(self.seen_s, UTC)


def visit_of(request: Request, head: TrailHeadSeen, now_s: int) -> Visit | None:
    """This visit, as the cookie tells it; None at the first one, or where the cookie is of no use.

    Args:
        request: The request.
        head: The newest change now.
        now_s: The instant, in seconds since 1970.
    """
    found = _SHAPE.fullmatch(request.cookies.get(_name(head), ""))
    if found is None:
        return None
    before = Visit(*(int(each) for each in found.groups()))
    if max(before.seen, before.newest) > head.sequence or max(before.seen_s, before.at_s) > now_s:
        return None
    if now_s - before.at_s > VISIT_ENDS_S:
        return Visit(before.newest, before.at_s, head.sequence, now_s)
    return Visit(before.seen, before.seen_s, head.sequence, now_s)


def remember(response: Response, head: TrailHeadSeen, visit: Visit | None, now_s: int) -> None:
    """Let the browser remember what was seen.

    Args:
        response: The answer.
        head: The newest change now.
        visit: This visit; None at the first one.
        now_s: The instant, in seconds since 1970.
    """
    kept = visit or Visit(head.sequence, now_s, head.sequence, now_s)
    value = f"{kept.seen}.{kept.seen_s}.{kept.newest}.{kept.at_s}"
    response.set_cookie(_name(head), value, max_age=_YEAR_S, httponly=True, samesite="strict", path="/")


def _name(head: TrailHeadSeen) -> str:
    # One browser may look at several registers of this machine, which share its cookies.
    return f"riskreg_seen_{head.register}"
