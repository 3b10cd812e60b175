"""Candidate replacements as pages: one product, whether it fits what stays at a site, and taking a list in."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import Field
from starlette.datastructures import FormData, UploadFile

from riskreg.errors import FileRejected, NotFound, RiskregError, UsageError
from riskreg.operations import fitting, products
from riskreg.operations.draft_offering import offer_draft, stays_at
from riskreg.operations.fitting import ProductFitted
from riskreg.operations.plans_listing import sites_with_product
from riskreg.operations.product_words import product_facts_told
from riskreg.operations.products import ProductsImported
from riskreg.operations.templating import write_blank_products
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Verdict
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.downloads import download
from riskreg.web.forms import Fault, Form, Optional, TypedDate
from riskreg.web.last import Book
from riskreg.web.plans import moment_of
from riskreg.web.security import posted
from riskreg.web.staying import ALLOTS, STAYS_TOO, StaysForm
from riskreg.web.uploads import as_file, safe_name

router = APIRouter(include_in_schema=False)
Posted = Annotated[FormData, Depends(posted)]
PAGE_ISSUES = 40


class FitForm(StaysForm):
    """Which product, how many, and where."""

    product: str = Field(
        min_length=1, json_schema_extra={"missing": "Name the product: brand and model, model, or reference."}
    )
    quantity: int = Field(1, ge=1, le=100_000, json_schema_extra={"wrong": "Write a whole number of at least 1."})
    site: Annotated[str | None, Optional] = None


class TakeForm(Form):
    """The date that a list of products describes."""

    dated: TypedDate = Field(default=None, json_schema_extra={"wrong": "Write the day, such as 22 November 2026."})


@router.get("/products/fit", response_class=HTMLResponse)
def fit(desk: AtDesk, product: str = "") -> HTMLResponse:
    """Ask whether a product works with what stays; the answer is a page of its own address."""
    asked = desk.request.query_params
    typed: dict[str, Any] = {name: asked.get(name, "") for name in FitForm.model_fields if name in asked}
    chosen = asked.getlist("stays_too")
    if not product.strip() or asked.get("ask") != "yes":
        return _fit_page(desk, {"quantity": "1", **typed}, chosen)
    wanted, faults = FitForm.read(FormData([(name, text) for name, text in asked.multi_items()]))
    if wanted is None:
        return _fit_page(desk, typed, chosen, faults)
    office = desk.office_with_lists()
    try:
        stays = wanted.stays(office.today)
        if wanted.site is not None:
            stays = stays_at(office, wanted.site, stays)
            typed["site_name"] = offer_draft(office, wanted.site).name
        found = fitting.fit_product(office, wanted.product, stays, wanted.quantity)
    except RiskregError as error:
        field = "site" if isinstance(error, NotFound) and "site" in error.message else "product"
        return _fit_page(desk, typed, chosen, (Fault.of(error, field),))
    return _fit_page(desk, typed, chosen, found=found, stays=stays)


def _fit_page(
    desk: Desk,
    typed: dict[str, Any],
    chosen: list[str],
    faults: tuple[Fault, ...] = (),
    found: ProductFitted | None = None,
    stays: Stays | None = None,
) -> HTMLResponse:
    values = {
        "typed": typed,
        "chosen": {"stays_too": chosen},
        "found": found,
        "stays": stays,
        "stays_too": STAYS_TOO,
        "allots": ALLOTS,
    }
    title = f"Does {found.product.candidate.name} fit?" if found is not None else "Does a product fit?"
    return desk.page("product_fit.html", values, title=title, faults=faults)


@router.get("/products/blank.xlsx")
def blank(desk: AtDesk) -> FileResponse:
    """A blank list of products to be filled in."""

    def make(path: Path) -> None:
        write_blank_products(path, desk.house.base.settings.marking)

    return download(desk, "products", ".xlsx", make)


@router.get("/products/take", response_class=HTMLResponse)
def take(desk: AtDesk) -> HTMLResponse:
    """Take products in: those that come with riskreg, or a list of one's own."""
    return _take_page(desk)


