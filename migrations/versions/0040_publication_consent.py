"""What laureates agree to show of their results on their public page."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

BLOCKS = ("objectives", "commitments", "partnerships")


def upgrade() -> None:
    op.create_table(
        "publication_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.Enum(*BLOCKS, name="block", native_enum=False, length=24), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["user_account.id"], name=op.f("fk_publication_consent_giver_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["laureate_id"], ["laureate.id"], name=op.f("fk_publication_consent_laureate_id_laureate")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawer_id"], ["user_account.id"], name=op.f("fk_publication_consent_withdrawer_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_consent")),
    )
    op.create_index(op.f("ix_publication_consent_laureate_id"), "publication_consent", ["laureate_id"])


def downgrade() -> None:
    op.drop_table("publication_consent")
