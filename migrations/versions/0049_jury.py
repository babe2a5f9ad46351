"""The jury of a call: its members, their conflicts, what they give to applications, and the notes of hearings."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

PANEL = sa.Enum("team", "experts", "citizens", name="panel", native_enum=False, length=24)
STATE = sa.Enum("proposed", "held", "dismissed", name="conflictstate", native_enum=False, length=24)


def upgrade() -> None:
    with op.batch_alter_table("selection_call") as table:
        table.add_column(sa.Column("scores_until", sa.Date(), nullable=True))
    op.create_table(
        "juror",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("panel", PANEL, nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conflicts_said_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["selection_call.id"], name=op.f("fk_juror_call_id_selection_call")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_juror_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_juror")),
        sa.UniqueConstraint("call_id", "user_id", name=op.f("uq_juror_call_id_user_id")),
    )
    op.create_index(op.f("ix_juror_user_id"), "juror", ["user_id"], unique=False)
    op.create_table(
        "juror_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("juror_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("is_declared", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_juror_conflict_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["user_account.id"], name=op.f("fk_juror_conflict_decider_id_user_account")
        ),
        sa.ForeignKeyConstraint(["juror_id"], ["juror.id"], name=op.f("fk_juror_conflict_juror_id_juror")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_juror_conflict")),
        sa.UniqueConstraint("juror_id", "application_id", name=op.f("uq_juror_conflict_juror_id_application_id")),
    )
    op.create_index(op.f("ix_juror_conflict_application_id"), "juror_conflict", ["application_id"], unique=False)
    op.create_index(op.f("ix_juror_conflict_decider_id"), "juror_conflict", ["decider_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("juror_id", sa.Integer(), nullable=True),
        sa.Column("panel", PANEL, nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_review_application_id_application")
        ),
        sa.ForeignKeyConstraint(["juror_id"], ["juror.id"], name=op.f("fk_review_juror_id_juror")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("juror_id", "application_id", name=op.f("uq_review_juror_id_application_id")),
    )
    op.create_index(op.f("ix_review_application_id"), "review", ["application_id"], unique=False)
    op.create_table(
        "hearing",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_hearing_application_id_application")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_hearing_author_id_user_account")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_hearing")),
    )
    op.create_index(op.f("ix_hearing_author_id"), "hearing", ["author_id"], unique=False)


def downgrade() -> None:
    op.drop_table("hearing")
    op.drop_table("review")
    op.drop_table("juror_conflict")
    op.drop_table("juror")
    with op.batch_alter_table("selection_call") as table:
        table.drop_column("scores_until")
