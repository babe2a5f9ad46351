"""Who is told of an event: those whom its kind names and who may read the laureate; without any, the team."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from aic_tracker.access.readers import reads_every_laureate, without_the_right_to_read
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.elision import of
from aic_tracker.reminders.kinds.base import Kind, Occurrence


def occurrences(kind: Kind, first: date, last: date, today: date) -> list[Occurrence]:
    """The open events of a kind between these days, with those who are to be told as of `today`."""
    found = kind.occurrences(first, last, today)
    asked = {
        (user.id, occurrence.laureate.id)
        for occurrence in found
        if occurrence.laureate
        for user in occurrence.recipients
        if not reads_every_laureate(user)
    }
    barred = without_the_right_to_read(asked, today)
    if barred:
        found = [_among_readers(occurrence, barred) for occurrence in found]
    if not kind.falls_to_the_team:
        return found
    orphans = [occurrence for occurrence in found if occurrence.laureate and not occurrence.recipients]
    coaches = accounts.coaches() if any(occurrence.lead_coach is None for occurrence in orphans) else []
    return [
        _told_to_the_team(occurrence, coaches) if occurrence.laureate and not occurrence.recipients else occurrence
        for occurrence in found
    ]


def _among_readers(occurrence: Occurrence, barred: set[tuple[int, int]]) -> Occurrence:
    if occurrence.laureate is None:
        return occurrence
    about = occurrence.laureate.id
    return replace(occurrence, recipients=[user for user in occurrence.recipients if (user.id, about) not in barred])


def _told_to_the_team(occurrence: Occurrence, coaches: Sequence[User]) -> Occurrence:
    """The lead coach takes over what is nobody's; the whole team what has no lead coach either."""
    lead = occurrence.lead_coach
    if lead is not None:
        why = f"vous êtes chargé·e d’accélération {of(occurrence.laureate_name)}, et personne d’autre n’est à prévenir"
    else:
        why = f"personne n’est chargé {of(occurrence.laureate_name)} : toute l’équipe d’accompagnement est prévenue"
    return replace(occurrence, recipients=[lead] if lead else coaches, why_the_team=why)
