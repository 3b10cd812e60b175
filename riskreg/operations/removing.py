"""Prove: record the steps of a removal with their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import select

from riskreg.operations.office import Office
from riskreg.operations.references import resolve
from riskreg.register import Asset
from riskreg.removal import record_steps, store_evidence
from riskreg.rules.references import ReferenceKind
from riskreg.rules.terms import EvidenceKind, Step


@dataclass(frozen=True, slots=True)
class StepsRecorded:
    """What recording a step did.

    Attributes:
        assets: Asset lines for which it was recorded.
        devices: Devices that it concerns.
        breaches: What broke a rule; each stays open.
        said: What the person must know.
    """

    assets: int
    devices: int
    breaches: tuple[str, ...]
    said: tuple[str, ...]


def record_removal(
    office: Office,
    references: Sequence[str],
    step: Step,
    happened_on: date,
    *,
    devices: int | None = None,
    remover: str | None = None,
    verifier: str | None = None,
    evidence: Path | None = None,
    evidence_kind: EvidenceKind | None = None,
    note: str | None = None,
) -> StepsRecorded:
    """Record that devices took a step of their removal. A refusal for one refuses all.

    Raises:
        NotFound: A reference points to nothing.
        NotPermitted: A verification lacks evidence or its two persons.
        Conflict: It is already recorded, or there are fewer devices.
    """
    with office.acting("record removal", note or f"Step “{step.value}” recorded.") as session:
        keys = [resolve(session, each, (ReferenceKind.ASSET,))[1] for each in references]
        file = store_evidence(session, evidence, evidence_kind, office.evidence_folder) if evidence else None
        assets = session.scalars(select(Asset).where(Asset.id.in_(keys)).order_by(Asset.id)).all()
        done = record_steps(
            session,
            assets,
            step,
            happened_on,
            devices=devices,
            remover=remover,
            verifier=verifier,
            evidence_id=file.id if file else None,
            note=note,
            today=office.today,
        )
        taken = [each.step for each in done if each.step is not None]
        return StepsRecorded(
            assets=len(taken),
            devices=sum(row.devices for row in taken),
            breaches=tuple(breach.explanation for each in done for breach in each.breaches),
            said=tuple(text for each in done for text in each.said),
        )
