"""What an officer does about equipment: decide a flag, and record the steps of a removal with their evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData, UploadFile

from riskreg.errors import NotFound, NotPermitted, RiskregError
from riskreg.operations import asking
from riskreg.operations.asking import Description
from riskreg.operations.deciding import decide_flags
from riskreg.operations.removing import evidence_copy, evidence_kept, record_removal
from riskreg.rules.terms import DecisionOutcome, EvidenceKind, Step
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.downloads import kept_file
from riskreg.web.forms import Fault, Form, NeededDate, Optional, TypedDate
from riskreg.web.notices import Notice
from riskreg.web.security import posted
from riskreg.web.things import path_of, thing_page
from riskreg.web.uploads import sent_file
from riskreg.web.wording import for_pages

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted)]

STEPS = (
    (Step.MITIGATED, "Mitigated: moved off the network, or the risk kept down otherwise"),
    (Step.ORDERED, "Replacement ordered"),
    (Step.SCHEDULED, "Date of removal agreed"),
    (Step.DISCONNECTED, "Disconnected"),
    (Step.PHYSICALLY_REMOVED, "Taken down"),
    (Step.VERIFIED, "Verified as removed, by a second person"),
    (Step.MEDIA_SANITISED, "Recordings wiped"),
    (Step.DISPOSED, "Disposed of"),
)
"""Steps in their order; what only a plan tells (planned, funded) comes with the plan list."""
_UNFINISHED = frozenset({"Verified", "Media sanitised"})
"""Furthest steps after which media are still to be wiped, or the devices disposed of."""
_WHEN = "Write the day, such as 22 November 2026."


class DecisionForm(Form):
    """What is decided of a flag."""

    outcome: DecisionOutcome = Field(json_schema_extra={"missing": "Choose what you decide."})
    reason: str = Field(min_length=1, json_schema_extra={"missing": "Say in a sentence what you saw, and why."})
    on: TypedDate = Field(default=None, json_schema_extra={"wrong": _WHEN})


class StepForm(Form):
    """What happened to equipment on its way out."""

    assets: tuple[str, ...] = Field(min_length=1, json_schema_extra={"missing": "Choose at least one asset."})
    step: Step = Field(json_schema_extra={"missing": "Choose what happened."})
    on: NeededDate = Field(json_schema_extra={"missing": "Say when it happened.", "wrong": _WHEN})
    devices: Annotated[int | None, Optional] = Field(
        default=None, ge=1, json_schema_extra={"wrong": "Write a whole number, or leave it blank for all of them."}
    )
    remover: str = ""
    verifier: str = ""
    evidence_kind: Annotated[EvidenceKind | None, Optional] = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """An asset that a step can be recorded for."""

    reference: str
    named: str
    verdict: str
    step: str
    devices: int


@router.post("/flags/{reference}/decision", response_class=HTMLResponse)
def decide(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Confirm, dismiss or leave unsure a flag."""
    asked, faults = DecisionForm.read(form)
    if asked is not None:
        try:
            with sent_file(form, "evidence") as file:
                office = desk.office()
                decide_flags(office, [reference], asked.outcome, reason=asked.reason, evidence=file, on=asked.on)
            title = {
                DecisionOutcome.CONFIRMED: "The flag is confirmed.",
                DecisionOutcome.DISMISSED: "The flag is dismissed. It stays on record with your name and reason.",
                DecisionOutcome.UNSURE: "The flag is left as unsure. It stays open.",
            }[asked.outcome]
            return desk.to(f"/flags/{reference}", told=desk.house.notices.keep(Notice(title)))
        except NotFound:
            raise
        except RiskregError as error:
            faults = (_fault(error),)
    found = asking.show(desk.office(), reference)
    return thing_page(desk, "flag", found, faults=faults, typed=_typed(form))


@router.get("/assets/{reference}/removal", response_class=HTMLResponse)
def asset_removal(desk: AtDesk, reference: str) -> HTMLResponse:
    """Record a removal step of an asset."""
    return _removal_page(desk, reference)


