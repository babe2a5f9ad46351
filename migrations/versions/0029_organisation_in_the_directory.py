"""What the national directory says of an organisation: its seat, its category, whether it ceased, since when."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as table:
        table.add_column(sa.Column("siret", sa.String(length=14), nullable=True))
        table.add_column(sa.Column("legal_category", sa.String(length=4), nullable=True))
        table.add_column(sa.Column("is_ceased", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("ceased_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("directory_on", sa.Date(), nullable=True))
    with op.batch_alter_table("organisation", schema=None) as table:
        table.alter_column("is_ceased", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as table:
        for name in ("directory_on", "ceased_on", "is_ceased", "legal_category", "siret"):
            table.drop_column(name)
