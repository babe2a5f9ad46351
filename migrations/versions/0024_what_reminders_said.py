"""A print of what each reminder said, so that the next one tells what changed."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reminder", sa.Column("said", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("reminder", "said")
