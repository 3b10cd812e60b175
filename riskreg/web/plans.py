"""Appraisals as pages: options side by side, one option, the costs behind a figure, what was decided and paid."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from riskreg.errors import NotFound
from riskreg.operations import appraisal_books, approving
from riskreg.operations.appraisal_seen import AppraisalSeen, see_appraisal, see_costs, see_option
from riskreg.operations.appraisal_tables import (
    comparison_charts,
    lost,
    option_chart,
    outturn_chart,
    products_flagged,
)
from riskreg.operations.asking import format_cell
from riskreg.operations.moments import trail_head
from riskreg.rules.appraisal_money import MONEY
from riskreg.rules.appraisal_said import delay_said, life_said
from riskreg.rules.costing import Estimate
from riskreg.rules.costing_lines import CostKind
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind, parse_reference
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.downloads import download
from riskreg.web.forms import Fault
from riskreg.web.things import linked

router = APIRouter(include_in_schema=False)

Version = Annotated[int | None, Query(ge=1, le=10**6)]
_CASES = ("low", "likely", "high")


@router.get("/plans/{reference}", response_class=HTMLResponse)
def plan(desk: AtDesk, reference: str, version: Version = None) -> Response:
    """The options of an appraisal side by side; a plan list has the page of a record."""
    parsed = parse_reference(reference)
    if parsed is not None and parsed[0] is ReferenceKind.PLAN:
        return RedirectResponse(desk.link(f"/records/{reference}"), 302)
    seen = see_appraisal(desk.office(), reference, version=version, **moment_of(desk))
    options = seen.compared.figures.options
    values = {
        "figures": seen.compared.figures,
        "options": options,
        "money": MONEY,
        "charts": comparison_charts(seen.compared.figures),
        "flagged": products_flagged(options),
        "lost": lost,
    }
    return plan_page(desk, seen, "plan.html", values, title=seen.compared.figures.name)


@router.get("/plans/{reference}/options/{label}", response_class=HTMLResponse)
def option(desk: AtDesk, reference: str, label: str, version: Version = None) -> HTMLResponse:
    """One option: what goes and comes, whether it works, what is lost meanwhile, what it costs."""
    found = see_option(desk.office(), reference, label, version=version, **moment_of(desk))
    values = {
        "found": found,
        "figures": found.figures,
        "money": MONEY,
        "chart": option_chart(found.figures),
        "life": life_said(found.figures.lives) if found.figures.lives is not None else "",
        "delay": tuple(delay_said(found.figures)),
        "lost": lost,
    }
    title = f"Option {found.figures.label}: {found.figures.name}"
    return plan_page(desk, found.seen, "plan_option.html", values, title=title)


@router.get("/plans/{reference}/options/{label}/costs", response_class=HTMLResponse)
def costs(
    desk: AtDesk,
    reference: str,
    label: str,
    figure: str = "whole_life",
    kind: CostKind | None = None,
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    version: Version = None,
) -> HTMLResponse:
    """The lines of cost behind a figure, each with its source."""
    found = see_costs(desk.office(), reference, label, figure, kind=kind, year=year, version=version, **moment_of(desk))
    of = [kind.words] if kind is not None else []
    of += [str(year)] if year is not None else []
    values = {"found": found, "figures": found.option, "chosen": found.figure, "of": ", ".join(of), "money": MONEY}
    kept = {"kind": kind.value if kind else "", "year": year or "", "version": version or ""}
    values |= {"kept": kept, "cases": _CASES}
    title = f"{found.figure.title} of option {found.option.label}"
    return plan_page(desk, found.seen, "plan_costs.html", values, title=title)


@router.get("/plans/{reference}/outturn", response_class=HTMLResponse)
def outturn(desk: AtDesk, reference: str) -> HTMLResponse:
    """What was planned, what was paid, and what it will come to."""
    office, moment = desk.office(), moment_of(desk)
    seen = see_appraisal(office, reference, **moment)
    shown = approving.show_outturn(office, reference, **moment)
    values = {
        "shown": shown,
        "chart": outturn_chart(shown.outturn) if shown.outturn is not None else None,
        "dates": {kind.value: on for kind, on in shown.dates},
    }
    return plan_page(desk, seen, "plan_outturn.html", values, title="Planned and paid")


@router.get("/plans/{reference}/workbook.xlsx")
def workbook(desk: AtDesk, reference: str, version: Version = None) -> FileResponse:
    """The appraisal as a workbook: that of the version that counts to be corrected and sent back, others to be read."""
    office, moment = desk.office(), moment_of(desk)
    seen = see_appraisal(office, reference, version=version, **moment)
    named = seen.compared.reference

    def make(path: Path) -> None:
        appraisal_books.export_appraisal(office, named, path, version=version, **moment)

    return download(desk, f"{named}-version-{seen.compared.version}", ".xlsx", make)


def moment_of(desk: Desk) -> dict[str, Any]:
    """The moment that is looked at, as operations take it.

    Raises:
        NotFound: The register has no such change yet.
    """
    change = desk.as_known_change()
    newest = trail_head(desk.office()).sequence if change is not None else 0
    if change is not None and change > newest:
        raise NotFound(f"The register has no change {change:,}.", f"Its newest change is {newest:,}.")
    return {"as_at": desk.moment.as_at, "as_known": change}


def plan_page(
    desk: Desk,
    seen: AppraisalSeen,
    name: str,
    values: dict[str, Any],
    *,
    title: str,
    faults: tuple[Fault, ...] = (),
) -> HTMLResponse:
    """A page of an appraisal.

    Args:
        desk: Of the request.
        seen: The appraisal.
        name: The template.
        values: What it shows.
        title: What the page is about.
        faults: Faults of its form.
    """
    shown = {
        "seen": seen,
        "base": f"/plans/{seen.compared.reference}",
        "of_version": {} if seen.is_newest else {"version": seen.compared.version},
        "pounds": pounds,
        "range_of": range_of,
        "is_own": seen.standing.newest is not None and fold(seen.standing.newest.by) == fold(desk.person),
        "linked": lambda text: linked(desk, str(text)),
        "notice": desk.house.notices.of(desk.request.query_params.get("told", "")),
        "typed": {},
        **values,
    }
    return desk.page(name, shown, title=title, faults=faults)


def pounds(pence: int | None) -> str:
    """Pence as an officer reads it."""
    return format_cell(pence, "pence")


def range_of(estimate: Estimate) -> str:
    """Low to high; one amount where they are the same."""
    if estimate.low == estimate.high:
        return pounds(estimate.likely)
    return f"{pounds(estimate.low)} to {pounds(estimate.high)}"
