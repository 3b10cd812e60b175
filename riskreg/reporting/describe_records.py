"""What was recorded: an import, a plan, a determination, a change."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from riskreg.errors import NotFound
from riskreg.register import (
    Change,
    ChangeItem,
    Criterion,
    Determination,
    Evidence,
    ImportBatch,
    ImportedRow,
    ImportWithdrawal,
    PlanLine,
    Regime,
    ReplacementPlan,
    Vendor,
)
from riskreg.register.imports import ROW_NOT_TAKEN
from riskreg.reporting.breakdowns import words
from riskreg.reporting.description import Description, Section, columns, missing
from riskreg.reporting.import_rows import rows_by_disposition
from riskreg.reporting.listings import messages
from riskreg.reporting.points import code_of_register, known, trail_at
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import change_of, is_undone, sheets_of, who
from riskreg.reporting.remembered import state_of
from riskreg.reporting.state import Point
from riskreg.rules.references import ReferenceKind, reference

_ROWS_SHOWN = 500


def describe_import(session: Session, key: int, point: Point) -> Description:
    """An imported list: how it was understood, and what was done with its rows.

    Raises:
        NotFound: There is none in this register.
    """
    batch = session.get(ImportBatch, key)
    if batch is None:
        raise missing("import")
    code = code_of_register(session)
    change = change_of(session, batch.change_id)
    ref = reference(ReferenceKind.IMPORT, code, key)
    limit = trail_at(session, point.as_known).limit
    undone = session.scalars(
        select(ImportWithdrawal).where(ImportWithdrawal.import_batch_id == key, known(ImportWithdrawal, limit))
    ).first()
    rows: list[tuple[str, Scalar]] = [
        ("Reference", ref),
        ("File", batch.file_name),
        ("SHA-256 of the file", batch.file_sha256),
        ("Bytes", batch.file_bytes),
        ("Kind", words(batch.kind.value)),
        ("The list describes", batch.described_on),
        ("Covers", words(batch.covers.value)),
        ("Signed by", ", ".join(filter(None, (batch.signed_by, batch.signed_post))) or "the list does not say"),
        ("Imported by", who(change)),
        ("Imported at", change.at),
        ("Change", change.sequence),
    ]
    if undone is not None:
        by = change_of(session, undone.change_id)
        rows.append(("Undone", f"by {who(by)} in change {by.sequence}: {undone.reason}"))
    sheets = sheets_of(batch.mapping)
    understood = tuple(
        (sheet["sheet"], column["letter"], column["header"], _taken_as(column), column["why"])
        for sheet in sheets
        for column in sheet.get("columns", ())
    )
    skipped = tuple(
        (sheet["sheet"], row["row"], row["reason"], row["text"]) for sheet in sheets for row in sheet.get("skipped", ())
    )
    counts = tuple((words(disposition), count) for disposition, count in rows_by_disposition(batch).items())
    refused = tuple(
        (row.sheet, row.row, words(row.disposition.value), messages(row.issues))
        for row in session.scalars(
            select(ImportedRow)
            .where(
                ImportedRow.import_batch_id == key,
                text(ROW_NOT_TAKEN),
            )
            .order_by(ImportedRow.id)
            .limit(_ROWS_SHOWN)
        )
    )
    return Description(
        f"Import {ref}: {batch.file_name}",
        ref,
        (
            Section("Summary", tuple(rows)),
            Section("Rows", (), columns("What was done", "Rows (number)"), counts),
            Section("Columns", (), columns("Sheet", "Column", "Header", "Taken as", "Why"), understood),
            Section("Rows left out", (), columns("Sheet", "Row (number)", "Why", "Text"), skipped),
            Section(
                f"Rows rejected or in conflict (the first {_ROWS_SHOWN})",
                (),
                columns("Sheet", "Row (number)", "What was done", "Why"),
                refused,
            ),
        ),
    )


def _taken_as(column: dict[str, Scalar]) -> str:
    if column.get("is_dropped") or column.get("is_credential"):
        return "dropped: credentials"
    return words(str(column["field"])) if column.get("field") else "kept as text"


def describe_plan(session: Session, key: int, point: Point) -> Description:
    """A replacement plan of a site, line by line.

    Raises:
        NotFound: There is none in this register.
    """
    plan = session.get(ReplacementPlan, key)
    if plan is None:
        raise missing("plan")
    state = state_of(session, point)
    ref = reference(ReferenceKind.PLAN, state.code, key)
    site = state.places.site(plan.site_id, point.as_at)
    lines = tuple(
        (
            line.replaces,
            line.product or "",
            line.quantity,
            line.target_on,
            line.owner or "",
            line.cost_low_pence,
            line.cost_likely_pence,
            line.cost_high_pence,
            words(line.funding.value),
            words(line.interoperability.value),
        )
        for line in session.scalars(select(PlanLine).where(PlanLine.replacement_plan_id == key).order_by(PlanLine.id))
    )
    titles = columns(
        "Replaces",
        "Replacement",
        "Number (number)",
        "Target (date)",
        "Owner",
        "Low (pence)",
        "Likely (pence)",
        "High (pence)",
        "Funding",
        "Interoperability",
    )
    summary: tuple[tuple[str, Scalar], ...] = (
        ("Reference", ref),
        ("Site", f"{site.name} ({state.site_reference(plan.site_id)})"),
        ("Plan of", plan.described_on),
        ("Import", reference(ReferenceKind.IMPORT, state.code, plan.import_batch_id)),
        ("Undone", "yes" if is_undone(session, plan.import_batch_id, state.trail.limit) else "no"),
    )
    return Description(
        f"Plan {ref}: {site.name}", ref, (Section("Summary", summary), Section("Lines", (), titles, lines))
    )


def describe_determination(session: Session, key: int, _point: Point) -> Description:
    """What an officer decided of a vendor under a criterion.

    Raises:
        NotFound: There is none in this register.
    """
    made = session.get(Determination, key)
    if made is None:
        raise missing("determination")
    ref = reference(ReferenceKind.DETERMINATION, code_of_register(session), key)
    criterion = session.get_one(Criterion, made.criterion_id)
    regime = session.get_one(Regime, criterion.regime_id)
    vendor = session.get_one(Vendor, made.vendor_id)
    change = change_of(session, made.change_id)
    evidence = session.get(Evidence, made.evidence_id) if made.evidence_id is not None else None
    rows: tuple[tuple[str, Scalar], ...] = (
        ("Reference", ref),
        ("Vendor", vendor.name),
        ("Regime", regime.title),
        ("Question", criterion.question),
        ("Outcome", words(made.outcome.value)),
        ("Decided on", made.decided_on),
        ("To be looked at again by", made.review_on),
        ("Decided by", who(change)),
        ("Reason", made.reason),
        ("Evidence", f"{evidence.file_name} (SHA-256 {evidence.sha256})" if evidence is not None else None),
        ("Proposal adopted", made.proposal),
        ("Change", change.sequence),
    )
    shown = tuple(row for row in rows if row[1] is not None)
    return Description(f"Determination {ref}: {vendor.name}", ref, (Section("Summary", shown),))


def describe_change(session: Session, key: int, point: Point) -> Description:
    """A change of the trail, and what it wrote.

    Raises:
        NotFound: There is none in this register.
    """
    change = session.get(Change, key)
    if change is None:
        raise missing("change")
    limit = trail_at(session, point.as_known).limit
    if limit is not None and (change.sequence or 0) > limit:
        raise NotFound("This change was not in the register then.", "Look at a later date, or at today.")
    ref = reference(ReferenceKind.CHANGE, code_of_register(session), key)
    rows: tuple[tuple[str, Scalar], ...] = (
        ("Reference", ref),
        ("Number", change.sequence),
        ("At", change.at),
        ("By", who(change)),
        ("Act", change.action),
        ("Reason", change.reason),
        ("Hash", change.hash),
        ("Hash before", change.previous_hash),
    )
    items = tuple(
        (item.table_name, words(item.operation), item.row_key, item.row_count, item.before or "", item.after or "")
        for item in session.scalars(
            select(ChangeItem).where(ChangeItem.change_id == key).order_by(ChangeItem.id).limit(_ROWS_SHOWN)
        )
    )
    titles = columns("Table", "Done", "Row (number)", "Rows (number)", "Before", "After")
    return Description(f"Change {ref}", ref, (Section("Summary", rows), Section("What it wrote", (), titles, items)))
