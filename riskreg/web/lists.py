"""Lists: what is in use, an edition and what differs between two, what waits, and putting it in use."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData

from riskreg.errors import FileRejected, NotFound, RiskregError
from riskreg.operations import activating, editions, listing
from riskreg.operations.act_work import acts_to_see, begin_activation
from riskreg.operations.lists import waiting_lists
from riskreg.operations.moments import trail_head
from riskreg.rules.jobs import JobKind
from riskreg.web.acts import WORKING_OUT_S, under_way
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.forms import Fault, Form
from riskreg.web.listings import point_of
from riskreg.web.questions import thing_link
from riskreg.web.security import posted

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted)]
MOST_ENTRIES = 300
"""Entries of an edition that a page shows; more are found by their words."""
MOST_TURNED = 60


class ActivateForm(Form):
    """What is put in use, and that the person has seen what it does.

    Attributes:
        seen: The state of register and lists that the person saw the effect of.
        losses: Companies that are confirmed to have left a list.
    """

    editions: tuple[str, ...] = Field(default=())
    losses: tuple[str, ...] = Field(default=())
    size: str = Field(default="")
    seen: str = Field(default="")
    sure: str = Field(default="")


@router.get("/lists", response_class=HTMLResponse)
def lists(desk: AtDesk) -> HTMLResponse:
    """Every list, with the edition in use, and what waits; in the past, the editions in force then."""
    point = point_of(desk)
    if point is not None:
        then = editions.editions_then(desk.office(), point)
        return desk.page("lists_then.html", {"rows": then, "as_at": point.as_at}, title="Lists")
    return _lists_page(desk, ())


def _lists_page(desk: Desk, faults: tuple[Fault, ...]) -> HTMLResponse:
    office = desk.office_with_lists()
    shown = listing.lists(office)
    state = activating.lists_in_use(office)
    values = {
        "rows": shown,
        "waiting": waiting_lists(office),
        "state": state,
        "is_first": state.label is None,
        "acts": acts_to_see(office, JobKind.LISTS),
    }
    return desk.page("lists.html", values, title="Lists", faults=faults)


@router.get("/lists/editions/{regime}", response_class=HTMLResponse)
def edition(desk: AtDesk, regime: str, text: str = "") -> HTMLResponse:
    """A list: its editions, and the entries of the one in force at the moment that is looked at."""
    office = desk.office_with_lists()
    found = editions.kept_editions(office, regime, as_at=desk.moment.as_at, as_known=desk.as_known_change())
    words = text.casefold().split()
    entries = [
        each
        for each in found.entries
        if all(word in f"{each.key} {each.name} {each.vendor or ''} {each.scope}".casefold() for word in words)
    ]
    values = {
        "found": found,
        "text": text,
        "entries": entries[:MOST_ENTRIES],
        "number": len(entries),
        "known": [f"{regime}:{each.label}" for each in found.editions],
    }
    return desk.page("list_edition.html", values, title=found.title)


@router.get("/lists/compare", response_class=HTMLResponse)
def compare(desk: AtDesk, first: str = "", second: str = "") -> HTMLResponse:
    """Two editions side by side."""
    office = desk.office_with_lists()
    values: dict[str, Any] = {
        "first": first,
        "second": second,
        "choices": editions.edition_names(office),
        "found": None,
    }
    faults: tuple[Fault, ...] = ()
    if first and second:
        try:
            if not {first, second} <= set(values["choices"]):
                raise NotFound("One of these editions is not at hand.", "Choose both from the lists.")
            values["found"] = editions.compare_editions(office, first, second)
        except RiskregError as error:
            faults = (Fault.of(error, "first"),)
    return desk.page("lists_compare.html", values, title="Two editions side by side", faults=faults)


@router.post("/lists/preview", response_class=HTMLResponse)
def preview(desk: AtDesk, form: Posted) -> Response:
    """What putting lists in use would do. Nothing is written."""
    asked, _ = ActivateForm.read(form)
    return desk.to("/lists/preview", **_said(asked or ActivateForm()))


@router.get("/lists/preview", response_class=HTMLResponse)
def shown(
    desk: AtDesk,
    editions: Annotated[tuple[str, ...], Query()] = (),
    losses: Annotated[tuple[str, ...], Query()] = (),
    size: str = "",
) -> Response:
    """The same at an address of its own, so that it can be waited for."""
    return _preview_page(desk, ActivateForm(editions=editions, losses=losses, size=size), ())


def _said(asked: ActivateForm) -> dict[str, Any]:
    return {"editions": asked.editions, "losses": asked.losses, "size": asked.size}


def _preview_page(desk: Desk, asked: ActivateForm, faults: tuple[Fault, ...]) -> HTMLResponse:
    office = desk.office_with_lists()
    seen = _seen(desk)
    confirmed = activating.Confirmed(asked.losses, bool(asked.size))

    def make() -> activating.ListsActivated:
        return activating.activate_lists(office, apply=False, editions=asked.editions, confirmed=confirmed)

    try:
        key = (asked.editions, confirmed, seen)
        found = desk.house.kept.soon("effect of lists", key, make, WORKING_OUT_S)
    except RiskregError as error:
        issues = error.issues if isinstance(error, FileRejected) else ()
        values = {"error": error, "issues": issues, "asked": asked}
        return desk.page("lists_stopped.html", values, title="The lists cannot be used", status=error.http_status)
    if found is None:
        address = desk.link("/lists/preview", **_said(asked))
        return desk.page("working_out.html", {"address": address}, title="What the lists would change")
    values = {
        "found": found,
        "asked": asked,
        "seen": seen,
        "turned": found.turned[:MOST_TURNED],
        "titles": {each.slug: each.title for each in listing.lists(office)},
        "most": MOST_TURNED,
        "address": lambda _column, value, _row: thing_link(desk, value),
    }
    return desk.page("lists_preview.html", values, title="What the lists would change", faults=faults)


def _seen(desk: Desk) -> str:
    """The state of register and lists: what is put in use has the effect that was shown while this stays."""
    office = desk.office_with_lists()
    return f"{trail_head(office).sequence}-{office.catalogue.checksum}"


@router.post("/lists/activate", response_class=HTMLResponse)
def activate(desk: AtDesk, form: Posted) -> Response:
    """Put lists in use, under the name of the person."""
    asked, faults = ActivateForm.read(form)
    if asked is None:
        return _preview_page(desk, ActivateForm(), faults)
    if asked.seen != _seen(desk):
        fault = Fault("sure", "The register or the lists have changed since you looked. See again what they would do.")
        return _preview_page(desk, asked, (fault,))
    if not asked.sure:
        return _preview_page(desk, asked, (Fault("sure", "Say that you have seen what the lists would do."),))
    confirmed = activating.Confirmed(asked.losses, bool(asked.size))
    return under_way(desk, begin_activation(desk.office(), asked.editions, confirmed))
