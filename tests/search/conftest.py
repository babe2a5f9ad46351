"""One project with one thing of each kind, each holding a word of its own and one that all hold."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import PARIS
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.documents.models import Document, Holder
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.funding.models import CommitteeDecision, CommitteeOutcome, Grant, PledgeForm, SponsorPledge
from aic_tracker.laureates.models import Laureate
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.search import queries
from aic_tracker.search.models import SearchEntry
from aic_tracker.search.questions import terms_of
from tests import factories as make

ALL = "commun"


@dataclass
class Project:
    laureate: Laureate
    referent: User
    expert: User
    another_expert: User


Asked = Callable[[User, str], set[tuple[str, str]]]


@pytest.fixture
def coach(app: Flask) -> User:
    return make.coach()


def project(name: str, coach: User) -> Project:
    """Each text holds the project's name, the kind and ALL."""
    laureate = make.laureate(name, tagline=f"{ALL} laureate")
    period = make.first_period(laureate)
    referent = make.referent(laureate, name=f"Membre {name} {ALL}")
    roadmap = make.roadmap(laureate)
    priority = make.priority(roadmap, title=f"priority {name} {ALL}")
    make.objective(priority, title=f"objective {name} {ALL}")
    make.action(laureate, title=f"action {name} {ALL}")
    minutes = {"minutes": f"point {name} {ALL}", "status": CheckpointStatus.CLOSED}
    point = make.checkpoint(laureate, date(2026, 2, 12), **minutes)
    sheet, other = make.expert(), make.expert()
    running = {"status": AssignmentStatus.IN_PROGRESS}
    task = make.scoped_assignment(laureate, sheet, title=f"assignment {name} {ALL}", **running)
    make.scoped_assignment(laureate, other, title="Autre appui", **running)
    make.introduction(laureate, make.contact(f"Contact {name}"), purpose=f"introduction {name} {ALL}")
    for word, subject, subject_id, internal in (
        ("comment", Subject.LAUREATE, laureate.id, False),
        ("note", Subject.LAUREATE, laureate.id, True),
        ("appreciation", Subject.ASSIGNMENT, task.id, False),
    ):
        make.save(
            Comment(
                laureate_id=laureate.id,
                subject=subject,
                subject_id=subject_id,
                author_id=coach.id,
                text=f"{word} {name} {ALL}",
                is_internal=internal,
                created_at=clock.now(),
            )
        )
    for word, holder, holder_id in (
        ("document", Holder.LAUREATE, laureate.id),
        ("livrable", Holder.ASSIGNMENT, task.id),
    ):
        make.save(
            Document(
                laureate_id=laureate.id,
                holder=holder,
                holder_id=holder_id,
                filename=f"{word} {name} {ALL}.pdf",
                media_type="application/pdf",
                size=1,
                sha256=f"{word}{name}",
                stored_name=f"{word}{name}",
                author_id=coach.id,
                added_at=clock.now(),
            )
        )
    about = {"laureate_id": laureate.id}
    make.save(
        CommitteeDecision(
            **about,
            period_id=period.id,
            checkpoint_id=point.id,
            outcome=CommitteeOutcome.FUND,
            reason=f"committee {name} {ALL}",
            decided_on=clock.today(),
            decider_id=coach.id,
            created_at=clock.now(),
        )
    )
    make.save(
        Grant(**about, purpose=f"grant {name} {ALL}", authority="DINUM", proposer_id=coach.id, created_at=clock.now())
    )
    make.save(SponsorPledge(**about, sponsor="Fondation", form=PledgeForm.FUNDING, description=f"pledge {name} {ALL}"))
    make.save(
        RenewalDecision(
            period_id=period.id,
            outcome=Outcome.END,
            reason=f"decision {name} {ALL}",
            decided_on=clock.today(),
            decided_at=datetime(2026, 3, 1, tzinfo=PARIS),
            effective_on=period.term_on,
            decider_id=coach.id,
        )
    )
    expert, another = (db.session.get_one(User, one.user_id) for one in (sheet, other))
    return Project(laureate, referent, expert, another)


@pytest.fixture
def mine(coach: User) -> Project:
    return project("Alpha", coach)


@pytest.fixture
def foreign(coach: User) -> Project:
    return project("Omega", coach)


@pytest.fixture
def asked(app: Flask) -> Asked:
    """Kind and title words of what a person finds."""

    def ask(reader: User, question: str) -> set[tuple[str, str]]:
        asked = queries.Asked([terms_of(question)])
        ids = [one.id for one in queries.found(asked, queries.readable_by(reader, clock.today())).answers]
        found = sa.select(SearchEntry.kind, SearchEntry.words).where(SearchEntry.id.in_(ids))
        return {(kind, words) for kind, words in db.session.execute(found)}

    return ask
