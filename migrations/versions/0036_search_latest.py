"""The latest entries of the search first, without sorting all that answer a word."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

# The things without a date come last: SQLite puts them there by itself.
COLUMNS = {"sqlite": "happened_on, id", "postgresql": "happened_on DESC NULLS LAST, id DESC"}


def upgrade() -> None:
    columns = COLUMNS[op.get_bind().dialect.name]
    op.execute(sa.text(f"CREATE INDEX ix_search_entry_latest ON search_entry ({columns})"))


def downgrade() -> None:
    op.execute(sa.text("DROP INDEX ix_search_entry_latest"))
