"""Where each laureate stands, kept in one row; and what changed under it since it was drawn."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SORT_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("picture", sa.String(length=24), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index("ix_change_picture_id", "change", ["picture", "id"])
    op.create_table(
        "standing",
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_with", sa.String(length=16), nullable=False),
        sa.Column("laureate_status", sa.String(length=24), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("matter", sa.Integer(), nullable=False),
        sa.Column("attention_term", sa.Integer(), nullable=False),
        sa.Column("term_key", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("term_on", sa.Date(), nullable=True),
        sa.Column("is_decided", sa.Boolean(), nullable=False),
        sa.Column("is_supported", sa.Boolean(), nullable=False),
        sa.Column("next_point_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_point_number", sa.Integer(), nullable=True),
        sa.Column("share", sa.BigInteger(), nullable=True),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("to_decide", sa.Boolean(), nullable=False),
        sa.Column("without_point", sa.Boolean(), nullable=False),
        sa.Column("worries", sa.Boolean(), nullable=False),
        sa.Column("months", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_standing_laureate_id_laureate")),
        sa.PrimaryKeyConstraint("laureate_id", name=op.f("pk_standing")),
    )
    for name in ("as_of", "fresh_until", "made_with"):
        op.create_index(op.f(f"ix_standing_{name}"), "standing", [name])
    op.create_index("ix_standing_attention", "standing", ["laureate_status", "matter", "attention_term", "sort_key"])
    op.create_index("ix_standing_term", "standing", ["laureate_status", "term_key", "sort_key"])
    op.create_index("ix_standing_sort_key", "standing", ["laureate_status", "sort_key"])
    sums = ["is_supported", "share", "to_decide", "without_point", "late", "missing", "worries"]
    op.create_index("ix_standing_sums", "standing", ["laureate_status", *sums])
    op.create_table(
        "standing_axis",
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("axis", sa.String(length=24), nullable=False),
        sa.Column("laureate_status", sa.String(length=24), nullable=False),
        sa.Column("objectives", sa.Integer(), nullable=False),
        sa.Column("achieved", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("blocked", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_standing_axis_laureate_id_laureate")),
        sa.PrimaryKeyConstraint("laureate_id", "axis", name=op.f("pk_standing_axis")),
    )
    # All are to be drawn.
    op.execute("INSERT INTO change (picture, table_name, object_id) VALUES ('standing', '', 0)")


def downgrade() -> None:
    op.drop_table("standing_axis")
    op.drop_table("standing")
    op.drop_table("change")
