"""The rows of an import that were not taken are found at once among a million."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEX = "ix_imported_row_left"


def upgrade() -> None:
    where = sa.text("disposition IN ('rejected', 'conflicting')")
    columns = ["import_batch_id", "id"]
    op.create_index(INDEX, "imported_row", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index(INDEX, table_name="imported_row")
