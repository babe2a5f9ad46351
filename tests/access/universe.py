"""Two worlds of rows that must never meet: each laureate has a row in every table, its canary in every text column."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import Role
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import Base, Quantity, UtcDateTime, db
from aic_tracker.events.models import EventStatus
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.laureates.models import LaureateStatus, MemberRole

# Tables of the tool itself, about no laureate in particular.
OF_THE_TOOL = {
    "queue_state",
    "throttle",
    "sent_form",
    "audit_entry",
    "audit_chain",
    "month_kept_open",
    "publication",
    # Of nobody's project: read elsewhere, and one of a kind.
    "source",
    "dossier",
    "dossier_file",
    # What follows from the other tables is drawn by whoever reads it.
    "awaited",
    "awaited_drawn",
    "change",
    "departure",
    "departure_reader",
    "departures_drawn",
    "standing",
    "standing_axis",
}

# Where an ordinary value of the column's type would not do. By table, then by column.
SAID: dict[str, dict[str, Any]] = {
    "user_account": {"role": Role.REFERENT, "is_active": True, "is_service": False, "erased_at": None},
    "laureate": {"status": LaureateStatus.ACTIVE, "axes": ["deployment"], "themes": []},
    "support_period": {"number": 1, "starts_on": date(2025, 9, 1), "term_on": date(2026, 9, 1), "ended_on": None},
    "membership": {"role": MemberRole.REFERENT, "from_on": date(2025, 9, 1), "until_on": None},
    "expert": {"skills": ["legal"]},
    "assignment": {"status": AssignmentStatus.IN_PROGRESS, "ends_on": date(2026, 8, 1)},
    "checkpoint": {"status": CheckpointStatus.PLANNED},
    "diagnostic": {"opened_on": date(2025, 9, 10)},
    "aid": {"cancelled_on": None},
    "comment": {"subject": "laureate", "is_internal": False, "removed_at": None},
    "document": {"holder": "laureate", "removed_at": None},
    "action": {"done_on": None, "cancelled_on": None},
    "revision": {"content": {"priorities": {}, "objectives": {}}},
    "laureate_draft": {"data": {}},
    "sheet_import": {"kind": "laureats", "state": "done", "content": None, "trace": None},
    "import_slice": {"steps": []},
    "draft": {"fields": []},
    "erasure": {"mentions": []},
    "event": {"status": EventStatus.ANNOUNCED, "is_public": False},
    "renewal_decision": {"report": None},
    "webhook": {"families": ["roadmaps"]},
    "selection_call": {"scores_until": date(2030, 1, 1)},
    "juror_conflict": {"state": "dismissed"},
    "review": {"scores": {}},
    "application": {"answers": [], "state": "received", "is_eligible": None},
}
# The expert of a world is a person of their own, and so is the member of its jury.
OF_THEIR_OWN = {"expert": Role.EXPERT, "juror": Role.JUROR}


@dataclass
class World:
    """`ids` maps a table to the primary key of its row (its first column)."""

    canary: str
    slug: str
    ids: dict[str, Any] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def fingerprint(self) -> dict[str, str]:
        """By table, a hash of all that this world's row holds."""
        found = {}
        for table in Base.metadata.sorted_tables:
            if table.name in self.ids:
                key = next(iter(table.primary_key.columns))
                rows = db.session.execute(sa.select(table).where(key == self.ids[table.name])).all()
                found[table.name] = sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
        return found


def make(canary: str) -> World:
    """Fill every table for one laureate, in the order that its references ask for. Commits."""
    world = World(canary, f"projet-{canary}")
    for role in (Role.REFERENT, Role.EXPERT, Role.JUROR):
        world.people[role] = _insert(Base.metadata.tables["user_account"], world, {"role": role})
    world.ids["user_account"] = world.people[Role.REFERENT]
    for table in Base.metadata.sorted_tables:
        if table.name not in OF_THE_TOOL | {"user_account"}:
            said = {"user_id": world.people[OF_THEIR_OWN[table.name]]} if table.name in OF_THEIR_OWN else {}
            world.ids[table.name] = _insert(table, world, said)
    db.session.commit()
    return world


def _insert(table: sa.Table, world: World, said: dict[str, Any]) -> Any:
    said = {**SAID.get(table.name, {}), **said}
    values = {
        column.name: said[column.name] if column.name in said else _value(table, column, world)
        for column in table.columns
        if not (column.primary_key and not column.foreign_keys and isinstance(column.type, sa.Integer))
    }
    return db.session.execute(table.insert().values(values)).inserted_primary_key[0]


def _value(table: sa.Table, column: sa.Column[Any], world: World) -> Any:
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column.table.name
        return world.ids.get(target)
    return _plain(table, column, world)


def _plain(table: sa.Table, column: sa.Column[Any], world: World) -> Any:
    kind = column.type
    if isinstance(kind, sa.Enum):
        return next(iter(kind.enum_class)) if kind.enum_class else kind.enums[0]
    if isinstance(kind, Quantity):
        return 1
    if isinstance(kind, UtcDateTime):
        return _instant(column.name)
    if isinstance(kind, sa.Boolean):
        return column.name != "is_nil"
    if isinstance(kind, sa.JSON):
        return {"text": world.canary}
    if isinstance(kind, sa.Date):
        return date(2026, 2, 20)
    if isinstance(kind, sa.LargeBinary):
        return f"Subject: {world.canary}\r\n\r\n{world.canary}".encode()
    if isinstance(kind, sa.Integer):
        return {"subject_id": world.ids.get("laureate"), "holder_id": world.ids.get("laureate")}.get(column.name, 1)
    return _text(table, column, world)


def _instant(name: str) -> datetime:
    later = name.endswith(("until", "expires_at")) or name == "starts_at"
    return clock.now() + timedelta(days=5) if later else clock.now() - timedelta(days=5)


def _text(table: sa.Table, column: sa.Column[Any], world: World) -> str:
    """Text that holds the canary, unique within the table, as long as the column allows."""
    number = len(world.people) if table.name == "user_account" else 0
    special = {
        "slug": world.slug,
        "email": f"{world.canary}{number}@example.org",
        "recipient": f"{world.canary}@example.org",
        "siren": "732829320",
        "rna": "W123456789",
    }
    if column.name in special:
        return special[column.name]
    if "url" in column.name or column.name in ("website", "repository"):
        return f"https://example.org/{world.canary}"
    length = getattr(column.type, "length", None) or 200
    return f"{world.canary} {table.name}"[:length] if length > len(world.canary) else world.canary[:length]
