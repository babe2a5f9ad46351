"""Minutes are sent again once corrected: which version they are, and the last that left."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("checkpoint") as table:
        table.add_column(sa.Column("minutes_version", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("minutes_sent_version", sa.Integer(), nullable=False, server_default="0"))
    # Until now, minutes left as their point was closed.
    op.execute("UPDATE checkpoint SET minutes_sent_version = 1 WHERE status = 'closed'")


def downgrade() -> None:
    with op.batch_alter_table("checkpoint") as table:
        table.drop_column("minutes_sent_version")
        table.drop_column("minutes_version")
