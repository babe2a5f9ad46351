"""A long import is written, and taken back, slice after slice."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_slice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["sheet_import.id"], name=op.f("fk_import_slice_import_id_sheet_import")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_slice")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_import_slice_import_id_number")),
    )
    with op.batch_alter_table("sheet_import") as table:
        table.add_column(sa.Column("reached", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("problem", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("sheet_import") as table:
        table.alter_column("reached", server_default=None)
        table.alter_column("problem", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sheet_import") as table:
        table.drop_column("problem")
        table.drop_column("reached")
    op.drop_table("import_slice")
