"""The addresses that no page leads to, and one of a row in each state, whose own page leads further."""

import re
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker import clock
from aic_tracker.accounts import links
from aic_tracker.accounts.models import User
from aic_tracker.aid.models import Aid, AidSource
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.db import db
from aic_tracker.events import links as event_links
from aic_tracker.events.models import Attendance, Event
from aic_tracker.expertise.models import Assignment
from aic_tracker.laureates.models import Laureate, LaureateStatus
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.reminders import unsubscribe
from aic_tracker.roadmap.models import Action, Objective, Priority, Roadmap
from aic_tracker.timesheet import month_links
from tests import factories as make
from tests.journeys.shown_season import ADMIN, BEGUN, COACH, DIRECTION, EXPERT, NEW, NOBODY, REFERENT, STOPPED, TO_ERASE

ROOMS = (
    *("diagnostic", "feuille-de-route", "points", "temps", "appuis", "mises-en-relation", "engagements", "aides"),
    *("comites", "soutiens", "bilan", "conversation", "documents", "journal", "calendrier", "membres"),
)


def by_actor(people: dict[str, User]) -> dict[str, list[str]]:
    return {
        NOBODY: _with_a_key(people),
        COACH: [
            *_filters(),
            *_empty(),
            *_in_each_state(),
            _aid_to_complete(),
            f"/laureats/{STOPPED}/bilan/personnes-prevenues",
            "/mon-compte/brouillons/autre-compte",
            "/nulle-part",
        ],
        EXPERT: ["/jury"],  # a member of none
        DIRECTION: [
            "/donnees-ouvertes/ouvrir",
            f"/laureats/{NEW}/bilan",
            "/laureats/sans-date/bilan",
            _aid_to_cancel(),
        ],
        ADMIN: [
            "/administration/comptes?q=introuvable",
            "/administration/audit?page=2",
            "/administration/audit?evenement=restored",
            f"/administration/effacements/{db.session.scalar(sa.select(User.id).where(User.erased_at.is_not(None)))}",
            f"/administration/comptes/{people[COACH].id}/retirer-double-authentification",
            *(f"/administration/comptes/{people[email].id}/effacer" for email in (COACH, TO_ERASE)),
            "/mon-compte/double-authentification/activer",
        ],
    }


def _aid_to_cancel() -> str:
    """One that the organisation declared: others are cancelled through what they come from."""
    declared = sa.select(Laureate.slug, Aid.id).join(Aid, Aid.organisation_id == Laureate.organisation_id)
    is_there = Aid.cancelled_on.is_(None)
    slug, aid_id = db.session.execute(declared.where(Aid.source == AidSource.DECLARED, is_there)).first()  # type: ignore[misc]
    return f"/laureats/{slug}/aides/{aid_id}/annuler"


def _aid_to_complete() -> str:
    """One that the programme gave."""
    given = sa.select(Laureate.slug, Aid.id).join(Aid, Aid.laureate_id == Laureate.id)
    slug, aid_id = db.session.execute(given.where(Aid.source != AidSource.DECLARED)).first()  # type: ignore[misc]
    return f"/laureats/{slug}/aides/{aid_id}/completer"


def _with_a_key(people: dict[str, User]) -> list[str]:
    """What one opens without signing in."""
    referent = people[REFERENT]
    project = db.session.scalars(sa.select(make.Membership.laureate_id).filter_by(user_id=referent.id)).first()
    assert project is not None
    links.request_sign_in(EXPERT, next_path="/", now=clock.now(), browser="another")
    elsewhere = _link_of_last_mail()
    own = links.sign_in_url(people[EXPERT], now=clock.now()).removeprefix("http://aic.test")
    db.session.commit()
    told = sa.select(Attendance).where(Attendance.email.is_not(None), Attendance.told_at.is_not(None))
    told = told.join(Attendance.event).where(Event.starts_at > clock.now()).order_by(Attendance.id)
    invited = db.session.scalars(told.options(joinedload(Attendance.user))).first()
    assert invited is not None
    return [
        "/connexion?next=/mon-compte",
        "/connexion/lien-envoye",
        "/connexion/perime",
        elsewhere,
        own,
        month_links.path(referent, project, date(2026, 2, 1)),
        f"/desinscription/{unsubscribe.token(people[COACH], 'coach-week')}",
        "/demo/mails?q=personne",
        event_links.path(invited),
    ]


