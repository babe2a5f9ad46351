"""What is done with the directory of contacts. Each verb is journalled; none commits."""

from datetime import date
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.folding import searchable
from aic_tracker.introductions import queries
from aic_tracker.introductions.models import Contact
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time


@at_any_time
def add_contact(
    *,
    organisation: str,
    person: str,
    position: str,
    email: str | None,
    source: str,
    consent_on: date | None,
    actor: User,
    today: date,
) -> Contact:
    """A new line of the directory, its details verified today. Refused when the person is already there."""
    _check(organisation, person, consent_on, today)
    contact = Contact(
        organisation=organisation,
        person=person,
        position=position,
        email=email,
        source=source,
        consent_on=consent_on,
        verified_on=today,
        search_text=searchable(organisation, person, position),
    )
    db.session.add(contact)
    record(actor, "contact.added", contact, f"a ajouté {person} ({organisation}) aux contacts")
    return contact


@at_any_time
def edit_contact(contact: Contact, *, version: int, actor: User, today: date, **values: Any) -> None:
    """Correct the details; somebody who corrects them has verified them.

    Raises StaleError when the contact is no longer at `version`.
    """
    if contact.version != version and any(getattr(contact, name) != value for name, value in values.items()):
        raise StaleError("Ce contact a changé depuis que vous l’avez ouvert : vérifiez puis recommencez.")
    _check(values["organisation"], values["person"], values["consent_on"], today, but=contact)
    before, after = changes.apply(contact, values)
    contact.search_text = searchable(contact.organisation, contact.person, contact.position)
    contact.verified_on = today
    if after:
        record(actor, "contact.edited", contact, f"a modifié le contact {contact.person}", before=before, after=after)


@at_any_time
def verify_contact(contact: Contact, *, actor: User, today: date) -> None:
    """Say that the details are right today."""
    if contact.verified_on == today:
        return
    before, after = changes.apply(contact, {"verified_on": today})
    summary = f"a vérifié les coordonnées {of(contact.person)}"
    record(actor, "contact.verified", contact, summary, before=before, after=after)


@at_any_time
def set_contact_active(contact: Contact, active: bool, *, actor: User) -> None:
    """An inactive contact is offered to no new introduction; those under way go on."""
    if contact.is_active is active:
        return
    contact.is_active = active
    verb, words = ("activated", "a réactivé") if active else ("deactivated", "a désactivé")
    record(actor, f"contact.{verb}", contact, f"{words} le contact {contact.person}", after={"is_active": active})


def _check(organisation: str, person: str, consent_on: date | None, today: date, *, but: Contact | None = None) -> None:
    if consent_on and consent_on > today:
        raise DomainError("Indiquez le jour où l’accord a été donné, aujourd’hui au plus tard.", field="consent_on")
    if queries.namesake(organisation, person, but=but):
        raise DomainError("Cette personne est déjà dans l’annuaire des contacts, peut-être désactivée.", field="person")
