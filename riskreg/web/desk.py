"""What a route works with: the office of its request, the moment that is looked at, and the page that it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from riskreg.operations.moments import change_known_on
from riskreg.operations.office import Office, Watcher, unwatched
from riskreg.rules.dates import long_date, parse_typed_date
from riskreg.web.forms import Fault
from riskreg.web.house import House
from riskreg.web.security import form_token
from riskreg.web.templating import template

_DIGITS = 12


@dataclass(frozen=True)
class Moment:
    """What is looked at: the estate as at a date, as known on a date or at a change; None where today, as known now.

    Attributes:
        as_at: The date in the world.
        as_known: The date up to which what was recorded counts.
        change: The change up to which it counts, where that is named instead of a date.
    """

    as_at: date | None = None
    as_known: date | None = None
    change: int | None = None

    @property
    def is_past(self) -> bool:
        """Whether it is another moment than now."""
        return self.as_at is not None or self.as_known is not None or self.change is not None

    @property
    def parameters(self) -> dict[str, str]:
        """As it stands in an address."""
        pairs = {"as_at": self.as_at, "as_known": self.as_known}
        shown = {name: value.isoformat() for name, value in pairs.items() if value is not None}
        return shown if self.change is None else {**shown, "as_known": str(self.change)}

    @property
    def words(self) -> str:
        """As the banner says it."""
        parts = []
        if self.as_at is not None:
            is_ahead = self.as_at > datetime.now().astimezone().date()
            parts.append(f"as it {'will stand' if is_ahead else 'stood'} on {long_date(self.as_at)}")
        if self.as_known is not None:
            parts.append(f"as it was known on {long_date(self.as_known)}")
        if self.change is not None:
            parts.append(f"as it was known at change {self.change:,}")
        return ", ".join(parts)


class Desk:
    """The desk of one request.

    Args:
        request: The request.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.moment = moment_of(request)

    @property
    def house(self) -> House:
        """The running service."""
        house: House = self.request.app.state.house
        return house

    @property
    def person(self) -> str:
        """Name of the declared person; "" where nobody was named."""
        actor = self.house.base.actor
        return actor.name if actor is not None else ""

    def office(self, watcher: Watcher = unwatched) -> Office:
        """The office for what needs no lists."""
        return self.house.office(watcher)

    def office_with_lists(self, watcher: Watcher = unwatched) -> Office:
        """The office with lists and identification at hand."""
        return self.house.office_with_lists(watcher)

    def as_known_change(self) -> int | None:
        """The change up to which what was recorded counts, as operations take it; None: all of it."""
        if self.moment.as_known is not None:
            return change_known_on(self.office(), self.moment.as_known)
        return self.moment.change

    def link(self, path: str, /, **parameters: object) -> str:
        """An address that keeps the moment that is looked at; values that are None or "" are left out.

        Args:
            path: Path of the page.
            parameters: What follows the question mark; a list or tuple is repeated.
        """
        pairs: list[tuple[str, str]] = []
        for name, value in {**self.moment.parameters, **parameters}.items():
            values = value if isinstance(value, (list, tuple)) else (value,)
            pairs.extend((name, str(each)) for each in values if each not in (None, "", False))
        return f"{path}?{urlencode(pairs)}" if pairs else path

    @property
    def today_address(self) -> str:
        """The address of this page without the moment: the same filters, today."""
        kept = [pair for pair in self.request.query_params.multi_items() if pair[0] not in ("as_at", "as_known")]
        path = self.request.url.path
        return f"{path}?{urlencode(kept)}" if kept else path

    def page(
        self,
        name: str,
        values: Mapping[str, Any] | None = None,
        /,
        *,
        title: str,
        faults: Sequence[Fault] = (),
        status: int | None = None,
    ) -> HTMLResponse:
        """A page.

        Args:
            name: The template.
            values: What it shows.
            title: What the page is about, for the browser's title.
            faults: Faults of the form on it; the error summary shows them.
            status: HTTP status; 422 where there are faults, else 200.
        """
        text = template(name).render(
            {
                "title": title,
                "faults": faults,
                "fault_of": {fault.field: fault.text for fault in faults},
                "desk": self,
                "link": self.link,
                "moment": self.moment,
                "person": self.person,
                "marking": self.house.base.settings.marking,
                "path": self.request.url.path,
                "query": self.request.url.query,
                "form_token": form_token(self.request),
                **(values or {}),
            }
        )
        return HTMLResponse(text, status if status is not None else (422 if faults else 200))

    def to(self, path: str, /, **parameters: object) -> RedirectResponse:
        """Go on to another page after a form, so that loading it again sends nothing again."""
        return RedirectResponse(self.link(path, **parameters), 303)


def moment_of(request: Request) -> Moment:
    """The moment that an address names.

    Raises:
        UsageError: What stands there is no date.
    """
    known = request.query_params.get("as_known", "").strip()
    if known.isascii() and known.isdigit() and len(known) < _DIGITS:
        return Moment(_date_of(request, "as_at"), change=int(known))
    return Moment(_date_of(request, "as_at"), _date_of(request, "as_known"))


def _date_of(request: Request, name: str) -> date | None:
    text = request.query_params.get(name, "").strip()
    return parse_typed_date(text) if text else None


def _desk(request: Request) -> Desk:
    return Desk(request)


AtDesk = Annotated[Desk, Depends(_desk)]
"""The parameter by which a route gets its desk."""
