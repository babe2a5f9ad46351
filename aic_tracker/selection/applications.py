"""What is done with an application, each step dated and by somebody. Each verb is journalled; none commits."""

from datetime import datetime
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.db import db, editing
from aic_tracker.elision import of
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.folding import searchable
from aic_tracker.formats import quoted
from aic_tracker.journal.changes import apply, plain
from aic_tracker.journal.operations import record
from aic_tracker.laureates.support import at_any_time
from aic_tracker.selection import conflicts, rules
from aic_tracker.selection.models import Application, ApplicationState, ApplicationStep, Call

CHANGED_MEANWHILE = "Cette candidature a été modifiée entre-temps : relisez-la avant de recommencer."
# What an application may leave out.
UNSAID = {"town": "", "region": "", "theme": ""}
# What ties a juror to an application is seen by these.
TYING = {"siren", "contact_email"}
REASON_MISSING = "Dites pourquoi : la raison reste avec la candidature."


def _call(application: Application) -> Call:
    return db.session.get_one(Call, application.call_id)


def name_key(name: str) -> str:
    return (searchable(name) or name)[:240]


@at_any_time
def receive(call: Call, *, actor: User, now: datetime, **values: Any) -> Application:
    """A new application of the call. Two of one number are refused by the database."""
    application = Application(call_id=call.id, created_at=now, state=ApplicationState.RECEIVED, **UNSAID | values)
    _index(application)
    db.session.add(application)
    record(actor, "application.received", application, f"a reçu la candidature {of(application.name)} ({call.title})")
    _step(application, actor, now, "")
    return application


@at_any_time
def edit(application: Application, *, version: int, actor: User, now: datetime, **values: Any) -> None:
    """StaleError when it changed since `version`."""
    if application.version != version:
        raise StaleError(CHANGED_MEANWHILE)
    with editing(CHANGED_MEANWHILE):
        _, after = apply(application, values)
        _index(application)
    # The journal outlives the personal data of those who are not chosen: it keeps which fields changed alone.
    if after:
        told = f"a modifié la candidature {of(application.name)}"
        record(actor, "application.edited", application, told)
    if TYING & after.keys() and application.state in rules.IN_THE_RUNNING:
        conflicts.detect(_call(application), actor=actor, now=now)


@at_any_time
def say_eligible(
    application: Application, *, eligible: bool, reason: str, version: int, actor: User, now: datetime
) -> None:
    """Eligible, or not and then not chosen. What makes it so is written; why it is not must be."""
    _require_current(application, version)
    if not rules.may_say_eligible(application):
        raise DomainError(f"Cette candidature est « {application.state.label} » : sa recevabilité ne se dit plus.")
    if not eligible and not reason:
        raise DomainError("Dites pourquoi elle n’est pas recevable.", field="reason")
    application.is_eligible, application.eligibility_reason = eligible, reason
    after = ApplicationState.ELIGIBLE if eligible else ApplicationState.REJECTED
    _move(application, after, reason, actor, now)
    if eligible:
        conflicts.detect(_call(application), actor=actor, now=now)


@at_any_time
def advance(
    application: Application, *, state: ApplicationState, reason: str, version: int, actor: User, now: datetime
) -> None:
    """The team's steps, forwards and back; what ends an application is decided (`decide`)."""
    _go(application, state, reason, version, actor, now, decisions=False)


@at_any_time
def decide(
    application: Application, *, state: ApplicationState, reason: str, version: int, actor: User, now: datetime
) -> None:
    """Selected, in reserve or rejected, and back: always with its reason."""
    _go(application, state, reason, version, actor, now, decisions=True)


def _go(
    application: Application,
    state: ApplicationState,
    reason: str,
    version: int,
    actor: User,
    now: datetime,
    *,
    decisions: bool,
) -> None:
    _require_current(application, version)
    if state not in rules.next_states(application, decisions=decisions):
        raise DomainError(
            f"Une candidature « {application.state.label} » ne devient pas « {state.label} ».", field="state"
        )
    if rules.asks_reason(application.state, state) and not reason:
        raise DomainError(REASON_MISSING, field="reason")
    if state is ApplicationState.RECEIVED:
        application.is_eligible = None
    _move(application, state, reason, actor, now)


def _require_current(application: Application, version: int) -> None:
    if application.version != version:
        raise StaleError(CHANGED_MEANWHILE)


def _move(application: Application, state: ApplicationState, reason: str, actor: User, now: datetime) -> None:
    before = application.state
    with editing(CHANGED_MEANWHILE):
        application.state = state
    told = f"a passé la candidature {of(application.name)} à {quoted(state.label)}"
    record(
        actor,
        "application.moved",
        application,
        told,
        before={"state": plain(before)},
        after={"state": plain(state)},
    )
    _step(application, actor, now, reason)


def _step(application: Application, actor: User, now: datetime, reason: str) -> None:
    db.session.add(
        ApplicationStep(
            application_id=application.id, state=application.state, at=now, actor_id=actor.id, reason=reason
        )
    )


def _index(application: Application) -> None:
    application.name_key = name_key(application.name)
    application.search_text = searchable(
        application.name,
        application.organisation,
        application.number or "",
        application.town,
        application.region,
        application.theme,
    )
