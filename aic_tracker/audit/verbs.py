"""What the journal tells that the audit trail keeps too, by verb: decisions, accounts, mails, places in a project."""

from collections.abc import Mapping
from typing import Any

from aic_tracker.audit.models import Event

EVENTS = {
    "user.invited": Event.OPENED_ACCOUNT,
    "user.edited": Event.CHANGED_ACCOUNT,
    "user.deactivated": Event.DEACTIVATED_ACCOUNT,
    "user.reactivated": Event.REACTIVATED_ACCOUNT,
    "user.identity_linked": Event.LINKED_IDENTITY,
    "user.second_factor_set": Event.SET_SECOND_FACTOR,
    "user.second_factor_removed": Event.REMOVED_SECOND_FACTOR,
    "member.added": Event.GAVE_ACCESS,
    "member.closed": Event.ENDED_ACCESS,
    "mail.sent_again": Event.SENT_MAIL_AGAIN,
    "mail.considered_received": Event.SETTLED_MAIL,
    "mail.queue_released": Event.RELEASED_QUEUE,
    "publication.opened": Event.PUBLISHED_DATA,
    "publication.closed": Event.WITHDREW_DATA,
    "webhook.added": Event.CHANGED_WEBHOOK,
    "webhook.edited": Event.CHANGED_WEBHOOK,
    "webhook.given_secret": Event.CHANGED_WEBHOOK,
    "webhook.closed": Event.CHANGED_WEBHOOK,
    "webhook.opened": Event.CHANGED_WEBHOOK,
    "webhook.removed": Event.CHANGED_WEBHOOK,
    "renewal.renew": Event.DECIDED_RENEWAL,
    "renewal.end": Event.DECIDED_RENEWAL,
    "renewal.stop_early": Event.DECIDED_RENEWAL,
    "renewal.withdrawn": Event.DECIDED_RENEWAL,
    "tranche.granted": Event.DECIDED_GRANT,
    "tranche.refused": Event.DECIDED_GRANT,
    "tranche.abandoned": Event.DECIDED_GRANT,
    "assignment.approved": Event.DECIDED_ASSIGNMENT,
    "assignment.declined": Event.DECIDED_ASSIGNMENT,
    "assignment.reopened": Event.DECIDED_ASSIGNMENT,
    "committee.decided": Event.DECIDED_COMMITTEE,
}


def event_of(
    verb: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, *, laureate_id: int | None
) -> tuple[Event, dict[str, Any]] | None:
    """The event and its details, without what the journal may say of people; None for what the trail does not keep."""
    event = EVENTS.get(verb)
    if event is None:
        return None
    details: dict[str, Any] = {"verb": verb}
    if laureate_id is not None:
        details["laureate_id"] = laureate_id
    if event is Event.OPENED_ACCOUNT and not after:
        event = Event.SENT_MAIL_AGAIN  # an invitation sent once more
    if event is Event.OPENED_ACCOUNT and after:
        details["role"] = after["role"]
    if event is Event.CHANGED_ACCOUNT and after:
        details["fields"] = sorted(after)
        if before and "role" in after:
            event = Event.CHANGED_ROLE
            details |= {"role_before": before["role"], "role": after["role"]}
    return event, details
