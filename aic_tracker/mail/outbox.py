"""The queue of mails: put in once whatever happens twice; taken out under a fence. Nothing here commits.

pending → claimed → handoff → sent | doubtful | failed | cancelled. A lease that ends before the handoff gives the mail
back; after it, the mail is doubtful.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.mail import hours, kinds, rate, rules
from aic_tracker.mail.claims import ANSWERABLE, BEGUN, Claim, write
from aic_tracker.mail.message import Attachment, render
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.mail.outsiders import Outsider
from aic_tracker.mail.transport import Outcome, Result
from aic_tracker.uniqueness import insert_once

UNSETTLED = (MailStatus.PENDING, MailStatus.CLAIMED, MailStatus.HANDOFF)
EMPTIED = "Le texte de ce message a été effacé, comme la durée de conservation le demande : il ne peut plus repartir."
LEASE_OVER = "Remise interrompue : le serveur a pu recevoir le message, ou non."
BACKUP_RESTORED = "Base rétablie depuis une sauvegarde : le message est peut-être déjà parti."
OF_ANOTHER_DAY = "Ses dates n’étaient plus justes : un nouveau message le remplace."
NO_MORE_USE = "Trop tard : le message n’avait plus d’utilité."


def enqueue(
    template: str,
    *,
    dedup_key: str,
    to: User | Outsider,
    now: datetime,
    useful_for: timedelta,
    context: dict[str, Any],
    by: User | None,
    laureate_id: int | None = None,
    reply_to: User | None = None,
    headers: dict[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
) -> int | None:
    """Render the mail and queue it in the current transaction. Returns its id, None when the key was queued before.

    `template` is a declared kind (`kinds`), and says when it may leave. After `now + useful_for` the message has lost
    its use and is no longer tried. `by` caused it (see `rate`).
    """
    kinds.require(template)
    message = render(
        template,
        dedup_key=dedup_key,
        to=(to.name, to.email),
        at=now,
        context=context,
        reply_to=(reply_to.name, reply_to.email) if reply_to else None,
        headers=headers,
        attachments=attachments,
    )
    values = {
        "dedup_key": dedup_key,
        "kind": template,
        "user_id": to.id,
        "laureate_id": laureate_id,
        "recipient": to.email,
        "subject": message.subject[:300],
        "message_id": message.message_id,
        "content": message.content,
        "status": MailStatus.PENDING,
        "reason": "",
        "created_at": now,
        "next_attempt_at": hours.departure(template, now),
        "useful_until": now + useful_for,
        "attempts": 0,
        "fence": 0,
    }
    if (queued := insert_once(OutgoingMail, values, key=["dedup_key"])) is not None:
        rate.count(by, to, now)
    return queued


def rewrite(
    claimed: Claim,
    *,
    dedup_key: str,
    to: User,
    now: datetime,
    context: dict[str, Any],
    reply_to: User | None = None,
    headers: dict[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
) -> Claim:
    """The same mail in the words of today, its identifier kept: what was written on another day may be true no more."""
    message = render(
        claimed.kind,
        dedup_key=dedup_key,
        to=(to.name, to.email),
        at=now,
        context=context,
        reply_to=(reply_to.name, reply_to.email) if reply_to else None,
        headers=headers,
        attachments=attachments,
    )
    write(claimed, BEGUN, subject=message.subject[:300], content=message.content)
    return replace(claimed, content=message.content)


def waiting() -> int:
    """How many mails are still to be delivered."""
    statement = sa.select(sa.func.count()).select_from(OutgoingMail).where(OutgoingMail.status.in_(UNSETTLED))
    return db.session.execute(statement).scalar_one()


def settle(
    claimed: Claim, result: Result, *, now: datetime, spread: float, on: sa.Connection | None = None
) -> MailStatus | None:
    """Write what the server answered. Returns the new state (pending: again later), None if the claim was lost."""
    status, values = _settled(claimed, result, now, spread)
    return status if write(claimed, ANSWERABLE, on, status=status, lease_until=None, **values) else None


def _settled(claimed: Claim, result: Result, now: datetime, spread: float) -> tuple[MailStatus, dict[str, Any]]:
    attempts = claimed.attempts + 1
    values: dict[str, Any] = {"attempts": attempts, "reason": result.reason[:500]}
    match result.outcome:
        case Outcome.SENT:
            return MailStatus.SENT, values | {"sent_at": now} | _emptied(claimed.kind, kinds.with_links())
        case Outcome.DOUBTFUL:
            return MailStatus.DOUBTFUL, values | _emptied(claimed.kind, kinds.immediate())
        case Outcome.FAILED:
            return MailStatus.FAILED, values | _emptied(claimed.kind, kinds.immediate())
        case Outcome.MISCONFIGURED:
            return MailStatus.PENDING, values | {"attempts": claimed.attempts, "next_attempt_at": now}
    again = rules.retry_at(attempts, now, spread)
    again = again and hours.departure(claimed.kind, again)
    if again is None or again > claimed.useful_until:
        why = "plus d’essai pendant 72 heures" if again is None else "plus utile ensuite"
        values["reason"] = f"{result.reason[:400]} Abandon ({why})."
        return MailStatus.FAILED, values | _emptied(claimed.kind, kinds.immediate())
    return MailStatus.PENDING, values | {"next_attempt_at": again}


def _emptied(kind: str, among: Sequence[str]) -> dict[str, Any]:
    """What empties the text of a mail of these kinds; the demonstration's mailbox is where its mails are read."""
    return {"content": b""} if kind in among and not config.current().demo else {}


