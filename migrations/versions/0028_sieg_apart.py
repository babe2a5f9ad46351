"""With whom SIEG aid adds up: not with who is tied only by one public body, or one body without profit.

Those linked until now go on adding all their aid up, until the direction unlinks them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("aid_profile") as table:
        table.add_column(sa.Column("sieg_undertaking_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_aid_profile_sieg_undertaking_id_undertaking"), "undertaking", ["sieg_undertaking_id"], ["id"]
        )
        table.create_index(op.f("ix_aid_profile_sieg_undertaking_id"), ["sieg_undertaking_id"])
    op.execute("UPDATE aid_profile SET sieg_undertaking_id = undertaking_id")


def downgrade() -> None:
    with op.batch_alter_table("aid_profile") as table:
        table.drop_index(op.f("ix_aid_profile_sieg_undertaking_id"))
        table.drop_constraint(op.f("fk_aid_profile_sieg_undertaking_id_undertaking"), type_="foreignkey")
        table.drop_column("sieg_undertaking_id")
