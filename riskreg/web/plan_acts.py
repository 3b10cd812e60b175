"""What persons decide and record of an appraisal: recommend, approve, re-baseline, and what was paid or done."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from pydantic.config import JsonDict
from starlette.datastructures import FormData, UploadFile

from riskreg.errors import NotFound, NotPermitted, RiskregError, UsageError
from riskreg.operations import approving
from riskreg.operations.appraisal_seen import AppraisalSeen, see_appraisal
from riskreg.operations.approving import Decided
from riskreg.rules.amounts import parse_pounds
from riskreg.rules.costing_lines import CostKind, Spend
from riskreg.rules.outturn import Milestone
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.forms import Fault, Form, Optional, TypedDate
from riskreg.web.notices import Notice
from riskreg.web.plans import moment_of, plan_page, pounds
from riskreg.web.security import posted
from riskreg.web.wording import for_pages

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted)]
_WHEN: JsonDict = {"wrong": "Write the day, such as 22 November 2026."}


class RecommendForm(Form):
    """An option, and what speaks for it."""

    option: str = Field(min_length=1, json_schema_extra={"missing": "Choose the option that you recommend."})
    reasons: str = Field(
        min_length=1, json_schema_extra={"missing": "Say what speaks for it, in sentences a reader can follow."}
    )
    on: TypedDate = Field(default=None, json_schema_extra=_WHEN)


class DecideForm(Form):
    """What another person says to a recommendation."""

    outcome: str = Field(
        pattern="^(approve|back)$",
        json_schema_extra={"missing": "Choose what you decide.", "wrong": "Choose what you decide."},
    )
    reason: str = ""
    decided: TypedDate = Field(default=None, json_schema_extra=_WHEN)


class RebaselineForm(Form):
    """Why the plan is held against other figures."""

    why: str = Field(min_length=1, json_schema_extra={"missing": "Say why the plan is held against other figures now."})
    since: TypedDate = Field(default=None, json_schema_extra=_WHEN)


class PaymentForm(Form):
    """What was paid."""

    kind: CostKind = Field(json_schema_extra={"missing": "Choose what it was for.", "wrong": "Choose what it was for."})
    spend: Spend = Field(default=Spend.CAPITAL, json_schema_extra={"wrong": "Choose how it falls."})
    amount: str = Field(min_length=1, json_schema_extra={"missing": "Write what was paid, such as 1250.50."})
    vat: str = ""
    on: TypedDate = Field(default=None, json_schema_extra=_WHEN)
    source: str = Field(min_length=1, json_schema_extra={"missing": "Say where it stands, such as Invoice 123."})
    corrects: Annotated[int | None, Optional] = None


class WorkForm(Form):
    """When work began or ended."""

    milestone: Milestone = Field(
        json_schema_extra={"missing": "Choose whether work began or ended.", "wrong": "Choose what happened."}
    )
    happened: TypedDate = Field(default=None, json_schema_extra=_WHEN)
    told_by: str = Field(min_length=1, json_schema_extra={"missing": "Say where it stands, such as Site diary."})


@router.get("/plans/{reference}/decision", response_class=HTMLResponse)
def decision(desk: AtDesk, reference: str) -> HTMLResponse:
    """What was recommended and decided, and what waits to be."""
    return _decision_page(desk, reference)


@router.post("/plans/{reference}/decision", response_class=HTMLResponse)
def decide(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Recommend an option, decide a recommendation, or hold the plan against a new baseline."""
    act = {"recommend": _recommended, "decide": _decided, "rebaseline": _rebaselined}.get(str(form.get("act", "")))
    if act is None:
        raise UsageError("The form does not say what to do.", "Go back, and send it again.")
    try:
        done, title, faults = act(desk, reference, form)
    except NotFound:
        raise
    except NotPermitted as error:
        text = for_pages(str(error))
        if desk.person:
            text += f" On these pages everything bears the name {desk.person}, given at the start."
        return _decision_page(desk, reference, form, (Fault("", text),))
    except RiskregError as error:
        return _decision_page(desk, reference, form, (Fault.of(error),))
    if done is None:
        return _decision_page(desk, reference, form, faults)
    said = [f"To know: {text}" for text in done.said]
    if done.baseline is not None:
        said.insert(0, f"Baseline {done.baseline} counts from now on.")
    word = desk.house.notices.keep(Notice(f"Option {done.option} ({done.name}) {title}", tuple(said)))
    return desk.to(f"/plans/{done.reference}", told=word)


_Outcome = tuple[Decided | None, str, tuple[Fault, ...]]


def _recommended(desk: Desk, reference: str, form: FormData) -> _Outcome:
    asked, faults = RecommendForm.read(form)
    if asked is None:
        return None, "", faults
    done = approving.recommend_option(desk.office(), reference, asked.option, reasons=asked.reasons, on=asked.on)
    return done, "is recommended. Another person approves it, or sends it back.", ()


