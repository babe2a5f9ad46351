"""All that the tool holds about one person, part by part: to be read on a page, or taken away as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import Base, db
from aic_tracker.formats import DASH, NBSP, date_plain, moment_short
from aic_tracker.introductions import queries as introductions
from aic_tracker.introductions.models import Contact
from aic_tracker.journal import rules as journal
from aic_tracker.laureates.models import Laureate
from aic_tracker.privacy.parts import LABELS, LABELS_OF_TABLES, PARTS, Part
from aic_tracker.reminders.kinds import label_of as mail_label

FORMAT = 1
ACCOUNT = ("name", "email", "role", "is_active", "created_at", "last_sign_in_at")
CONTACT = ("organisation", "person", "position", "email", "source", "consent_on", "verified_on", "is_active")
LABELS_OF_ACCOUNT = {
    "name": "Nom",
    "email": "Adresse électronique",
    "role": "Rôle",
    "is_active": "Compte actif",
    "created_at": "Compte ouvert le",
    "last_sign_in_at": "Dernière connexion le",
}
MAIL_TABLES = ("outgoing_mail", "reminder", "notification_opt_out")
REFERENCES = ("laureate_id", "checkpoint_id")
Row = Mapping[str, Any]
Names = Mapping[str, Mapping[int, str]]


def label(table: str, field: str) -> str:
    """The name of a column in French."""
    return LABELS_OF_TABLES.get(table, {}).get(field) or LABELS.get(field) or journal.label_of(table, field)


@dataclass(frozen=True)
class Section:
    """The rows that tell of the person under one title, the latest first; `total` counts those not shown too."""

    key: str  # "time_entry.user_id"
    title: str
    table: str
    fields: Sequence[str]
    rows: Sequence[Row]
    total: int

    def label(self, field: str) -> str:
        return label(self.table, field)


@dataclass(frozen=True)
class Export:
    user: User
    made_at: datetime
    account: Row
    sections: Sequence[Section]  # those that hold something


def export(user: User, *, now: datetime, most: int | None = None) -> Export:
    """Everything about `user`, of each part the `most` latest rows; as many statements whatever it holds."""
    names = _names()
    sections = [_section(part, user, names, most) for part in PARTS]
    contacts = [{name: getattr(contact, name) for name in CONTACT} for contact in introductions.contacts_at(user)]
    title = "Fiche de l’annuaire des contacts"
    sections.append(Section("contact.email", title, Contact.__tablename__, CONTACT, contacts, len(contacts)))
    account = {name: getattr(user, name) for name in ACCOUNT}
    return Export(user, now, account, [section for section in sections if section.total])


def _names() -> Names:
    """By field that refers to it, what a laureate and a point are called."""
    laureates = {row.id: row.name for row in db.session.execute(sa.select(Laureate.id, Laureate.name))}
    points = sa.select(Checkpoint.id, Checkpoint.laureate_id, Checkpoint.number)
    return {
        "laureate_id": laureates,
        "checkpoint_id": {
            row.id: f"{laureates[row.laureate_id]}, point n°{NBSP}{row.number}" for row in db.session.execute(points)
        },
    }


def _section(part: Part, user: User, names: Names, most: int | None) -> Section:
    table = Base.metadata.tables[part.table]
    own = table.columns[part.column] == user.id
    total = sa.func.count().over().label("total")
    keys = [key.desc() for key in table.primary_key.columns]
    statement = sa.select(*(table.columns[name] for name in part.fields), total).where(own).order_by(*keys)
    found = db.session.execute(statement.limit(most) if most else statement).mappings().all()
    rows = [{name: _named(name, row[name], names) for name in part.fields} for row in found]
    return Section(
        f"{part.table}.{part.column}", part.title, part.table, part.fields, rows, found[0]["total"] if found else 0
    )


def _named(field: str, value: Any, names: Names) -> Any:
    return names[field].get(value, "") if field in names and value is not None else value


def in_words(section: Section, field: str, value: Any) -> str:
    """A value as the page says it."""
    if value is None or value == "":
        return DASH
    if isinstance(value, datetime):
        return moment_short(value)
    if isinstance(value, date):
        return date_plain(value)
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    if field == "kind" and section.table in MAIL_TABLES:
        return mail_label(str(value))
    if field in REFERENCES:
        return str(value)
    return journal.in_words(section.table, field, value)


def account_in_words(export: Export) -> list[tuple[str, str]]:
    """The account itself, in words."""
    section = Section("user_account.id", "", User.__tablename__, ACCOUNT, [], 0)
    return [(LABELS_OF_ACCOUNT[name], in_words(section, name, export.account[name])) for name in ACCOUNT]


def as_json(export: Export) -> dict[str, Any]:
    """Plain values, codes rather than words: dates in ISO 8601, time in quarter days."""
    return {
        "format": FORMAT,
        "produit_le": export.made_at.isoformat(),
        "compte": {name: _plain(value) for name, value in export.account.items()},
        "parties": {
            section.key: {
                "titre": section.title,
                "lignes": [{_key(name): _plain(value) for name, value in row.items()} for row in section.rows],
            }
            for section in export.sections
        },
    }


def _key(field: str) -> str:
    return field.removesuffix("_id") if field in REFERENCES else field


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
