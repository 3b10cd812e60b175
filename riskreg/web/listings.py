"""Lists of sites, assets, plans and the like: filters that read like a sentence, pages, and files of exactly that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse

from riskreg.errors import NotFound
from riskreg.operations import browsing
from riskreg.operations.asking import FORMATS
from riskreg.operations.browsing import Column, Deciding, Equipment, Listing, Point, Row, Said, Wanted
from riskreg.rules.plan_states import PlanState
from riskreg.rules.terms import Control, Sensitivity
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.downloads import download
from riskreg.web.forms import Fault
from riskreg.web.paging import BACK, turning
from riskreg.web.wording import for_pages

router = APIRouter(include_in_schema=False)

PAGE_ROWS = 50
MOST_CHOICES = 300
"""Organisations that a list of choices may hold; of more, one is named by typing."""
_NOT_FILTERS = frozenset({"as_at", "as_known", "after", "order", BACK})
_SAID = (
    ("", "any"),
    (Said.FLAGGED, "restricted or suspected"),
    (Said.RESTRICTED, "restricted"),
    (Said.SUSPECTED, "suspected"),
    (Said.UNKNOWN, "not identified"),
    (Said.CLEAR, "clear"),
)
_SENSITIVITY = (
    ("", "all sites"),
    (Sensitivity.SENSITIVE, "sensitive sites"),
    (Sensitivity.NOT_SENSITIVE, "sites that are not sensitive"),
    (Sensitivity.NOT_ASSESSED, "sites not assessed yet"),
)
_CONTROL = (
    ("", "any building"),
    (Control.OWNED, "own buildings"),
    (Control.LANDLORD, "a landlord’s buildings"),
    (Control.SHARED, "shared buildings"),
    (Control.PFI, "PFI buildings"),
    (Control.CONTRACTOR, "a contractor’s buildings"),
    (Control.PARTNER, "a partner’s buildings"),
    (Control.UNKNOWN, "not known who controls it"),
)
_DECISION = (
    ("", "decided or not"),
    (Deciding.WAITING, "waiting for a decision"),
    (Deciding.CONFIRMED, "confirmed"),
    (Deciding.DISMISSED, "dismissed"),
    (Deciding.UNSURE, "left as unsure"),
)
_PLAN = (
    ("", "every replacement plan"),
    (PlanState.WAITING, "appraisals that wait for approval"),
    (PlanState.DRAFT, "appraisals whose options are drafted"),
    (PlanState.SENT_BACK, "appraisals sent back"),
    (PlanState.APPROVED, "approved plans"),
    (PlanState.UNDER_WAY, "plans whose work is under way"),
    (PlanState.FINISHED, "plans whose work is finished"),
    (PlanState.LIST, "plan lists"),
)
_HOLDING = (("", "or without equipment"), *((value, f"{text} equipment") for value, text in _SAID[1:]))
_PATHS = {"maker": "/vendors", "vendor": "/vendors", "regime": "/lists/editions"}
"""Where the cells of a column lead; others go by their reference."""
_NOUNS = {
    Listing.SITES: "site",
    Listing.ASSETS: "asset line",
    Listing.FLAGS: "asset line",
    Listing.VENDORS: "vendor",
    Listing.PLANS: "plan",
    Listing.PRODUCTS: "product",
}


@router.get("/sites", response_class=HTMLResponse)
def sites(desk: AtDesk) -> HTMLResponse:
    """Sites."""
    return _page(desk, Listing.SITES)


@router.get("/assets", response_class=HTMLResponse)
def assets(desk: AtDesk) -> HTMLResponse:
    """Assets."""
    return _page(desk, Listing.ASSETS)


@router.get("/flags", response_class=HTMLResponse)
def flags(desk: AtDesk) -> HTMLResponse:
    """Flags."""
    return _page(desk, Listing.FLAGS)


@router.get("/vendors", response_class=HTMLResponse)
def vendors(desk: AtDesk) -> HTMLResponse:
    """Vendors."""
    return _page(desk, Listing.VENDORS)


@router.get("/plans", response_class=HTMLResponse)
def plans(desk: AtDesk) -> HTMLResponse:
    """Replacement plans: appraisals and plan lists."""
    return _page(desk, Listing.PLANS)


@router.get("/products", response_class=HTMLResponse)
def products(desk: AtDesk) -> HTMLResponse:
    """Candidate replacements."""
    return _page(desk, Listing.PRODUCTS)


@router.get("/{listing}/list.{form}")
def list_file(desk: AtDesk, listing: Listing, form: str) -> FileResponse:
    """All rows of a list as a file."""
    ending = f".{form}"
    if ending not in FORMATS:
        raise NotFound(f"Lists are not given as “{form}”.", "Take CSV or a workbook.")
    office = desk.office()
    wanted, wrong = browsing.wanted_from(office, _given(desk))
    if wrong:
        raise NotFound(for_pages(next(iter(wrong.values()))))
    point = point_of(desk)
    order = browsing.order_from(desk.request.query_params.get("order", ""))

    def make(path: Path) -> None:
        browsing.write_list(office, listing, wanted, path, order=order, point=point)

    day = desk.moment.as_at or office.today
    return download(desk, f"{listing.value}-{day.isoformat()}", ending, make)


def point_of(desk: Desk) -> Point | None:
    """The point in time that is looked at; None for today, as known now."""
    if not desk.moment.is_past:
        return None
    return Point(desk.moment.as_at or desk.office().today, desk.as_known_change())


def _given(desk: Desk) -> dict[str, str]:
    return {
        name: value.strip()
        for name, value in desk.request.query_params.items()
        if name not in _NOT_FILTERS and value.strip()
    }


def _page(desk: Desk, listing: Listing) -> HTMLResponse:
    office, given = desk.office(), _given(desk)
    asked = desk.request.query_params
    wanted, wrong = browsing.wanted_from(office, given)
    faults = [Fault(field, for_pages(text)) for field, text in wrong.items()]
    found = browsing.browse(
        office,
        listing,
        wanted if not faults else Wanted(),
        order=browsing.order_from(asked.get("order", "")),
        after=asked.get("after"),
        most=PAGE_ROWS,
        point=point_of(desk),
    )
    choices = browsing.choices(office)
    is_ordered = bool(asked.get("order"))
    kept = {**given, "order": str(found.order) if is_ordered else ""}
    values: dict[str, Any] = {
        "listing": listing.value,
        "noun": _NOUNS[listing],
        "found": found,
        "given": given,
        "kept": kept,
        "is_filtered": bool(given),
        "is_later": bool(asked.get("after")),
        "pages": turning(desk, "after", found.after, **kept),
        "bodies": choices.organisations if len(choices.organisations) <= MOST_CHOICES else (),
        "regimes": choices.regimes,
        "offered": {
            "said": _SAID if listing in (Listing.ASSETS, Listing.PRODUCTS) else _SAID[:4],
            "holding": _HOLDING,
            "equipment": (("", "equipment"), *((each, each.value) for each in Equipment)),
            "sensitivity": _SENSITIVITY,
            "control": _CONTROL,
            "decision": _DECISION,
            "plan": _PLAN,
        },
        "turn": lambda column: desk.link(f"/{listing.value}", **{**kept, "order": str(found.order.turned(column))}),
        "address": lambda column, row: _address(desk, column, row),
    }
    return desk.page("listing.html", values, title=found.sentence, faults=faults)


def _address(desk: Desk, column: Column, row: Row) -> str | None:
    target = row.links.get(column.code)
    if target is None:
        return None
    return desk.link(f"{_PATHS.get(column.code, '/show')}/{target}")
