"""What people decided about lists: determinations with their proposals, adoptions by organisations, exemptions."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData

from riskreg.errors import RiskregError, UsageError
from riskreg.operations import deciding, exempting, listing, setting_up
from riskreg.rules.terms import AdoptionBasis, DeterminationOutcome
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.forms import Fault, Form, TypedDate
from riskreg.web.listings import point_of
from riskreg.web.questions import MOST_ORGANISATIONS, answer_of, given_of, thing_link
from riskreg.web.security import posted

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted)]
MOST_SHOWN = 200
_WHY = "Say why, in your own words."
_DATE = "Write a date such as 22 November 2026."


class AdoptForm(Form):
    """Which proposals are adopted, and why."""

    vendors: tuple[str, ...] = Field(min_length=1, json_schema_extra={"missing": "Choose at least one maker."})
    reason: str = Field(min_length=1, json_schema_extra={"missing": _WHY})
    review_on: TypedDate = Field(default=None, json_schema_extra={"wrong": _DATE})


class DetermineForm(Form):
    """What is determined of one maker."""

    vendor: str = Field(min_length=1, json_schema_extra={"missing": "Name the maker."})
    outcome: DeterminationOutcome = Field(json_schema_extra={"missing": "Choose what you decide."})
    reason: str = Field(min_length=1, json_schema_extra={"missing": _WHY})
    review_on: TypedDate = Field(default=None, json_schema_extra={"wrong": _DATE})


class AdoptionForm(Form):
    """Which list counts for whom."""

    regime: str = Field(min_length=1, json_schema_extra={"missing": "Choose the list."})
    organisation: str = Field(min_length=1, json_schema_extra={"missing": "Say for whom it counts."})
    below: str = Field(default="")
    basis: AdoptionBasis = Field(json_schema_extra={"missing": "Say whether it binds them."})
    since: TypedDate = Field(default=None, json_schema_extra={"wrong": _DATE})
    purpose: str = Field(default="")
    reason: str = Field(default="")


class ExemptForm(Form):
    """What may stay, for how long, and who allowed it."""

    what: str = Field(min_length=1, json_schema_extra={"missing": "Name an asset, a site or an organisation."})
    regime: str = Field(min_length=1, json_schema_extra={"missing": "Choose the list."})
    until: TypedDate = Field(json_schema_extra={"missing": "Give its last day.", "wrong": _DATE})
    approver: str = Field(min_length=1, json_schema_extra={"missing": "Name the person who approved it."})
    reason: str = Field(min_length=1, json_schema_extra={"missing": _WHY})
    control: str = Field(min_length=1, json_schema_extra={"missing": "Say what keeps the risk down meanwhile."})


class EndForm(Form):
    """Which exemption ends, and why."""

    exemption: str = Field(min_length=1, json_schema_extra={"missing": "Give the reference of the exemption."})
    why: str = Field(min_length=1, json_schema_extra={"missing": _WHY})


EVERYBODY = "*"
"""Stands for all organisations in a form."""


@router.get("/lists/determinations", response_class=HTMLResponse)
def determinations(desk: AtDesk) -> HTMLResponse:
    """What was determined of makers, and the proposals that wait."""
    return _determinations_page(desk, {}, ())


def _typed(form: FormData) -> dict[str, Any]:
    """What the person typed, so that nothing of it is lost."""
    typed: dict[str, Any] = {name: str(form[name]) for name in form}
    typed["vendors"] = [str(each) for each in form.getlist("vendors")]
    return typed


def _determinations_page(desk: Desk, typed: dict[str, Any], faults: tuple[Fault, ...], done: str = "") -> HTMLResponse:
    open_ones = [each for each in deciding.proposals(desk.office_with_lists()) if each.decided is None]
    values = {
        "table": answer_of(desk, "determinations", given_of(desk)).only(
            "vendor", "outcome", "decided_on", "review_on", "reason", "actor"
        ),
        "waiting": [each for each in open_ones if each.proposed is not DeterminationOutcome.UNDECIDED],
        "without": [each for each in open_ones if each.proposed is DeterminationOutcome.UNDECIDED],
        "typed": typed,
        "done": done,
        "address": lambda _column, value, _row: thing_link(desk, value),
    }
    return desk.page("determinations.html", values, title="Determinations", faults=faults)


@router.post("/lists/determinations/adopt", response_class=HTMLResponse)
def adopt_proposals(desk: AtDesk, form: Posted) -> Response:
    """Adopt chosen proposals as determinations of the person."""
    asked, faults = AdoptForm.read(form)
    if asked is None:
        return _determinations_page(desk, _typed(form), faults)
    try:
        deciding.adopt_proposals(
            desk.office_with_lists(), asked.vendors, regime=None, reason=asked.reason, review_on=asked.review_on
        )
    except RiskregError as error:
        return _determinations_page(desk, _typed(form), (Fault.of(error),))
    return desk.to("/lists/determinations")


@router.post("/lists/determinations/decide", response_class=HTMLResponse)
def determine(desk: AtDesk, form: Posted) -> Response:
    """Decide of one maker whether it meets the criterion."""
    asked, faults = DetermineForm.read(form)
    if asked is None:
        return _determinations_page(desk, _typed(form), faults)
    try:
        deciding.determine_vendor(
            desk.office_with_lists(),
            asked.vendor,
            regime=None,
            outcome=asked.outcome,
            reason=asked.reason,
            evidence=None,
            review_on=asked.review_on,
        )
    except RiskregError as error:
        return _determinations_page(desk, _typed(form), (Fault.of(error, "vendor"),))
    return desk.to("/lists/determinations")


@router.get("/lists/adoptions", response_class=HTMLResponse)
def adoptions(desk: AtDesk) -> HTMLResponse:
    """Which list counts for which organisation."""
    return _adoptions_page(desk, {}, ())


def _adoptions_page(desk: Desk, typed: dict[str, Any], faults: tuple[Fault, ...]) -> HTMLResponse:
    office = desk.office_with_lists()
    shown = listing.organisations(office, point_of(desk))
    values = {
        "organisations": shown[:MOST_SHOWN],
        "number": len(shown),
        "names": [each.name for each in shown] if len(shown) <= MOST_ORGANISATIONS else [],
        "regimes": _regimes(desk),
        "titles": {each.slug: each.title for each in _regimes(desk)},
        "everybody": EVERYBODY,
        "typed": typed,
    }
    return desk.page("adoptions.html", values, title="Adoptions", faults=faults)


def _regimes(desk: Desk) -> list[listing.ListShown]:
    """Lists in use that can flag."""
    found = listing.lists(desk.office_with_lists())
    return [each for each in found if each.kind != "indicator" and each.in_use != "not in use"]


@router.post("/lists/adoptions", response_class=HTMLResponse)
def adopt(desk: AtDesk, form: Posted) -> Response:
    """Let a list count for an organisation."""
    asked, faults = AdoptionForm.read(form)
    if asked is None:
        return _adoptions_page(desk, _typed(form), faults)
    office = desk.office_with_lists()
    try:
        setting_up.adopt_regime(
            office,
            None if asked.organisation == EVERYBODY else asked.organisation,
            asked.regime,
            basis=asked.basis,
            from_on=asked.since or office.today,
            and_below=bool(asked.below) and asked.organisation != EVERYBODY,
            reason=asked.reason,
            purpose=asked.purpose or None,
        )
    except RiskregError as error:
        return _adoptions_page(desk, _typed(form), (Fault.of(error, "organisation"),))
    return desk.to("/lists/adoptions")


@router.get("/lists/exemptions", response_class=HTMLResponse)
def exemptions(desk: AtDesk) -> HTMLResponse:
    """What may stay for a time."""
    return _exemptions_page(desk, {}, ())


def _exemptions_page(desk: Desk, typed: dict[str, Any], faults: tuple[Fault, ...]) -> HTMLResponse:
    values = {
        "table": answer_of(desk, "exemptions", given_of(desk)).only(
            "reference", "state", "regime", "what", "exempt", "until_on", "ended_on", "reason", "approver", "devices"
        ),
        "regimes": _regimes(desk),
        "typed": typed,
        "address": lambda _column, value, _row: thing_link(desk, value),
    }
    return desk.page("exemptions.html", values, title="Exemptions", faults=faults)


@router.post("/lists/exemptions", response_class=HTMLResponse)
def exempt(desk: AtDesk, form: Posted) -> Response:
    """Let something stay for a time."""
    asked, faults = ExemptForm.read(form)
    if asked is None:
        return _exemptions_page(desk, _typed(form), faults)
    try:
        if asked.until is None:
            raise UsageError("An exemption needs a last day.", _DATE)
        exempting.record_exemption(
            desk.office_with_lists(),
            asked.what,
            asked.regime,
            until_on=asked.until,
            approver=asked.approver,
            reason=asked.reason,
            control=asked.control,
        )
    except RiskregError as error:
        return _exemptions_page(desk, _typed(form), (Fault.of(error, "what"),))
    return desk.to("/lists/exemptions")


@router.post("/lists/exemptions/end", response_class=HTMLResponse)
def end_exemption(desk: AtDesk, form: Posted) -> Response:
    """End an exemption before its last day."""
    asked, faults = EndForm.read(form)
    if asked is None:
        return _exemptions_page(desk, _typed(form), faults)
    try:
        exempting.end(desk.office(), asked.exemption, reason=asked.why)
    except RiskregError as error:
        return _exemptions_page(desk, _typed(form), (Fault.of(error, "exemption"),))
    return desk.to("/lists/exemptions")
