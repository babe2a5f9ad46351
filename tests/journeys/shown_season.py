"""One world to look at: the demonstration's season, and what it lacks: mails, faults, drafts, decisions."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts import second_factor, services, tokens
from aic_tracker.accounts.models import Role, SecondFactor, User
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.calendar_fr import PARIS
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.diagnostic import operations as diagnostics
from aic_tracker.diagnostic.models import DiagnosticKind
from aic_tracker.documents.models import Document
from aic_tracker.drafts import operations as drafts
from aic_tracker.events import operations as events
from aic_tracker.events.models import Audience, EventKind
from aic_tracker.imports import applying
from aic_tracker.imports import operations as imports
from aic_tracker.imports.kinds import KINDS
from aic_tracker.imports.models import State
from aic_tracker.laureates.models import Laureate, Operator, Season
from aic_tracker.mail.models import MailStatus, QueueState
from aic_tracker.mail.outsiders import Outsider
from aic_tracker.onboarding.models import LaureateDraft
from aic_tracker.opendata import consents
from aic_tracker.opendata import operations as opendata
from aic_tracker.opendata.models import Block
from aic_tracker.privacy import operations as privacy
from aic_tracker.renewals import operations as renewals
from aic_tracker.renewals.models import Outcome
from aic_tracker.selection import applications, calls
from aic_tracker.territories import Territory
from aic_tracker.timesheet.models import TimeEntry
from aic_tracker.webhooks import noting
from aic_tracker.webhooks import operations as webhooks
from aic_tracker.webhooks.models import Attempt, NoticeStatus
from tests import factories as make
from tests.journeys import troubled_queue
from tests.support.client import open_session

NOBODY = ""
COACH, DIRECTION, ADMIN = "coach@example.org", "direction@example.org", "admin@example.org"
EXPERT = "expert.juridique@example.org"
REFERENT = "referent.open-food-facts@example.org"
# One is late, one evaluates an assignment, one has a diagnostic to sign.
OTHER_REFERENTS = tuple(f"referent.{slug}@example.org" for slug in ("primtux", "umap", "pyronear"))
JUROR = "jury.yasmine@example.org"
ACTORS = (NOBODY, COACH, DIRECTION, ADMIN, EXPERT, JUROR, REFERENT, *OTHER_REFERENTS)
NEW, BEGUN, STOPPED = "projet-neuf", "projet-commence", "projet-arrete"
TO_ERASE = "rosalie@example.org"
LONG_AGO = datetime(2024, 5, 1, 9, tzinfo=PARIS)
WRITTEN = "> Écrire une **charte** : `code`.\n\n1. Un\n2. Deux\n\n| A | B |\n|---|---|\n| c | d |"
ONBOARDING: dict[str, Any] = {
    "organisation": {"name": ["Association Wikimini"], "legal_form": ["association"]},
    "project": {"name": ["Wikimini"], "operator": ["DINUM"], "starts_on": ["2026-03-02"]},
    "revision": 2,
}


def fill() -> dict[str, User]:
    """The people by address. Commits."""
    season.load(clock.today())
    db.session.commit()
    people = {user.email: user for user in db.session.scalars(sa.select(User))}
    _mails(people[COACH])
    _accounts(people)
    _texts(people)
    _decisions(people)
    _projects(people[COACH])
    _tokens(people[COACH])
    _sheets(people[COACH])
    _published(people[DIRECTION], people[REFERENT])
    _events(people[COACH], people[REFERENT])
    _applications(people[COACH])
    _webhooks(people[ADMIN])
    _services(people[ADMIN])
    return people


def _services(admin: User) -> None:
    """One that reads everything, one that was closed."""
    for name in ("Tableau de bord de la DINUM", "Passerelle vers Grist"):
        one, _secret = services.open_service(
            name=name, may_write=False, laureate_ids=[], lasts=timedelta(days=90), actor=admin, now=clock.now()
        )
    services.close(one, actor=admin, now=clock.now())
    db.session.commit()


def _applications(coach: User) -> None:
    """A call with an application just received, and one that is eligible."""
    season_id = db.session.scalars(sa.select(Season.id)).first()
    assert season_id is not None
    days = {"opens_on": date(2026, 1, 12), "closes_on": date(2026, 2, 27)}
    said: dict[str, Any] = {
        "title": "Saison 2, appel de la DINUM",
        "operator": Operator.DINUM,
        "questions": "Un commun",
    }
    call = calls.open_call(actor=coach, season_id=season_id, **said, **days)
    db.session.flush()
    now = clock.now()
    for name in ("Panoramax", "Cartes ouvertes des services publics de proximité"):
        values: dict[str, Any] = {"organisation": "Association pour la cartographie", "region": "Bretagne"}
        values |= {"theme": "Cartographie", "answers": [["Qui décide ?", "Une assemblée ouverte"]]}
        one = applications.receive(call, actor=coach, now=now, name=name, received_on=date(2026, 2, 1), **values)
    applications.say_eligible(one, eligible=True, reason="", version=one.version, actor=coach, now=now)
    db.session.commit()


def _webhooks(admin: User) -> None:
    """A program that is told what happens, with a message that waits and one that failed."""
    webhook, _secret = webhooks.add(
        name="Tableau de bord",
        url="https://recoit.example.org/aic",
        families=["roadmaps"],
        actor=admin,
        now=clock.now(),
    )
    noting.trial(webhook, clock.now())
    failed = noting.trial(webhook, clock.now())
    failed.status, failed.attempts, webhook.failing_since = NoticeStatus.FAILED, 1, clock.now()
    db.session.add(
        Attempt(notice_id=failed.id, at=clock.now(), status=500, said="L’adresse est en panne.", milliseconds=9)
    )
    db.session.commit()


def _published(direction: User, referent: User) -> None:
    """What everybody may read, with all the results of one project and an agreement that was taken back."""
    opendata.publish(actor=direction, now=clock.now())
    foods = db.session.scalars(sa.select(Laureate).filter_by(slug="open-food-facts")).one()
    for block in Block:
        consents.give(foods, block, actor=referent, now=clock.now())
    consents.withdraw(foods, Block.PARTNERSHIPS, actor=referent, now=clock.now())
    db.session.commit()


def _events(coach: User, referent: User) -> None:
    """One of today, announced to the public, and one that is only prepared."""
    values = {
        "kind": EventKind.MEETING,
        "duration_minutes": 120,
        "territory": Territory.MAINLAND,
        "place": "Salle Turgot, Paris",
        "access_notes": "Troisième étage, accès de plain-pied.",
        "link": "https://visio.example.fr/salle",
        "description": WRITTEN,
        "capacity": 12,
        "audience": Audience.NAMED,
        "season": None,
        "people": [referent],
        "guests": [Outsider("lea@example.fr", "Léa Martin")],
    }
    made = [
        events.prepare_event(
            coach, actor=coach, now=clock.now(), starts_at=clock.now() + ahead, title=title, is_public=True, **values
        )
        for title, ahead in (("Journée des lauréats", timedelta(hours=2)), ("Atelier", timedelta(days=30)))
    ]
    events.announce_event(made[0], actor=coach, now=clock.now())
    db.session.commit()


def _tokens(coach: User) -> None:
    """One to read everything, one to write for one laureate."""
    values = {"lasts": timedelta(days=90), "now": clock.now()}
    tokens.make(coach, name="Tableau de bord de la direction", may_write=False, laureate_ids=[], **values)  # type: ignore[arg-type]
    one = db.session.scalars(sa.select(Laureate.id).limit(1)).one()
    tokens.make(coach, name="Feuille Grist de l’équipe", may_write=True, laureate_ids=[one], **values)  # type: ignore[arg-type]
    db.session.commit()


def _sheets(coach: User) -> None:
    """One taken in, one that is being written, one whose columns wait to be matched."""
    contacts = "Personne;Organisation;Source\nAna Roche;Ville de Lyon;Salon des communs"
    written, writing, _waiting = (
        imports.receive(
            KINDS["contacts"],
            filename="contacts.csv",
            content=contacts.replace("Ana", name).encode(),
            actor=coach,
            now=clock.now(),
        )
        for name in ("Ana", "Zoé", "Léa")
    )
    for one in (written, writing):
        imports.match(one, places=one.places, shared={}, actor=coach, now=clock.now())
    applying.apply(written, version=written.version, actor=coach, now=clock.now())
    writing.state = State.APPLYING
    db.session.commit()


def _mails(coach: User) -> None:
    """One in each state, of a queue that is held and paused; faults, open and closed."""
    troubled_queue.make(coach, MailStatus)
    db.session.execute(sa.update(QueueState).values(last_tick_at=clock.now() - timedelta(days=1)))
    db.session.commit()


def _accounts(people: dict[str, User]) -> None:
    """Second factors set and awaited, somebody erased, somebody to erase, people long unseen, 30 others."""
    admin = people[ADMIN]
    for email in (COACH, ADMIN):
        second_factor.begin(people[email])
    confirmed = sa.update(SecondFactor).where(SecondFactor.user_id == people[COACH].id)
    db.session.execute(confirmed.values(confirmed_at=clock.now()))
    make.user(Role.EXPERT, name="Farida Olivier", is_active=False)
    for name in ("Dominique Oubli", "Claude Absent"):
        make.user(Role.EXPERT, name=name, last_sign_in_at=LONG_AGO).created_at = LONG_AGO
    for _ in range(30):
        make.user(Role.REFERENT, last_sign_in_at=clock.now())
    gone = make.user(Role.EXPERT, name="Aubin Ancelot", email="aubin@example.org")
    _say(people[COACH], "Vu avec M. Ancelot.")
    privacy.erase(gone, actor=admin, now=clock.now())
    people[TO_ERASE] = make.user(Role.REFERENT, name="Rosalie Quéméneur", email=TO_ERASE)
    _say(people[COACH], "Rosalie Quéméneur prépare la suite.")
    db.session.commit()


def _say(author: User, text: str, **values: object) -> None:
    laureate = db.session.scalars(sa.select(Laureate).order_by(Laureate.id)).first()
    assert laureate is not None
    about = {"subject": Subject.LAUREATE, "subject_id": laureate.id, "laureate_id": laureate.id} | values
    make.save(Comment(author_id=author.id, text=text, created_at=clock.now(), **about))


def _texts(people: dict[str, User]) -> None:
    """Drafts of a form and of a project, a note between coaches, what was taken away, aids to settle."""
    coach = people[COACH]
    drafts.keep(coach.id, "/laureats/primtux/commentaires", [("text", "Une remarque.")], now=clock.now())
    project = {**ONBOARDING["project"], "season": [str(_season().id)]}
    make.save(LaureateDraft(user_id=coach.id, data={**ONBOARDING, "project": project}, updated_at=clock.now()))
    open_session(coach)
    _say(coach, "À revoir entre nous.", is_internal=True)
    _say(coach, "Retiré", removed_at=clock.now())
    removed = db.session.scalars(sa.select(Document).order_by(Document.id)).first()
    foods = db.session.scalars(sa.select(Laureate).filter_by(slug="open-food-facts")).one()
    organisation_id = foods.organisation_id
    make.member(foods, make.user(Role.REFERENT), from_on=date(2026, 5, 4))
    assert removed is not None
    removed.removed_at, removed.remover_id = clock.now(), coach.id
    for point in db.session.scalars(sa.select(Checkpoint).filter_by(status=CheckpointStatus.CLOSED)):
        point.decisions = WRITTEN
    for entry in db.session.scalars(sa.select(TimeEntry)):
        entry.note = "Avec la mairie."
    for said in (
        {"granted_on": date(2015, 3, 1), "regime": Regime.GENERAL},
        {"granted_on": date(2024, 5, 2), "regime": Regime.GENERAL, "cancelled_on": date(2024, 9, 2)},
        {"granted_on": date(2024, 5, 3), "regime": Regime.UNSPECIFIED},
    ):
        make.save(
            Aid(
                organisation_id=organisation_id,
                amount_cents=12_000_00,
                source=AidSource.DECLARED,
                authority="Région",
                author_id=coach.id,
                created_at=clock.now(),
                **said,
            )
        )


def _decisions(people: dict[str, User]) -> None:
    """Taken, and not begun: a renewal, a stop."""
    for slug, outcome, on in (
        ("projet-renouvele", Outcome.RENEW, None),
        (STOPPED, Outcome.STOP_EARLY, date(2026, 4, 1)),
    ):
        laureate = make.laureate(slug.capitalize(), slug=slug, starts_on=date(2025, 5, 4))
        make.coach(laureate)
        renewals.decide(
            laureate,
            make.first_period(laureate),
            outcome=outcome,
            reason="L’association le demande.",
            effective_on=on,
            actor=people[DIRECTION],
            now=clock.now(),
            today=clock.today(),
        )
        db.session.commit()


def _projects(coach: User) -> None:
    """One where nothing was done yet, one that was just begun, one that does not know when it begins."""
    lead = make.MemberRole.LEAD_COACH
    make.member(make.laureate("Projet neuf", slug=NEW), coach, lead)
    begun = make.laureate("Projet commencé", slug=BEGUN, season=_season())
    make.member(begun, coach, lead)
    diagnostics.open_diagnostic(
        begun, make.first_period(begun), DiagnosticKind.INITIAL, actor=coach, today=date(2025, 9, 15)
    )
    db.session.commit()
    draft = make.priority(make.roadmap(begun, published=False), "Élargir la gouvernance")
    make.objective(draft, "Réunir un conseil")
    make.action(begun, "Écrire aux membres")
    make.checkpoint(begun, date(2026, 2, 24), number=1)
    make.laureate("Sans date", slug="sans-date", starts_on=None)


def _season() -> Season:
    return db.session.scalars(sa.select(Season).order_by(Season.id.desc())).first()
