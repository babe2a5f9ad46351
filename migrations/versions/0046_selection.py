"""Calls with their criteria, and the applications that they receive."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "selection_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("operator", sa.Enum("DINUM", "DITP", name="operator", native_enum=False, length=24), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_selection_call_in_order")),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_selection_call_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selection_call")),
        sa.UniqueConstraint("title", name=op.f("uq_selection_call_title")),
    )
    op.create_index(op.f("ix_selection_call_season_id"), "selection_call", ["season_id"], unique=False)
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=240), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("organisation", sa.String(length=160), nullable=False),
        sa.Column(
            "legal_form",
            sa.Enum("association", "administration", name="legalform", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("rna", sa.String(length=10), nullable=True),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=80), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "eligible",
                "shortlisted",
                "heard",
                "selected",
                "reserve",
                "rejected",
                "withdrawn",
                name="applicationstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("is_eligible", sa.Boolean(), nullable=True),
        sa.Column("eligibility_reason", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["selection_call.id"], name=op.f("fk_application_call_id_selection_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_application_call_id_number")),
    )
    op.create_index("ix_application_call_id_state", "application", ["call_id", "state"], unique=False)
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("label_0", sa.String(length=120), nullable=False),
        sa.Column("label_1", sa.String(length=120), nullable=False),
        sa.Column("label_2", sa.String(length=120), nullable=False),
        sa.Column("label_3", sa.String(length=120), nullable=False),
        sa.Column("label_4", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 10", name=op.f("ck_criterion_weight_range")),
        sa.ForeignKeyConstraint(["call_id"], ["selection_call.id"], name=op.f("fk_criterion_call_id_selection_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
    )
    op.create_index(op.f("ix_criterion_call_id"), "criterion", ["call_id"], unique=False)
    op.create_table(
        "application_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "eligible",
                "shortlisted",
                "heard",
                "selected",
                "reserve",
                "rejected",
                "withdrawn",
                name="applicationstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user_account.id"], name=op.f("fk_application_step_actor_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_step_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_step")),
    )
    op.create_index(op.f("ix_application_step_actor_id"), "application_step", ["actor_id"], unique=False)
    op.create_index(op.f("ix_application_step_application_id"), "application_step", ["application_id"], unique=False)


def downgrade() -> None:
    op.drop_table("application_step")
    op.drop_table("criterion")
    op.drop_table("application")
    op.drop_table("selection_call")
