"""Data for showing one thing by its reference: asset, site, organisation, flag, import, plan, determination, change."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from riskreg.errors import NotFound
from riskreg.register import (
    Determination,
    Exemption,
    Flag,
    ImportBatch,
    NilReturn,
    Organisation,
    ReplacementPlan,
    ReturnRequest,
    SavedCheck,
    Site,
)
from riskreg.reporting.describe_asset import describe_asset
from riskreg.reporting.describe_estate import describe_site
from riskreg.reporting.describe_exemption import describe_exemption
from riskreg.reporting.describe_flag import describe_flag
from riskreg.reporting.describe_organisation import describe_organisation
from riskreg.reporting.describe_records import (
    describe_change,
    describe_determination,
    describe_import,
    describe_plan,
)
from riskreg.reporting.describe_returns import describe_nil_return, describe_request
from riskreg.reporting.describe_saved_check import describe_saved_check
from riskreg.reporting.describe_vendor import describe_vendor
from riskreg.reporting.description import Description, Section
from riskreg.reporting.points import code_of_register
from riskreg.reporting.provenance import require_known
from riskreg.reporting.questions import today
from riskreg.reporting.state import Point
from riskreg.rules.references import ReferenceKind, parse_reference

__all__ = ["Description", "Section", "describe"]

_RECORDED = {
    ReferenceKind.IMPORT: (ImportBatch, "import"),
    ReferenceKind.PLAN: (ReplacementPlan, "plan"),
    ReferenceKind.DETERMINATION: (Determination, "determination"),
    ReferenceKind.SAVED_CHECK: (SavedCheck, "saved check"),
    ReferenceKind.EXEMPTION: (Exemption, "exemption"),
    ReferenceKind.NIL_RETURN: (NilReturn, "nil return"),
    ReferenceKind.RETURN_REQUEST: (ReturnRequest, "request for a return"),
    ReferenceKind.FLAG: (Flag, "flag"),
    ReferenceKind.ORGANISATION: (Organisation, "organisation"),
    ReferenceKind.SITE: (Site, "site"),
}
"""Where what a reference names was recorded, and in a word what it is."""
_SHOWN_BY = {
    ReferenceKind.APPRAISAL: "riskreg plan compare",
    ReferenceKind.PRODUCT: "riskreg products show",
}
"""Commands for what takes more than a description."""


def describe(session: Session, text: str, *, point: Point | None = None) -> Description:
    """Everything known at a point of what a reference names; a vendor goes by its short name or name.

    Args:
        session: A session that may read.
        text: A reference such as `ASSET-4KX-R2F7-W`, in any case, or a vendor.
        point: As at today, as known now, where None.

    Raises:
        NotFound: Nothing is there by that reference, it belongs to another register, or it was not known at the point.
    """
    at = point or Point(today())
    parsed = parse_reference(text)
    if parsed is None:
        return describe_vendor(session, text, at)
    kind, code, key = parsed
    mine = code_of_register(session)
    if code != mine:
        raise NotFound(f"“{text}” belongs to another register ({code}); this one is {mine}.", "Ask the sender.")
    if kind in _RECORDED:
        table, what = _RECORDED[kind]
        require_known(session, table, key, what, at)
    shown: dict[ReferenceKind, Callable[[Session, int, Point], Description]] = {
        ReferenceKind.ASSET: describe_asset,
        ReferenceKind.SITE: describe_site,
        ReferenceKind.ORGANISATION: describe_organisation,
        ReferenceKind.FLAG: describe_flag,
        ReferenceKind.IMPORT: describe_import,
        ReferenceKind.PLAN: describe_plan,
        ReferenceKind.DETERMINATION: describe_determination,
        ReferenceKind.CHANGE: describe_change,
        ReferenceKind.SAVED_CHECK: describe_saved_check,
        ReferenceKind.EXEMPTION: describe_exemption,
        ReferenceKind.NIL_RETURN: describe_nil_return,
        ReferenceKind.RETURN_REQUEST: describe_request,
    }
    if kind in _SHOWN_BY:
        raise NotFound(f"“{text}” has a command of its own.", f"See it with: {_SHOWN_BY[kind]} {text}")
    if kind not in shown:
        raise NotFound(f"There is no such thing to show as “{text}”.", "See what waits with: riskreg conflicts")
    return shown[kind](session, key, at)
