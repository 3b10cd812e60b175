"""Writing a plan list that was previewed: one batch, its rows, and the plan of each site that changes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import orjson
from sqlalchemy.orm import Session

from riskreg.errors import OutcomeDiffers
from riskreg.planning.preview import PlanPreview, RowOutcome, digest_of, resolve, stated
from riskreg.register import ImportBatch, ImportedRow, PlanLine, PlanLineAsset, ReplacementPlan
from riskreg.register.recording import BulkValue, bulk_insert, reserve_keys
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Covers, Disposition, ImportKind

_ROW_COLUMNS = (
    "id", "import_batch_id", "sheet", "row", "disposition", "matched_by", "asset_id", "site_id", "cells", "issues",
)  # fmt: skip
_LINE_COLUMNS = (
    "id", "replacement_plan_id", "imported_row_id", "replaces", "product", "quantity", "target_on", "owner",
    "cost_low_pence", "cost_likely_pence", "cost_high_pence", "funding", "interoperability", "outage_minutes", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlansApplied:
    """What applying a plan list did.

    Attributes:
        import_batch_id: The batch; None where the register already held all of it and nothing was written.
        counts: Rows by disposition.
        plans: Plans written.
        lines: Lines written.
    """

    import_batch_id: int | None
    counts: Mapping[Disposition, int]
    plans: int
    lines: int


def apply(session: Session, preview: PlanPreview) -> PlansApplied:
    """Write what a preview said.

    Args:
        session: A writing session.
        preview: As shown to the person.

    Raises:
        OutcomeDiffers: The register has changed since, so that something else would happen; nothing was written.
    """
    outcomes, _, said = resolve(session, [outcome.row for outcome in preview.rows], preview.described_on)
    if digest_of(outcomes, preview.described_on) != preview.outcome_sha256:
        raise OutcomeDiffers(
            "The register has changed since the preview, so this plan would now do something else.",
            "Look at a new preview, then apply that.",
        )
    counts = dict(Counter(outcome.disposition for outcome in outcomes))
    if not preview.changes_anything:
        return PlansApplied(None, counts, 0, 0)
    batch = ImportBatch(
        kind=ImportKind.PLAN,
        file_name=preview.file_name,
        file_sha256=preview.file_sha256,
        file_bytes=preview.file_bytes,
        organisation_id=None,
        described_on=preview.described_on,
        covers=Covers.SITES,
        mapping=_mapping(preview),
        counts=_counts(preview, counts),
        outcome_sha256=preview.outcome_sha256,
    )
    session.add(batch)
    session.flush()
    row_ids = _write_rows(session, batch.id, outcomes, said)
    plans, lines = _write_plans(session, batch, outcomes, row_ids)
    return PlansApplied(batch.id, counts, plans, lines)


def _write_rows(
    session: Session, batch_id: int, outcomes: tuple[RowOutcome, ...], said: list[Issue]
) -> Mapping[tuple[str, int], int]:
    issues: defaultdict[tuple[str, int], list[Issue]] = defaultdict(list)
    for outcome in outcomes:
        issues[outcome.row.sheet, outcome.row.number].extend(outcome.row.issues)
    for issue in said:
        issues[issue.sheet or "", int("".join(filter(str.isdigit, issue.cell or "0")))].append(issue)
    keys = reserve_keys(session, ImportedRow, len(outcomes))

    def rows() -> list[tuple[BulkValue, ...]]:
        return [
            (
                key,
                batch_id,
                outcome.row.sheet,
                outcome.row.number,
                outcome.disposition.value,
                None,
                outcome.asset_ids[0] if len(outcome.asset_ids) == 1 else None,
                outcome.site_id,
                orjson.dumps(outcome.row.raw).decode(),
                _issues(issues[outcome.row.sheet, outcome.row.number]),
            )
            for key, outcome in zip(keys, outcomes, strict=True)
        ]

    bulk_insert(session, ImportedRow, _ROW_COLUMNS, rows())
    return {(o.row.sheet, o.row.number): key for key, o in zip(keys, outcomes, strict=True)}


def _issues(issues: list[Issue]) -> str | None:
    return orjson.dumps([issue.as_dict() for issue in issues]).decode() if issues else None


def _write_plans(
    session: Session, batch: ImportBatch, outcomes: tuple[RowOutcome, ...], row_ids: Mapping[tuple[str, int], int]
) -> tuple[int, int]:
    written = [
        (outcome.site_id, outcome)
        for outcome in outcomes
        if outcome.site_id is not None and outcome.disposition is not Disposition.UNCHANGED
    ]
    plans = {
        site_id: ReplacementPlan(site_id=site_id, import_batch_id=batch.id, described_on=batch.described_on)
        for site_id, _ in written
    }
    session.add_all(plans.values())
    session.flush()
    keys = reserve_keys(session, PlanLine, len(written))
    lines: list[tuple[BulkValue, ...]] = []
    pairs: list[tuple[int, int]] = []
    for key, (site_id, outcome) in zip(keys, written, strict=True):
        row = outcome.row
        lines.append(
            (
                key,
                plans[site_id].id,
                row_ids[row.sheet, row.number],
                stated(row),
                row.product,
                row.quantity,
                row.target_on.isoformat() if row.target_on else None,
                row.owner,
                *row.costs,
                row.funding.value,
                row.interoperability.value,
                row.outage_minutes,
                row.note,
            )
        )
        pairs.extend((key, asset_id) for asset_id in outcome.asset_ids)
    bulk_insert(session, PlanLine, _LINE_COLUMNS, lines)
    if pairs:
        numbers = reserve_keys(session, PlanLineAsset, len(pairs))
        bulk_insert(
            session,
            PlanLineAsset,
            ("id", "plan_line_id", "asset_id"),
            [(number, *pair) for number, pair in zip(numbers, pairs, strict=True)],
        )
    return len(plans), len(lines)


def _mapping(preview: PlanPreview) -> str:
    return orjson.dumps(
        [
            {
                "sheet": table.sheet,
                "header_rows": list(table.header_rows),
                "columns": [asdict(column) for column in table.columns],
            }
            for table in preview.tables
        ]
    ).decode()


def _counts(preview: PlanPreview, counts: Mapping[Disposition, int]) -> str:
    return orjson.dumps(
        {
            "rows": {disposition.value: count for disposition, count in counts.items()},
            "sites": dict(Counter(site.disposition.value for site in preview.sites)),
            "skipped": [skipped._asdict() for skipped in preview.skipped],
            "sheets_left_out": dict(preview.sheets_left_out),
        }
    ).decode()
