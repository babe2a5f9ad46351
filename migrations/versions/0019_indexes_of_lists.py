"""What lists of all laureates look rows up by: the copy of an objective, the status and the hour of a point."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_objective_carried_from_id"), "objective", ["carried_from_id"])
    op.create_index("ix_checkpoint_status_starts_at", "checkpoint", ["status", "starts_at"])
    op.create_index(op.f("ix_laureate_status"), "laureate", ["status"])


def downgrade() -> None:
    op.drop_index(op.f("ix_laureate_status"), "laureate")
    op.drop_index("ix_checkpoint_status_starts_at", "checkpoint")
    op.drop_index(op.f("ix_objective_carried_from_id"), "objective")
