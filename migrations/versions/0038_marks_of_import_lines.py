"""A line of an import keeps what it is of, so that its double is found however far it stands."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("import_line", sa.Column("mark", sa.String(40)))


def downgrade() -> None:
    with op.batch_alter_table("import_line") as table:
        table.drop_column("mark")
