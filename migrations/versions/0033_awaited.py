"""What waits about each laureate, and for whom, kept in rows."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awaited_drawn",
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_with", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_awaited_drawn_laureate_id_laureate")),
        sa.PrimaryKeyConstraint("laureate_id", name=op.f("pk_awaited_drawn")),
    )
    for name in ("as_of", "fresh_until", "made_with"):
        op.create_index(op.f(f"ix_awaited_drawn_{name}"), "awaited_drawn", [name])
    op.create_table(
        "awaited",
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("all_who_may", sa.String(length=32), nullable=True),
        sa.Column("sort", sa.String(length=24), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("doers", sa.String(length=24), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("gesture", sa.String(length=80), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.Column("handed_over_at", sa.Text(), nullable=False),
        sa.Column("is_left", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_awaited_laureate_id_laureate")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_awaited_user_id_user_account")),
        sa.PrimaryKeyConstraint("laureate_id", "place", "rank", name=op.f("pk_awaited")),
    )
    for name in ("user_id", "all_who_may"):
        op.create_index(op.f(f"ix_awaited_{name}"), "awaited", [name])
    # All are to be drawn.
    op.execute("INSERT INTO change (picture, table_name, object_id) VALUES ('awaited', '', 0)")


def downgrade() -> None:
    op.execute("DELETE FROM change WHERE picture = 'awaited'")
    op.drop_table("awaited")
    op.drop_table("awaited_drawn")
