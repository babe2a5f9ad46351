"""Events, the laureates that they are for, and who is invited."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

KINDS = ("meeting", "workshop", "training", "demonstration", "other")
STATUSES = ("draft", "announced", "cancelled")
TERRITORIES = ("mainland", "alsace_moselle", "guadeloupe", "guyane", "martinique", "mayotte", "reunion")
AUDIENCES = ("named", "all", "season", "laureates")
ANSWERS = ("invited", "yes", "no", "perhaps", "waiting")


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="eventkind", native_enum=False, length=24), nullable=False),
        sa.Column("status", sa.Enum(*STATUSES, name="eventstatus", native_enum=False, length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("territory", sa.Enum(*TERRITORIES, name="territory", native_enum=False, length=24), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("access_notes", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=2000), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("audience", sa.Enum(*AUDIENCES, name="audience", native_enum=False, length=24), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_event_capacity_positive")),
        sa.ForeignKeyConstraint(["organiser_id"], ["user_account.id"], name=op.f("fk_event_organiser_id_user_account")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_event_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
    )
    op.create_index(op.f("ix_event_starts_at"), "event", ["starts_at"])
    op.create_table(
        "event_laureate",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_laureate_event_id_event")),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_event_laureate_laureate_id_laureate")),
        sa.PrimaryKeyConstraint("event_id", "laureate_id", name=op.f("pk_event_laureate")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Enum(*ANSWERS, name="answer", native_enum=False, length=24), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queue_rank", sa.Integer(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attendance_event_id_event")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_attendance_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("event_id", "user_id", name=op.f("uq_attendance_event_id_user_id")),
        sa.UniqueConstraint("event_id", "email", name=op.f("uq_attendance_event_id_email")),
    )
    op.create_index(op.f("ix_attendance_user_id"), "attendance", ["user_id"])


def downgrade() -> None:
    op.drop_table("attendance")
    op.drop_table("event_laureate")
    op.drop_table("event")
