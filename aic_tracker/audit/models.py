"""Who did what that security must be able to tell: append-only, each entry sealing the one before.

Entries hold identifiers and words of the tool, never a name nor an address: pseudonymising an account leaves them as
they are. For the same reason `actor_id` is no foreign key.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from aic_tracker.db import Model, UtcDateTime

GENESIS = "0" * 64
CHAIN = 1


class Event(StrEnum):
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_THROTTLED = "sign_in_throttled"
    SIGN_IN_LINK_WRITTEN = "sign_in_link_written"
    SIGNED_OUT = "signed_out"
    SESSIONS_CLOSED = "sessions_closed"

    REFUSED = "refused"

    EXPORTED_FILE = "exported_file"
    OPENED_CALENDAR = "opened_calendar"
    CLOSED_CALENDAR = "closed_calendar"
    MADE_TOKEN = "made_token"
    REVOKED_TOKEN = "revoked_token"

    OPENED_ACCOUNT = "opened_account"
    CHANGED_ACCOUNT = "changed_account"
    CHANGED_ROLE = "changed_role"
    DEACTIVATED_ACCOUNT = "deactivated_account"
    REACTIVATED_ACCOUNT = "reactivated_account"
    LINKED_IDENTITY = "linked_identity"
    SET_SECOND_FACTOR = "set_second_factor"
    REMOVED_SECOND_FACTOR = "removed_second_factor"
    GAVE_ACCESS = "gave_access"
    ENDED_ACCESS = "ended_access"

    SENT_MAIL_AGAIN = "sent_mail_again"
    SETTLED_MAIL = "settled_mail"
    RELEASED_QUEUE = "released_queue"

    PUBLISHED_DATA = "published_data"
    WITHDREW_DATA = "withdrew_data"
    CHANGED_WEBHOOK = "changed_webhook"

    DECIDED_RENEWAL = "decided_renewal"
    DECIDED_GRANT = "decided_grant"
    DECIDED_ASSIGNMENT = "decided_assignment"
    DECIDED_COMMITTEE = "decided_committee"

    EXPORTED_PERSON = "exported_person"
    ERASED_PERSON = "erased_person"
    RETENTION_RUN = "retention_run"
    BACKUP_MADE = "backup_made"
    RESTORED = "restored"
    MOVED_DATABASE = "moved_database"
    PURGED_AUDIT = "purged_audit"


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class AuditEntry(Model):
    """Written by `chain.append` alone; the database refuses any change, and deletes only what was purged."""

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    event: Mapped[str] = mapped_column(sa.String(40), index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)  # none: nobody signed in, or the tool itself
    object_kind: Mapped[str] = mapped_column(sa.String(40))  # a table
    object_id: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(sa.String(10))
    details: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    request_id: Mapped[str] = mapped_column(sa.String(64))  # the same in the logs
    previous_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)  # the chain cannot fork
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditChain(Model):
    """One row: where the chain ends, and where what is kept of it begins. Locked while an entry is appended."""

    __tablename__ = "audit_chain"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    head_seq: Mapped[int] = mapped_column(default=0)
    head_hash: Mapped[str] = mapped_column(sa.String(64), default=GENESIS)
    purged_seq: Mapped[int] = mapped_column(default=0)
    purged_hash: Mapped[str] = mapped_column(sa.String(64), default=GENESIS)
    purged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
