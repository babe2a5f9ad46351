"""Where each laureate stands is kept in one row, which never says anything else than all the others."""

import logging
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import add_months, paris_day
from aic_tracker.changes import Change
from aic_tracker.checkpoints.models import Checkpoint, CheckpointStatus
from aic_tracker.dashboard.models import Standing
from aic_tracker.dashboard.standing import keeping, reading
from aic_tracker.dashboard.standing.following import PICTURE
from aic_tracker.db import db
from aic_tracker.laureates import membership
from aic_tracker.laureates.models import Axis, Laureate, LaureateStatus, MemberRole, Membership, SupportPeriod
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.roadmap.models import Objective, ObjectiveStatus, Priority, Roadmap
from aic_tracker.scheduler import drawing
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry
from tests import factories as make
from tests.conftest import NOW
from tests.support.client import Client, text_of

SignIn = Callable[[User], Client]


def catch_up(now: datetime) -> None:
    db.session.commit()
    drawing.catch_up(now)


def rows_of(model: Any, dice: random.Random) -> Any:
    """One of the rows, None when there is none."""
    found = db.session.scalars(sa.select(model).order_by(model.id)).all()
    return dice.choice(found) if found else None


class Life:
    """What people and the calendar do to a few projects, at random."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.now = NOW
        self.director = make.direction()
        self.people = [make.referent(), make.referent(), make.coach()]
        self.shared = {"season": make.season(), "organisation": make.organisation()}
        for name in ("Éole", "abeille", "Zébu"):
            self.found(name)

    def day(self, least: int, most: int) -> date:
        return paris_day(self.now) + timedelta(days=self.dice.randint(least, most))

    def found(self, name: str) -> None:
        laureate = make.laureate(name, starts_on=self.day(-420, 20), **self.shared)
        roadmap = make.save(
            Roadmap(
                period_id=make.first_period(laureate).id,
                created_at=self.now,
                updated_at=self.now,
                published_at=self.now,
            )
        )
        priority = make.priority(roadmap, axis=self.dice.choice(list(Axis)))
        make.objective(priority, due_on=self.day(-60, 60))
        make.member(laureate, self.people[0], from_on=self.day(-100, 0))

    def step(self) -> None:
        self.dice.choice(
            (
                self.wait,
                self.wait,
                self.add_objective,
                self.advance,
                self.advance,
                self.move_objective,
                self.take_objective_away,
                self.plan,
                self.change_point,
                self.note_time,
                self.declare,
                self.join,
                self.leave,
                self.close_account,
                self.decide,
                self.renew,
                self.rename,
                self.end,
                self.give_up,
            )
        )()
        db.session.commit()

    def wait(self) -> None:
        """No one writes: only the calendar goes on."""
        self.now += self.dice.choice((timedelta(hours=5), timedelta(days=1), timedelta(days=3), timedelta(days=17)))

    def add_objective(self) -> None:
        priority = rows_of(Priority, self.dice)
        make.objective(priority, due_on=self.dice.choice((None, self.day(-40, 90))))

    def advance(self) -> None:
        objective: Objective = rows_of(Objective, self.dice)
        objective.status = self.dice.choice(list(ObjectiveStatus))
        objective.baseline, objective.target = Decimal(0), Decimal(self.dice.choice((3, 7, 30)))
        objective.current = Decimal(self.dice.randint(0, 3))

    def move_objective(self) -> None:
        objective: Objective = rows_of(Objective, self.dice)
        objective.due_on = self.day(-40, 90)
        objective.priority_id = rows_of(Priority, self.dice).id

    def take_objective_away(self) -> None:
        copied = sa.select(Objective.carried_from_id).where(Objective.carried_from_id.is_not(None))
        found = db.session.scalars(sa.select(Objective).where(Objective.id.not_in(copied))).all()
        if len(found) > 1:
            db.session.delete(self.dice.choice(found))

    def plan(self) -> None:
        laureate = rows_of(Laureate, self.dice)
        make.checkpoint(laureate, self.day(-20, 70), hour=self.dice.randint(8, 18))

    def change_point(self) -> None:
        point: Checkpoint | None = rows_of(Checkpoint, self.dice)
        if point:
            point.status = self.dice.choice(list(CheckpointStatus))
            point.starts_at += timedelta(days=self.dice.randint(-9, 9))

    def note_time(self) -> None:
        on = self.day(-60, 0)
        make.time_entry(rows_of(Laureate, self.dice), self.people[0], on, self.dice.randint(1, 4))
        entry = rows_of(TimeEntry, self.dice)
        if self.dice.random() < 0.3:
            db.session.delete(entry)

    def declare(self) -> None:
        laureate, month = rows_of(Laureate, self.dice), self.day(-60, 0).replace(day=1)
        known = sa.select(MonthDeclaration).filter_by(laureate_id=laureate.id, user_id=self.people[0].id, month=month)
        if not db.session.scalar(known):
            db.session.add(
                MonthDeclaration(laureate_id=laureate.id, user_id=self.people[0].id, month=month, declared_at=self.now)
            )

    def join(self) -> None:
        role = self.dice.choice((MemberRole.REFERENT, MemberRole.LEAD_COACH))
        make.member(
            rows_of(Laureate, self.dice), self.dice.choice(self.people), role, from_on=self.day(-90, 30), until_on=None
        )

    def leave(self) -> None:
        place: Membership = rows_of(Membership, self.dice)
        place.until_on = max(place.from_on, self.day(-20, 20))

    def close_account(self) -> None:
        person = self.dice.choice(self.people[:2])
        person.is_active = not person.is_active

    def decide(self) -> None:
        period: SupportPeriod = rows_of(SupportPeriod, self.dice)
        known = sa.select(RenewalDecision).filter_by(period_id=period.id)
        decision = db.session.scalar(known)
        if decision:
            db.session.delete(decision)
            return
        db.session.add(
            RenewalDecision(
                period_id=period.id,
                outcome=Outcome.RENEW,
                reason="Oui.",
                decided_on=paris_day(self.now),
                decided_at=self.now,
                effective_on=period.term_on,
                decider_id=self.director.id,
            )
        )

    def renew(self) -> None:
        laureate = rows_of(Laureate, self.dice)
        last = db.session.scalars(
            sa.select(SupportPeriod).filter_by(laureate_id=laureate.id).order_by(SupportPeriod.number.desc())
        ).first()
        if last and last.term_on < add_months(paris_day(self.now), 6):
            make.period(laureate, last.term_on, last.number + 1)

    def rename(self) -> None:
        laureate: Laureate = rows_of(Laureate, self.dice)
        laureate.name = f"{self.dice.choice(('Été', 'œuvre', 'Zoé', 'd’Ange', 'abeille'))} {self.dice.randint(1, 999)}"

    def end(self) -> None:
        laureate: Laureate = rows_of(Laureate, self.dice)
        laureate.status = self.dice.choice(list(LaureateStatus))

    def give_up(self) -> None:
        """What is rolled back concerns nobody."""
        self.advance()
        db.session.flush()
        db.session.rollback()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_a_standing_says_what_all_the_rows_say(app: Any, seed: int) -> None:
    life = Life(seed)
    for number in range(40):
        life.step()
        if number % 2:
            catch_up(life.now)
            assert list(keeping.wrong(life.now)) == [], number
            db.session.rollback()


def test_a_wrong_standing_is_told_and_mended(app: Any, caplog: pytest.LogCaptureFixture) -> None:
    laureate = make.laureate("Vikidia")
    catch_up(clock.now())
    db.session.execute(sa.text("UPDATE standing SET late = 7"))
    db.session.commit()
    with caplog.at_level(logging.ERROR):
        assert drawing.check_pictures(clock.now()) == [laureate.id]
    assert "what is kept of a laureate was wrong" in caplog.text
    assert drawing.check_pictures(clock.now()) == []


def test_a_standing_that_is_missing_is_told_and_drawn(app: Any) -> None:
    laureate = make.laureate("Vikidia")
    catch_up(clock.now())
    db.session.execute(sa.text("DELETE FROM standing"))
    db.session.commit()
    assert drawing.check_pictures(clock.now()) == [laureate.id]
    assert drawing.check_pictures(clock.now()) == []


def test_the_command_says_what_it_found(app: Any) -> None:
    laureate = make.laureate("Vikidia")
    run = app.test_cli_runner().invoke
    assert run(args=["rebuild"]).output == "Tout est juste.\n"
    db.session.execute(sa.text("UPDATE standing SET missing = 7"))
    db.session.commit()
    assert (
        run(args=["rebuild"]).output == f"1\N{NO-BREAK SPACE}lauréat était faux, recalculé depuis : n° {laureate.id}.\n"
    )


def test_a_change_is_told_in_its_transaction_and_a_refused_one_is_not(app: Any) -> None:
    laureate = make.laureate("Vikidia")
    catch_up(clock.now())
    laureate.status = LaureateStatus.ENDED
    db.session.flush()
    db.session.rollback()
    assert not keeping.is_behind(clock.now())
    laureate.tagline = "Une encyclopédie pour les enfants"
    db.session.commit()
    assert not keeping.is_behind(clock.now()), "no list ranks by it"
    laureate.status = LaureateStatus.ENDED
    db.session.commit()
    told = db.session.execute(sa.select(Change.table_name, Change.object_id).where(Change.picture == PICTURE)).all()
    assert [tuple(row) for row in told] == [("laureate", laureate.id)]


def test_a_statement_that_writes_many_rows_has_them_all_drawn_again(app: Any, signed_in: SignIn) -> None:
    for name in ("Vikidia", "uMap"):
        make.laureate(name)
    catch_up(clock.now())
    db.session.execute(sa.update(Laureate).values(status=LaureateStatus.ENDED))
    db.session.commit()
    assert "Aucun lauréat pour le moment" not in text_of(signed_in(make.coach()).get("/laureats?status=ended"))
    assert not keeping.is_behind(clock.now())


def test_a_reader_draws_some_and_leaves_the_others_to_the_scheduler(
    app: Any, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        make.laureate(f"Projet {number}")
    catch_up(clock.now())
    monkeypatch.setattr(keeping.STANDINGS, "at_once", 1)
    db.session.execute(sa.update(Laureate).values(status=LaureateStatus.ENDED))
    db.session.commit()
    browser = signed_in(make.coach())
    assert browser.get("/laureats?status=all").status_code == 200
    db.session.rollback()
    ended = sa.select(sa.func.count()).where(Standing.laureate_status == LaureateStatus.ENDED)
    assert 0 < db.session.scalar(ended) < 6
    drawing.catch_up(clock.now())
    assert db.session.scalar(ended) == 6


def test_a_list_drawn_yesterday_keeps_its_months_where_they_were(app: Any, signed_in: SignIn) -> None:
    """What could not be drawn again since the month began is shown under the months that it was drawn with."""
    laureate = make.laureate("Vikidia")
    referent = make.referent(laureate)
    make.time_entry(laureate, referent, date(2026, 1, 12), 3)
    with clock.at(datetime(2026, 2, 27, 12, tzinfo=UTC)):
        catch_up(clock.now())
    [line] = reading.first(1, clock.today())
    assert {cell.month: cell.time.quarters for cell in line.cells if cell.time and cell.time.quarters} == {
        date(2026, 1, 1): 3
    }
    assert line.cells[-1].month == date(2026, 2, 1)
    assert line.last_month is not None
    assert line.last_month.month == date(2026, 2, 1)


def test_who_leaves_every_project_moves_the_standing_of_those_alone(app: Any) -> None:
    left, other = make.laureate("Vikidia"), make.laureate("uMap")
    person = make.referent(left)
    make.referent(other)
    catch_up(clock.now())
    membership.leave_everywhere(person, clock.today())
    db.session.commit()
    told = db.session.execute(sa.select(Change.table_name, Change.object_id).where(Change.picture == PICTURE)).all()
    assert [tuple(row) for row in told] == [("laureate", left.id)]


def test_the_scheduler_draws_what_changed_so_that_nobody_waits(app: Any) -> None:
    make.laureate("Vikidia")
    assert drawing.catch_up(clock.now()) == {"standings": 1, "awaited": 1}
    assert drawing.catch_up(clock.now()) == {"standings": 0, "awaited": 0}


def test_two_who_draw_at_once_keep_the_later_drawing(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    laureate = make.laureate("Vikidia")
    catch_up(clock.now())
    drawn = keeping.drawing.draw

    def interrupted(ids: Any, now: datetime) -> Any:
        found = drawn(ids, now)
        monkeypatch.setattr(keeping.drawing, "draw", drawn)
        db.session.rollback()
        laureate.status = LaureateStatus.CANDIDATE
        catch_up(now)
        return found

    laureate.status = LaureateStatus.ENDED
    db.session.commit()
    monkeypatch.setattr(keeping.drawing, "draw", interrupted)
    drawing.catch_up(clock.now())
    assert db.session.scalar(sa.select(Standing.laureate_status)) is LaureateStatus.CANDIDATE


def test_a_reader_does_not_wait_for_those_who_write(app: Any, signed_in: SignIn, caplog: Any) -> None:
    """A list that is behind is shown as it was drawn, rather than after whoever holds the database."""
    for name in ("Vikidia", "uMap"):
        make.laureate(name)
    browser = signed_in(make.coach())
    assert "Vikidia" in browser.get("/laureats").text
    db.session.scalars(sa.select(Laureate).where(Laureate.slug == "vikidia")).one().status = LaureateStatus.ENDED
    db.session.commit()
    db.session.remove()
    with db.engine.connect() as other, other.begin():
        other.execute(sa.update(Standing.__table__).values(version=Standing.version + 1))
        assert "Vikidia" in browser.get("/laureats").text
        db.session.remove()
    assert "the picture standing is shown as it was" in caplog.text
    assert "Vikidia" not in browser.get("/laureats").text
