"""Where a person's name stands in words that somebody typed. What the tool wrote by itself is replaced instead."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import Base, db
from aic_tracker.privacy import rules

# Columns where the tool itself copies names, and that nobody can edit: by table. An erasure replaces them there.
COPIES = {
    "journal_entry": ("summary", "before", "after"),
    "revision": ("content",),
    "outgoing_mail": ("subject", "reason"),
    "reminder": ("reason",),
    "aid_declaration": ("signatory",),
    "queue_state": ("hold_reason", "pause_reason"),
}
# The person's own row, seals, what only repeats other columns, and what is kept apart under its own rule.
LEFT_OUT = {
    "audit_chain",
    "audit_entry",
    "awaited",  # drawn out of the other tables
    "awaited_drawn",
    "change",
    "departure",  # drawn out of the other tables
    "departure_reader",
    "departures_drawn",
    "dimension",
    "draft",  # nobody but its author reads it, and it goes by itself
    "erasure",
    "identity",
    "notification_opt_out",
    "search_entry",
    "second_factor",
    "sent_form",
    "sign_in_link",
    "standing",  # drawn out of the other tables
    "standing_axis",
    "throttle",
    "user_account",
    "user_session",
}
LEFT_OUT_COLUMNS = {
    "dedup_key",
    "kind",
    "media_type",
    "message_id",
    "object_type",
    "recipient",
    "search_text",
    "sha256",
    "slug",
    "stored_name",
    "uid",
    "verb",
}
BATCH = 500


class Mention(NamedTuple):
    table: str
    id: int
    column: str
    laureate: str


def find(name: str, email: str) -> list[Mention]:
    """The places to read by hand, one statement a table."""
    found: list[Mention] = []
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if _is_typed(table, column)]
        if columns:
            found += _in(table, columns, name, email)
    return found


def _is_typed(table: sa.Table, column: sa.Column[Any]) -> bool:
    if table.name in LEFT_OUT or column.name in LEFT_OUT_COLUMNS or column.foreign_keys:
        return False
    return _is_text(column) and not column.name.endswith("_hash")


def _is_text(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON) or (
        isinstance(column.type, sa.String | sa.Text) and not isinstance(column.type, sa.Enum)
    )


def _in(table: sa.Table, columns: list[sa.Column[Any]], name: str, email: str) -> Iterator[Mention]:
    key = next(iter(table.primary_key.columns))
    laureates = Base.metadata.tables["laureate"]
    statement = sa.select(key.label("key"), *(column.label(f"in_{column.name}") for column in columns))
    if "laureate_id" in table.columns:
        on = laureates.c.id == table.columns["laureate_id"]
        statement = statement.add_columns(laureates.c.name.label("laureate")).outerjoin(laureates, on)
    elif table.name == "laureate":
        statement = statement.add_columns(table.c.name.label("laureate"))
    held = sa.or_(*(_may_hold(column, word) for column in columns for word in _words(name, email)))
    for row in db.session.execute(statement.where(held).order_by(key)).mappings():
        for column in columns:
            if rules.names_somebody(_as_text(row[f"in_{column.name}"]), name, email):
                yield Mention(table.name, row["key"], column.name, row.get("laureate") or "")


def _words(name: str, email: str) -> list[str]:
    return [email, *rules.spellings(rules.family_name(name))]


def _may_hold(column: sa.Column[Any], word: str) -> sa.ColumnElement[bool]:
    if isinstance(column.type, sa.JSON):
        return sa.cast(column, sa.Text).contains(json.dumps(word)[1:-1], autoescape=True)
    return column.contains(word, autoescape=True)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def replace_copies(user: User, by: str) -> None:
    """In what the tool wrote and nobody can edit, put `by` instead of the person's name and address."""
    for table_name, names in COPIES.items():
        table = Base.metadata.tables[table_name]
        key = next(iter(table.primary_key.columns))
        columns = [table.columns[name] for name in names]
        held = sa.or_(*(_may_hold(column, word) for column in columns for word in (user.name, user.email)))
        rows = db.session.execute(sa.select(key.label("key"), *columns).where(held)).mappings().all()
        for row in rows:
            values = {column.name: rules.replaced(row[column.name], (user.name, user.email), by) for column in columns}
            changed = {name: value for name, value in values.items() if value != row[name]}
            if changed:
                db.session.execute(sa.update(table).where(key == row["key"]).values(_bounded(table, changed)))


def _bounded(table: sa.Table, values: dict[str, Any]) -> dict[str, Any]:
    """The pseudonym may be longer than the name was."""
    return {
        name: value[: getattr(table.columns[name].type, "length", None)] if isinstance(value, str) else value
        for name, value in values.items()
    }
