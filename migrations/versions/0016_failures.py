"""What could not be done, kept apart so that the rest goes on."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("laureate_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_failure_laureate_id_laureate")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_failure_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failure")),
        sa.UniqueConstraint("key", name=op.f("uq_failure_key")),
    )
    with op.batch_alter_table("failure") as batch:
        batch.create_index(op.f("ix_failure_user_id"), ["user_id"])
        batch.create_index(op.f("ix_failure_laureate_id"), ["laureate_id"])
        batch.create_index(op.f("ix_failure_closed_at"), ["closed_at"])


def downgrade() -> None:
    op.drop_table("failure")