@router.post("/products/take", response_class=HTMLResponse)
def taken(desk: AtDesk, form: Posted) -> Response:
    """Look at a list of products; nothing is written."""
    asked, faults = TakeForm.read(form)
    upload = form.get("file")
    is_bundled = form.get("which") == "bundled"
    if not is_bundled and (not isinstance(upload, UploadFile) or not upload.filename):
        faults = (*faults, Fault("file", "Choose the file, or take those that come with riskreg."))
    if asked is None or faults:
        return _take_page(desk, faults)
    name, content = "", b""
    if not is_bundled and isinstance(upload, UploadFile):
        name, content = safe_name(upload.filename or ""), upload.file.read()
    try:
        found = _imported(desk, name, content, asked.dated)
    except RiskregError as error:
        issues = tuple(error.issues) if isinstance(error, FileRejected) else ()
        return _take_page(desk, (Fault.of(error, "dated" if isinstance(error, UsageError) else "file"),), issues)
    book = Book(name, content, found, found.preview.outcome_sha256, asked.dated)
    number = desk.house.last_products.keep(str(desk.request.state.visit), book)
    return desk.to(f"/products/take/{number}")


@router.get("/products/take/{number}", response_class=HTMLResponse)
def preview(desk: AtDesk, number: str) -> HTMLResponse:
    """What the list of products would do."""
    found = desk.house.last_products.of(str(desk.request.state.visit), number).seen.preview
    verdicts = Counter(each.verdict for each in found.outcomes if each.verdict is not None)
    values = {
        "number": number,
        "found": found,
        "counts": [(kind.value, count) for kind, count in found.counts.items() if count],
        "verdicts": [(each, verdicts[each]) for each in Verdict if verdicts[each]],
        "flagged": [each for each in found.outcomes if each.verdict is not None and each.verdict.is_flagged],
        "issues": found.issues[:PAGE_ISSUES],
        "more_issues": max(0, len(found.issues) - PAGE_ISSUES),
    }
    return desk.page("products_preview.html", values, title="What taking these products in would do")


@router.post("/products/take/{number}/apply", response_class=HTMLResponse)
def apply(desk: AtDesk, number: str, _form: Posted) -> Response:
    """Take them in."""
    book = desk.house.last_products.of(str(desk.request.state.visit), number)
    try:
        _imported(desk, book.name, book.content, book.dated, book.expect)
    except RiskregError as error:
        return _take_page(desk, (Fault.of(error, "file"),))
    return desk.to("/products")


def _imported(desk: Desk, name: str, content: bytes, dated: date | None, expect: str | None = None) -> ProductsImported:
    """Look at a list of products, the bundled one where it has no name; write it where it was looked at before."""
    office, is_seen = desk.office_with_lists(), expect is not None
    if not name:
        return products.import_products(office, None, dated=dated, apply=is_seen, expect=expect)
    with as_file(name, content) as path:
        return products.import_products(office, path, dated=dated, apply=is_seen, expect=expect)


def _take_page(desk: Desk, faults: tuple[Fault, ...] = (), issues: tuple[Issue, ...] = ()) -> HTMLResponse:
    values = {"issues": issues[:PAGE_ISSUES], "more_issues": max(0, len(issues) - PAGE_ISSUES), "typed": {}}
    return desk.page("products_take.html", values, title="Take products in", faults=faults)


@router.get("/products/{reference}", response_class=HTMLResponse)
def product(desk: AtDesk, reference: str) -> HTMLResponse:
    """One product: what is known of it and from where, and what each list in use says of it."""
    found = products.show_product(desk.office(), reference, **moment_of(desk))
    values = {
        "found": found,
        "facts": [(label, value) for label, value in product_facts_told(found) if value],
        "sites": sites_with_product(desk.office(), found.reference) if not desk.moment.is_past else (),
    }
    return desk.page("product.html", values, title=found.candidate.name)
