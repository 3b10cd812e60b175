"""Check before buying: lines pasted or a file, a verdict for each, and the checks that are kept and watched."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path, PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData, UploadFile

from riskreg.errors import FileRejected, NotFound, RiskregError, UsageError
from riskreg.operations import asking, buying, listing, saved_checks
from riskreg.rules.purchases import PurchaseKind
from riskreg.rules.references import ReferenceKind, parse_reference
from riskreg.rules.terms import Verdict
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.downloads import download
from riskreg.web.forms import Fault, Form
from riskreg.web.last_checks import Asked, CheckedHere
from riskreg.web.questions import MOST_ORGANISATIONS, thing_link
from riskreg.web.security import posted
from riskreg.web.uploads import as_file, safe_name

router = APIRouter(include_in_schema=False)

PAGE_LINES = 100
MOST_BYTES = 20 * 1024**2
"""A file that is larger is for the command line, which need not hold it in memory."""
_NAME = "Give it a name of at most 200 characters, such as “Quotation 17”."
Posted = Annotated[FormData, Depends(posted)]


class CheckForm(Form):
    """What is to be checked, and for whom."""

    lines: str = Field(default="")
    organisation: str = Field(default="")
    regimes: tuple[str, ...] = Field(default=())


class SaveForm(Form):
    """How a check is kept."""

    kind: PurchaseKind = Field(json_schema_extra={"missing": "Choose what it is.", "wrong": "Choose what it is."})
    title: str = Field(min_length=1, max_length=200, json_schema_extra={"missing": _NAME, "wrong": _NAME})


class EndForm(Form):
    """Why a saved check is watched no longer."""

    reason: str = Field(min_length=1, json_schema_extra={"missing": "Say why, such as “Bought on 3 December 2026”."})


@router.get("/check", response_class=HTMLResponse)
def check(desk: AtDesk) -> HTMLResponse:
    """Where lines are pasted or a file is chosen."""
    return _form_page(desk, CheckForm(), ())


@router.post("/check", response_class=HTMLResponse)
def check_posted(desk: AtDesk, form: Posted) -> Response:
    """Judge what was sent."""
    asked, faults = CheckForm.read(form)
    if asked is None:
        return _form_page(desk, CheckForm(), faults)
    upload = form.get("file")
    try:
        name, content = _sent(desk, asked, upload if isinstance(upload, UploadFile) else None)
        with as_file(name, content) as path:
            found, is_registers = buying.check_purchase(
                desk.office_with_lists(), path, organisation=asked.organisation or None, regimes=asked.regimes
            )
    except RiskregError as error:
        field = "organisation" if isinstance(error, NotFound) else "file" if _is_file(upload) else "lines"
        issues = error.issues if isinstance(error, FileRejected) else ()
        return _form_page(desk, asked, (Fault.of(error, field),), issues)
    kept = CheckedHere(found, Asked(name, asked.organisation, tuple(asked.regimes)), content, is_registers)
    number = desk.house.last_checks.keep(str(desk.request.state.visit), kept)
    return desk.to(f"/check/results/{number}")


def _is_file(upload: object) -> bool:
    return isinstance(upload, UploadFile) and bool(upload.filename)


def _sent(desk: Desk, asked: CheckForm, upload: UploadFile | None) -> tuple[str, bytes]:
    """Name and bytes of what is to be checked."""
    if upload is not None and upload.filename:
        if asked.lines:
            raise UsageError("There are pasted lines and a file.", "Send one of the two.")
        content = upload.file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UsageError(
                f"The file is larger than {MOST_BYTES // 1024**2} MB.",
                "Check the part that you want to buy, or ask your IT team for the command “riskreg check”.",
            )
        return safe_name(upload.filename), content
    with tempfile.TemporaryDirectory(prefix="riskreg-") as folder:
        path = buying.pasted_file(desk.office_with_lists(), asked.lines, Path(folder))
        return path.name, path.read_bytes()


def _form_page(desk: Desk, asked: CheckForm, faults: tuple[Fault, ...], issues: Any = ()) -> HTMLResponse:
    watched = saved_checks.watch_checks(desk.office())
    values = {
        "asked": asked,
        "issues": issues,
        "organisations": asking.organisation_names(desk.office(), MOST_ORGANISATIONS),
        "regimes": [each for each in listing.lists(desk.office_with_lists()) if each.kind != "indicator"],
        "saved": len(watched),
        "caught": sum(bool(each.caught) for each in watched),
    }
    return desk.page("check.html", values, title="Check before buying", faults=faults)


@router.get("/check/results/{number}", response_class=HTMLResponse)
def result(
    desk: AtDesk, number: str, verdict: str = "", first: Annotated[int, Query(alias="from", ge=1, le=10**6)] = 1
) -> HTMLResponse:
    """The verdict of each line, the gravest first."""
    return _result_page(desk, number, verdict, first, {}, ())


def _result_page(
    desk: Desk, number: str, verdict: str, first: int, typed: dict[str, str], faults: tuple[Fault, ...]
) -> HTMLResponse:
    kept = desk.house.last_checks.of(str(desk.request.state.visit), number)
    rows = sorted(
        (row for row in kept.found.rows if verdict in ("", row.judgement.verdict.value)),
        key=lambda row: (-row.judgement.verdict.gravity, -row.judgement.confidence),
    )
    shown = rows[first - 1 : first - 1 + PAGE_LINES]
    values = {
        "number": number,
        "kept": kept,
        "found": kept.found,
        "counts": [(each, kept.found.counts.get(each, 0)) for each in Verdict],
        "verdict": verdict,
        "rows": [(row, _said(row.values), kept.is_pasted) for row in shown],
        "first": first,
        "last": first - 1 + len(shown),
        "total": len(rows),
        "page_lines": PAGE_LINES,
        "kinds": tuple(PurchaseKind),
        "typed": typed,
    }
    return desk.page("check_result.html", values, title=f"Check of {kept.asked.name}", faults=faults)


def _said(values: Any) -> str:
    return "; ".join(str(value) for value in values.values() if value)


@router.get("/check/results/{number}/lines.{form}")
def result_file(desk: AtDesk, number: str, form: str) -> Response:
    """Every line with its verdict, as a file, in the order of what was sent."""
    kept = desk.house.last_checks.of(str(desk.request.state.visit), number)
    if form not in ("csv", "xlsx"):
        raise NotFound(f"A check is not given as “{form}”.", "Take CSV or a workbook.")
    office, asked = desk.office_with_lists(), kept.asked

    def make(target: Path) -> None:
        with as_file(asked.name, kept.content) as path:
            buying.check_purchase(office, path, target, organisation=asked.organisation or None, regimes=asked.regimes)

    return download(desk, f"checked-{PurePath(asked.name).stem}", f".{form}", make)


@router.post("/check/results/{number}/save", response_class=HTMLResponse)
def save(desk: AtDesk, number: str, form: Posted) -> Response:
    """Keep a check in the register, so that it is held against newer lists."""
    kept = desk.house.last_checks.of(str(desk.request.state.visit), number)
    typed = {name: str(form.get(name) or "") for name in ("kind", "title")}
    wanted, faults = SaveForm.read(form)
    if wanted is None:
        return _result_page(desk, number, "", 1, typed, faults)
    try:
        with as_file(kept.asked.name, kept.content) as path:
            _, reference = saved_checks.check_and_save(
                desk.office_with_lists(),
                path,
                None,
                kind=wanted.kind,
                title=wanted.title,
                organisation=kept.asked.organisation or None,
                regimes=kept.asked.regimes,
            )
    except RiskregError as error:
        return _result_page(desk, number, "", 1, typed, (Fault.of(error),))
    return desk.to(f"/check/saved/{reference}")


@router.get("/check/saved", response_class=HTMLResponse)
def saved(desk: AtDesk) -> HTMLResponse:
    """Saved checks that are watched, those that a newer list caught first."""
    found = saved_checks.watch_checks(desk.office())
    rows = sorted(found, key=lambda each: (not each.caught, -each.checked_on.toordinal()))
    return desk.page("checks_saved.html", {"rows": rows}, title="Saved checks")


@router.get("/check/saved/{reference}", response_class=HTMLResponse)
def saved_check(desk: AtDesk, reference: str) -> HTMLResponse:
    """A saved check: what was said then, what is said now, and an end to watching it."""
    return _saved_page(desk, reference, ())


def _saved_page(desk: Desk, reference: str, faults: tuple[Fault, ...]) -> HTMLResponse:
    parsed = parse_reference(reference)
    if parsed is None or parsed[0] is not ReferenceKind.SAVED_CHECK:
        raise NotFound(f"“{reference}” is no reference of a saved check.", "Choose one from the list of saved checks.")
    described = asking.show(desk.office(), reference)
    mine = [each for each in saved_checks.watch_checks(desk.office()) if each.reference == described.reference]
    values = {
        "described": described,
        "watched": mine[0] if mine else None,
        "address": lambda _column, value, _row: thing_link(desk, value),
        "counts": Counter(str(row[2]) for row in described.section("Lines, as judged then").table),
    }
    return desk.page("check_saved.html", values, title=described.title, faults=faults)


@router.post("/check/saved/{reference}/end", response_class=HTMLResponse)
def end(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Watch a saved check no longer."""
    wanted, faults = EndForm.read(form)
    if wanted is None:
        return _saved_page(desk, reference, faults)
    try:
        saved_checks.end_saved_check(desk.office(), reference, wanted.reason)
    except RiskregError as error:
        return _saved_page(desk, reference, (Fault.of(error, "reason"),))
    return desk.to("/check/saved")