def _link_of_last_mail() -> str:
    content = db.session.scalars(sa.select(OutgoingMail.content).order_by(OutgoingMail.id.desc())).first() or b""
    found = re.search(rb"/connexion/[\w-]+", content.replace(b"=\r\n", b""))
    assert found is not None
    return found[0].decode()


def _filters() -> list[str]:
    """What one finds by typing."""
    aids = "/laureats/open-food-facts/aides"
    return [
        "/laureats?q=absent",
        "/contacts?q=absente",
        "/catalogue?q=absent",
        "/catalogue?state=retired",
        "/experts?q=absente",
        "/recherche?q=open",
        "/recherche?q=introuvable",
        f"{aids}?montant=60000&le=2026-04-01",
        f"{aids}?montant=rien",
        "/envois?etat=envoyes&personne=personne-inconnue",
        "/laureats/nouveau/personnes?ligne=referent",
    ]


def _empty() -> list[str]:
    """The project where nothing was done, wherever something may be: its screens say so."""
    new = f"/laureats/{NEW}"
    return [
        new,
        "/laureats/sans-date",
        *(f"{new}/{room}" for room in ROOMS),
        f"/laureats/{BEGUN}/feuille-de-route",
        f"/laureats/{BEGUN}/feuille-de-route/publier",
        f"/laureats/{BEGUN}/points/1",
        *(f"/laureats/{BEGUN}/actions/{number}/supprimer" for number in _actions_of_the_draft()),
    ]


def _in_each_state() -> list[str]:
    """Of each project, the first screens; of what has a state, one row in each."""
    every = db.session.execute(sa.select(Laureate.slug, Laureate.status).order_by(Laureate.id)).all()
    projects = [f"/laureats/{slug}" for slug, _ in every]
    ended = [f"/laureats/{slug}/apres" for slug, status in every if status is LaureateStatus.ENDED]
    rows = (
        *(("appuis", number) for number in _one_each(Assignment, Assignment.status, Assignment.id)),
        *(("points", number) for number in _one_each(Checkpoint, Checkpoint.status, Checkpoint.number)),
        *(("objectifs", number) for number in _objectives()),
        *(("actions", number) for number in _one_each(Action, Action.done_on.is_(None), Action.id)),
    )
    own = [f"/laureats/{slug}/{room}/{number}" for room, (slug, number) in rows]
    talked = [f"{path}/commentaires" for path in own if "/actions/" not in path]
    statement = sa.select(sa.func.min(OutgoingMail.id)).group_by(OutgoingMail.status)
    mails = [f"/envois/{number}" for number in db.session.scalars(statement)]
    sent = db.session.scalar(sa.select(OutgoingMail.id).filter_by(status=MailStatus.SENT))
    return [*projects, *ended[:1], *own, *talked, *mails, f"/demo/mails/{sent}"]


def _actions_of_the_draft() -> list[int]:
    statement = sa.select(Action.id).join(Laureate, Laureate.id == Action.laureate_id).where(Laureate.slug == BEGUN)
    return list(db.session.scalars(statement))


def _one_each(table: type[make.Model], state: sa.ColumnElement, number: sa.ColumnElement) -> list[tuple[str, int]]:
    found = db.session.execute(sa.select(state, Laureate.slug, number).join(Laureate).order_by(table.id.desc()))
    return list({said: (slug, number) for said, slug, number in found}.values())


def _objectives() -> list[tuple[str, int]]:
    statement = (
        sa.select(Objective.status, Laureate.slug, Objective.id).join(Priority).join(Roadmap).join(Roadmap.period)
    )
    found = db.session.execute(statement.join(Laureate).order_by(Objective.id.desc()))
    return list({status: (slug, number) for status, slug, number in found}.values())
