"""The workbook of an appraisal on pages: take it out, send it back corrected, see what it changes, have it written."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from riskreg.errors import FileRejected, RiskregError
from riskreg.operations.appraisal_books import AppraisalImported, import_book_of
from riskreg.operations.appraisal_seen import see_appraisal
from riskreg.rules.appraisal_money import MONEY
from riskreg.rules.issues import Issue
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.forms import Fault
from riskreg.web.last import Book
from riskreg.web.notices import Notice
from riskreg.web.plans import moment_of, plan_page
from riskreg.web.security import posted
from riskreg.web.uploads import as_file, safe_name

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted)]

PAGE_DIFFERENCES = 200
"""Differences that the preview shows; the workbook has all of them."""
PAGE_ISSUES = 60


@router.get("/plans/{reference}/workbook", response_class=HTMLResponse)
def workbook(desk: AtDesk, reference: str) -> HTMLResponse:
    """Where the workbook is taken out and sent back, and the versions so far."""
    return _page(desk, reference)


@router.post("/plans/{reference}/workbook", response_class=HTMLResponse)
def sent(desk: AtDesk, reference: str, form: Posted) -> Response:
    """Look at what was sent; nothing is written."""
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return _page(desk, reference, (Fault("file", "Choose the workbook that you corrected."),))
    named = see_appraisal(desk.office(), reference).compared.reference
    name, content = safe_name(upload.filename), upload.file.read()
    try:
        with as_file(name, content) as path:
            found = import_book_of(desk.office_with_lists(), named, path, apply=False)
    except RiskregError as error:
        issues = error.issues if isinstance(error, FileRejected) else ()
        return _page(desk, reference, (Fault.of(error, "file"),), tuple(issues))
    book = Book(name, content, found, found.outcome_sha256)
    number = desk.house.last_appraisals.keep(str(desk.request.state.visit), book)
    return desk.to(f"/plans/{named}/workbook/{number}")


@router.get("/plans/{reference}/workbook/{number}", response_class=HTMLResponse)
def preview(desk: AtDesk, reference: str, number: str) -> HTMLResponse:
    """What the workbook that was sent changes, and what the options come to with it."""
    return _preview_page(desk, reference, number)


@router.post("/plans/{reference}/workbook/{number}/apply", response_class=HTMLResponse)
def apply(desk: AtDesk, reference: str, number: str, _form: Posted) -> Response:
    """Have it written as the newest version."""
    book = _book(desk, number)
    named = see_appraisal(desk.office(), reference).compared.reference
    try:
        with as_file(book.name, book.content) as path:
            done = import_book_of(desk.office_with_lists(), named, path, apply=True, expect=book.expect)
    except RiskregError as error:
        return _page(desk, reference, (Fault.of(error, "file"),))
    many = len(done.differences)
    title = f"The appraisal is written as its newest version, with {many:,} difference{'' if many == 1 else 's'}."
    if not done.is_written:
        title = "The workbook changes nothing, so nothing was written."
    return desk.to(f"/plans/{named}", told=desk.house.notices.keep(Notice(title)))


def _book(desk: Desk, number: str) -> Book[AppraisalImported]:
    return desk.house.last_appraisals.of(str(desk.request.state.visit), number)


def _preview_page(desk: Desk, reference: str, number: str) -> HTMLResponse:
    book = _book(desk, number)
    seen = see_appraisal(desk.office(), reference)
    before = {each.label: each for each in seen.compared.figures.options}
    values = {
        "book": book,
        "number": number,
        "found": book.seen,
        "before": before,
        "money": [each for each in MONEY if each.code in ("capital", "whole_life", "budget", "present_value")],
        "most": PAGE_DIFFERENCES,
    }
    return plan_page(desk, seen, "plan_book_preview.html", values, title="What the workbook changes")


def _page(desk: Desk, reference: str, faults: tuple[Fault, ...] = (), issues: tuple[Issue, ...] = ()) -> HTMLResponse:
    seen = see_appraisal(desk.office(), reference, **moment_of(desk))
    values = {"issues": issues[:PAGE_ISSUES], "more_issues": max(0, len(issues) - PAGE_ISSUES)}
    values |= {"most_mb": desk.house.base.settings.read_file_mb}
    return plan_page(desk, seen, "plan_book.html", values, title="Workbook and versions", faults=faults)
