"""Typical objectives that the team keeps, and the objectives that were made of them."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "axis",
            sa.Enum("consolidation", "integration", "deployment", name="axis", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("dimension", sa.String(length=40), nullable=False),
        sa.Column("need", sa.Enum("none", "low", "high", name="need", native_enum=False, length=24), nullable=False),
        sa.Column("priority", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("indicator", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("title_key", sa.String(length=400), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 36", name=op.f("ck_catalogue_entry_months_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_entry")),
        sa.UniqueConstraint("title_key", name=op.f("uq_catalogue_entry_title_key")),
    )
    op.create_index(op.f("ix_catalogue_entry_dimension"), "catalogue_entry", ["dimension"])
    op.create_table(
        "catalogue_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["catalogue_entry.id"], name=op.f("fk_catalogue_use_entry_id_catalogue_entry")
        ),
        sa.ForeignKeyConstraint(
            ["objective_id"], ["objective.id"], name=op.f("fk_catalogue_use_objective_id_objective")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_use")),
        sa.UniqueConstraint("objective_id", name=op.f("uq_catalogue_use_objective_id")),
    )
    op.create_index(op.f("ix_catalogue_use_entry_id"), "catalogue_use", ["entry_id"])


def downgrade() -> None:
    op.drop_table("catalogue_use")
    op.drop_table("catalogue_entry")
