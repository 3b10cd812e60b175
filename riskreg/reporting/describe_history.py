"""What was done about an asset, and who recorded it: sections of its description."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from riskreg.register import (
    Asset,
    AssetAbsence,
    AssetMerge,
    AssetVersion,
    Breach,
    Change,
    Decision,
    Evidence,
    Flag,
    FlagBasis,
    IdentityAnswer,
    ImportBatch,
    ImportedRow,
    PlanLine,
    PlanLineAsset,
    Reappearance,
    RemovalStep,
    ReplacementPlan,
)
from riskreg.reporting.breakdowns import words
from riskreg.reporting.description import Section, columns
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import At, is_undone, row_and_batch, who
from riskreg.rules.references import ReferenceKind, reference


def steps(session: Session, asset_id: int, at: At) -> Section:
    """Removal steps with their evidence and breaches."""
    broken: dict[int, str] = {}
    for breach in session.scalars(
        select(Breach).where(Breach.asset_id == asset_id, at.told(Breach)).order_by(Breach.id)
    ):
        broken[breach.removal_step_id] = breach.explanation
    rows = [
        (
            step.happened_on,
            words(step.step.value),
            step.devices,
            step.remover or "",
            step.verifier or "",
            f"{evidence.file_name} (SHA-256 {evidence.sha256})" if evidence is not None else "",
            step.note or "",
            broken.get(step.id, ""),
            who(change),
            change.sequence,
        )
        for step, change, evidence in session.execute(
            select(RemovalStep, Change, Evidence)
            .join(Change, Change.id == RemovalStep.change_id)
            .outerjoin(Evidence, Evidence.id == RemovalStep.evidence_id)
            .where(RemovalStep.asset_id == asset_id, at.told(RemovalStep, RemovalStep.happened_on))
            .order_by(RemovalStep.happened_on, RemovalStep.id)
        )
    ]
    titles = columns(
        "On (date)",
        "Step",
        "Devices (devices)",
        "Remover",
        "Verifier",
        "Evidence",
        "Note",
        "Breach",
        "Recorded by",
        "Change (number)",
    )
    return Section("Removal", (), titles, tuple(rows))


def plans(session: Session, asset_id: int, at: At) -> Section:
    """Plan lines that replace the asset, of imports that count."""
    rows = [
        (
            reference(ReferenceKind.PLAN, at.code, plan.id),
            plan.described_on,
            line.product or "",
            line.target_on,
            line.owner or "",
            line.cost_likely_pence,
            words(line.funding.value),
            words(line.interoperability.value),
        )
        for line, plan in session.execute(
            select(PlanLine, ReplacementPlan)
            .join(PlanLineAsset, PlanLineAsset.plan_line_id == PlanLine.id)
            .join(ReplacementPlan, ReplacementPlan.id == PlanLine.replacement_plan_id)
            .where(PlanLineAsset.asset_id == asset_id, at.told(ReplacementPlan, ReplacementPlan.described_on))
            .order_by(ReplacementPlan.described_on, PlanLine.id)
        )
        if not is_undone(session, plan.import_batch_id, at.limit)
    ]
    titles = columns(
        "Plan",
        "Plan of (date)",
        "Replacement",
        "Target (date)",
        "Owner",
        "Likely cost of the line (pence)",
        "Funding",
        "Interoperability",
    )
    return Section("Plans", (), titles, tuple(rows))


def history(session: Session, versions: list[AssetVersion], at: At) -> Section:
    """What every list said of it, with file, sheet and row."""
    rows: list[tuple[Scalar, ...]] = []
    for version in versions:
        row, batch = row_and_batch(session, version.imported_row_id)
        rows.append(
            (
                version.described_on,
                version.make or "",
                version.model or "",
                version.quantity,
                words(version.claimed_status.value),
                words(version.matched_by.value),
                batch.file_name,
                row.sheet,
                row.row,
                reference(ReferenceKind.IMPORT, at.code, batch.id),
                "yes" if is_undone(session, batch.id, at.limit) else "no",
            )
        )
    titles = columns(
        "Described on (date)",
        "Make",
        "Model",
        "Devices (devices)",
        "Status claimed",
        "Matched by",
        "File",
        "Sheet",
        "Row (number)",
        "Import",
        "Undone",
    )
    return Section("What lists said, in order", (), titles, tuple(rows))


def sightings(session: Session, asset_id: int, at: At) -> Section:
    """Lists that did not name it, and lists that named it again."""
    rows: list[tuple[Any, ...]] = []
    for table, on, what in (
        (AssetAbsence, AssetAbsence.described_on, "not named by a list that covers its place"),
        (Reappearance, Reappearance.seen_on, "named again after it was recorded as removed"),
    ):
        for day, batch, file in session.execute(
            select(on, ImportBatch.id, ImportBatch.file_name)
            .join(ImportBatch, ImportBatch.id == table.import_batch_id)
            .where(table.asset_id == asset_id, at.told(table, on))
            .order_by(on, table.id)
        ):
            rows.append((day, what, file, reference(ReferenceKind.IMPORT, at.code, batch)))
    return Section("Not seen, and seen again", (), columns("On (date)", "What", "File", "Import"), tuple(sorted(rows)))


def merges(session: Session, asset_id: int, at: At) -> Section:
    """Merges with other records of the same device, and merges taken back."""
    into_of: dict[int, int] = {}
    rows: list[tuple[Scalar, ...]] = []
    query = select(AssetMerge, Change).join(Change, Change.id == AssetMerge.change_id)
    query = query.where(at.told(AssetMerge, AssetMerge.merged_on))
    for merge, change in session.execute(query.order_by(AssetMerge.merged_on, AssetMerge.id)):
        other = merge.into_id if merge.into_id is not None else into_of[merge.asset_id]
        into_of[merge.asset_id] = other
        if asset_id not in (merge.asset_id, other):
            continue
        what = "merged into" if merge.into_id is not None else "taken apart from"
        rows.append(
            (
                merge.merged_on,
                reference(ReferenceKind.ASSET, at.code, merge.asset_id),
                what,
                reference(ReferenceKind.ASSET, at.code, other),
                merge.reason,
                who(change),
                change.sequence,
            )
        )
    titles = columns("On (date)", "Record", "What", "Other record", "Reason", "Recorded by", "Change (number)")
    return Section("Records of the same device", (), titles, tuple(rows))


def identity_answers(session: Session, asset_id: int, at: At) -> Section:
    """What persons said of its identity, and what of it was taken back."""
    rows: list[tuple[Scalar, ...]] = []
    query = (
        select(IdentityAnswer, Change, ImportedRow, ImportBatch)
        .join(Change, Change.id == IdentityAnswer.change_id)
        .join(ImportedRow, ImportedRow.id == IdentityAnswer.imported_row_id)
        .join(ImportBatch, ImportBatch.id == ImportedRow.import_batch_id)
        .where(_answers_of(session, asset_id), at.told(IdentityAnswer, IdentityAnswer.answered_on))
        .order_by(IdentityAnswer.id)
    )
    for answer, change, row, batch in session.execute(query):
        other = answer.other_id if answer.asset_id == asset_id else answer.asset_id
        rows.append(
            (
                answer.answered_on,
                words(answer.question.value),
                words(answer.reply.value) if answer.reply is not None else "taken back",
                reference(ReferenceKind.ASSET, at.code, other) if other is not None and other != asset_id else "",
                answer.reason,
                f"{batch.file_name}, sheet “{row.sheet}”, row {row.row}",
                who(change),
                change.sequence,
            )
        )
    titles = columns(
        "On (date)", "Question", "Answer", "Other asset", "Reason", "Raised by", "Recorded by", "Change (number)"
    )
    return Section("Questions of identity", (), titles, tuple(rows))


def _answers_of(session: Session, asset_id: int) -> ColumnElement[bool]:
    """Condition: an answer is about the asset, or about a number that it has."""
    asset = session.get_one(Asset, asset_id)
    numbers = [asset.serial_key, asset.mac_key, asset.hardware_key, asset.tag_key]
    of_numbers = [
        key
        for key, matching in session.execute(
            select(IdentityAnswer.id, IdentityAnswer.matching).where(
                IdentityAnswer.organisation_id == asset.organisation_id, IdentityAnswer.asset_id.is_(None)
            )
        )
        if any(numbers[kind] == number for kind, number in _numbers_in(matching))
    ]
    return or_(
        IdentityAnswer.asset_id == asset_id, IdentityAnswer.other_id == asset_id, IdentityAnswer.id.in_(of_numbers)
    )


def _numbers_in(matching: str) -> list[tuple[int, str]]:
    said = orjson.loads(matching)
    return [(kind, number) for kind, number in (*said.get("speaks_for", ()), *said.get("apart", ()))]


def changes(session: Session, asset_id: int, at: At) -> Section:
    """Every change of the trail that wrote something of it."""
    ids: set[int] = {session.get_one(Asset, asset_id).change_id}
    for table in (AssetVersion, AssetAbsence, AssetMerge, RemovalStep, Reappearance, Breach):
        ids.update(session.scalars(select(table.change_id).where(table.asset_id == asset_id)))
    ids.update(session.scalars(select(AssetMerge.change_id).where(AssetMerge.into_id == asset_id)))
    ids.update(session.scalars(select(IdentityAnswer.change_id).where(_answers_of(session, asset_id))))
    for fact in (FlagBasis, Decision):
        ids.update(
            session.scalars(select(fact.change_id).join(Flag, Flag.id == fact.flag_id).where(Flag.asset_id == asset_id))
        )
    rows = tuple(
        (
            reference(ReferenceKind.CHANGE, at.code, change.id),
            change.sequence,
            change.at,
            who(change),
            change.action,
            change.reason,
        )
        for change in session.scalars(
            _until(select(Change).where(Change.id.in_(sorted(ids))), at).order_by(Change.sequence)
        )
    )
    titles = columns("Reference", "Change (number)", "At (instant)", "By", "Act", "Reason")
    return Section("Changes", (), titles, rows)


def _until(query: Any, at: At) -> Any:
    """Changes up to the point."""
    return query if at.limit is None else query.where(Change.sequence <= at.limit)
