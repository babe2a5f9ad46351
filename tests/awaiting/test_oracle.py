"""Random histories of all machines: each person's list is what a naive reading of states and places gives."""

from datetime import date, timedelta
from random import Random

import pytest

from aic_tracker import clock
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import Role, User
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.awaiting import lists, scope
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.kept.keeping import AWAITED
from aic_tracker.awaiting.sorts.base import Awaited
from aic_tracker.calendar_fr import add_months, paris_instant
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.commitments.models import CommitmentKind, CommitmentState
from aic_tracker.db import db
from aic_tracker.diagnostic.models import DiagnosticKind
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.funding.models import (
    Grant,
    PledgeForm,
    PledgeState,
    SponsorPledge,
    Tranche,
    TrancheCondition,
    TrancheStatus,
)
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.laureates.models import Laureate, LaureateStatus, MemberRole, SupportPeriod
from aic_tracker.mail.models import MailStatus
from aic_tracker.renewals.models import Outcome, RenewalDecision, RenewalFile
from aic_tracker.roadmap.models import ObjectiveStatus
from aic_tracker.scheduler import drawing
from aic_tracker.timesheet.models import MonthDeclaration
from tests import factories
from tests.awaiting.oracle import waiting
from tests.dashboard.test_homes import mail
from tests.support.statements import counted

TODAY = date(2026, 3, 2)
PLACES = {
    Role.COACH: (MemberRole.LEAD_COACH, MemberRole.COACH),
    Role.REFERENT: (MemberRole.REFERENT, MemberRole.OBSERVER),
}


