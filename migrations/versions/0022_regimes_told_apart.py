"""« Autre régime » told apart: other de minimis aid counts, notified or exempted aid does not.

What stands there already may be either: it is to be specified, and counts until it is.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COLUMNS = (("aid", "regime"), ("aid", "asked_regime"), ("funding_grant", "regime"))


def upgrade() -> None:
    for table, column in COLUMNS:
        op.execute(f"UPDATE {table} SET {column} = 'unspecified' WHERE {column} = 'other'")


def downgrade() -> None:
    for table, column in COLUMNS:
        op.execute(
            f"UPDATE {table} SET {column} = 'other' WHERE {column} IN ('unspecified', 'other_de_minimis', 'exempted')"
        )
