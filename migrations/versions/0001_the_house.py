"""The house."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column(
            "legal_form",
            sa.Enum("association", "administration", name="legalform", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("siren", sa.String(length=9), nullable=True),
        sa.Column("rna", sa.String(length=10), nullable=True),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "queue_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hold_reason", sa.String(length=500), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.String(length=500), nullable=False),
        sa.Column("last_tick_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_state")),
    )
    op.create_table(
        "season",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season")),
        sa.UniqueConstraint("name", name=op.f("uq_season_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_season_slug")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum("coach", "referent", "expert", "direction", "admin", name="role", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_table(
        "dimension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column(
            "axis",
            sa.Enum("consolidation", "integration", "deployment", name="axis", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_dimension_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dimension")),
        sa.UniqueConstraint("season_id", "code", name=op.f("uq_dimension_season_id_code")),
    )
    op.create_table(
        "expert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column(
            "kind", sa.Enum("person", "organisation", name="expertkind", native_enum=False, length=24), nullable=False
        ),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("availability", sa.String(length=300), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_expert_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert")),
        sa.UniqueConstraint("name", name=op.f("uq_expert_name")),
        sa.UniqueConstraint("user_id", name=op.f("uq_expert_user_id")),
    )
    op.create_table(
        "laureate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("tagline", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("operator", sa.Enum("DINUM", "DITP", name="operator", native_enum=False, length=24), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("axes", sa.JSON(), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("repository", sa.String(length=300), nullable=True),
        sa.Column("licence", sa.String(length=80), nullable=False),
        sa.Column(
            "status",
            sa.Enum("candidate", "active", "ended", name="laureatestatus", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_laureate_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_laureate_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_laureate")),
        sa.UniqueConstraint("name", name=op.f("uq_laureate_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_laureate_slug")),
    )
    with op.batch_alter_table("laureate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_laureate_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_laureate_season_id"), ["season_id"], unique=False)

    op.create_table(
        "laureate_draft",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_laureate_draft_user_id_user_account")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_laureate_draft")),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("next_path", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_in_link_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_link_token_hash")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_link_user_id"), ["user_id"], unique=False)

    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("laureate_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("object_type", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name=op.f("fk_journal_entry_actor_id_user_account")),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_journal_entry_laureate_id_laureate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_entry_at"), ["at"], unique=False)
        batch_op.create_index("ix_journal_entry_laureate_id_at", ["laureate_id", "at"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("lead_coach", "coach", "referent", "observer", name="memberrole", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name=op.f("ck_membership_in_order")),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_membership_laureate_id_laureate")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_laureate_id"), ["laureate_id"], unique=False)
        batch_op.create_index("ix_membership_user_id_laureate_id", ["user_id", "laureate_id"], unique=False)

    op.create_table(
        "month_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["laureate_id"], ["laureate.id"], name=op.f("fk_month_declaration_laureate_id_laureate")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_month_declaration_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_month_declaration")),
        sa.UniqueConstraint(
            "user_id", "laureate_id", "month", name=op.f("uq_month_declaration_user_id_laureate_id_month")
        ),
    )
    with op.batch_alter_table("month_declaration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_month_declaration_laureate_id"), ["laureate_id"], unique=False)

    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedup_key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("laureate_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "claimed",
                "handoff",
                "sent",
                "doubtful",
                "failed",
                "cancelled",
                name="mailstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_outgoing_mail_laureate_id_laureate")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_outgoing_mail_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_outgoing_mail_dedup_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outgoing_mail_message_id")),
    )
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outgoing_mail_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_mail_laureate_id"), ["laureate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_mail_sent_at"), ["sent_at"], unique=False)
        batch_op.create_index("ix_outgoing_mail_status_lease_until", ["status", "lease_until"], unique=False)
        batch_op.create_index("ix_outgoing_mail_status_next_attempt_at", ["status", "next_attempt_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outgoing_mail_user_id"), ["user_id"], unique=False)

    op.create_table(
        "support_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("term_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("term_on > starts_on", name=op.f("ck_support_period_in_order")),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_support_period_laureate_id_laureate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_period")),
        sa.UniqueConstraint("laureate_id", "number", name=op.f("uq_support_period_laureate_id_number")),
    )
    with op.batch_alter_table("support_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_period_laureate_id"), ["laureate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_support_period_term_on"), ["term_on"], unique=False)

    op.create_table(
        "time_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.Column("activity", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quarters BETWEEN 1 AND 4", name=op.f("ck_time_entry_quarters_range")),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_time_entry_laureate_id_laureate")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_time_entry_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_entry")),
    )
    with op.batch_alter_table("time_entry", schema=None) as batch_op:
        batch_op.create_index("ix_time_entry_laureate_id_on", ["laureate_id", "on"], unique=False)
        batch_op.create_index("ix_time_entry_user_id_on", ["user_id", "on"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column(
            "skill",
            sa.Enum(
                "strategy",
                "legal",
                "team",
                "governance",
                "development",
                "design",
                "communication",
                "funding",
                "impact",
                name="skill",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("deliverables", sa.Text(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=True),
        sa.Column("planned_quarters", sa.Integer(), nullable=True),
        sa.Column("day_rate_cents", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "scoped",
                "approved",
                "in_progress",
                "completed",
                "evaluated",
                "declined",
                name="assignmentstatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("decline_reason", sa.Text(), nullable=False),
        sa.Column("evaluation", sa.Integer(), nullable=True),
        sa.Column("evaluation_comment", sa.Text(), nullable=False),
        sa.Column("requester_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("evaluated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("day_rate_cents >= 0", name=op.f("ck_assignment_rate_not_negative")),
        sa.CheckConstraint("evaluation BETWEEN 1 AND 5", name=op.f("ck_assignment_evaluation_range")),
        sa.CheckConstraint("planned_quarters > 0", name=op.f("ck_assignment_planned_positive")),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["user_account.id"], name=op.f("fk_assignment_approver_id_user_account")
        ),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_assignment_expert_id_expert")),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_assignment_laureate_id_laureate")),
        sa.ForeignKeyConstraint(
            ["period_id"], ["support_period.id"], name=op.f("fk_assignment_period_id_support_period")
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["user_account.id"], name=op.f("fk_assignment_requester_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_expert_id"), ["expert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_laureate_id"), ["laureate_id"], unique=False)

    op.create_table(
        "checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "regular", "acceleration", "commitment", "review", name="checkpointkind", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum("planned", "held", "closed", "cancelled", name="checkpointstatus", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("no_next_reason", sa.Text(), nullable=False),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closer_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closer_id"], ["user_account.id"], name=op.f("fk_checkpoint_closer_id_user_account")),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_checkpoint_laureate_id_laureate")),
        sa.ForeignKeyConstraint(
            ["period_id"], ["support_period.id"], name=op.f("fk_checkpoint_period_id_support_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoint")),
        sa.UniqueConstraint("laureate_id", "number", name=op.f("uq_checkpoint_laureate_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_checkpoint_uid")),
    )
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkpoint_period_id"), ["period_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkpoint_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "diagnostic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("initial", "mid_term", "final", name="diagnostickind", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("coach_signer_id", sa.Integer(), nullable=True),
        sa.Column("coach_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("referent_signer_id", sa.Integer(), nullable=True),
        sa.Column("referent_signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coach_signer_id"], ["user_account.id"], name=op.f("fk_diagnostic_coach_signer_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["support_period.id"], name=op.f("fk_diagnostic_period_id_support_period")
        ),
        sa.ForeignKeyConstraint(
            ["referent_signer_id"], ["user_account.id"], name=op.f("fk_diagnostic_referent_signer_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnostic")),
        sa.UniqueConstraint("period_id", "kind", "revision", name=op.f("uq_diagnostic_period_id_kind_revision")),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedup_key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=True),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("queued", "skipped", "cancelled", name="reminderstatus", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_reminder_laureate_id_laureate")),
        sa.ForeignKeyConstraint(["mail_id"], ["outgoing_mail.id"], name=op.f("fk_reminder_mail_id_outgoing_mail")),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["user_account.id"], name=op.f("fk_reminder_recipient_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_reminder_dedup_key")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_due_on"), ["due_on"], unique=False)
        batch_op.create_index("ix_reminder_kind_event_on", ["kind", "event_on"], unique=False)
        batch_op.create_index("ix_reminder_kind_object_id", ["kind", "object_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_laureate_id"), ["laureate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_mail_id"), ["mail_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_recipient_id"), ["recipient_id"], unique=False)

    op.create_table(
        "renewal_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("renew", "end", "stop_early", name="outcome", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["user_account.id"], name=op.f("fk_renewal_decision_decider_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["support_period.id"], name=op.f("fk_renewal_decision_period_id_support_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_decision")),
        sa.UniqueConstraint("period_id", name=op.f("uq_renewal_decision_period_id")),
    )
    op.create_table(
        "roadmap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["support_period.id"], name=op.f("fk_roadmap_period_id_support_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap")),
        sa.UniqueConstraint("period_id", name=op.f("uq_roadmap_period_id")),
    )
    op.create_table(
        "assignment_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("quarters BETWEEN 1 AND 4", name=op.f("ck_assignment_day_quarters_range")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_assignment_day_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_assignment_day_author_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_day")),
    )
    with op.batch_alter_table("assignment_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_day_assignment_id"), ["assignment_id"], unique=False)

    op.create_table(
        "attendee",
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("was_present", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_attendee_checkpoint_id_checkpoint")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_attendee_user_id_user_account")),
        sa.PrimaryKeyConstraint("checkpoint_id", "user_id", name=op.f("pk_attendee")),
    )
    op.create_table(
        "priority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column(
            "axis",
            sa.Enum("consolidation", "integration", "deployment", name="axis", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("expected_change", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["roadmap_id"], ["roadmap.id"], name=op.f("fk_priority_roadmap_id_roadmap")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_priority")),
    )
    with op.batch_alter_table("priority", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_priority_roadmap_id"), ["roadmap_id"], unique=False)

    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("diagnostic_id", sa.Integer(), nullable=False),
        sa.Column("dimension_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("need", sa.Enum("none", "low", "high", name="need", native_enum=False, length=24), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_rating_level_range")),
        sa.CheckConstraint("target BETWEEN 1 AND 4", name=op.f("ck_rating_target_range")),
        sa.ForeignKeyConstraint(["diagnostic_id"], ["diagnostic.id"], name=op.f("fk_rating_diagnostic_id_diagnostic")),
        sa.ForeignKeyConstraint(["dimension_id"], ["dimension.id"], name=op.f("fk_rating_dimension_id_dimension")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("diagnostic_id", "dimension_id", name=op.f("uq_rating_diagnostic_id_dimension_id")),
    )
    op.create_table(
        "objective",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("indicator", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("baseline", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("current", sa.BigInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "todo",
                "in_progress",
                "achieved",
                "partly",
                "blocked",
                "dropped",
                name="objectivestatus",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("kept_progress", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("carried_from_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["carried_from_id"], ["objective.id"], name=op.f("fk_objective_carried_from_id_objective")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_objective_owner_id_user_account")),
        sa.ForeignKeyConstraint(["priority_id"], ["priority.id"], name=op.f("fk_objective_priority_id_priority")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
    )
    with op.batch_alter_table("objective", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objective_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_objective_priority_id"), ["priority_id"], unique=False)

    op.create_table(
        "priority_dimension",
        sa.Column("priority_id", sa.Integer(), nullable=False),
        sa.Column("dimension_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dimension_id"], ["dimension.id"], name=op.f("fk_priority_dimension_dimension_id_dimension")
        ),
        sa.ForeignKeyConstraint(
            ["priority_id"], ["priority.id"], name=op.f("fk_priority_dimension_priority_id_priority")
        ),
        sa.PrimaryKeyConstraint("priority_id", "dimension_id", name=op.f("pk_priority_dimension")),
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=True),
        sa.Column("decided_at_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_at_id"], ["checkpoint.id"], name=op.f("fk_action_decided_at_id_checkpoint")),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_action_laureate_id_laureate")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_action_objective_id_objective")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_action_owner_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_decided_at_id"), ["decided_at_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_laureate_id"), ["laureate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_objective_id"), ["objective_id"], unique=False)

    op.create_table(
        "means",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objective_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "expertise",
                "introduction",
                "funding",
                "referent_time",
                "team",
                "other",
                name="meanskind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_means_objective_id_objective")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_means")),
    )
    with op.batch_alter_table("means", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_means_objective_id"), ["objective_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("means", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_means_objective_id"))

    op.drop_table("means")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_objective_id"))
        batch_op.drop_index(batch_op.f("ix_action_laureate_id"))
        batch_op.drop_index(batch_op.f("ix_action_decided_at_id"))

    op.drop_table("action")
    op.drop_table("priority_dimension")
    with op.batch_alter_table("objective", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objective_priority_id"))
        batch_op.drop_index(batch_op.f("ix_objective_due_on"))

    op.drop_table("objective")
    op.drop_table("rating")
    with op.batch_alter_table("priority", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_priority_roadmap_id"))

    op.drop_table("priority")
    op.drop_table("attendee")
    with op.batch_alter_table("assignment_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_day_assignment_id"))

    op.drop_table("assignment_day")
    op.drop_table("roadmap")
    op.drop_table("renewal_decision")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_recipient_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_mail_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_laureate_id"))
        batch_op.drop_index("ix_reminder_kind_object_id")
        batch_op.drop_index("ix_reminder_kind_event_on")
        batch_op.drop_index(batch_op.f("ix_reminder_due_on"))

    op.drop_table("reminder")
    op.drop_table("diagnostic")
    with op.batch_alter_table("checkpoint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkpoint_starts_at"))
        batch_op.drop_index(batch_op.f("ix_checkpoint_period_id"))

    op.drop_table("checkpoint")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_laureate_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_expert_id"))

    op.drop_table("assignment")
    with op.batch_alter_table("time_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_time_entry_user_id_on")
        batch_op.drop_index("ix_time_entry_laureate_id_on")

    op.drop_table("time_entry")
    with op.batch_alter_table("support_period", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_period_term_on"))
        batch_op.drop_index(batch_op.f("ix_support_period_laureate_id"))

    op.drop_table("support_period")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_user_id"))
        batch_op.drop_index("ix_outgoing_mail_status_next_attempt_at")
        batch_op.drop_index("ix_outgoing_mail_status_lease_until")
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_sent_at"))
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_laureate_id"))
        batch_op.drop_index(batch_op.f("ix_outgoing_mail_kind"))

    op.drop_table("outgoing_mail")
    with op.batch_alter_table("month_declaration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_month_declaration_laureate_id"))

    op.drop_table("month_declaration")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("ix_membership_user_id_laureate_id")
        batch_op.drop_index(batch_op.f("ix_membership_laureate_id"))

    op.drop_table("membership")
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_journal_entry_laureate_id_at")
        batch_op.drop_index(batch_op.f("ix_journal_entry_at"))

    op.drop_table("journal_entry")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_user_id"))

    op.drop_table("sign_in_link")
    op.drop_table("laureate_draft")
    with op.batch_alter_table("laureate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_laureate_season_id"))
        batch_op.drop_index(batch_op.f("ix_laureate_organisation_id"))

    op.drop_table("laureate")
    op.drop_table("expert")
    op.drop_table("dimension")
    op.drop_table("user_account")
    op.drop_table("season")
    op.drop_table("queue_state")
    op.drop_table("organisation")
