"""The signature of a list: as a person gives it, else as riskreg's own sheet in it, else as its own lines state it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from riskreg.intake import codes
from riskreg.intake.assets import AssetPlan
from riskreg.intake.estate_plan import EstatePlan
from riskreg.intake.preview import Preview
from riskreg.intake.signed import Signature, SignatureRead, signatures_in
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity


def with_signature(preview: Preview, told: Signature | None) -> Preview:
    """The same preview with who answers for the list, and what is to be said of that.

    Args:
        preview: As `prepare` gave it; its workbook must still be open.
        told: Who does by a person's word, or as riskreg's own sheet says; None: as the file's own lines say.
    """
    if told is not None:
        return replace(preview, signature=told)
    found = signatures_in(_lines(preview))
    if not found:
        return preview
    issue = _said(found)
    totals = {**preview.issue_totals, issue.code: preview.issue_totals.get(issue.code, 0) + 1}
    signature = found[0].signature if len(found) == 1 else None
    return replace(preview, signature=signature, issues=(*preview.issues, issue), issue_totals=totals)


def _lines(preview: Preview) -> Iterator[tuple[str, int, str]]:
    """What stands above the tables, and rows inside and below them that are not data."""
    if isinstance(preview.plan, AssetPlan | EstatePlan):
        for table in preview.plan.tables:
            for row, text in table.above:
                yield table.sheet, row, text
    for sheet in preview.sheets:
        for skipped in sheet.skipped:
            yield skipped.sheet, skipped.row, skipped.text


def _said(found: Sequence[SignatureRead]) -> Issue:
    first = found[0]
    if len(found) > 1:
        names = " and ".join(f"{each.signature} (row {each.row})" for each in found[:3])
        return Issue(
            codes.SIGNATURES_DIFFER,
            Severity.WARNING,
            f"The file names several persons who answer for it: {names}. None was taken.",
            "Say who does with --signed-by and --post.",
            first.sheet,
            str(first.row),
        )
    verb = "signed" if first.is_signed else "filled in"
    return Issue(
        codes.SIGNATURE_READ,
        Severity.NOTE,
        f"The list is {verb} by {first.signature}, as row {first.row} of sheet “{first.sheet}” states.",
        "If somebody else answers for it, say so with --signed-by and --post.",
        first.sheet,
        str(first.row),
        None,
        first.text[:120],
    )
