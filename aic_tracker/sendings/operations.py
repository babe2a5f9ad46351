"""What people decide about the mails that wait, failed or are in doubt. Nothing here commits."""

from datetime import datetime, timedelta

from aic_tracker import formats
from aic_tracker.accounts import doors
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.journal import operations as journal
from aic_tracker.mail import failures, hours, kinds, outbox, queue
from aic_tracker.mail.models import Failure, MailStatus, OutgoingMail, QueueState
from aic_tracker.reminders import operations as reminders

# A person asked for it: three days, as for any first sending.
RESENT_FOR = timedelta(hours=72)


def send_again(mail: OutgoingMail, *, actor: User, reason: str, now: datetime) -> None:
    """Queue a doubtful or failed mail again. Refuses what could no longer serve, and what was settled meanwhile."""
    if kinds.of(mail.kind).is_immediate:
        raise DomainError("Ce lien n’est plus valable : demandez-en un nouveau au lieu de renvoyer celui-ci.")
    if not mail.content:
        raise DomainError(outbox.EMPTIED)
    reader = accounts.user_by_id(mail.user_id) if mail.user_id is not None else None
    if reader is not None and reader.email != mail.recipient:
        raise DomainError(doors.ADDRESS_CHANGED)
    states = (MailStatus.DOUBTFUL, MailStatus.FAILED)
    note = f"Renvoi demandé par {actor.name} : {reason}" if reason else f"Renvoi demandé par {actor.name}."
    if not outbox.resend(
        mail.id, states=states, at=hours.departure(mail.kind, now), useful_for=RESENT_FOR, reason=note
    ):
        raise StaleError("Cet envoi a été traité entre-temps.")
    journal.record(
        actor,
        "mail.sent_again",
        mail,
        f"a demandé un nouvel envoi de « {mail.subject} » à {mail.recipient}",
        laureate_id=mail.laureate_id,
        before={"status": mail.status.value, "reason": mail.reason},
        after={"status": MailStatus.PENDING.value, "reason": reason},
    )


def consider_received(mail: OutgoingMail, *, actor: User, now: datetime) -> None:
    """Take a doubtful mail for received. Refuses one that was settled meanwhile."""
    note = f"Considéré comme reçu par {actor.name}."
    if not outbox.consider_received(mail.id, now=now, reason=note):
        raise StaleError("Cet envoi a été traité entre-temps.")
    journal.record(
        actor,
        "mail.considered_received",
        mail,
        f"a considéré comme reçu « {mail.subject} » envoyé à {mail.recipient}",
        laureate_id=mail.laureate_id,
        before={"status": mail.status.value, "reason": mail.reason},
        after={"status": MailStatus.SENT.value},
    )


def dismiss(failure: Failure, *, actor: User, now: datetime) -> None:
    """Say that it need not be done any more: its reader was told otherwise. Refuses what fails no more."""
    if not failures.close([failure.key], now):
        raise StaleError("Cet échec a été traité entre-temps.")
    journal.record(
        actor,
        "failure.dismissed",
        failure,
        f"a écarté un envoi empêché ({failure.stage.label.lower()})",
        laureate_id=failure.laureate_id,
    )


def release_queue(state: QueueState, *, actor: User, is_dropping: bool) -> int:
    """Let a held queue run again, with or without the reminders that wait in it. Returns how many were dropped."""
    if not state.hold_reason:
        raise StaleError("L’envoi a déjà repris.")
    dropped = reminders.drop_waiting(actor) if is_dropping else 0
    queue.release()
    journal.record(
        actor,
        "mail.queue_released",
        state,
        "a repris l’envoi des messages" + (f", sans {formats.plural(dropped, 'rappel')} en attente" if dropped else ""),
        before={"hold_reason": state.hold_reason},
        after={"dropped": dropped},
    )
    return dropped
