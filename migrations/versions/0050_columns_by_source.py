"""Columns are remembered by the sheet that they come from, and not by their title alone."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

BEFORE, SINCE = "uq_known_column_kind_title", "uq_known_column_kind_source_title"


def upgrade() -> None:
    with op.batch_alter_table("known_column") as table:
        table.add_column(sa.Column("source", sa.String(length=40), nullable=False, server_default=""))
    with op.batch_alter_table("known_column") as table:
        table.alter_column("source", server_default=None)
        table.drop_constraint(BEFORE, type_="unique")
        table.create_unique_constraint(SINCE, ["kind", "source", "title"])


def downgrade() -> None:
    # Of two sheets that say otherwise, neither is right for both.
    op.execute("DELETE FROM known_column")
    with op.batch_alter_table("known_column") as table:
        table.drop_constraint(SINCE, type_="unique")
        table.drop_column("source")
        table.create_unique_constraint(BEFORE, ["kind", "title"])