class History:
    """Some projects with people who come and go, each machine left in any of its states."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        roles = [Role.COACH] * 3 + [Role.REFERENT] * 4 + [Role.DIRECTION, Role.ADMIN]
        self.users = [factories.user(role, is_active=self.random.random() > 0.15) for role in roles]
        self.experts = [factories.expert() for _ in range(2)]
        for expert in self.experts:
            account = db.session.get_one(User, expert.user_id)
            account.is_active = self.random.random() > 0.3
        self.projects = [self.project() for _ in range(4)]
        db.session.commit()

    def some_day(self, before: int = 300, after: int = 60) -> date:
        return TODAY + timedelta(days=self.random.randint(-before, after))

    def maybe(self, value: object, chance: float = 0.6) -> object | None:
        return value if self.random.random() < chance else None

    def owner_id(self) -> int | None:
        user = self.maybe(self.random.choice(self.users), 0.85)
        return user.id if isinstance(user, User) else None

    def project(self) -> Laureate:
        pick = self.random.choice
        starts_on = pick([date(2025, 2, 1), date(2025, 4, 10), date(2025, 9, 1), date(2026, 2, 20), date(2026, 6, 1)])
        status = pick([LaureateStatus.ACTIVE] * 5 + [LaureateStatus.ENDED])
        laureate = factories.laureate(starts_on=starts_on, status=status)
        self.people(laureate)
        first = factories.first_period(laureate)
        self.decision(laureate, first)
        self.diagnostics(laureate)
        if db.session.query(SupportPeriod).filter_by(laureate_id=laureate.id).count():
            self.roadmap(laureate)
        self.given(laureate)
        self.money(laureate)
        self.own(laureate)
        return laureate

    def people(self, laureate: Laureate) -> None:
        for user in self.random.sample(self.users, 5):
            for role in PLACES.get(user.role, ()):
                if self.random.random() < 0.5:
                    from_on = self.some_day(400, 30)
                    until = self.maybe(from_on + timedelta(days=self.random.randint(1, 500)), 0.4)
                    factories.member(laureate, user, role, from_on=from_on, until_on=until)

    def decision(self, laureate: Laureate, period: SupportPeriod) -> None:
        said = {"self_assessment": self.maybe("Bien.") or "", "opinion": self.maybe("Oui.") or "", "told": ""}
        if self.random.random() < 0.5:
            factories.save(RenewalFile(period_id=period.id, **{**said, "told": self.maybe("Tous.") or ""}))
        outcome = self.random.choice([None, None, None, *Outcome])
        if outcome is None:
            return
        decider = next(user for user in self.users if user.role is Role.DIRECTION)
        effective = period.term_on if outcome is not Outcome.STOP_EARLY else add_months(period.starts_on, 6)
        values = {"reason": "Motif", "decided_on": TODAY, "decided_at": clock.now(), "decider_id": decider.id}
        factories.save(RenewalDecision(period_id=period.id, outcome=outcome, effective_on=effective, **values))
        if outcome is Outcome.RENEW:
            factories.period(laureate, period.term_on, number=2)
        if outcome is Outcome.STOP_EARLY:
            period.ended_on = effective
            db.session.commit()

    def diagnostics(self, laureate: Laureate) -> None:
        for kind in self.random.sample(list(DiagnosticKind), self.random.randint(0, 2)):
            signed = {}
            for side in ("coach", "referent"):
                if self.random.random() < 0.5:
                    signed |= {f"{side}_signed_at": clock.now(), f"{side}_signer_id": self.users[0].id}
            level = 2 if signed else self.random.choice([None, 2])
            factories.diagnostic(laureate, kind=kind, level=level, **signed)

    def roadmap(self, laureate: Laureate) -> None:
        if self.random.random() < 0.3:
            return
        goals = factories.priority(factories.roadmap(laureate, published=self.random.random() < 0.7))
        made = [
            factories.objective(
                goals,
                due_on=self.maybe(self.some_day(60, 90), 0.9),
                owner_id=self.owner_id(),
                status=self.random.choice(list(ObjectiveStatus)),
            )
            for _ in range(3)
        ]
        if self.random.random() < 0.3:
            factories.objective(goals, due_on=TODAY, carried_from_id=made[0].id)

    def given(self, laureate: Laureate) -> None:
        for status in self.random.sample(list(AssignmentStatus), 3):
            expert = self.maybe(self.random.choice(self.experts), 0.8)
            values = {"status": status, "starts_on": self.some_day(), "ends_on": self.some_day(60, 60)}
            completed = self.some_day(30, 0) if status is AssignmentStatus.COMPLETED else None
            one: Assignment = factories.assignment(laureate, completed_on=completed, **values)
            one.expert_id = getattr(expert, "id", None)
        for status in self.random.sample(list(CheckpointStatus), self.random.randint(0, 3)):
            factories.checkpoint(
                laureate, self.some_day(60, 60), status=status, minutes_sent_version=self.random.randint(0, 1)
            )
        for kind in self.random.sample(list(CommitmentKind), self.random.choice([0, 2, 6])):
            factories.commitment(laureate, kind, state=self.random.choice(list(CommitmentState)))
        db.session.commit()

    def money(self, laureate: Laureate) -> None:
        coach = self.users[0].id
        values = {"purpose": "Équipe", "authority": "DINUM", "proposer_id": coach, "created_at": clock.now()}
        grant = factories.save(Grant(laureate_id=laureate.id, **values))
        for rank in (1, 2):
            status = self.random.choice(list(TrancheStatus))
            tranche = factories.save(Tranche(grant_id=grant.id, rank=rank, amount_cents=100, status=status))
            if self.random.random() < 0.5:
                met_on = self.maybe(TODAY)
                factories.save(TrancheCondition(tranche_id=tranche.id, text="Convention signée", met_on=met_on))
        for state in self.random.sample(list(PledgeState), 2):
            pledge = {"sponsor": "Fondation", "form": PledgeForm.FUNDING, "description": "Aider", "state": state}
            factories.save(SponsorPledge(laureate_id=laureate.id, due_on=self.maybe(self.some_day()), **pledge))
        for _ in range(2):
            factories.save(
                Aid(
                    organisation_id=laureate.organisation_id,
                    laureate_id=laureate.id,
                    granted_on=self.some_day(),
                    amount_cents=100,
                    authority="DINUM",
                    purpose="",
                    regime=self.random.choice(list(Regime)),
                    source=self.random.choice(list(AidSource)),
                    registered_on=self.maybe(TODAY, 0.3),
                    cancelled_on=self.maybe(TODAY, 0.2),
                    author_id=self.users[0].id,
                    created_at=clock.now(),
                )
            )

    def own(self, laureate: Laureate) -> None:
        for _ in range(3):
            ended = {"done_on": self.maybe(TODAY, 0.2), "cancelled_on": self.maybe(TODAY, 0.2)}
            factories.action(laureate, owner_id=self.owner_id(), due_on=self.maybe(self.some_day()), **ended)
        for status in self.random.sample(list(IntroductionStatus), 2):
            step_on = self.maybe(self.some_day())
            factories.introduction(
                laureate, factories.contact(), owner_id=self.owner_id(), status=status, next_step_on=step_on
            )
        for user in self.users:
            if user.role is Role.REFERENT and self.random.random() < 0.3:
                factories.time_entry(laureate, user, date(2026, 2, 10))
            elif user.role is Role.REFERENT and self.random.random() < 0.2:
                nothing = {"month": date(2026, 2, 1), "declared_at": clock.now()}
                factories.save(MonthDeclaration(laureate_id=laureate.id, user_id=user.id, **nothing))


def told(found: list[Awaited], *, whom: bool = False) -> list[tuple[object, ...]]:
    """All that a page says of it; an overview, for whom it waits too."""
    names = ("what", "object_id", "about", "gesture", "path", "due_on", "done_by", "handed_over_at", "is_left")
    return [
        (
            one.laureate and one.laureate.slug,
            *(getattr(one, name) for name in names),
            *(user.id for user in one.people if whom),
        )
        for one in found
    ]


@pytest.mark.parametrize("seed", range(20))
def test_what_awaits_each_person_is_what_a_naive_reading_gives(app: object, seed: int) -> None:
    History(seed)
    # Before the month of February closes, then after.
    now = clock.now() if seed % 2 else paris_instant(date(2026, 3, 20), 10)
    expected = waiting(now)
    for user in db.session.query(User).filter_by(is_active=True).order_by(User.id):
        found = {(one.sort.name, one.object_id, user.id, one.is_left) for one in lists.of_person(user, now)}
        assert found == {one for one in expected if one[2] == user.id}, user.role
    db.session.commit()
    drawing.catch_up(now)
    for user in db.session.query(User).filter_by(is_active=True).order_by(User.id):
        assert told(lists.shown_to(user, now)) == told(lists.of_person(user, now)), user.role
    reader = factories.direction()
    db.session.commit()
    drawing.catch_up(now)
    for laureate in db.session.query(Laureate):
        kept = lists.of_laureate(laureate, now, reader, frozenset(Permission))
        drawn = lists.everything(Facts(scope.of_laureates([laureate], now)))
        assert told(kept, whom=True) == told(drawn, whom=True)


@pytest.mark.parametrize("seed", range(20, 26))
def test_nothing_waits_for_nobody(app: object, seed: int) -> None:
    History(seed)
    now = clock.now()
    everything = lists.everything(Facts(scope.Scope(now)))
    assert everything
    assert [one.key for one in everything if not one.people] == []
    told_at_once = lists.of_everybody(now)
    for user in db.session.query(User).filter_by(is_active=True):
        assert [one.key for one in told_at_once.get(user.id, [])] == [one.key for one in lists.of_person(user, now)]


@pytest.mark.parametrize("seed", range(26, 30))
def test_a_mail_to_many_tells_each_what_their_own_list_does(app: object, seed: int) -> None:
    History(seed)
    mail(MailStatus.DOUBTFUL)
    now, but = clock.now(), {"minutes-write", "objective-update"}
    readers = db.session.query(User).filter_by(is_active=True).order_by(User.id).all()
    expected = {
        user.id: each
        for user in readers
        if (each := told([one for one in lists.of_person(user, now) if one.sort.name not in but]))
    }
    db.session.commit()
    assert AWAITED.is_behind(now)
    assert {id: told(each) for id, each in lists.of_readers(readers, now, but).items()} == expected
    db.session.commit()
    drawing.catch_up(now)
    assert not AWAITED.is_behind(now)
    for user in readers:
        db.session.refresh(user)
    with counted() as statements:
        assert {id: told(each) for id, each in lists.of_readers(readers, now, but).items()} == expected
    assert len(statements) < 10
