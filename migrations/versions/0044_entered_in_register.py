"""What was entered in the central register of each aid: what changes afterwards is to correct there."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("aid") as batch:
        batch.add_column(sa.Column("registered_as", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("aid") as batch:
        batch.drop_column("registered_as")
