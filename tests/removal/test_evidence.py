"""Evidence is copied whole before it is recorded, each content once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import func, select

from riskreg.database import Actor, Database
from riskreg.errors import FileRejected
from riskreg.register import Evidence
from riskreg.removal import evidence_path, evidence_problems, store_evidence
from riskreg.removal.evidence import guess_kind
from riskreg.rules.terms import EvidenceKind


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "H1 after.JPG"
    path.write_bytes(b"a photograph")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def test_a_file_is_kept_by_its_digest(database: Database, officer: Actor, photo: Path, folder: Path) -> None:
    with database.transaction(officer, "evidence", "test") as session:
        store_evidence(session, photo, None, folder)
    digest = hashlib.sha256(b"a photograph").hexdigest()
    with database.reading() as session:
        evidence = session.scalars(select(Evidence)).one()
        assert list(evidence_problems(session, folder)) == []
    assert (evidence.sha256, evidence.file_name, evidence.file_bytes) == (digest, "H1 after.JPG", 12)
    assert evidence.kind is EvidenceKind.PHOTO
    assert (folder / digest[:2] / digest).read_bytes() == b"a photograph"


def test_the_same_content_is_recorded_once(database: Database, officer: Actor, photo: Path, folder: Path) -> None:
    again = photo.with_name("copy of it.png")
    again.write_bytes(photo.read_bytes())
    with database.transaction(officer, "evidence", "test") as session:
        first = store_evidence(session, photo, None, folder).id
    with database.transaction(officer, "evidence", "test") as session:
        assert store_evidence(session, again, EvidenceKind.DOCUMENT, folder).id == first
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Evidence)) == 1
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1


def test_the_copy_is_there_even_when_the_transaction_fails(
    sqlite_database: Database, officer: Actor, photo: Path, folder: Path
) -> None:
    def store_and_fail() -> None:
        with sqlite_database.transaction(officer, "evidence", "test") as session:
            evidence = store_evidence(session, photo, None, folder)
            assert evidence_path(folder, evidence.sha256).is_file()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        store_and_fail()
    with sqlite_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Evidence)) == 0


def test_files_that_prove_nothing_are_refused(
    sqlite_database: Database, officer: Actor, tmp_path: Path, photo: Path, folder: Path
) -> None:
    empty = tmp_path / "empty.png"
    empty.touch()
    for path, code in ((empty, "file-empty"), (tmp_path / "none.png", "file-not-found"), (tmp_path, "not-a-file")):
        with pytest.raises(FileRejected) as refused, sqlite_database.transaction(officer, "x", "x") as session:
            store_evidence(session, path, None, folder)
        assert refused.value.code == code
        assert refused.value.cure
    with (
        pytest.raises(FileRejected, match="larger than") as refused,
        sqlite_database.transaction(officer, "x", "x") as s,
    ):
        store_evidence(s, photo, None, folder, limit_bytes=11)
    assert refused.value.code == "file-too-large"
    assert not [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else True


def test_a_copy_that_was_lost_or_altered_is_found_and_healed(
    sqlite_database: Database, officer: Actor, photo: Path, folder: Path
) -> None:
    with sqlite_database.transaction(officer, "evidence", "test") as session:
        path = evidence_path(folder, store_evidence(session, photo, None, folder).sha256)
    path.write_bytes(b"something els")
    with sqlite_database.reading() as session:
        assert ["not the content" in p.problem for p in evidence_problems(session, folder)] == [True]
    with sqlite_database.transaction(officer, "evidence", "test") as session:
        store_evidence(session, photo, None, folder)
    with sqlite_database.reading() as session:
        assert not list(evidence_problems(session, folder))
    path.unlink()
    with sqlite_database.reading() as session:
        assert ["missing" in p.problem for p in evidence_problems(session, folder)] == [True]
    with sqlite_database.transaction(officer, "evidence", "test") as session:
        store_evidence(session, photo, None, folder)
    with sqlite_database.reading() as session:
        assert not list(evidence_problems(session, folder))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("H1-work-order.txt", EvidenceKind.WORK_ORDER),
        ("H1-sanitisation.txt", EvidenceKind.CERTIFICATE),
        ("Certificate_of_Destruction 12.PDF", EvidenceKind.CERTIFICATE),
        ("H1-waste-transfer.txt", EvidenceKind.WASTE_NOTE),
        ("WEEE certificate.pdf", EvidenceKind.WASTE_NOTE),
        ("vms Screenshot 2.png", EvidenceKind.SCREENSHOT),
        ("IMG_0034.heic", EvidenceKind.PHOTO),
        ("note on photographs.docx", EvidenceKind.DOCUMENT),
        ("readme", EvidenceKind.OTHER),
    ],
)
def test_the_kind_is_told_from_the_name(name: str, kind: EvidenceKind) -> None:
    assert guess_kind(name) is kind
