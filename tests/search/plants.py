"""A word of its own in every text of two projects, and who may read each: said here by hand, not by what is tested."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.documents.models import Document, Holder
from aic_tracker.drafts.models import Draft
from aic_tracker.events.models import Attendance, Audience, Event, EventKind
from aic_tracker.expertise.models import Assignment, AssignmentStatus, Expert
from aic_tracker.funding.models import CommitteeDecision, Grant, SponsorPledge
from aic_tracker.introductions.models import Contact, Introduction
from aic_tracker.laureates.models import MemberRole
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.roadmap.models import Action, Means, MeansKind, Objective, Priority, Roadmap
from tests import factories as make
from tests.search.conftest import ALL, Project, project

TEAM = frozenset({"coach", "direction"})


def words_like(word: str, name: str) -> str:
    return f"canari{word}{name}".lower()


class Plants:
    """`readers`: by name. `may_read`: by planted word, the names of those who may find it."""

    def __init__(self, coach: User) -> None:
        self.readers = {"coach": coach, "direction": make.direction(), "admin": make.admin()}
        self.may_read: dict[str, frozenset[str]] = {}
        for name in ("Alpha", "Omega"):
            self._grow(name, project(name, coach))
        db.session.commit()

    def _grow(self, name: str, place: Project) -> None:
        of = f" of {name}"
        referents = {"referent" + of, "observer" + of}
        experts = {"expert" + of, "another expert" + of}
        self.groups = {
            "nobody": frozenset[str](),
            "team": TEAM,
            "referents": TEAM | referents,
            "expert": TEAM | referents | {"expert" + of},
            "everybody": TEAM | referents | experts,
        }
        self.name = name
        observer = make.user(Role.REFERENT, name=f"Observatrice {name}")
        make.member(place.laureate, observer, MemberRole.OBSERVER)
        former = make.user(Role.REFERENT, name="Ancienne")
        make.member(place.laureate, former, until_on=clock.today() - timedelta(days=1))
        done = make.expert(name=f"Ancien {name}")
        make.scoped_assignment(place.laureate, done, status=AssignmentStatus.COMPLETED)
        self.readers |= {
            "referent" + of: place.referent,
            "observer" + of: observer,
            "expert" + of: place.expert,
            "another expert" + of: place.another_expert,
            "former referent" + of: former,
            "former expert" + of: db.session.get_one(User, done.user_id),
        }
        self._plant_project(place)
        self._plant_appui(place)
        self._plant_around(place)
        self._plant_event()
        self._plant_what_nobody_finds(place)

    def word(self, word: str, group: str) -> str:
        """A text that holds it, beside the word that all of them hold."""
        planted = words_like(word, self.name)
        self.may_read[planted] = self.groups[group]
        return f"{planted} {ALL}"

    def plant(self, row: Any, group: str, *columns: str) -> None:
        for column in columns:
            setattr(row, column, self.word(f"{row.__tablename__}{column}".replace("_", ""), group))

    def _plant_project(self, place: Project) -> None:
        laureate = place.laureate
        self.plant(laureate, "everybody", "tagline", "town")
        place.referent.name = self.word("membername", "everybody")
        priority = db.session.scalars(
            sa.select(Priority).join(Roadmap).where(Roadmap.period_id == make.first_period(laureate).id)
        ).one()
        self.plant(priority, "everybody", "title", "expected_change")
        objective = db.session.scalars(sa.select(Objective).where(Objective.priority_id == priority.id)).one()
        self.plant(objective, "everybody", "title", "detail", "reason", "indicator")
        make.save(Means(objective_id=objective.id, kind=MeansKind.TEAM, label=self.word("means", "everybody")))
        self.plant(self._one(Action, place), "everybody", "title")
        self.plant(self._one(Checkpoint, place), "everybody", "agenda", "minutes", "decisions")
        self.plant(self._one(CommitteeDecision, place), "referents", "reason")
        self.plant(self._one(Grant, place), "referents", "purpose")
        self.plant(self._one(SponsorPledge, place), "referents", "sponsor", "description", "note")
        period = make.first_period(laureate)
        decision = db.session.scalars(sa.select(RenewalDecision).where(RenewalDecision.period_id == period.id)).one()
        self.plant(decision, "referents", "reason")

    def _plant_appui(self, place: Project) -> None:
        sheet = db.session.scalars(sa.select(Expert).where(Expert.user_id == place.expert.id)).one()
        task = db.session.scalars(sa.select(Assignment).where(Assignment.expert_id == sheet.id)).one()
        self.plant(task, "expert", "title", "need", "scope", "deliverables")
        self.plant(sheet, "team", "availability")
        self.plant(sheet, "expert", "name")
        for comment in self._all(Comment, place):
            is_of_appui = comment.subject == Subject.ASSIGNMENT
            group = "team" if comment.is_internal else "expert" if is_of_appui else "referents"
            comment.text = self.word(f"comment{group}", group)
        for document in self._all(Document, place):
            group = "expert" if document.holder == Holder.ASSIGNMENT else "everybody"
            document.filename = f"{self.word(f'document{group}', group)}.pdf"
        about = {"laureate_id": place.laureate.id, "author_id": place.referent.id, "created_at": clock.now()}
        on_appui = {"subject": Subject.ASSIGNMENT, "subject_id": task.id}
        make.save(Comment(**about, **on_appui, text=self.word("internal", "team"), is_internal=True))

    def _plant_around(self, place: Project) -> None:
        introduction = self._one(Introduction, place)
        self.plant(introduction, "referents", "purpose", "notes", "next_step", "outcome")
        contact = db.session.get_one(Contact, introduction.contact_id)
        self.plant(contact, "referents", "person", "organisation", "position")
        self.plant(contact, "team", "email")
        alone = make.contact("Sans projet")
        for column in ("person", "organisation", "position", "email"):
            setattr(alone, column, self.word(f"alone{column}", "team"))

    def _plant_event(self) -> None:
        values = {
            "starts_at": clock.now(),
            "duration_minutes": 60,
            "audience": Audience.NAMED,
            "changed_at": clock.now(),
        }
        organiser = self.readers["coach"]
        event = make.save(
            Event(kind=EventKind.MEETING, title="", organiser_id=organiser.id, uid=f"{self.name}@example.org", **values)
        )
        self.plant(event, "team", "title", "place", "description")
        for column in ("access_notes", "thanks"):
            setattr(event, column, self.word(f"event{column}".replace("_", ""), "nobody"))
        who = {"email": f"{self.word('guest', 'nobody')}@example.org", "needs": self.word("needs", "nobody")}
        make.save(Attendance(event_id=event.id, name=self.word("guestname", "nobody"), **who))

    def _plant_what_nobody_finds(self, place: Project) -> None:
        laureate, today = place.laureate, clock.today()
        # Notes of a point that is not closed, what was removed, what is being typed, where a contact was found.
        make.checkpoint(laureate, date(2026, 4, 2), minutes=self.word("opennotes", "nobody"))
        held = {"status": CheckpointStatus.HELD, "decisions": self.word("opendecisions", "nobody")}
        make.checkpoint(laureate, date(2026, 2, 27), **held)
        about = {"laureate_id": laureate.id, "author_id": place.referent.id, "created_at": clock.now()}
        on_project = {"subject": Subject.LAUREATE, "subject_id": laureate.id}
        make.save(Comment(**about, **on_project, text=self.word("removed", "nobody"), removed_at=clock.now()))
        typed = [["text", self.word("draft", "nobody")]]
        make.save(Draft(user_id=place.referent.id, path="/x", fields=typed, saved_at=clock.now()))
        make.time_entry(laureate, place.referent, today, activity=self.word("time", "nobody"))
        make.contact(source=self.word("source", "nobody"))

    def _one(self, model: type[Any], place: Project) -> Any:
        return self._all(model, place)[0]

    def _all(self, model: type[Any], place: Project) -> list[Any]:
        statement = sa.select(model).where(model.__table__.c.laureate_id == place.laureate.id).order_by(sa.text("id"))
        return list(db.session.scalars(statement))
