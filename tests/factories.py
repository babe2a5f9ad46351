"""Real rows, with the values that a test does not care about filled in. Each function commits."""

from datetime import date
from itertools import count
from typing import Any, TypeVar

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import add_months, paris_instant
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.commitments.models import Commitment, CommitmentKind, CommitmentState
from aic_tracker.db import Model, db
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind, Dimension, Need, Rating
from aic_tracker.expertise.models import Assignment, AssignmentDay, AssignmentStatus, Expert, Skill
from aic_tracker.folding import searchable
from aic_tracker.funding.models import CommitteeDecision, CommitteeOutcome
from aic_tracker.introductions.models import Contact, Introduction
from aic_tracker.laureates.models import (
    Axis,
    Laureate,
    LegalForm,
    MemberRole,
    Membership,
    Operator,
    Organisation,
    Season,
    SupportPeriod,
)
from aic_tracker.roadmap.models import Action, Objective, Priority, Revision, Roadmap
from aic_tracker.timesheet.models import TimeEntry

_numbers = count(1)
Row = TypeVar("Row", bound=Model)


def save(row: Row) -> Row:
    db.session.add(row)
    db.session.commit()
    return row


def user(role: Role = Role.COACH, name: str = "", email: str = "", **values: Any) -> User:
    n = next(_numbers)
    return save(
        User(
            role=role,
            name=name or f"Personne {n}",
            email=email or f"personne{n}@example.org",
            created_at=clock.now(),
            **values,
        )
    )


def season(name: str = "", **values: Any) -> Season:
    n = next(_numbers)
    values.setdefault("starts_on", date(2025, 9, 1))
    return save(Season(name=name or f"Saison {n}", slug=f"saison-{n}", **values))


def organisation(name: str = "", **values: Any) -> Organisation:
    values.setdefault("legal_form", LegalForm.ASSOCIATION)
    return save(Organisation(name=name or f"Association {next(_numbers)}", **values))


def laureate(name: str = "", *, starts_on: date | None = date(2025, 9, 1), **values: Any) -> Laureate:
    """A laureate with its organisation, its season and, unless `starts_on` is None, a first period of twelve months."""
    name = name or f"Projet {next(_numbers)}"
    values.setdefault("slug", name.lower().replace(" ", "-"))
    values.setdefault("search_text", name.lower())
    if "organisation" not in values and "organisation_id" not in values:
        values["organisation"] = organisation()
    if "season" not in values and "season_id" not in values:
        values["season"] = season()
    row = save(Laureate(name=name, operator=Operator.DINUM, created_at=clock.now(), **values))
    if starts_on:
        period(row, starts_on)
    return row


def period(laureate: Laureate, starts_on: date, number: int = 1, **values: Any) -> SupportPeriod:
    values.setdefault("term_on", add_months(starts_on, 12))
    return save(SupportPeriod(laureate_id=laureate.id, number=number, starts_on=starts_on, **values))


def first_period(laureate: Laureate) -> SupportPeriod:
    return db.session.query(SupportPeriod).filter_by(laureate_id=laureate.id, number=1).one()


def member(laureate: Laureate, user: User, role: MemberRole = MemberRole.REFERENT, **values: Any) -> Membership:
    values.setdefault("from_on", date(2025, 9, 1))
    return save(Membership(laureate_id=laureate.id, user_id=user.id, role=role, **values))


def coach(laureate: Laureate | None = None, role: MemberRole = MemberRole.LEAD_COACH, **values: Any) -> User:
    row = user(Role.COACH, **values)
    if laureate:
        member(laureate, row, role)
    return row


def referent(laureate: Laureate | None = None, **values: Any) -> User:
    row = user(Role.REFERENT, **values)
    if laureate:
        member(laureate, row, MemberRole.REFERENT)
    return row


def direction(**values: Any) -> User:
    return user(Role.DIRECTION, **values)


def admin(**values: Any) -> User:
    return user(Role.ADMIN, **values)


def expert(skills: tuple[Skill, ...] = (Skill.LEGAL,), **values: Any) -> Expert:
    """An expert with an account."""
    account = user(Role.EXPERT, **values)
    return save(Expert(user_id=account.id, name=account.name, skills=[skill.value for skill in skills]))


def assignment(laureate: Laureate, **values: Any) -> Assignment:
    values.setdefault("skill", Skill.LEGAL)
    values.setdefault("title", "Licence des contributions")
    values.setdefault("need", "Choisir une licence compatible.")
    values.setdefault("requested_at", clock.now())
    values.setdefault("period_id", first_period(laureate).id)
    return save(Assignment(laureate_id=laureate.id, **values))


def dimension(season: Season, code: str = "governance", axis: Axis = Axis.CONSOLIDATION, **values: Any) -> Dimension:
    values.setdefault("rank", next(_numbers))
    values.setdefault("label", code.capitalize())
    values.setdefault("question", "Qui décide, et comment ?")
    values.setdefault("levels", ["un", "deux", "trois", "quatre"])
    return save(Dimension(season_id=season.id, code=code, axis=axis, **values))


def diagnostic(laureate: Laureate, *, signed: bool = False, level: int | None = 2, **values: Any) -> Diagnostic:
    """An initial diagnostic rated on each dimension of the season (one is made when there is none)."""
    dimensions = db.session.query(Dimension).filter_by(season_id=laureate.season_id).all()
    if not dimensions:
        dimensions = [dimension(db.session.get_one(Season, laureate.season_id))]
    if signed:
        signers = {"coach": user(Role.COACH), "referent": user(Role.REFERENT)}
        for side, signer in signers.items():
            values[f"{side}_signer_id"] = signer.id
            values[f"{side}_signed_at"] = clock.now()
    values.setdefault("kind", DiagnosticKind.INITIAL)
    values.setdefault("opened_on", clock.today())
    row = save(Diagnostic(period_id=first_period(laureate).id, **values))
    for line in dimensions:
        save(
            Rating(diagnostic_id=row.id, dimension_id=line.id, level=level, target=3 if level else None, need=Need.LOW)
        )
    return row


