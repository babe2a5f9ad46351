"""What a person does with the addresses that are told. Each verb is journalled; none commits."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.journal.changes import apply
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time
from aic_tracker.webhooks import noting, queries, queue, rules, secrets
from aic_tracker.webhooks.models import Notice, Webhook

MOST_ADDRESSES = 20
BY_HAND = "Suspendu à la main."
IN_DEMO = "La démonstration n’envoie rien au dehors : dans un vrai suivi, l’adresse recevrait ce message."


@at_any_time
def add(*, name: str, url: str, families: Sequence[str], actor: User, now: datetime) -> tuple[Webhook, str]:
    """A new address, and the secret that signs for it. Refused beyond twenty."""
    if queries.count() >= MOST_ADDRESSES:
        raise DomainError(f"Il y a déjà {MOST_ADDRESSES} adresses : retirez celles qui ne servent plus.")
    secret = secrets.drawn()
    webhook = Webhook(name=name, url=url, families=list(families), secret=secrets.sealed(secret), created_at=now)
    db.session.add(webhook)
    db.session.flush()
    record(actor, "webhook.added", webhook, f"a ajouté le webhook « {name} »", after={"name": name, "url": url})
    return webhook, secret


@at_any_time
def edit(webhook: Webhook, *, name: str, url: str, families: Sequence[str], actor: User) -> None:
    """What waits goes to the new address."""
    before, after = apply(webhook, {"name": name, "url": url, "families": list(families)})
    if "url" in after:
        webhook.failures, webhook.failing_since, webhook.not_before = 0, None, None
    if after:
        record(actor, "webhook.edited", webhook, f"a modifié le webhook « {name} »", before=before, after=after)


@at_any_time
def give_secret(webhook: Webhook, *, actor: User, now: datetime) -> str:
    """A new secret; the one before signs beside it for a day."""
    secret = secrets.drawn()
    webhook.previous_secret, webhook.previous_until = webhook.secret, now + rules.OVERLAP
    webhook.secret = secrets.sealed(secret)
    record(actor, "webhook.given_secret", webhook, f"a changé le secret du webhook « {webhook.name} »")
    return secret


@at_any_time
def close(webhook: Webhook, *, actor: User, now: datetime) -> None:
    """Nothing more is kept for it nor sent to it; what waits stays."""
    if webhook.closed_at is None:
        webhook.closed_at, webhook.closed_reason = now, BY_HAND
        record(actor, "webhook.closed", webhook, f"a suspendu le webhook « {webhook.name} »")


@at_any_time
def reopen(webhook: Webhook, *, actor: User) -> None:
    """What waited leaves, and what happens from now on is told."""
    if webhook.closed_at is not None:
        webhook.closed_at, webhook.closed_reason = None, ""
        webhook.failures, webhook.failing_since, webhook.not_before = 0, None, None
        record(actor, "webhook.opened", webhook, f"a rétabli le webhook « {webhook.name} »")


@at_any_time
def remove(webhook: Webhook, *, actor: User) -> None:
    """With what waited for it, and all that it was told."""
    record(actor, "webhook.removed", webhook, f"a retiré le webhook « {webhook.name} »", before={"url": webhook.url})
    queue.delete(sa.select(Notice.id).where(Notice.webhook_id == webhook.id))
    db.session.delete(webhook)


@at_any_time
def try_out(webhook: Webhook, *, actor: User, now: datetime) -> Notice:
    """A message that tells nothing, to be sent at once."""
    if config.current().demo:
        raise DomainError(IN_DEMO)
    if webhook.closed_at is not None:
        raise DomainError("Cette adresse est suspendue : rétablissez-la pour l’essayer.")
    return noting.trial(webhook, now)


@at_any_time
def send_again(notice: Notice, *, actor: User, now: datetime) -> None:
    """Under the same identifier. Refuses what still waits, and an address that is closed."""
    if notice.webhook.closed_at is not None:
        raise DomainError("Cette adresse est suspendue : rétablissez-la d’abord.")
    if not queue.send_again(notice.id, now):
        raise StaleError("Ce message attend déjà de partir.")
    record(actor, "webhook.sent_again", notice, f"a renvoyé un message au webhook « {notice.webhook.name} »")
