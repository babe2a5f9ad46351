"""When a renewal carried the open objectives over: on the first day of the new period, no more on the decision's."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("renewal_decision") as table:
        table.add_column(sa.Column("carried_at", sa.DateTime(timezone=True), nullable=True))
    # Until now they were carried over by the decision itself.
    op.execute("UPDATE renewal_decision SET carried_at = decided_at WHERE outcome = 'renew'")


def downgrade() -> None:
    with op.batch_alter_table("renewal_decision") as table:
        table.drop_column("carried_at")