def roadmap(laureate: Laureate, *, published: bool = True, **values: Any) -> Roadmap:
    """A roadmap, its diagnostic signed when none was made."""
    first = first_period(laureate)
    if not db.session.query(Diagnostic).filter_by(period_id=first.id).count():
        diagnostic(laureate, signed=True)
    values.setdefault("created_at", clock.now())
    values.setdefault("updated_at", clock.now())
    return save(Roadmap(period_id=first.id, published_at=clock.now() if published else None, **values))


def priority(roadmap: Roadmap, title: str = "Consolider l’équipe", **values: Any) -> Priority:
    values.setdefault("axis", Axis.CONSOLIDATION)
    values.setdefault("rank", next(_numbers))
    return save(Priority(roadmap_id=roadmap.id, title=title, **values))


def objective(priority: Priority, title: str = "Recruter une personne", **values: Any) -> Objective:
    values.setdefault("rank", next(_numbers))
    values.setdefault("updated_at", clock.now())
    return save(Objective(priority_id=priority.id, title=title, **values))


def action(laureate: Laureate, title: str = "Écrire la fiche de poste", **values: Any) -> Action:
    return save(Action(laureate_id=laureate.id, title=title, created_at=clock.now(), **values))


def checkpoint(laureate: Laureate, on: date = date(2026, 3, 12), hour: int = 14, **values: Any) -> Checkpoint:
    n = next(_numbers)
    values.setdefault("number", n)
    values.setdefault("period_id", first_period(laureate).id)
    values.setdefault("uid", f"point-{n}@aic.test")
    if values.get("status") is CheckpointStatus.CLOSED:
        values.setdefault("minutes_sent_version", 1)
    return save(Checkpoint(laureate_id=laureate.id, starts_at=paris_instant(on, hour), **values))


def time_entry(laureate: Laureate, user: User, on: date, quarters: int = 4, **values: Any) -> TimeEntry:
    values.setdefault("activity", "Suivi du projet")
    values.setdefault("created_at", clock.now())
    return save(TimeEntry(laureate_id=laureate.id, user_id=user.id, on=on, quarters=quarters, **values))


def scoped_assignment(laureate: Laureate, expert: Expert, **values: Any) -> Assignment:
    """An assignment with all it needs to run: five days at 600 € from 2 February to 30 April 2026."""
    values.setdefault("status", AssignmentStatus.SCOPED)
    values.setdefault("scope", "Comparer les licences.")
    values.setdefault("planned_quarters", 20)
    values.setdefault("day_rate_cents", 60_000)
    values.setdefault("starts_on", date(2026, 2, 2))
    values.setdefault("ends_on", date(2026, 4, 30))
    return assignment(laureate, expert_id=expert.id, **values)


def assignment_day(assignment: Assignment, author_id: int, on: date, quarters: int = 4) -> AssignmentDay:
    return save(AssignmentDay(assignment_id=assignment.id, author_id=author_id, on=on, quarters=quarters))


def contact(person: str = "", organisation: str = "Ministère de l’Éducation nationale", **values: Any) -> Contact:
    """A contact of the directory, with consent, verified in January 2026."""
    person = person or f"Personne {next(_numbers)}"
    values.setdefault("source", "Site du ministère")
    values.setdefault("consent_on", date(2026, 1, 12))
    values.setdefault("verified_on", date(2026, 1, 12))
    values.setdefault("search_text", searchable(organisation, person, values.get("position", "")))
    return save(Contact(person=person, organisation=organisation, **values))


def introduction(laureate: Laureate, contact: Contact, **values: Any) -> Introduction:
    values.setdefault("purpose", "Expérimenter dans deux collèges")
    values.setdefault("period_id", first_period(laureate).id)
    values.setdefault("status_since", date(2026, 2, 2))
    values.setdefault("created_at", clock.now())
    return save(Introduction(laureate_id=laureate.id, contact_id=contact.id, **values))


def commitment(laureate: Laureate, kind: CommitmentKind = CommitmentKind.OPEN_DATA, **values: Any) -> Commitment:
    values.setdefault("evidence_url", "https://data.example.org/jeu")
    values.setdefault("state", CommitmentState.SUBMITTED)
    return save(Commitment(laureate_id=laureate.id, kind=kind, **values))


def revision(roadmap: Roadmap, author: User, content: dict[str, Any], **values: Any) -> Revision:
    values.setdefault("number", 1)
    values.setdefault("reason", "Publication")
    values.setdefault("taken_at", clock.now())
    return save(Revision(roadmap_id=roadmap.id, author_id=author.id, content=content, **values))


def committee_decision(laureate: Laureate, decider: User, **values: Any) -> CommitteeDecision:
    """A committee decided on 2 February 2026 to fund the project."""
    values.setdefault("period_id", first_period(laureate).id)
    values.setdefault("outcome", CommitteeOutcome.FUND)
    values.setdefault("reason", "Un commun déjà utile.")
    values.setdefault("decided_on", date(2026, 2, 2))
    values.setdefault("created_at", clock.now())
    return save(CommitteeDecision(laureate_id=laureate.id, decider_id=decider.id, **values))
