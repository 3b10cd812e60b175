"""Evidence files: copied to the register's own folder by their SHA-256, then recorded, each content once."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import FileRejected, NotFound
from riskreg.register import Evidence
from riskreg.rules.terms import EvidenceKind

MAX_EVIDENCE_BYTES = 50 * 1024 * 1024
"""Largest evidence file taken where the installation does not say otherwise: a photograph or a scan is far smaller."""

_BLOCK = 1024 * 1024
_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".tif", ".tiff", ".gif", ".bmp"})
_DOCUMENTS = frozenset(
    {".pdf", ".doc", ".docx", ".odt", ".rtf", ".txt", ".md", ".eml", ".msg", ".htm", ".html"}
    | {".xls", ".xlsx", ".ods", ".csv"}
)
_TELLING_WORDS: tuple[tuple[EvidenceKind, str], ...] = (
    # In this order: a “waste transfer certificate” is kept as the waste note that it is.
    (EvidenceKind.WASTE_NOTE, r"waste|weee|consignment|transfer note"),
    (EvidenceKind.CERTIFICATE, r"certificat|sanitis|sanitiz|destruction|destroyed|erasure|wipe"),
    (EvidenceKind.WORK_ORDER, r"work order|job sheet|jobsheet|work sheet|service report|engineer report"),
    (EvidenceKind.SCREENSHOT, r"screen ?shot|screen ?grab|screen ?capture"),
)


@dataclass(frozen=True, slots=True)
class EvidenceProblem:
    """An evidence file that is no longer what was recorded.

    Attributes:
        evidence: The record.
        path: Where its copy should lie.
        problem: What is wrong, as a sentence.
    """

    evidence: Evidence
    path: Path
    problem: str


def store_evidence(
    session: Session,
    path: Path,
    kind: EvidenceKind | None,
    folder: Path,
    *,
    limit_bytes: int = MAX_EVIDENCE_BYTES,
) -> Evidence:
    """Copy a file into the evidence folder and record it; content that is already there is recorded once only.

    The copy is complete on disk before the row is written, so a row never names a file that is not there. Should the
    transaction fail afterwards, a copy without a row stays behind, which harms nothing.

    Args:
        session: A writing session.
        path: The file.
        kind: What it is, or None to tell it from the name.
        folder: The evidence folder; the copy lies at `aa/aabbcc…` under it, named by its SHA-256.
        limit_bytes: Largest size taken.

    Raises:
        FileRejected: `file-not-found`, `not-a-file`, `file-empty` or `file-too-large`.
    """
    _require_file(path, limit_bytes)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = _keep(path, folder, limit_bytes)
    known = session.scalar(select(Evidence).where(Evidence.sha256 == digest).order_by(Evidence.id).limit(1))
    if known is not None:
        return known
    evidence = Evidence(sha256=digest, file_name=path.name, file_bytes=size, kind=kind or guess_kind(path.name))
    session.add(evidence)
    session.flush()
    return evidence


def evidence_path(folder: Path, sha256: str) -> Path:
    """Where the copy of an evidence file lies under the evidence folder."""
    return folder / sha256[:2] / sha256


def guess_kind(file_name: str) -> EvidenceKind:
    """The kind that a file's name tells: its words first, then its extension."""
    path = Path(file_name)
    spoken = re.sub(r"[^a-z0-9]+", " ", path.stem.casefold())
    for kind, pattern in _TELLING_WORDS:
        if re.search(pattern, spoken):
            return kind
    suffix = path.suffix.casefold()
    if suffix in _PICTURES:
        return EvidenceKind.PHOTO
    return EvidenceKind.DOCUMENT if suffix in _DOCUMENTS else EvidenceKind.OTHER


def evidence_problems(session: Session, folder: Path) -> Iterator[EvidenceProblem]:
    """Evidence whose copy is missing, or no longer has the content that was recorded, in the order of recording."""
    for evidence in session.scalars(select(Evidence).order_by(Evidence.id)):
        path = evidence_path(folder, evidence.sha256)
        if not path.is_file():
            yield EvidenceProblem(evidence, path, f"The copy of “{evidence.file_name}” is missing.")
        elif _digest(path) != evidence.sha256:
            yield EvidenceProblem(
                evidence, path, f"The copy of “{evidence.file_name}” is not the content that was recorded."
            )


def kept_copy(folder: Path, evidence: Evidence) -> Path:
    """The copy of an evidence file, once it is certain that it has the content that was recorded.

    Args:
        folder: The evidence folder.
        evidence: The record.

    Raises:
        NotFound: It is missing, or has another content.
    """
    path = evidence_path(folder, evidence.sha256)
    cure = "Ask those who look after riskreg to bring it back from a backup."
    if not path.is_file():
        raise NotFound(f"The copy of “{evidence.file_name}” is missing.", cure)
    if _digest(path) != evidence.sha256:
        raise NotFound(f"The copy of “{evidence.file_name}” is not the content that was recorded.", cure)
    return path


def _require_file(path: Path, limit_bytes: int) -> None:
    if not path.exists():
        raise FileRejected(f"There is no file “{path}”.", "Check the name and the folder.", code="file-not-found")
    if not path.is_file():
        raise FileRejected(f"“{path}” is not a file.", "Name one file of evidence at a time.", code="not-a-file")
    size = path.stat().st_size
    if size == 0:
        raise FileRejected(
            f"“{path.name}” is empty, so it proves nothing.", "Save or scan it again.", code="file-empty"
        )
    if size > limit_bytes:
        _refuse_size(path.name, limit_bytes)


def _refuse_size(name: str, limit_bytes: int) -> None:
    raise FileRejected(
        f"“{name}” is larger than {limit_bytes / 1024 / 1024:g} MB, the limit for one file of evidence.",
        "Save it smaller, or in several files.",
        code="file-too-large",
    )


def _keep(path: Path, folder: Path, limit_bytes: int) -> tuple[str, int]:
    # The digest is taken of the bytes that were copied, so a file that changes meanwhile cannot differ from its row.
    whole = hashlib.sha256()
    size = 0
    handle, name = tempfile.mkstemp(prefix=".incoming-", dir=folder)
    incoming = Path(name)
    try:
        with os.fdopen(handle, "wb") as copy, path.open("rb") as source:
            while block := source.read(_BLOCK):
                size += len(block)
                if size > limit_bytes:
                    _refuse_size(path.name, limit_bytes)
                whole.update(block)
                copy.write(block)
            copy.flush()
            os.fsync(copy.fileno())
        digest = whole.hexdigest()
        target = evidence_path(folder, digest)
        if not (target.is_file() and _digest(target) == digest):
            target.parent.mkdir(exist_ok=True)
            incoming.replace(target)
    finally:
        incoming.unlink(missing_ok=True)
    return digest, size


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
