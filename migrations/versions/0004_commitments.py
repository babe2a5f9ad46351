"""Commitments."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "general_interest",
                "transparency",
                "open_data",
                "open_source",
                "mention",
                "publication",
                name="commitmentkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "expected",
                "submitted",
                "proven",
                "not_applicable",
                name="commitmentstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("evidence_url", sa.String(length=500), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checker_id", sa.Integer(), nullable=True),
        sa.Column("link_status", sa.Integer(), nullable=True),
        sa.Column("link_problem", sa.String(length=200), nullable=False),
        sa.Column("link_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checker_id"], ["user_account.id"], name=op.f("fk_commitment_checker_id_user_account")
        ),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_commitment_laureate_id_laureate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("laureate_id", "kind", name=op.f("uq_commitment_laureate_id_kind")),
    )


def downgrade() -> None:
    op.drop_table("commitment")