@router.get("/sites/{reference}/removal", response_class=HTMLResponse)
def site_removal(desk: AtDesk, reference: str) -> HTMLResponse:
    """Record a removal step of several assets of a site at once."""
    return _removal_page(desk, reference)


@router.post("/assets/{reference}/removal", response_class=HTMLResponse)
def record_asset_removal(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Record a removal step of an asset."""
    return _record(desk, reference, form)


@router.post("/sites/{reference}/removal", response_class=HTMLResponse)
def record_site_removal(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Record a removal step of several assets of a site at once."""
    return _record(desk, reference, form)


@router.get("/assets/{reference}/evidence/{sha256}")
def evidence(desk: AtDesk, reference: str, sha256: str) -> FileResponse:
    """A file of evidence, to keep: never shown inside a page."""
    path, name = evidence_copy(desk.office(), reference, sha256)
    return kept_file(desk, path, name)


def _record(desk: Desk, reference: str, form: FormData) -> Response:
    asked, faults = StepForm.read(form)
    if asked is None:
        return _removal_page(desk, reference, form, faults)
    try:
        with sent_file(form, "evidence") as file:
            done = record_removal(
                desk.office(),
                asked.assets,
                asked.step,
                asked.on,
                devices=asked.devices,
                remover=asked.remover or None,
                verifier=asked.verifier or None,
                evidence=file,
                evidence_kind=asked.evidence_kind,
                note=asked.note or None,
            )
    except RiskregError as error:
        return _removal_page(desk, reference, form, (_fault(error),))
    devices = f"{done.devices:,} device{'' if done.devices == 1 else 's'}"
    lines = "" if done.assets == 1 else f" on {done.assets:,} asset lines"
    title = f"Recorded: {dict(STEPS)[asked.step].partition(':')[0].lower()}, {devices}{lines}."
    word = desk.house.notices.keep(Notice(title, tuple(for_pages(text) for text in done.said), done.breaches))
    return desk.to(path_of(reference), told=word)


def _fault(error: RiskregError) -> Fault:
    text = for_pages(str(error))
    if isinstance(error, NotPermitted):
        return Fault("evidence" if "evidence" in error.message else "verifier", text)
    return Fault("", text)


def _typed(form: FormData) -> dict[str, Any]:
    return {name: value for name, value in form.multi_items() if not isinstance(value, UploadFile)}


def _removal_page(
    desk: Desk, reference: str, form: FormData | None = None, faults: tuple[Fault, ...] = ()
) -> HTMLResponse:
    found = asking.show(desk.office(), reference)
    lines = _lines(found)
    is_site = found.title.startswith("Site")
    values = {
        "found": found,
        "name": found.title.partition(": ")[2],
        "back": path_of(found.reference),
        "lines": lines,
        "is_site": is_site,
        "steps": STEPS,
        "kinds": tuple((kind, kind.value.replace("_", " ").capitalize()) for kind in EvidenceKind),
        "typed": _typed(form) if form is not None else {},
        "chosen": form.getlist("assets") if form is not None else (),
        "evidence_kept": () if is_site else evidence_kept(desk.office(), found.reference),
    }
    return desk.page("removal.html", values, title=f"Record a removal step: {values['name']}", faults=faults)


def _lines(found: Description) -> tuple[_Line, ...]:
    """The flagged assets of a site for which there is something left to record; of an asset's page that asset."""
    if not found.title.startswith("Site"):
        summary = dict(found.sections[0].rows)
        devices = summary.get("Devices still open")
        named = found.title.partition(": ")[2]
        verdict = str(summary.get("Verdict", ""))
        return (_Line(found.reference, named, verdict, "", devices if isinstance(devices, int) else 0),)
    table = next((section.table for section in found.sections if section.title == "Assets ever flagged"), ())
    return tuple(_Line(str(row[0]), str(row[1]), str(row[3]), str(row[4]), int(str(row[5]))) for row in table if row[5])
