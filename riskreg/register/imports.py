"""Imports: which file said what, of which date, covering what; every row of it, as it stood in the file."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from riskreg.register.base import Fact
from riskreg.rules.terms import Covers, Disposition, ImportKind, MatchedBy

ROW_NOT_TAKEN = "disposition IN ('rejected', 'conflicting')"
"""Rows that were not taken: a list has few, and they are asked for first, so they have an index of their own."""


class ImportBatch(Fact):
    """One applied list."""

    __tablename__ = "import_batch"
    __table_args__ = (CheckConstraint("length(file_sha256) = 64", name="file_digest_whole"),)

    kind: Mapped[ImportKind]
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(index=True)
    file_bytes: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    described_on: Mapped[date]
    """The date that the list describes."""
    covers: Mapped[Covers]
    mapping: Mapped[str]
    """JSON: per sheet the header rows and, per column, letter, header, field, why and how sure."""
    counts: Mapped[str]
    """JSON: rows by disposition, and what was dropped or skipped."""
    outcome_sha256: Mapped[str]
    """Digest of what the preview said would happen; applying stops where it differs."""
    signed_by: Mapped[str | None]
    """Who answers for the list, as the file or the person who imported it says; the change names who imported it."""
    signed_post: Mapped[str | None]


class ImportedRow(Fact):
    """A row of a list, as it stood in the file, and what was done with it. Credential cells are never here."""

    __tablename__ = "imported_row"
    __table_args__ = (
        Index("ix_imported_row_import_batch_id_asset_id", "import_batch_id", "asset_id"),
        Index(
            "ix_imported_row_left",
            "import_batch_id",
            "id",
            sqlite_where=text(ROW_NOT_TAKEN),
            postgresql_where=text(ROW_NOT_TAKEN),
        ),
    )

    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"))
    sheet: Mapped[str]
    row: Mapped[int]
    disposition: Mapped[Disposition]
    matched_by: Mapped[MatchedBy | None]
    asset_id: Mapped[int | None]
    site_id: Mapped[int | None]
    cells: Mapped[str]
    """JSON array of the raw cells from column A on."""
    issues: Mapped[str | None]


class ImportWithdrawal(Fact):
    """An import was undone: its facts no longer count from this change on; earlier as-known figures stay."""

    __tablename__ = "import_withdrawal"

    import_batch_id: Mapped[int] = mapped_column(ForeignKey("import_batch.id"), unique=True)
    reason: Mapped[str]


class MappingProfile(Fact):
    """How columns of a header set were understood, remembered per organisation."""

    __tablename__ = "mapping_profile"

    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    headers_sha256: Mapped[str] = mapped_column(index=True)
    mapping: Mapped[str]
