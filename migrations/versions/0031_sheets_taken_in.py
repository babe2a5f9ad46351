"""Sheets being taken in: their file, their lines as they would be written, and what their titles were matched with."""

import sqlalchemy as sa
from alembic import op

from aic_tracker.db import UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sheet_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sheet", sa.String(length=200), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("shared", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_sheet_import_laureate_id_laureate")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sheet_import_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_import")),
    )
    for column in ("user_id", "laureate_id", "updated_at"):
        op.create_index(op.f(f"ix_sheet_import_{column}"), "sheet_import", [column])
    op.create_table(
        "import_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["sheet_import.id"], name=op.f("fk_import_line_import_id_sheet_import")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_line")),
    )
    op.create_index("ix_import_line_import_id_outcome", "import_line", ["import_id", "outcome"])
    op.create_table(
        "known_column",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_column")),
        sa.UniqueConstraint("kind", "title", name=op.f("uq_known_column_kind_title")),
    )


def downgrade() -> None:
    for table in ("known_column", "import_line", "sheet_import"):
        op.drop_table(table)
