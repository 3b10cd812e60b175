"""Candidate replacements, as lists describe them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ["product", "product_list", "product_profile", "product_version"]
VERDICTS = ["restricted", "suspected", "unknown", "clear"]
KINDS = [
    *("camera", "fixed_camera", "dome_camera", "bullet_camera", "ptz_camera", "thermal_camera", "multi_sensor_camera"),
    *("anpr_camera", "body_worn_video", "drone", "recorder", "encoder", "server", "video_software", "intercom"),
    *("access_control", "radio", "network_equipment", "storage", "display", "accessory", "other", "unknown"),
]


def protect(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION riskreg_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION riskreg_refuse()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def word(name: str, kind: str, members: list[str]) -> sa.Column[str]:
    type_ = sa.Enum(*members, name=kind, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, type_, nullable=False)


def texts(*names: str, nullable: bool = True) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def numbers(*names: str, nullable: bool = True) -> list[sa.Column[int]]:
    return [sa.Column(name, KEY, nullable=nullable) for name in names]


def of_a_change(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("change_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f(f"fk_{table}_change_id_change")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def pointing(table: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f"{target}_id"], [f"{target}.id"], name=op.f(f"fk_{table}_{target}_id_{target}"))


def upgrade() -> None:
    op.create_table(
        "product_list",
        *numbers("id", nullable=False),
        *texts("file_name", "file_sha256", nullable=False),
        *numbers("file_bytes", nullable=False),
        sa.Column("described_on", sa.Date(), nullable=False),
        *texts("outcome_sha256", nullable=False),
        sa.CheckConstraint("length(file_sha256) = 64", name=op.f("ck_product_list_file_digest_whole")),
        *of_a_change("product_list"),
    )
    op.create_table(
        "product",
        *numbers("id", nullable=False),
        *texts("name_key", nullable=False),
        sa.UniqueConstraint("name_key", name=op.f("uq_product_name_key")),
        *of_a_change("product"),
    )
    create_version()
    op.create_table(
        "product_profile",
        *numbers("id", "product_version_id", nullable=False),
        *texts("profile", nullable=False),
        *texts("firmware"),
        sa.UniqueConstraint(
            "product_version_id",
            "profile",
            "firmware",
            name=op.f("uq_product_profile_product_version_id_profile_firmware"),
        ),
        pointing("product_profile", "product_version"),
        *of_a_change("product_profile"),
    )
    op.create_index(op.f("ix_product_profile_product_version_id"), "product_profile", ["product_version_id"])
    for table in APPEND_ONLY:
        protect(table)


def create_version() -> None:
    table = "product_version"
    checks = {
        "poe_class_exists": "poe_class IS NULL OR poe_class BETWEEN 0 AND 8",
        "power_not_negative": "milliwatts IS NULL OR milliwatts >= 0",
        "price_whole": "price_minor IS NULL OR (price_minor >= 0 AND currency IS NOT NULL)",
        "temperatures_in_order": "coldest IS NULL OR hottest IS NULL OR coldest <= hottest",
    }
    op.create_table(
        table,
        *numbers("id", "product_id", "product_list_id", nullable=False),
        sa.Column("described_on", sa.Date(), nullable=False),
        *texts("sheet", nullable=False),
        *numbers("row", "trace_key_id", nullable=False),
        word("verdict", "verdict", VERDICTS),
        *texts("vendor", "model", nullable=False),
        *texts("part_number", "producer"),
        word("kind", "equipmentkind", KINDS),
        *texts("codecs", nullable=False),
        *texts("smart_codec"),
        *numbers("poe_class", "milliwatts", "supplies_milliwatts", "supplies_ports"),
        *texts("vms_drivers", "mounts", "analytics", nullable=False),
        *texts("resolution", "ingress", "impact"),
        *numbers("coldest", "hottest"),
        *texts("made_in", "chip", "platform"),
        *numbers("price_minor"),
        *texts("currency"),
        sa.Column("price_on", sa.Date(), nullable=True),
        *texts("price_source"),
        *numbers("lead_time_days"),
        sa.Column("support_ends_on", sa.Date(), nullable=True),
        *texts("source", "note"),
        *(sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in checks.items()),
        *(pointing(table, target) for target in ("product", "product_list", "trace_key")),
        *of_a_change(table),
    )
    for column in ("product_id", "product_list_id", "trace_key_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("product_profile", "product_version", "product", "product_list"):
        op.drop_table(table)
