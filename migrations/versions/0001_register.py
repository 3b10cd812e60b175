"""The register: all tables, and the triggers that keep facts as they were written.

A database made by this revision refuses UPDATE and DELETE of facts on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = [
    "adoption",
    "asset_absence",
    "asset_version",
    "breach",
    "catalogue_edition",
    "criterion",
    "decision",
    "determination",
    "evidence",
    "flag",
    "flag_basis",
    "identification",
    "import_batch",
    "import_withdrawal",
    "imported_row",
    "key_verdict",
    "list_edition",
    "list_entry",
    "mapping_profile",
    "obligation",
    "organisation",
    "organisation_parent",
    "person",
    "plan_line",
    "plan_line_asset",
    "reappearance",
    "regime",
    "removal_step",
    "replacement_plan",
    "site_assessment",
    "site_tenure",
    "site_version",
    "system",
    "trace_key",
    "vendor",
    "vendor_link",
    "vendor_name",
]
STANDING = ["asset", "site"]
ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"


def protect_sqlite() -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    for table in [*STANDING, "change", "change_item", "trail_head", "register_identity"]:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} keeps its rows'); END"
        )
    for table in STANDING:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_rekey BEFORE UPDATE OF id, change_id ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} keeps its identity'); END"
        )
    op.execute(
        "CREATE TRIGGER change_refuse_update BEFORE UPDATE ON change WHEN OLD.sequence IS NOT NULL "
        "BEGIN SELECT RAISE(ABORT, 'a sealed change never changes'); END"
    )
    op.execute(
        "CREATE TRIGGER change_item_refuse_update BEFORE UPDATE ON change_item "
        "BEGIN SELECT RAISE(ABORT, 'change_item is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER trail_head_refuse_update BEFORE UPDATE ON trail_head WHEN NEW.sequence <> OLD.sequence + 1 "
        "BEGIN SELECT RAISE(ABORT, 'the trail moves one change at a time'); END"
    )


def protect_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION riskreg_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in [*APPEND_ONLY, "change_item"]:
        op.execute(
            f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION riskreg_refuse()"
        )
    for table in STANDING:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_rekey BEFORE UPDATE ON {table} FOR EACH ROW "
            "WHEN (NEW.id <> OLD.id OR NEW.change_id <> OLD.change_id) EXECUTE FUNCTION riskreg_refuse()"
        )
    for table in [*STANDING, "change", "trail_head", "register_identity"]:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION riskreg_refuse()"
        )
    op.execute(
        "CREATE TRIGGER change_refuse_update BEFORE UPDATE ON change FOR EACH ROW "
        "WHEN (OLD.sequence IS NOT NULL) EXECUTE FUNCTION riskreg_refuse()"
    )
    op.execute(
        "CREATE TRIGGER trail_head_refuse_update BEFORE UPDATE ON trail_head FOR EACH ROW "
        "WHEN (NEW.sequence <> OLD.sequence + 1) EXECUTE FUNCTION riskreg_refuse()"
    )
    for table in [*APPEND_ONLY, *STANDING, "change", "change_item", "trail_head", "register_identity"]:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION riskreg_refuse()"
        )


def first_rows() -> None:
    code = "".join(secrets.choice(ALPHABET) for _ in range(3))
    op.execute(f"INSERT INTO register_identity (id, code) VALUES (1, '{code}')")
    op.execute(f"INSERT INTO trail_head (id, sequence, hash) VALUES (1, 0, '{'0' * 64}')")


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", KEY, nullable=False),
        sa.Column("sequence", KEY, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column(
            "actor_basis",
            sa.Enum(
                "declared", "authenticated", name="actorbasis", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("payload_sha256", sa.Text(), nullable=True),
        sa.Column("previous_hash", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=True),
        sa.CheckConstraint("(sequence IS NULL) = (hash IS NULL)", name=op.f("ck_change_sealed_whole")),
        sa.CheckConstraint("length(actor) > 0", name=op.f("ck_change_actor_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.UniqueConstraint("sequence", name=op.f("uq_change_sequence")),
    )
    op.create_table(
        "register_identity",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_register_identity_one_row")),
        sa.CheckConstraint("length(code) = 3", name=op.f("ck_register_identity_code_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_identity")),
    )
    op.create_table(
        "trail_head",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("sequence", KEY, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_trail_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_head")),
    )
    op.create_table(
        "catalogue_edition",
        sa.Column("id", KEY, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("activated_on", sa.Date(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(checksum) = 64", name=op.f("ck_catalogue_edition_checksum_whole")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_catalogue_edition_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_edition")),
    )
    op.create_table(
        "change_item",
        sa.Column("id", KEY, nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("row_key", KEY, nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=True),
        sa.Column("row_count", KEY, nullable=True),
        sa.Column("rows_sha256", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "operation IN ('insert', 'update', 'bulk_insert', 'bulk_update')",
            name=op.f("ck_change_item_operation_known"),
        ),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_change_item_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_item")),
    )
    with op.batch_alter_table("change_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_item_change_id"), ["change_id"], unique=False)
        batch_op.create_index("ix_change_item_table_name_row_key", ["table_name", "row_key"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", KEY, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_bytes", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "photo",
                "certificate",
                "waste_note",
                "work_order",
                "screenshot",
                "document",
                "other",
                name="evidencekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_evidence_digest_whole")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_evidence_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_sha256"), ["sha256"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "department",
                "agency",
                "police_force",
                "council",
                "health_body",
                "school",
                "university",
                "fire_service",
                "group",
                "other",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_organisation_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name_key", name=op.f("uq_organisation_name_key")),
    )
    op.create_table(
        "person",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_person_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("name", name=op.f("uq_person_name")),
    )
    op.create_table(
        "regime",
        sa.Column("id", KEY, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "list",
                "criterion",
                "indicator",
                name="regimekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_regime_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regime")),
        sa.UniqueConstraint("slug", name=op.f("uq_regime_slug")),
    )
    op.create_table(
        "trace_key",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key_sha256", sa.Text(), nullable=False),
        sa.Column("make", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("traces", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_trace_key_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace_key")),
        sa.UniqueConstraint("key_sha256", name=op.f("uq_trace_key_key_sha256")),
    )
    op.create_table(
        "vendor",
        sa.Column("id", KEY, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("headquarters", sa.Text(), nullable=True),
        sa.Column("prc_link", sa.Text(), nullable=True),
        sa.Column("is_watched", sa.Boolean(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_vendor_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor")),
        sa.UniqueConstraint("slug", name=op.f("uq_vendor_slug")),
    )
    op.create_table(
        "adoption",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("regime_id", KEY, nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "mandatory", "voluntary", name="adoptionbasis", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("is_ended", sa.Boolean(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_adoption_change_id_change")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_adoption_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["regime_id"], ["regime.id"], name=op.f("fk_adoption_regime_id_regime")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
    )
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adoption_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "criterion",
        sa.Column("id", KEY, nullable=False),
        sa.Column("regime_id", KEY, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_criterion_change_id_change")),
        sa.ForeignKeyConstraint(["regime_id"], ["regime.id"], name=op.f("fk_criterion_regime_id_regime")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("regime_id", name=op.f("uq_criterion_regime_id")),
    )
    op.create_table(
        "identification",
        sa.Column("id", KEY, nullable=False),
        sa.Column("trace_key_id", KEY, nullable=False),
        sa.Column("catalogue_edition_id", KEY, nullable=False),
        sa.Column("vendor_id", KEY, nullable=True),
        sa.Column(
            "certainty",
            sa.Enum(
                "identified",
                "suspected",
                "unknown",
                name="certainty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "entity",
                "affiliate",
                "oem_relabel",
                "component",
                "model",
                "mac",
                "serial",
                "conflict",
                "misspelling",
                "determination_awaited",
                name="matchbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_identification_confidence_share")),
        sa.ForeignKeyConstraint(
            ["catalogue_edition_id"],
            ["catalogue_edition.id"],
            name=op.f("fk_identification_catalogue_edition_id_catalogue_edition"),
        ),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_identification_change_id_change")),
        sa.ForeignKeyConstraint(
            ["trace_key_id"], ["trace_key.id"], name=op.f("fk_identification_trace_key_id_trace_key")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_identification_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identification")),
        sa.UniqueConstraint(
            "trace_key_id", "catalogue_edition_id", name=op.f("uq_identification_trace_key_id_catalogue_edition_id")
        ),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "assets", "estate", "plan", name="importkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("file_bytes", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=True),
        sa.Column("described_on", sa.Date(), nullable=False),
        sa.Column(
            "covers",
            sa.Enum(
                "organisation", "sites", "part", name="covers", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("outcome_sha256", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(file_sha256) = 64", name=op.f("ck_import_batch_file_digest_whole")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_import_batch_change_id_change")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_import_batch_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_file_sha256"), ["file_sha256"], unique=False)

    op.create_table(
        "list_edition",
        sa.Column("id", KEY, nullable=False),
        sa.Column("regime_id", KEY, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("legal_on", sa.Date(), nullable=False),
        sa.Column("activated_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("checksum", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_list_edition_change_id_change")),
        sa.ForeignKeyConstraint(["regime_id"], ["regime.id"], name=op.f("fk_list_edition_regime_id_regime")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_edition")),
        sa.UniqueConstraint("regime_id", "checksum", name=op.f("uq_list_edition_regime_id_checksum")),
    )
    op.create_table(
        "mapping_profile",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=True),
        sa.Column("headers_sha256", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_mapping_profile_change_id_change")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_mapping_profile_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping_profile")),
    )
    with op.batch_alter_table("mapping_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mapping_profile_headers_sha256"), ["headers_sha256"], unique=False)

    op.create_table(
        "organisation_parent",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("parent_id", KEY, nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("parent_id <> organisation_id", name=op.f("ck_organisation_parent_not_its_own_parent")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_organisation_parent_change_id_change")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_parent_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_parent_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_parent")),
    )
    with op.batch_alter_table("organisation_parent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_parent_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "site",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("uprn", sa.Text(), nullable=True),
        sa.Column(
            "control",
            sa.Enum(
                "owned",
                "landlord",
                "shared",
                "pfi",
                "contractor",
                "partner",
                "unknown",
                name="control",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_site_change_id_change")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_site_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "vendor_link",
        sa.Column("id", KEY, nullable=False),
        sa.Column("vendor_id", KEY, nullable=False),
        sa.Column("of_id", KEY, nullable=True),
        sa.Column("catalogue_edition_id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "subsidiary",
                "affiliate",
                "makes_for",
                "component",
                name="linkkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_edition_id"],
            ["catalogue_edition.id"],
            name=op.f("fk_vendor_link_catalogue_edition_id_catalogue_edition"),
        ),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_vendor_link_change_id_change")),
        sa.ForeignKeyConstraint(["of_id"], ["vendor.id"], name=op.f("fk_vendor_link_of_id_vendor")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_link_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_link")),
    )
    with op.batch_alter_table("vendor_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vendor_link_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "vendor_name",
        sa.Column("id", KEY, nullable=False),
        sa.Column("vendor_id", KEY, nullable=False),
        sa.Column("catalogue_edition_id", KEY, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "legal",
                "native",
                "alias",
                "brand",
                "affiliate",
                "misspelling",
                name="namekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_edition_id"],
            ["catalogue_edition.id"],
            name=op.f("fk_vendor_name_catalogue_edition_id_catalogue_edition"),
        ),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_vendor_name_change_id_change")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_vendor_name_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendor_name")),
    )
    with op.batch_alter_table("vendor_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vendor_name_vendor_id"), ["vendor_id"], unique=False)

    op.create_table(
        "asset",
        sa.Column("id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("trace_key_id", KEY, nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "restricted",
                "suspected",
                "unknown",
                "clear",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", KEY, nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "mitigated",
                "planned",
                "funded",
                "ordered",
                "scheduled",
                "disconnected",
                "physically_removed",
                "verified",
                "media_sanitised",
                "disposed",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("is_seen", sa.Boolean(), nullable=False),
        sa.Column(
            "claimed_status",
            sa.Enum(
                "in_service",
                "faulty",
                "disconnected",
                "removed",
                "replaced",
                "disposed",
                "in_store",
                "unknown",
                name="claimedstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("described_on", sa.Date(), nullable=False),
        sa.Column("serial_key", sa.Text(), nullable=True),
        sa.Column("tag_key", sa.Text(), nullable=True),
        sa.Column("mac_key", sa.Text(), nullable=True),
        sa.Column("hardware_key", sa.Text(), nullable=True),
        sa.Column("place_key", sa.Text(), nullable=True),
        sa.Column("facts_sha256", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_asset_quantity_positive")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_asset_change_id_change")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_asset_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_asset_site_id_site")),
        sa.ForeignKeyConstraint(["trace_key_id"], ["trace_key.id"], name=op.f("fk_asset_trace_key_id_trace_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
    )
    with op.batch_alter_table("asset", schema=None) as batch_op:
        batch_op.create_index("ix_asset_organisation_id_verdict", ["organisation_id", "verdict"], unique=False)
        batch_op.create_index("ix_asset_site_id_verdict", ["site_id", "verdict"], unique=False)
        batch_op.create_index("ix_asset_trace_key_id", ["trace_key_id"], unique=False)
        batch_op.create_index("ix_asset_verdict_site_id", ["verdict", "site_id"], unique=False)

    op.create_table(
        "determination",
        sa.Column("id", KEY, nullable=False),
        sa.Column("criterion_id", KEY, nullable=False),
        sa.Column("vendor_id", KEY, nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "subject",
                "not_subject",
                "undecided",
                name="determinationoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_id", KEY, nullable=True),
        sa.Column("proposal", sa.Text(), nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_determination_reason_given")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_determination_change_id_change")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_determination_criterion_id_criterion")
        ),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_determination_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_determination_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determination")),
    )
    with op.batch_alter_table("determination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_determination_criterion_id"), ["criterion_id"], unique=False)

    op.create_table(
        "import_withdrawal",
        sa.Column("id", KEY, nullable=False),
        sa.Column("import_batch_id", KEY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_import_withdrawal_change_id_change")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_import_withdrawal_import_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_withdrawal")),
        sa.UniqueConstraint("import_batch_id", name=op.f("uq_import_withdrawal_import_batch_id")),
    )
    op.create_table(
        "imported_row",
        sa.Column("id", KEY, nullable=False),
        sa.Column("import_batch_id", KEY, nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", KEY, nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "new",
                "changed",
                "unchanged",
                "older",
                "not_seen",
                "conflicting",
                "rejected",
                name="disposition",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "matched_by",
            sa.Enum(
                "serial_number",
                "asset_tag",
                "mac_address",
                "hardware_id",
                "reference",
                "place",
                "nothing",
                name="matchedby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("asset_id", KEY, nullable=True),
        sa.Column("site_id", KEY, nullable=True),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("issues", sa.Text(), nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_imported_row_change_id_change")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_imported_row_import_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_row")),
    )
    with op.batch_alter_table("imported_row", schema=None) as batch_op:
        batch_op.create_index("ix_imported_row_import_batch_id_asset_id", ["import_batch_id", "asset_id"], unique=False)

    op.create_table(
        "list_entry",
        sa.Column("id", KEY, nullable=False),
        sa.Column("list_edition_id", KEY, nullable=False),
        sa.Column("entry_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("vendor_id", KEY, nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("includes_affiliates", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_list_entry_change_id_change")),
        sa.ForeignKeyConstraint(
            ["list_edition_id"], ["list_edition.id"], name=op.f("fk_list_entry_list_edition_id_list_edition")
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_list_entry_vendor_id_vendor")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_entry")),
        sa.UniqueConstraint("list_edition_id", "entry_key", name=op.f("uq_list_entry_list_edition_id_entry_key")),
    )
    op.create_table(
        "obligation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("list_edition_id", KEY, nullable=False),
        sa.Column("obligation_key", sa.Text(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "cease_deployment",
                "never_connect",
                "remove",
                "consider_removal",
                "cease_procurement",
                "report",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "site_class",
            sa.Enum(
                "sensitive",
                "not_sensitive",
                "any",
                name="siteclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("equipment", sa.Text(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_obligation_change_id_change")),
        sa.ForeignKeyConstraint(
            ["list_edition_id"], ["list_edition.id"], name=op.f("fk_obligation_list_edition_id_list_edition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation")),
        sa.UniqueConstraint(
            "list_edition_id", "obligation_key", name=op.f("uq_obligation_list_edition_id_obligation_key")
        ),
    )
    op.create_table(
        "replacement_plan",
        sa.Column("id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("import_batch_id", KEY, nullable=False),
        sa.Column("described_on", sa.Date(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_replacement_plan_change_id_change")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_replacement_plan_import_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_replacement_plan_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replacement_plan")),
    )
    with op.batch_alter_table("replacement_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replacement_plan_import_batch_id"), ["import_batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_replacement_plan_site_id"), ["site_id"], unique=False)

    op.create_table(
        "site_assessment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column(
            "limb",
            sa.Enum(
                "secret_material",
                "vetted_officials",
                "ministers",
                "socpa_2005",
                name="limb",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum("yes", "no", "unknown", name="limbanswer", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("assessed_by", sa.Text(), nullable=True),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("import_batch_id", KEY, nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_site_assessment_change_id_change")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_site_assessment_import_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_assessment_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_assessment")),
    )
    with op.batch_alter_table("site_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_assessment_site_id"), ["site_id"], unique=False)

    op.create_table(
        "site_tenure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("organisation_id", KEY, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("import_batch_id", KEY, nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_site_tenure_change_id_change")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_site_tenure_import_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_site_tenure_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_tenure_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_tenure")),
    )
    with op.batch_alter_table("site_tenure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_tenure_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_tenure_site_id"), ["site_id"], unique=False)

    op.create_table(
        "system",
        sa.Column("id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_system_change_id_change")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_system_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system")),
        sa.UniqueConstraint("site_id", "name_key", name=op.f("uq_system_site_id_name_key")),
    )
    op.create_table(
        "asset_absence",
        sa.Column("id", KEY, nullable=False),
        sa.Column("asset_id", KEY, nullable=False),
        sa.Column("import_batch_id", KEY, nullable=False),
        sa.Column("described_on", sa.Date(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_asset_absence_asset_id_asset")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_asset_absence_change_id_change")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_asset_absence_import_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_absence")),
    )
    with op.batch_alter_table("asset_absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_absence_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_absence_import_batch_id"), ["import_batch_id"], unique=False)

    op.create_table(
        "asset_version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("asset_id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("system_id", KEY, nullable=True),
        sa.Column("import_batch_id", KEY, nullable=False),
        sa.Column("imported_row_id", KEY, nullable=False),
        sa.Column("trace_key_id", KEY, nullable=False),
        sa.Column("described_on", sa.Date(), nullable=False),
        sa.Column(
            "matched_by",
            sa.Enum(
                "serial_number",
                "asset_tag",
                "mac_address",
                "hardware_id",
                "reference",
                "place",
                "nothing",
                name="matchedby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", KEY, nullable=False),
        sa.Column("make", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "camera",
                "fixed_camera",
                "dome_camera",
                "bullet_camera",
                "ptz_camera",
                "thermal_camera",
                "multi_sensor_camera",
                "anpr_camera",
                "body_worn_video",
                "drone",
                "recorder",
                "encoder",
                "server",
                "video_software",
                "intercom",
                "access_control",
                "radio",
                "network_equipment",
                "storage",
                "display",
                "accessory",
                "other",
                "unknown",
                name="equipmentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("asset_tag", sa.Text(), nullable=True),
        sa.Column("serial_number", sa.Text(), nullable=True),
        sa.Column("mac_address", sa.Text(), nullable=True),
        sa.Column("ip_address", sa.Text(), nullable=True),
        sa.Column("hardware_id", sa.Text(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column(
            "network",
            sa.Enum(
                "core_network",
                "segregated",
                "air_gapped",
                "internet_reachable",
                "disconnected",
                "unknown",
                name="network",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "claimed_status",
            sa.Enum(
                "in_service",
                "faulty",
                "disconnected",
                "removed",
                "replaced",
                "disposed",
                "in_store",
                "unknown",
                name="claimedstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("other", sa.Text(), nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_asset_version_quantity_positive")),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_asset_version_asset_id_asset")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_asset_version_change_id_change")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_asset_version_import_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["imported_row_id"], ["imported_row.id"], name=op.f("fk_asset_version_imported_row_id_imported_row")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_asset_version_site_id_site")),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_asset_version_system_id_system")),
        sa.ForeignKeyConstraint(
            ["trace_key_id"], ["trace_key.id"], name=op.f("fk_asset_version_trace_key_id_trace_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_version")),
    )
    with op.batch_alter_table("asset_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asset_version_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asset_version_import_batch_id"), ["import_batch_id"], unique=False)

    op.create_table(
        "flag",
        sa.Column("id", KEY, nullable=False),
        sa.Column("asset_id", KEY, nullable=False),
        sa.Column("regime_id", KEY, nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_flag_asset_id_asset")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_flag_change_id_change")),
        sa.ForeignKeyConstraint(["regime_id"], ["regime.id"], name=op.f("fk_flag_regime_id_regime")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("asset_id", "regime_id", name=op.f("uq_flag_asset_id_regime_id")),
    )
    op.create_table(
        "key_verdict",
        sa.Column("id", KEY, nullable=False),
        sa.Column("trace_key_id", KEY, nullable=False),
        sa.Column("regime_id", KEY, nullable=False),
        sa.Column("identification_id", KEY, nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "restricted",
                "suspected",
                "unknown",
                "clear",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "basis",
            sa.Enum(
                "entity",
                "affiliate",
                "oem_relabel",
                "component",
                "model",
                "mac",
                "serial",
                "conflict",
                "misspelling",
                "determination_awaited",
                name="matchbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column(
            "cause",
            sa.Enum(
                "found",
                "edition",
                "determination",
                "adoption",
                "catalogue",
                "asset_changed",
                "import_undone",
                name="basiscause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("list_entry_id", KEY, nullable=True),
        sa.Column("determination_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_key_verdict_change_id_change")),
        sa.ForeignKeyConstraint(
            ["determination_id"], ["determination.id"], name=op.f("fk_key_verdict_determination_id_determination")
        ),
        sa.ForeignKeyConstraint(
            ["identification_id"], ["identification.id"], name=op.f("fk_key_verdict_identification_id_identification")
        ),
        sa.ForeignKeyConstraint(
            ["list_entry_id"], ["list_entry.id"], name=op.f("fk_key_verdict_list_entry_id_list_entry")
        ),
        sa.ForeignKeyConstraint(["regime_id"], ["regime.id"], name=op.f("fk_key_verdict_regime_id_regime")),
        sa.ForeignKeyConstraint(["trace_key_id"], ["trace_key.id"], name=op.f("fk_key_verdict_trace_key_id_trace_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_verdict")),
    )
    with op.batch_alter_table("key_verdict", schema=None) as batch_op:
        batch_op.create_index("ix_key_verdict_trace_key_id_regime_id", ["trace_key_id", "regime_id"], unique=False)

    op.create_table(
        "plan_line",
        sa.Column("id", KEY, nullable=False),
        sa.Column("replacement_plan_id", KEY, nullable=False),
        sa.Column("imported_row_id", KEY, nullable=False),
        sa.Column("replaces", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("quantity", KEY, nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("cost_low_pence", KEY, nullable=True),
        sa.Column("cost_likely_pence", KEY, nullable=True),
        sa.Column("cost_high_pence", KEY, nullable=True),
        sa.Column(
            "funding",
            sa.Enum(
                "funded",
                "not_funded",
                "not_known",
                name="funding",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "interoperability",
            sa.Enum(
                "fits",
                "adapts",
                "blocks",
                "not_known",
                name="interoperability",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("outage_minutes", KEY, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint(
            "cost_low_pence IS NULL OR cost_high_pence IS NULL OR cost_low_pence <= cost_high_pence",
            name=op.f("ck_plan_line_cost_range_ordered"),
        ),
        sa.CheckConstraint("quantity IS NULL OR quantity >= 0", name=op.f("ck_plan_line_quantity_not_negative")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_plan_line_change_id_change")),
        sa.ForeignKeyConstraint(
            ["imported_row_id"], ["imported_row.id"], name=op.f("fk_plan_line_imported_row_id_imported_row")
        ),
        sa.ForeignKeyConstraint(
            ["replacement_plan_id"],
            ["replacement_plan.id"],
            name=op.f("fk_plan_line_replacement_plan_id_replacement_plan"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line")),
    )
    with op.batch_alter_table("plan_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_line_replacement_plan_id"), ["replacement_plan_id"], unique=False)

    op.create_table(
        "reappearance",
        sa.Column("id", KEY, nullable=False),
        sa.Column("asset_id", KEY, nullable=False),
        sa.Column("import_batch_id", KEY, nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_reappearance_asset_id_asset")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_reappearance_change_id_change")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_reappearance_import_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reappearance")),
    )
    with op.batch_alter_table("reappearance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reappearance_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "removal_step",
        sa.Column("id", KEY, nullable=False),
        sa.Column("asset_id", KEY, nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "mitigated",
                "planned",
                "funded",
                "ordered",
                "scheduled",
                "disconnected",
                "physically_removed",
                "verified",
                "media_sanitised",
                "disposed",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("devices", KEY, nullable=False),
        sa.Column("remover", sa.Text(), nullable=True),
        sa.Column("verifier", sa.Text(), nullable=True),
        sa.Column("evidence_id", KEY, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint(
            "step <> 'verified' OR (remover IS NOT NULL AND verifier IS NOT NULL AND evidence_id IS NOT NULL)",
            name=op.f("ck_removal_step_verification_whole"),
        ),
        sa.CheckConstraint("devices > 0", name=op.f("ck_removal_step_devices_positive")),
        sa.CheckConstraint(
            "verifier IS NULL OR remover IS NULL OR verifier <> remover",
            name=op.f("ck_removal_step_verifier_is_not_remover"),
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_removal_step_asset_id_asset")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_removal_step_change_id_change")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_removal_step_evidence_id_evidence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal_step")),
    )
    with op.batch_alter_table("removal_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_removal_step_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "site_version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("site_id", KEY, nullable=False),
        sa.Column("import_batch_id", KEY, nullable=True),
        sa.Column("imported_row_id", KEY, nullable=True),
        sa.Column("described_on", sa.Date(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("uprn", sa.Text(), nullable=True),
        sa.Column(
            "control",
            sa.Enum(
                "owned",
                "landlord",
                "shared",
                "pfi",
                "contractor",
                "partner",
                "unknown",
                name="control",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("lease_end_on", sa.Date(), nullable=True),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_site_version_change_id_change")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_site_version_import_batch_id_import_batch")
        ),
        sa.ForeignKeyConstraint(
            ["imported_row_id"], ["imported_row.id"], name=op.f("fk_site_version_imported_row_id_imported_row")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_version_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_version")),
    )
    with op.batch_alter_table("site_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_version_import_batch_id"), ["import_batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_site_version_site_id"), ["site_id"], unique=False)

    op.create_table(
        "breach",
        sa.Column("id", KEY, nullable=False),
        sa.Column("asset_id", KEY, nullable=False),
        sa.Column("removal_step_id", KEY, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_breach_asset_id_asset")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_breach_change_id_change")),
        sa.ForeignKeyConstraint(
            ["removal_step_id"], ["removal_step.id"], name=op.f("fk_breach_removal_step_id_removal_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
    )
    with op.batch_alter_table("breach", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_breach_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "flag_basis",
        sa.Column("id", KEY, nullable=False),
        sa.Column("flag_id", KEY, nullable=False),
        sa.Column(
            "state",
            sa.Enum("live", "lapsed", name="basisstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "verdict",
            sa.Enum(
                "restricted",
                "suspected",
                "unknown",
                "clear",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "cause",
            sa.Enum(
                "found",
                "edition",
                "determination",
                "adoption",
                "catalogue",
                "asset_changed",
                "import_undone",
                name="basiscause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("key_verdict_id", KEY, nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_flag_basis_change_id_change")),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_flag_basis_flag_id_flag")),
        sa.ForeignKeyConstraint(
            ["key_verdict_id"], ["key_verdict.id"], name=op.f("fk_flag_basis_key_verdict_id_key_verdict")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_basis")),
    )
    with op.batch_alter_table("flag_basis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flag_basis_flag_id"), ["flag_id"], unique=False)

    op.create_table(
        "plan_line_asset",
        sa.Column("id", KEY, nullable=False),
        sa.Column("plan_line_id", KEY, nullable=False),
        sa.Column("asset_id", KEY, nullable=False),
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_plan_line_asset_asset_id_asset")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_plan_line_asset_change_id_change")),
        sa.ForeignKeyConstraint(
            ["plan_line_id"], ["plan_line.id"], name=op.f("fk_plan_line_asset_plan_line_id_plan_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line_asset")),
    )
    with op.batch_alter_table("plan_line_asset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_line_asset_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_line_asset_plan_line_id"), ["plan_line_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("flag_id", KEY, nullable=False),
        sa.Column("flag_basis_id", KEY, nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "confirmed",
                "dismissed",
                "unsure",
                name="decisionoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence_id", KEY, nullable=True),
        sa.Column("change_id", KEY, nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_decision_reason_given")),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_decision_change_id_change")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_decision_evidence_id_evidence")),
        sa.ForeignKeyConstraint(
            ["flag_basis_id"], ["flag_basis.id"], name=op.f("fk_decision_flag_basis_id_flag_basis")
        ),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_decision_flag_id_flag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_flag_id"), ["flag_id"], unique=False)

    first_rows()
    if op.get_bind().dialect.name == "postgresql":
        protect_postgresql()
    else:
        protect_sqlite()


def downgrade() -> None:
    # Nothing of a register survives below its first revision.
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in (
        "decision",
        "plan_line_asset",
        "flag_basis",
        "breach",
        "site_version",
        "removal_step",
        "reappearance",
        "plan_line",
        "key_verdict",
        "flag",
        "asset_version",
        "asset_absence",
        "system",
        "site_tenure",
        "site_assessment",
        "replacement_plan",
        "obligation",
        "list_entry",
        "imported_row",
        "import_withdrawal",
        "determination",
        "asset",
        "vendor_name",
        "vendor_link",
        "site",
        "organisation_parent",
        "mapping_profile",
        "list_edition",
        "import_batch",
        "identification",
        "criterion",
        "adoption",
        "vendor",
        "trace_key",
        "regime",
        "person",
        "organisation",
        "evidence",
        "change_item",
        "catalogue_edition",
        "trail_head",
        "register_identity",
        "change",
    ):
        op.execute(f"DROP TABLE {table}{' CASCADE' if is_postgresql else ''}")
    if is_postgresql:
        op.execute("DROP FUNCTION riskreg_refuse()")
