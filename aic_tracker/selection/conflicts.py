"""What is done with conflicts: declared by a juror, detected, decided by the team. Each is journalled; none commits."""

from collections.abc import Collection
from datetime import datetime

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.elision import of
from aic_tracker.funding import queries as funding
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.support import at_any_time
from aic_tracker.selection import conflict_rules, jury_queries, queries
from aic_tracker.selection.models import Application, Call, Conflict, ConflictState, Juror


@at_any_time
def declare(juror: Juror, application: Application, *, reason: str, actor: User, now: datetime) -> None:
    """By the juror: it stands at once, and what they gave no longer counts."""
    found = jury_queries.conflict_between(juror.id, application.id)
    if found is not None and found.is_declared and found.state is ConflictState.HELD:
        return
    if found is None:
        found = Conflict(juror_id=juror.id, application_id=application.id)
        db.session.add(found)
    found.is_declared, found.state, found.reason, found.noted_at = True, ConflictState.HELD, reason, now
    found.decider_id, found.decided_at = actor.id, now
    record(actor, "conflict.declared", found, f"a déclaré un lien avec la candidature {of(application.name)}")


@at_any_time
def say_all(juror: Juror, applications: Collection[Application], *, actor: User, now: datetime) -> None:
    """Before the first application: those that the juror is tied to, perhaps none."""
    for application in applications:
        declare(juror, application, reason="", actor=actor, now=now)
    juror.conflicts_said_at = now


@at_any_time
def detect(call: Call, *, actor: User, now: datetime) -> None:
    """Note what is seen between the jury and the applications, once a pair."""
    jurors, applications = jury_queries.jury(call.id), queries.of_call(call.id)
    known = {(one.juror_id, one.application_id) for one in jury_queries.conflicts(call.id)}
    followed = laureates.sirens_followed([juror.user_id for juror in jurors])
    sponsors = funding.sponsors_by_siren()
    for juror in jurors:
        tied = conflict_rules.Tied(
            juror.user.email,
            juror.siren,
            followed.get(juror.user_id, ()),
            {siren for sponsor, siren in sponsors if conflict_rules.same_name(sponsor, juror.organisation)},
        )
        for one in applications:
            if (juror.id, one.id) in known:
                continue
            if reason := conflict_rules.tie(tied, email=one.contact_email, siren=one.siren):
                _note(juror, one, reason, actor, now)


def _note(juror: Juror, application: Application, reason: str, actor: User, now: datetime) -> None:
    found = Conflict(
        juror_id=juror.id,
        application_id=application.id,
        is_declared=False,
        reason=reason,
        state=ConflictState.PROPOSED,
        noted_at=now,
    )
    db.session.add(found)
    told = f"a fait chercher les liens du jury : {juror.user.name} et la candidature {of(application.name)}"
    record(actor, "conflict.detected", found, told)


@at_any_time
def decide(conflict: Conflict, *, holds: bool, actor: User, now: datetime) -> None:
    """Whether what was detected is a conflict; the other decision may be taken later."""
    conflict.state = ConflictState.HELD if holds else ConflictState.DISMISSED
    conflict.decider_id, conflict.decided_at = actor.id, now
    told = "a retenu" if holds else "a écarté"
    who, what = conflict.juror.user.name, conflict.application.name
    record(actor, "conflict.decided", conflict, f"{told} le lien entre {who} et la candidature {of(what)}")
