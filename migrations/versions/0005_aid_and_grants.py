"""Aid and grants."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "undertaking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undertaking")),
        sa.UniqueConstraint("name", name=op.f("uq_undertaking_name")),
    )
    op.create_table(
        "aid_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signatory", sa.String(length=120), nullable=False),
        sa.Column("is_nil", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_aid_declaration_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_aid_declaration_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_declaration")),
    )
    with op.batch_alter_table("aid_declaration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aid_declaration_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "aid_profile",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("undertaking_id", sa.Integer(), nullable=True),
        sa.Column("is_undertaking", sa.Boolean(), nullable=False),
        sa.Column("nace", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_aid_profile_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["undertaking_id"], ["undertaking.id"], name=op.f("fk_aid_profile_undertaking_id_undertaking")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_aid_profile")),
    )
    with op.batch_alter_table("aid_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aid_profile_undertaking_id"), ["undertaking_id"], unique=False)

    op.create_table(
        "sponsor_pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("sponsor", sa.String(length=160), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "funding",
                "expertise",
                "distribution",
                "community",
                "international",
                name="pledgeform",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "kept", "partly", "broken", name="pledgestate", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_sponsor_pledge_laureate_id_laureate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor_pledge")),
    )
    with op.batch_alter_table("sponsor_pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sponsor_pledge_laureate_id"), ["laureate_id"], unique=False)

    op.create_table(
        "committee_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("continue", "renew", "fund", "stop", name="committeeoutcome", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_committee_decision_checkpoint_id_checkpoint")
        ),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["user_account.id"], name=op.f("fk_committee_decision_decider_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["laureate_id"], ["laureate.id"], name=op.f("fk_committee_decision_laureate_id_laureate")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["support_period.id"], name=op.f("fk_committee_decision_period_id_support_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_decision")),
    )
    with op.batch_alter_table("committee_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_committee_decision_laureate_id"), ["laureate_id"], unique=False)

    op.create_table(
        "funding_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("authority", sa.String(length=160), nullable=False),
        sa.Column(
            "regime",
            sa.Enum("general", "sieg", "not_aid", "other", name="regime", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("proposer_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["committee_decision.id"], name=op.f("fk_funding_grant_decision_id_committee_decision")
        ),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_funding_grant_laureate_id_laureate")),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["user_account.id"], name=op.f("fk_funding_grant_proposer_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_grant")),
    )
    with op.batch_alter_table("funding_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_grant_laureate_id"), ["laureate_id"], unique=False)

    op.create_table(
        "tranche",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("pending", "granted", "refused", "abandoned", name="tranchestatus", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_tranche_amount_positive")),
        sa.ForeignKeyConstraint(["decider_id"], ["user_account.id"], name=op.f("fk_tranche_decider_id_user_account")),
        sa.ForeignKeyConstraint(["grant_id"], ["funding_grant.id"], name=op.f("fk_tranche_grant_id_funding_grant")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tranche")),
        sa.UniqueConstraint("grant_id", "rank", name=op.f("uq_tranche_grant_id_rank")),
    )
    op.create_table(
        "aid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=True),
        sa.Column("granted_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "regime",
            sa.Enum("general", "sieg", "not_aid", "other", name="regime", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("grant", "assignment", "declared", name="aidsource", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("authority", sa.String(length=160), nullable=False),
        sa.Column("instrument", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("tranche_id", sa.Integer(), nullable=True),
        sa.Column("declaration_id", sa.Integer(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("register_reference", sa.String(length=80), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_aid_amount_positive")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_aid_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_aid_author_id_user_account")),
        sa.ForeignKeyConstraint(
            ["declaration_id"], ["aid_declaration.id"], name=op.f("fk_aid_declaration_id_aid_declaration")
        ),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_aid_laureate_id_laureate")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_aid_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["tranche_id"], ["tranche.id"], name=op.f("fk_aid_tranche_id_tranche")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_aid_assignment_id")),
        sa.UniqueConstraint("tranche_id", name=op.f("uq_aid_tranche_id")),
    )
    with op.batch_alter_table("aid", schema=None) as batch_op:
        batch_op.create_index("ix_aid_organisation_id_granted_on", ["organisation_id", "granted_on"], unique=False)

    op.create_table(
        "tranche_condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tranche_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("checker_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checker_id"], ["user_account.id"], name=op.f("fk_tranche_condition_checker_id_user_account")
        ),
        sa.ForeignKeyConstraint(["tranche_id"], ["tranche.id"], name=op.f("fk_tranche_condition_tranche_id_tranche")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tranche_condition")),
    )
    with op.batch_alter_table("tranche_condition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tranche_condition_tranche_id"), ["tranche_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tranche_condition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tranche_condition_tranche_id"))

    op.drop_table("tranche_condition")
    with op.batch_alter_table("aid", schema=None) as batch_op:
        batch_op.drop_index("ix_aid_organisation_id_granted_on")

    op.drop_table("aid")
    op.drop_table("tranche")
    with op.batch_alter_table("funding_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_grant_laureate_id"))

    op.drop_table("funding_grant")
    with op.batch_alter_table("committee_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_committee_decision_laureate_id"))

    op.drop_table("committee_decision")
    with op.batch_alter_table("sponsor_pledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sponsor_pledge_laureate_id"))

    op.drop_table("sponsor_pledge")
    with op.batch_alter_table("aid_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aid_profile_undertaking_id"))

    op.drop_table("aid_profile")
    with op.batch_alter_table("aid_declaration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aid_declaration_organisation_id"))

    op.drop_table("aid_declaration")
    op.drop_table("undertaking")
