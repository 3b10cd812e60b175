"""Prove: record the steps of a removal with their evidence, and hand the evidence out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from riskreg.errors import NotFound
from riskreg.operations.office import Office
from riskreg.operations.references import resolve
from riskreg.register import Asset, Decision, Evidence, Flag, RemovalStep
from riskreg.removal import kept_copy, record_steps, store_evidence
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


@dataclass(frozen=True, slots=True)
class EvidenceKept:
    """A file of evidence on record for an asset.

    Attributes:
        sha256: Digest of its content, by which it is asked for.
        file_name: As it was called.
        kind: What it is.
    """

    sha256: str
    file_name: str
    kind: EvidenceKind


def evidence_kept(office: Office, asset: str) -> tuple[EvidenceKept, ...]:
    """Evidence of the steps and decisions of an asset, in the order of recording, each file once.

    Args:
        office: Where.
        asset: Its reference.

    Raises:
        NotFound: There is no such asset.
    """
    with office.reading() as session:
        rows = _evidence(session, resolve(session, asset, (ReferenceKind.ASSET,))[1])
        return tuple(EvidenceKept(row.sha256, row.file_name, row.kind) for row in rows)


def evidence_copy(office: Office, asset: str, sha256: str) -> tuple[Path, str]:
    """The copy of a file of evidence of an asset, and how the file was called.

    Args:
        office: Where.
        asset: Its reference.
        sha256: Digest of the content.

    Raises:
        NotFound: The asset has no such evidence, or the copy is not what was recorded.
    """
    with office.reading() as session:
        for row in _evidence(session, resolve(session, asset, (ReferenceKind.ASSET,))[1]):
            if row.sha256 == sha256:
                return kept_copy(office.evidence_folder, row), row.file_name
    raise NotFound("There is no such evidence of this asset.", "Choose it from the asset’s page.")


def _evidence(session: Session, asset: int) -> Sequence[Evidence]:
    of_steps = select(RemovalStep.evidence_id).where(RemovalStep.asset_id == asset)
    of_flags = select(Decision.evidence_id).join(Flag, Flag.id == Decision.flag_id).where(Flag.asset_id == asset)
    rests = or_(Evidence.id.in_(of_steps), Evidence.id.in_(of_flags))
    return session.scalars(select(Evidence).where(rests).order_by(Evidence.id)).all()


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
