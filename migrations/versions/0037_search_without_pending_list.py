"""PostgreSQL puts the words of the search in their index at once: those that wait in its list slow each question.

Four megabytes of it may wait (`gin_pending_list_limit`): some three milliseconds a word until a vacuum comes by.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

INDEX = "ix_search_entry_lexemes"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(f"ALTER INDEX {INDEX} SET (fastupdate = off)"))
        op.execute(sa.text(f"SELECT gin_clean_pending_list('{INDEX}')"))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(f"ALTER INDEX {INDEX} RESET (fastupdate)"))
