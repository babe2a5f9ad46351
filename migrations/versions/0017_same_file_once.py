"""The same bytes are attached once to one object.

Two that came at the same instant are kept as rows: the later one is no longer offered, since the first one is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NAME = "uq_document_holder_holder_id_sha256"
LATER = """
UPDATE document SET removed_at = added_at
WHERE removed_at IS NULL AND EXISTS (
    SELECT 1 FROM document AS kept
    WHERE kept.holder = document.holder AND kept.holder_id = document.holder_id AND kept.sha256 = document.sha256
    AND kept.removed_at IS NULL AND kept.id < document.id
)
"""


def upgrade() -> None:
    op.execute(LATER)
    where = sa.text("removed_at IS NULL")
    op.create_index(
        NAME,
        "document",
        ["holder", "holder_id", "sha256"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    op.drop_index(NAME, "document")
