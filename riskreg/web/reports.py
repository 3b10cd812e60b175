"""Reports: the removal-progress report of a date as pages and files, and the bridge from an earlier date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from riskreg.errors import NotFound, RiskregError, UsageError
from riskreg.operations import asking, reporting
from riskreg.operations.moments import trail_head
from riskreg.operations.reporting import FigureView, Progress
from riskreg.rules.dates import long_date, parse_typed_date
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.downloads import download
from riskreg.web.forms import Fault
from riskreg.web.questions import MOST_ORGANISATIONS, drill_link, thing_link

router = APIRouter(include_in_schema=False)
COUNTING_S = 8.0
"""Seconds that a page waits for a report before it is shown without it."""
STANDING = "standing"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The report that is asked for.

    Attributes:
        as_at: The date that its figures describe.
        as_known: The change up to which what was recorded counts; None: all of it.
        organisation: Only it and those below it; "" for all.
        since: Earlier date from which the bridge leads here.
    """

    as_at: date
    as_known: int | None
    organisation: str
    since: date | None


def _wanted(desk: Desk) -> Wanted:
    """The report of an address.

    Raises:
        UsageError: A date is none, lies ahead, or the earlier one is not earlier.
    """
    given = desk.request.query_params
    today = desk.office().today
    as_at = desk.moment.as_at or today
    if as_at > today:
        raise UsageError(f"{long_date(as_at)} lies in the future.", "Give today or an earlier date.")
    since = parse_typed_date(given["since"]) if given.get("since", "").strip() else None
    if since is not None and since >= as_at:
        raise UsageError(
            f"The comparison must begin before {long_date(as_at)}, and {long_date(since)} is not before it.",
            "Give an earlier date, or leave it blank.",
        )
    return Wanted(as_at, desk.as_known_change(), given.get("organisation", "").strip(), since)


def _progress(desk: Desk, wanted: Wanted, wait_s: float | None) -> Progress | None:
    """The figures, counted once per change of the register; None where that takes longer than one waits."""
    office = desk.office()

    def make() -> Progress:
        return reporting.report_figures(
            office,
            as_at=wanted.as_at,
            as_known=wanted.as_known,
            organisation=wanted.organisation or None,
            since=wanted.since,
        )

    key = (wanted, trail_head(office).sequence)
    kept = desk.house.kept
    return kept.now("report", key, make) if wait_s is None else kept.soon("report", key, make, wait_s)


@router.get("/reports", response_class=HTMLResponse)
def reports(desk: AtDesk) -> HTMLResponse:
    """Which report is wanted."""
    return _form_page(desk, {}, ())


def _form_page(desk: Desk, typed: dict[str, str], faults: tuple[Fault, ...]) -> HTMLResponse:
    today = desk.office().today
    first = today.replace(day=1)
    values = {
        "typed": {**_moment_typed(desk), **typed},
        "organisations": asking.organisation_names(desk.office(), MOST_ORGANISATIONS),
        "today": today,
        "month": (first, (first - timedelta(days=1)).replace(day=1) - timedelta(days=1)),
    }
    return desk.page("reports.html", values, title="Reports", faults=faults)


def _moment_typed(desk: Desk) -> dict[str, str]:
    """The moment that is looked at, as its fields show it."""
    moment = desk.moment
    known = long_date(moment.as_known) if moment.as_known else str(moment.change) if moment.change is not None else ""
    return {"as_at": long_date(moment.as_at) if moment.as_at else "", "as_known": known}


@router.get("/reports/progress", response_class=HTMLResponse)
def progress(desk: AtDesk) -> HTMLResponse:
    """The report: the headline and what belongs beside it, and the way to its parts."""
    return _report_page(desk, STANDING)


@router.get("/reports/progress/file.{form}")
def progress_file(desk: AtDesk, form: str) -> Response:
    """The report as a file: the same figures as on the page."""
    ending = f".{form}"
    if ending not in reporting.WRITERS:
        raise NotFound(f"A report is not given as “{form}”.", "Take the workbook, the page or JSON.")
    wanted = _wanted(desk)
    figures = _progress(desk, wanted, None)
    if figures is None:
        raise NotFound("There are no figures yet.", "Ask again.")

    def make(path: Path) -> None:
        reporting.write_report(figures, path)

    return download(desk, reporting.file_name(figures), ending, make)


@router.get("/reports/progress/{part}", response_class=HTMLResponse)
def progress_part(desk: AtDesk, part: str) -> HTMLResponse:
    """One part of the report."""
    return _report_page(desk, part)


def _report_page(desk: Desk, part: str) -> HTMLResponse:
    given = desk.request.query_params
    try:
        wanted = _wanted(desk)
        found = _progress(desk, wanted, COUNTING_S)
    except RiskregError as error:
        field = "organisation" if isinstance(error, NotFound) else "since"
        typed = {name: given.get(name, "") for name in ("organisation", "since")}
        return _form_page(desk, typed, (Fault.of(error, field),))
    parameters = {"organisation": wanted.organisation, "since": wanted.since}
    values: dict[str, Any] = {"wanted": wanted, "parameters": parameters, "part": part, "progress": found}
    if found is not None:
        parts = reporting.page_parts(found)
        chosen = [section for section in parts["sections"] if section.id == part]
        if not chosen and part != STANDING:
            raise NotFound("The report has no such part.", "Choose one from its contents.")
        values |= parts
        values["section"] = chosen[0] if chosen else None
        values["rows_of"] = lambda figure: _rows_of(desk, figure)
        values["thing"] = lambda value: thing_link(desk, value)
    return desk.page("report.html", values, title="Removal progress report")


def _rows_of(desk: Desk, figure: FigureView) -> str:
    """The page of the rows behind a figure of the report, at its own point and for its own organisation."""
    if not figure.drill:
        return ""
    question, given = asking.drill_parts(figure.drill)
    if not desk.moment.is_past:
        return drill_link(desk, figure.drill)
    return desk.link(f"/questions/{question}", **{name: values or "yes" for name, values in given.items()})
