"""What the central register asks of an aid beyond its sum: who grants, who pays, the sector under NACE Rev. 2.1."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ADDED = {
    "aid_profile": (("nace_2_1", 8),),
    "aid": (("authority_siret", 14), ("funder", 160), ("funder_siret", 14)),
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, length in columns:
                batch.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
        with op.batch_alter_table(table) as batch:
            for name, _ in columns:
                batch.alter_column(name, server_default=None)


def downgrade() -> None:
    for table, columns in ADDED.items():
        with op.batch_alter_table(table) as batch:
            for name, _ in reversed(columns):
                batch.drop_column(name)
