"""The same list a second time, with nothing said in between: what was left out then is left out again.

Rows whose numbers contradict each other are put to a person. Once their neighbours are in the register, the register
itself may seem to settle them. It was told nothing new, though, and the questions are still open.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.intake import codes, loading
from riskreg.intake.assets import AssetPlan
from riskreg.intake.counted import say_of_row
from riskreg.intake.row_state import State
from riskreg.register import AssetMerge, IdentityAnswer, ImportBatch, ImportedRow, ImportWithdrawal
from riskreg.rules.terms import Disposition, ImportKind, Severity


def standing_import(session: Session, plan: AssetPlan) -> int | None:
    """Key of the import of this very list, if nothing was imported, answered, merged or undone since.

    Args:
        session: A reading or writing session.
        plan: The rows, tied to their assets.
    """
    if plan.site_overrides:
        return None
    batch = session.scalar(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(1))
    if (
        batch is None
        or (batch.kind, batch.described_on, batch.covers) != (ImportKind.ASSETS, plan.described_on, plan.covers)
        or f'"rows_sha256":"{plan.rows_sha256}"' not in batch.mapping
    ):
        return None
    for said in (IdentityAnswer, AssetMerge, ImportWithdrawal):
        if (session.scalar(select(func.max(said.change_id))) or 0) > batch.change_id:
            return None
    return batch.id


def leave_out_again(session: Session, plan: AssetPlan, batch_id: int, undecided: list[int]) -> list[int]:
    """Put back what the first time put back; gives the rows that it concerns.

    Args:
        session: A reading or writing session.
        plan: The rows, tied to their assets.
        batch_id: The import of this very list.
        undecided: Rows that would be taken now.
    """
    first = session.scalar(select(func.min(ImportedRow.id)).where(ImportedRow.import_batch_id == batch_id)) or 0
    left: list[int] = []
    for piece in loading.chunked(undecided):
        statement = select(ImportedRow.id).where(
            ImportedRow.id.in_([first + row for row in piece]), ImportedRow.disposition == Disposition.CONFLICTING
        )
        left.extend(sorted(key - first for key in session.scalars(statement)))
    for row in left:
        plan.matcher.state[row] = State.CONFLICTING
        say_of_row(
            plan,
            row,
            codes.LEFT_OUT_AGAIN,
            Severity.ERROR,
            "This row was left out when this same list was imported, and nothing was said of it since.",
            "Answer the question that it raised (riskreg conflicts), or correct the list.",
        )
    return left
