"""The audit trail, and the triggers that keep it append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

GENESIS = "0" * 64

# An entry never changes, and goes only once the anchor says that it was purged. The anchor and the end never go back.
CHANGED = "an audit entry never changes"
NOT_PURGED = "an audit entry goes only when it is purged"
BACKWARDS = "the audit chain never goes back"
IN_USE = "the audit chain is in use"

SQLITE = (
    f"""CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END""",
    f"""CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
    WHEN OLD.seq > COALESCE((SELECT purged_seq FROM audit_chain WHERE id = 1), 0)
    BEGIN SELECT RAISE(ABORT, '{NOT_PURGED}'); END""",
    f"""CREATE TRIGGER audit_chain_forward BEFORE UPDATE ON audit_chain
    WHEN NEW.id <> OLD.id OR NEW.head_seq < OLD.head_seq OR NEW.purged_seq < OLD.purged_seq
        OR NEW.purged_seq > NEW.head_seq
    BEGIN SELECT RAISE(ABORT, '{BACKWARDS}'); END""",
    f"""CREATE TRIGGER audit_chain_no_delete BEFORE DELETE ON audit_chain
    WHEN EXISTS (SELECT 1 FROM audit_entry)
    BEGIN SELECT RAISE(ABORT, '{IN_USE}'); END""",
)

POSTGRESQL = (
    f"""CREATE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.seq <= COALESCE((SELECT purged_seq FROM audit_chain WHERE id = 1), 0) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION '{NOT_PURGED}';
        END IF;
        RAISE EXCEPTION '{CHANGED}';
    END $$""",
    f"""CREATE FUNCTION audit_chain_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF NOT EXISTS (SELECT 1 FROM audit_entry) THEN
                RETURN OLD;
            END IF;
            RAISE EXCEPTION '{IN_USE}';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.head_seq >= OLD.head_seq
            AND NEW.purged_seq >= OLD.purged_seq AND NEW.purged_seq <= NEW.head_seq THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '{BACKWARDS}';
    END $$""",
    """CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_guard()""",
    """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_guard()""",
    """CREATE TRIGGER audit_chain_forward BEFORE UPDATE OR DELETE ON audit_chain
    FOR EACH ROW EXECUTE FUNCTION audit_chain_guard()""",
    """CREATE TRIGGER audit_chain_no_truncate BEFORE TRUNCATE ON audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION audit_chain_guard()""",
)


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_entry_previous_hash")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_event"), ["event"], unique=False)
    chain = op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head_seq", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("purged_seq", sa.Integer(), nullable=False),
        sa.Column("purged_hash", sa.String(length=64), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_chain")),
    )
    first = {"id": 1, "head_seq": 0, "head_hash": GENESIS, "purged_seq": 0, "purged_hash": GENESIS}
    op.bulk_insert(chain, [first])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_entry")
    op.drop_table("audit_chain")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_guard()")
        op.execute("DROP FUNCTION audit_chain_guard()")
