"""What is told, how it is signed and when it is tried again (Standard Webhooks 1.0.0). Pure."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import NamedTuple

SECRET_PREFIX = "whsec_"
SECRET_BYTES = 32
OVERLAP = timedelta(days=1)

# After each failure; the last wait goes on until three days have passed.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
)
TRIED_FOR = timedelta(days=3)
SPREAD = 0.1
# An address that fails is left alone for longer and longer, whatever waits for it.
LEFT_ALONE = timedelta(seconds=5)
LONGEST_LEFT_ALONE = timedelta(minutes=15)

TRIAL = "webhook.trial"

# By the key that an address keeps: what a person reads, and the tables whose events it is told. What stands in none,
# as accounts, conversations and documents, is told to nobody.
FAMILIES: dict[str, tuple[str, frozenset[str]]] = {
    "laureates": (
        "Lauréats, structures, accompagnements et membres",
        frozenset({"laureate", "organisation", "support_period", "membership"}),
    ),
    "roadmaps": (
        "Feuilles de route : objectifs, moyens, actions, avancement",
        frozenset({"roadmap", "priority", "objective", "means", "action"}),
    ),
    "checkpoints": ("Points", frozenset({"checkpoint"})),
    "diagnostics": ("Diagnostics", frozenset({"diagnostic", "rating"})),
    "assignments": ("Appuis métier", frozenset({"assignment", "assignment_day"})),
    "introductions": ("Mises en relation", frozenset({"introduction"})),
    "commitments": ("Engagements", frozenset({"commitment"})),
    "times": ("Temps", frozenset({"time_entry", "month_declaration"})),
    "aids": (
        "Aides et subventions",
        frozenset(
            {"aid", "aid_declaration", "aid_profile", "funding_grant", "tranche", "tranche_condition", "sponsor_pledge"}
        ),
    ),
    "renewals": ("Bilans et renouvellements", frozenset({"renewal_file", "renewal_decision"})),
}


class Outcome(Enum):
    RECEIVED = "received"
    RETRY = "retry"
    GONE = "gone"


class Said(NamedTuple):
    """What one attempt came to, in words; `again_at`: not before, when the address said so."""

    outcome: Outcome
    words: str
    status: int | None = None
    again_at: datetime | None = None


def tables_told(families: Sequence[str]) -> frozenset[str]:
    """Those whose events an address of these families is told; of all of them when none is chosen."""
    chosen = families or list(FAMILIES)
    return frozenset().union(*(FAMILIES[key][1] for key in chosen if key in FAMILIES))


def body(event: str, at: datetime, *, laureate: str | None, object_type: str, object_id: int, api: str) -> str:
    """Thin: what happened to what, and where to read it; never what was written, nor who did it."""
    data = {
        "laureate": laureate,
        "object": {"type": object_type, "id": object_id},
        "url": f"{api}/laureats/{laureate}" if laureate else None,
    }
    told = {"type": event, "timestamp": at.astimezone(UTC).isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def signature(secrets: Sequence[str], message_id: str, timestamp: int, content: str) -> str:
    """One for each secret, the newest first."""
    signed = f"{message_id}.{timestamp}.{content}".encode()
    keys = (base64.b64decode(secret.removeprefix(SECRET_PREFIX)) for secret in secrets)
    digests = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)


def headers(secrets: Sequence[str], message_id: str, now: datetime, content: str) -> dict[str, str]:
    timestamp = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secrets, message_id, timestamp, content),
    }


def judged(status: int, location: str | None, asked: datetime | None) -> Said:
    """An answer is its status alone: whatever else it holds says nothing more."""
    if 200 <= status < 300:
        return Said(Outcome.RECEIVED, "Reçu.", status)
    if status == 410:
        return Said(Outcome.GONE, "L’adresse répond qu’elle n’existe plus.", status)
    if 300 <= status < 400:
        where = f" vers {location[:150]}" if location else ""
        return Said(Outcome.RETRY, f"L’adresse renvoie{where} : une redirection n’est pas suivie.", status)
    if status == 429:
        return Said(Outcome.RETRY, "L’adresse demande d’attendre.", status, asked)
    if status >= 500:
        return Said(Outcome.RETRY, "L’adresse est en panne.", status, asked)
    return Said(Outcome.RETRY, "L’adresse refuse le message.", status, asked)


def asked_instant(given: Mapping[str, str], now: datetime) -> datetime | None:
    """`Retry-After`, seconds or a date; what is unreadable, past or beyond three days asks for nothing or no longer."""
    text = given.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        found = now + min(timedelta(seconds=int(text[:9])), TRIED_FOR)
    else:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError):
            return None
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
    latest = min(found, now + TRIED_FOR)
    return latest if latest > now else None


def retry_at(
    attempts: int, now: datetime, *, first_tried_at: datetime, spread: float, asked: datetime | None = None
) -> datetime | None:
    """When to try again after the `attempts`-th failure; None once three days of trials are over.

    `spread`, drawn in [0, 1), moves each wait by up to 10 %. The last trial falls at the end of the three days.
    """
    end = first_tried_at + TRIED_FOR
    if now >= end:
        return None
    wait = WAITS[min(attempts, len(WAITS)) - 1] * (1 - SPREAD + 2 * SPREAD * spread)
    again = min(now + wait, end)
    return max(again, asked) if asked else again


def left_alone_until(failures: int, now: datetime, asked: datetime | None) -> datetime:
    """For an address that failed so often in a row."""
    wait: timedelta = min(LEFT_ALONE * 2 ** min(failures - 1, 20), LONGEST_LEFT_ALONE)
    return max(now + wait, asked) if asked else now + wait
