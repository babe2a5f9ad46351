"""Accounts that no person stands behind: services, which come in by their tokens alone."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The default stays: the release before, still running, opens accounts without it.
    op.add_column("user_account", sa.Column("is_service", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("user_account", "is_service")
