"""Renewal files."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "renewal_file",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("self_assessment", sa.Text(), nullable=False),
        sa.Column("self_assessor_id", sa.Integer(), nullable=True),
        sa.Column("self_assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("opinion_author_id", sa.Integer(), nullable=True),
        sa.Column("opinion_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opinion_author_id"], ["user_account.id"], name=op.f("fk_renewal_file_opinion_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["support_period.id"], name=op.f("fk_renewal_file_period_id_support_period")
        ),
        sa.ForeignKeyConstraint(
            ["self_assessor_id"], ["user_account.id"], name=op.f("fk_renewal_file_self_assessor_id_user_account")
        ),
        sa.PrimaryKeyConstraint("period_id", name=op.f("pk_renewal_file")),
    )


def downgrade() -> None:
    op.drop_table("renewal_file")