def _decided(desk: Desk, reference: str, form: FormData) -> _Outcome:
    asked, faults = DecideForm.read(form)
    if asked is None:
        return None, "", faults
    approves = asked.outcome == "approve"
    if not approves and not asked.reason:
        return None, "", (Fault("reason", "Say why you send it back."),)
    done = approving.approve_option(
        desk.office(), reference, is_approved=approves, reason=asked.reason, on=asked.decided
    )
    return done, "is approved." if approves else "is sent back.", ()


def _rebaselined(desk: Desk, reference: str, form: FormData) -> _Outcome:
    asked, faults = RebaselineForm.read(form)
    if asked is None:
        return None, "", faults
    done = approving.rebaseline_plan(desk.office(), reference, reason=asked.why, on=asked.since)
    return done, "is the new baseline.", ()


def _decision_page(
    desk: Desk, reference: str, form: FormData | None = None, faults: tuple[Fault, ...] = ()
) -> HTMLResponse:
    office, moment = desk.office(), moment_of(desk)
    seen = see_appraisal(office, reference, **moment)
    newest, options = seen.standing.newest, seen.compared.figures.options
    waiting = next((each for each in options if newest is not None and each.label == newest.option), None)
    values = {
        "story": approving.show_outturn(office, reference, **moment).story,
        "options": options,
        "waiting": waiting,
        "points": approving.open_points(waiting) if waiting is not None else (),
        "typed": _typed(form),
    }
    return plan_page(desk, seen, "plan_decision.html", values, title="Decisions", faults=faults)


@router.get("/plans/{reference}/actual", response_class=HTMLResponse)
def actual(desk: AtDesk, reference: str, corrects: Annotated[int | None, Query(ge=1, le=10**6)] = None) -> HTMLResponse:
    """Record what was paid or done."""
    typed: dict[str, Any] = {}
    if corrects is not None:
        payments = approving.show_outturn(desk.office(), reference).payments
        found = next((each for each in payments if each.number == corrects), None)
        if found is None:
            raise NotFound(f"There is no payment {corrects} that stands.", "Choose one under “Planned and paid”.")
        typed = {
            "corrects": str(corrects),
            "kind": found.kind.value,
            "spend": found.spend.value,
            "amount": f"{found.pence / 100:.2f}",
            "vat": f"{found.vat_pence / 100:.2f}" if found.vat_pence is not None else "",
            "source": found.source,
        }
    return _actual_page(desk, reference, typed)


@router.post("/plans/{reference}/actual", response_class=HTMLResponse)
def record(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Record a payment, or when work began or ended."""
    try:
        title, faults = (_worked if form.get("act") == "work" else _paid)(desk, reference, form)
    except NotFound:
        raise
    except RiskregError as error:
        title, faults = "", (Fault.of(error, error.about if isinstance(error, UsageError) else ""),)
    if faults:
        return _actual_page(desk, reference, _typed(form), faults)
    return desk.to(f"/plans/{reference}/outturn", told=desk.house.notices.keep(Notice(title)))


def _paid(desk: Desk, reference: str, form: FormData) -> tuple[str, tuple[Fault, ...]]:
    asked, faults = PaymentForm.read(form)
    if asked is None:
        return "", faults
    amounts: dict[str, int | None] = {}
    for name, text in (("amount", asked.amount), ("vat", asked.vat)):
        try:
            amounts[name] = parse_pounds(text) if text else None
        except UsageError as error:
            return "", (Fault.of(error, name),)
    done = approving.record_payment(
        desk.office(),
        reference,
        kind=asked.kind,
        pence=amounts["amount"] or 0,
        source=asked.source,
        spend=asked.spend,
        vat_pence=amounts["vat"],
        on=asked.on,
        corrects=asked.corrects,
    )
    return f"Payment {done.number} is recorded: {pounds(done.pence)} for {done.kind.words}.", ()


def _worked(desk: Desk, reference: str, form: FormData) -> tuple[str, tuple[Fault, ...]]:
    asked, faults = WorkForm.read(form)
    if asked is None:
        return "", faults
    approving.record_milestone(desk.office(), reference, asked.milestone, source=asked.told_by, on=asked.happened)
    return f"It is recorded that work has {asked.milestone.value}.", ()


def _actual_page(desk: Desk, reference: str, typed: dict[str, Any], faults: tuple[Fault, ...] = ()) -> HTMLResponse:
    seen: AppraisalSeen = see_appraisal(desk.office(), reference)
    values = {
        "typed": {"spend": Spend.CAPITAL.value, **typed},
        "kinds": [(each.value, each.words) for each in CostKind],
        "corrected": typed.get("corrects"),
    }
    title = f"Correct payment {typed['corrects']}" if typed.get("corrects") else "Record what was paid or done"
    return plan_page(desk, seen, "plan_actual.html", values, title=title, faults=faults)


def _typed(form: FormData | None) -> dict[str, Any]:
    if form is None:
        return {}
    return {name: value for name, value in form.multi_items() if not isinstance(value, UploadFile)}
