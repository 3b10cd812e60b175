"""Numbers of devices are found at once among a million; so are the few assets of which no list counts any longer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXES = (
    *((f"ix_asset_{key}", key, f"{key} IS NOT NULL") for key in ("serial_key", "mac_key", "hardware_key", "tag_key")),
    ("ix_asset_gone", "site_id", "version_id = 0"),
)


def upgrade() -> None:
    for name, column, condition in INDEXES:
        where = sa.text(condition)
        op.create_index(name, "asset", [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, _, _ in INDEXES:
        op.drop_index(name, table_name="asset")
