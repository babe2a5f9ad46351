"""The reminders of the days to come, drawn out of the events."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "departure",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=True),
        sa.Column("laureate_name", sa.String(length=120), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_departure_laureate_id_laureate")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_departure")),
    )
    op.create_index(op.f("ix_departure_due_at"), "departure", ["due_at"])
    op.create_index(op.f("ix_departure_laureate_id"), "departure", ["laureate_id"])
    op.create_table(
        "departure_reader",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reader", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place"], ["departure.place"], name=op.f("fk_departure_reader_place_departure")),
        sa.PrimaryKeyConstraint("place", "rank", name=op.f("pk_departure_reader")),
    )
    op.create_index(op.f("ix_departure_reader_reader"), "departure_reader", ["reader"])
    op.create_table(
        "departures_drawn",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_with", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departures_drawn")),
    )


def downgrade() -> None:
    op.drop_table("departures_drawn")
    op.drop_table("departure_reader")
    op.drop_table("departure")
