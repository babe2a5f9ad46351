"""What the base of a ceiling rests on: economic activity stated and dated; value given beyond the value approved."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("aid") as table:
        table.add_column(sa.Column("asked_regime", sa.String(length=24), nullable=True))
        table.add_column(sa.Column("overrun_of_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_aid_overrun_of_id_assignment"), "assignment", ["overrun_of_id"], ["id"])
        table.create_index(op.f("ix_aid_overrun_of_id"), ["overrun_of_id"])
    with op.batch_alter_table("aid_profile") as table:
        table.add_column(sa.Column("activity_said_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("activity_said_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("activity_reason", sa.Text(), nullable=False, server_default=""))
        table.create_foreign_key(
            op.f("fk_aid_profile_activity_said_by_id_user_account"), "user_account", ["activity_said_by_id"], ["id"]
        )
    with op.batch_alter_table("aid_profile") as table:
        table.alter_column("activity_reason", server_default=None)
    # Until now the legal form decided: each organisation keeps the base that it had.
    op.execute(
        "UPDATE aid_profile SET is_undertaking = true WHERE organisation_id IN "
        "(SELECT id FROM organisation WHERE legal_form = 'association')"
    )
    op.execute(
        "INSERT INTO aid_profile (organisation_id, is_undertaking, nace, activity_reason) "
        "SELECT id, false, '', '' FROM organisation WHERE legal_form = 'administration' "
        "AND id NOT IN (SELECT organisation_id FROM aid_profile)"
    )
    # A tranche granted to an administration was written down as no State aid, whatever the regime proposed.
    op.execute(
        "UPDATE aid SET asked_regime = (SELECT g.regime FROM tranche t JOIN funding_grant g ON g.id = t.grant_id "
        "WHERE t.id = aid.tranche_id) WHERE regime = 'not_aid' AND tranche_id IN "
        "(SELECT t.id FROM tranche t JOIN funding_grant g ON g.id = t.grant_id WHERE g.regime != 'not_aid')"
    )


def downgrade() -> None:
    with op.batch_alter_table("aid_profile") as table:
        table.drop_constraint(op.f("fk_aid_profile_activity_said_by_id_user_account"), type_="foreignkey")
        table.drop_column("activity_reason")
        table.drop_column("activity_said_by_id")
        table.drop_column("activity_said_on")
    with op.batch_alter_table("aid") as table:
        table.drop_index(op.f("ix_aid_overrun_of_id"))
        table.drop_constraint(op.f("fk_aid_overrun_of_id_assignment"), type_="foreignkey")
        table.drop_column("overrun_of_id")
        table.drop_column("asked_regime")
