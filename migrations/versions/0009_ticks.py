"""The number of the scheduler's last tick."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("queue_state", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ticks", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("queue_state", schema=None) as batch_op:
        batch_op.drop_column("ticks")
