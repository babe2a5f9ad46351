"""Months that stay open after their closing day, because nobody could be reminded of them in time."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "month_kept_open",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_kept_open")),
        sa.UniqueConstraint("month", name=op.f("uq_month_kept_open_month")),
    )


def downgrade() -> None:
    op.drop_table("month_kept_open")
