"""Where a project lives: its closed days, and its hour beside that of Paris."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TERRITORIES = ("mainland", "alsace_moselle", "guadeloupe", "guyane", "martinique", "mayotte", "reunion")


def upgrade() -> None:
    kind = sa.Enum(*TERRITORIES, name="territory", native_enum=False, length=24)
    with op.batch_alter_table("laureate") as table:
        table.add_column(sa.Column("territory", kind, nullable=False, server_default="mainland"))
    with op.batch_alter_table("laureate") as table:
        table.alter_column("territory", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("laureate") as table:
        table.drop_column("territory")
