"""The administration learns by mail that an address was closed by itself: nobody looks at that screen every day."""

from datetime import datetime, timedelta

from aic_tracker.accounts import queries as accounts
from aic_tracker.journal.operations import record
from aic_tracker.mail import outbox
from aic_tracker.mail.kinds import MailKind, declare
from aic_tracker.mail.message import absolute_url
from aic_tracker.webhooks.models import Webhook

CLOSED = declare(MailKind("webhook-closed", "Webhook suspendu", keeps_hours=True))
USEFUL_FOR = timedelta(days=14)


def say_closed(webhook: Webhook, now: datetime) -> None:
    """In the transaction that closes it. Once for each time that it is closed."""
    record(None, "webhook.closed", webhook, f"a suspendu le webhook « {webhook.name} »")
    for admin in accounts.active_admins():
        outbox.enqueue(
            CLOSED,
            dedup_key=f"{CLOSED}:{webhook.id}:{now.isoformat()}:{admin.id}",
            to=admin,
            now=now,
            useful_for=USEFUL_FOR,
            context={
                "title": webhook.name,
                "reason": webhook.closed_reason,
                "link": absolute_url(f"/administration/webhooks/{webhook.id}"),
            },
            by=None,
        )