def cancel_claimed(claimed: Claim, reason: str) -> bool:
    emptied = _emptied(claimed.kind, kinds.immediate())
    values = {"status": MailStatus.CANCELLED, "lease_until": None, "reason": reason[:500], **emptied}
    return write(claimed, BEGUN, **values)


def cancel_pending(mail_ids: Sequence[int], reason: str) -> int:
    """Cancel those of these mails that nobody has begun to send. Returns how many."""
    statement = sa.update(OutgoingMail).where(OutgoingMail.id.in_(mail_ids), OutgoingMail.status == MailStatus.PENDING)
    return _execute(statement.values(status=MailStatus.CANCELLED, reason=reason[:500]))


def reopen(mail_id: int, *, now: datetime, useful_until: datetime) -> None:
    """Queue again a cancelled mail whose reason to be cancelled has gone."""
    statement = sa.update(OutgoingMail).where(OutgoingMail.id == mail_id, OutgoingMail.status == MailStatus.CANCELLED)
    values = {"next_attempt_at": hours.opening(now), "useful_until": useful_until}
    _execute(statement.values(status=MailStatus.PENDING, reason="", **values))


def release_expired(now: datetime) -> int:
    """End the leases of schedulers that died. Returns how many mails became doubtful."""
    over = OutgoingMail.lease_until < now
    _execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.status == MailStatus.CLAIMED, over)
        .values(status=MailStatus.PENDING, lease_until=None)
    )
    return _execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.status == MailStatus.HANDOFF, over)
        .values(status=MailStatus.DOUBTFUL, lease_until=None, reason=LEASE_OVER)
    )


def doubt_immediate() -> int:
    """After a backup was restored: those that even a held queue lets pass may have left since it was made."""
    return _execute(doubting_immediate())


def doubting_immediate() -> sa.Update:
    statement = sa.update(OutgoingMail).where(
        OutgoingMail.kind.in_(kinds.immediate()), OutgoingMail.status.in_(UNSETTLED)
    )
    return statement.values(
        status=MailStatus.DOUBTFUL, fence=OutgoingMail.fence + 1, lease_until=None, reason=BACKUP_RESTORED
    )


def bring_forward(now: datetime, reason_prefix: str) -> int:
    """Try at once the mails that wait for this reason only: what caused it is over."""
    statement = sa.update(OutgoingMail).where(
        OutgoingMail.status == MailStatus.PENDING,
        OutgoingMail.next_attempt_at > now,
        OutgoingMail.reason.startswith(reason_prefix),
    )
    if not hours.are_open(now):
        statement = statement.where(OutgoingMail.kind.in_(kinds.at_any_hour()))
    return _execute(statement.values(next_attempt_at=now))


def resend(mail_id: int, *, states: Sequence[MailStatus], at: datetime, useful_for: timedelta, reason: str) -> bool:
    """Queue again, from `at` on, a mail in one of these states; False when it is not. Its old fence is void."""
    statement = sa.update(OutgoingMail).where(OutgoingMail.id == mail_id, OutgoingMail.status.in_(states))
    return bool(
        _execute(
            statement.values(
                status=MailStatus.PENDING,
                fence=OutgoingMail.fence + 1,
                attempts=0,
                next_attempt_at=at,
                useful_until=at + useful_for,
                reason=reason[:500],
            )
        )
    )


def consider_received(mail_id: int, *, now: datetime, reason: str) -> bool:
    """Take a doubtful mail for sent; False when it is not doubtful."""
    statement = sa.update(OutgoingMail).where(OutgoingMail.id == mail_id, OutgoingMail.status == MailStatus.DOUBTFUL)
    return bool(
        _execute(
            statement.values(status=MailStatus.SENT, fence=OutgoingMail.fence + 1, sent_at=now, reason=reason[:500])
        )
    )


def _execute(statement: sa.Update) -> int:
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount)  # type: ignore[attr-defined]


def cancel_to_former_address(to: User, reason: str) -> int:
    """Cancel what waits for the person at another address than today's. Returns how many."""
    statement = sa.update(OutgoingMail).where(
        OutgoingMail.user_id == to.id,
        OutgoingMail.status == MailStatus.PENDING,
        OutgoingMail.recipient != to.email,
    )
    return _execute(statement.values(status=MailStatus.CANCELLED, reason=reason))
