"""What is searched, and each database's own index of its words: FTS5 kept by triggers, or lexemes with a GIN index."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# `batch_alter_table` would take the triggers away without a word: a later step on this table must write them again.
SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, extras, content='search_entry', content_rowid='id', "
    "tokenize='ascii', columnsize=0)",
    "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN "
    "INSERT INTO search_words(rowid, words, extras) VALUES (new.id, new.words, new.extras); END",
    "CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN "
    "INSERT INTO search_words(search_words, rowid, words, extras) "
    "VALUES ('delete', old.id, old.words, old.extras); END",
    "CREATE TRIGGER search_entry_changed AFTER UPDATE OF words, extras ON search_entry BEGIN "
    "INSERT INTO search_words(search_words, rowid, words, extras) VALUES ('delete', old.id, old.words, old.extras); "
    "INSERT INTO search_words(rowid, words, extras) VALUES (new.id, new.words, new.extras); END",
)
POSTGRESQL = (
    "ALTER TABLE search_entry ADD COLUMN lexemes tsvector",
    "CREATE INDEX ix_search_entry_lexemes ON search_entry USING gin (lexemes)",
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("laureate_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("is_for_its_expert", sa.Boolean(), nullable=False),
        sa.Column("expert_user_id", sa.Integer(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("title_words", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("extras", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["laureate_id"], ["laureate.id"], name=op.f("fk_search_entry_laureate_id_laureate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "row_id", name=op.f("uq_search_entry_kind_row_id")),
    )
    op.create_index(op.f("ix_search_entry_laureate_id"), "search_entry", ["laureate_id"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")
