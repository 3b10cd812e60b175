"""Pages of one thing: a site, an asset, a flag, an organisation, a vendor, and every other record by its reference."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup, escape

from riskreg.operations import asking, makers
from riskreg.operations.asking import Description, Scalar
from riskreg.rules.references import ReferenceKind, parse_reference
from riskreg.web.desk import AtDesk, Desk
from riskreg.web.listings import point_of

router = APIRouter(include_in_schema=False)

FOLDED_ROWS = 12
"""Rows of a table that stand open; further ones are one press away."""
_PATHS = {
    ReferenceKind.ASSET: "/assets",
    ReferenceKind.SITE: "/sites",
    ReferenceKind.ORGANISATION: "/organisations",
    ReferenceKind.FLAG: "/flags",
    ReferenceKind.IMPORT: "/imports",
    ReferenceKind.SAVED_CHECK: "/check/saved",
    ReferenceKind.APPRAISAL: "/plans",
    ReferenceKind.PRODUCT: "/products",
}
_REFERENCE = re.compile(rf"\b(?:{'|'.join(kind.value for kind in ReferenceKind)})-[2-9A-Z]{{3}}-[2-9A-Z]{{5,}}\b")
_NAMED = re.compile(rf"([^()]+) \(({_REFERENCE.pattern})\)")
"""A name with the reference of what it names."""
_IN_THE_HEADING = frozenset({"Reference", "Name", "Short name", "File"})
_OPEN = {
    "asset": ("Timeline", "Who made it", "Flags", "Removal"),
    "flag": ("Who made it", "The list entry, word for word", "What it asks, and by when", "Exemptions", "Decisions"),
    "site": ("Assets by verdict", "Assets ever flagged", "Obligations", "Exemptions", "Plan in force", "Removals"),
    "organisation": ("Regimes adopted", "Bodies below"),
    "vendor": ("Names", "Makes for others", "List entries", "Determinations"),
}
"""Sections that stand open; the others open with a press."""


def path_of(reference: str) -> str:
    """Path of the page of what a reference names; other texts are taken for vendors.

    Args:
        reference: As it stands in the register.
    """
    parsed = parse_reference(reference)
    if parsed is None:
        return f"/vendors/{reference}"
    return f"{_PATHS.get(parsed[0], '/records')}/{reference}"


def linked(desk: Desk, text: str) -> Markup:
    """A text in which every reference is a link to its page, at the moment that is looked at.

    Args:
        desk: Of the request.
        text: As a cell shows it.
    """
    if "-" not in text:
        return escape(text)  # as most cells: a reference has a hyphen
    whole = _NAMED.fullmatch(text)
    if whole is not None and parse_reference(whole[2]) is not None:
        address = desk.link(path_of(whole[2]))
        return Markup('<a class="govuk-link" href="{}">{}</a>').format(address, whole[1])
    parts, last = [], 0
    for found in _REFERENCE.finditer(text):
        if parse_reference(found[0]) is None:
            continue
        parts.append(escape(text[last : found.start()]))
        address = desk.link(path_of(found[0]))
        parts.append(Markup('<a class="govuk-link rr-reference" href="{}">{}</a>').format(address, found[0]))
        last = found.end()
    return Markup("").join([*parts, escape(text[last:])])


@router.get("/show/{reference}")
def show(desk: AtDesk, reference: str) -> RedirectResponse:
    """On to the page of what a reference names."""
    return RedirectResponse(desk.link(path_of(reference)), 302)


@router.get("/assets/{reference}", response_class=HTMLResponse)
def asset(desk: AtDesk, reference: str) -> HTMLResponse:
    """An asset."""
    return thing_page(desk, "asset", asking.show(desk.office(), reference, point_of(desk)))


@router.get("/sites/{reference}", response_class=HTMLResponse)
def site(desk: AtDesk, reference: str) -> HTMLResponse:
    """A site."""
    return thing_page(desk, "site", asking.show(desk.office(), reference, point_of(desk)))


@router.get("/flags/{reference}", response_class=HTMLResponse)
def flag(desk: AtDesk, reference: str) -> HTMLResponse:
    """A flag."""
    return thing_page(desk, "flag", asking.show(desk.office(), reference, point_of(desk)))


@router.get("/organisations/{reference}", response_class=HTMLResponse)
def organisation(desk: AtDesk, reference: str) -> HTMLResponse:
    """An organisation."""
    return thing_page(desk, "organisation", asking.show(desk.office(), reference, point_of(desk)))


@router.get("/vendors/{name}", response_class=HTMLResponse)
def vendor(desk: AtDesk, name: str) -> HTMLResponse:
    """A vendor."""
    return thing_page(desk, "vendor", makers.show_vendor(desk.office_with_lists(), name, point_of(desk)))


@router.get("/records/{reference}", response_class=HTMLResponse)
def record(desk: AtDesk, reference: str) -> HTMLResponse:
    """A plan, a determination, a change, an exemption and the like."""
    return thing_page(desk, "record", asking.show(desk.office(), reference, point_of(desk)))


def thing_page(desk: Desk, kind: str, found: Description, /, **more: Any) -> HTMLResponse:
    """The page of a thing.

    Args:
        desk: Of the request.
        kind: What it is.
        found: All that is known of it.
        more: Further values: `faults`, and what a form on the page needs.
    """
    faults = more.pop("faults", ())
    sections = [section for section in found.sections if section.title != "Summary"]
    opened = _OPEN.get(kind)
    values = {
        "kind": kind,
        "found": found,
        "name": found.title.partition(": ")[2] or found.title,
        "summary": [row for row in _summary(found) if row[0] not in _IN_THE_HEADING],
        "opened": [each for each in sections if opened is None or each.title in opened],
        "folded": [each for each in sections if opened is not None and each.title not in opened],
        "most": FOLDED_ROWS,
        "linked": lambda text: linked(desk, text),
        "typed": {},
        "notice": desk.house.notices.of(desk.request.query_params.get("told", "")),
        "is_merged": any(label == "Counted" for label, _ in _summary(found)),
        "can_decide": bool(desk.person) and not desk.moment.is_past and not _is_lapsed(found),
        **more,
    }
    return desk.page("thing.html", values, title=found.title, faults=faults)


def _is_lapsed(found: Description) -> bool:
    """Whether the ground of a flag has lapsed, so that there is nothing to decide."""
    return any(label == "Decision" and str(value).startswith("Lapsed") for label, value in _summary(found))


def _summary(found: Description) -> tuple[tuple[str, Scalar], ...]:
    return next((section.rows for section in found.sections if section.title == "Summary"), ())
