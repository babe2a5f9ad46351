"""What waits is kept in rows, which never say anything else than all the others."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.aid.models import Aid
from aic_tracker.awaiting import lists
from aic_tracker.awaiting.facts import Facts
from aic_tracker.awaiting.kept.following import FOLLOWED
from aic_tracker.awaiting.kept.keeping import AWAITED
from aic_tracker.awaiting.models import AwaitedRow
from aic_tracker.awaiting.scope import Scope
from aic_tracker.awaiting.sorts import SORTS
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.db import Base, UtcDateTime, db
from aic_tracker.expertise.models import Assignment, AssignmentStatus
from aic_tracker.funding.models import SponsorPledge, Tranche
from aic_tracker.introductions.models import Introduction
from aic_tracker.laureates.models import Laureate, LaureateStatus, MemberRole, Membership, Organisation
from aic_tracker.mail.models import MailStatus
from aic_tracker.roadmap.models import Action, Objective
from aic_tracker.scheduler import drawing
from tests import factories
from tests.awaiting.test_oracle import TODAY, History
from tests.conftest import NOW
from tests.dashboard.test_homes import mail
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignIn = Callable[[User], Client]
# Of no laureate: read as they are.
LIVE = {"outgoing_mail", "queue_state", "event", "attendance"}


def some_other_value(history: History, column: sa.Column[Any]) -> Any:
    dice = history.random
    if isinstance(column.type, sa.Enum) and column.type.enum_class:
        return dice.choice(list(column.type.enum_class))
    if isinstance(column.type, sa.Boolean):
        return dice.random() < 0.7
    if isinstance(column.type, sa.Date):
        return TODAY + timedelta(days=dice.randint(-200, 200))
    if isinstance(column.type, UtcDateTime):
        return dice.choice([None, NOW])
    if column.foreign_keys:
        return dice.choice([None, *history.users]) and dice.choice(history.users).id
    return dice.choice([1, 2, 3]) if isinstance(column.type, sa.Integer) else f"Un autre texte {dice.randint(1, 9)}"


# Those of a table that is followed, whether or not the list shows them.
MOVED = ("status", "state", "regime", "level", "role", "is_active", "owner_id", "user_id", "outcome", "source")
MOVED += ("due_on", "term_on", "ended_on", "until_on", "done_on", "met_on", "published_at", "ends_on", "next_step_on")
MOVED += ("title", "name", "next_step", "self_assessment", "opinion", "told", "organisation", "description")


def moves() -> list[tuple[type[Base], str]]:
    """Each of these columns of each table, and the going of its rows."""
    columns = [(model, name) for model in FOLLOWED for name in MOVED if name in model.__table__.columns]
    return columns + [(model, "") for model in FOLLOWED if model not in (User, Organisation, Laureate)]


# What the number of a waiting thing is that of, by the first word of its sort.
ABOUT = {
    "action": Action,
    "aid": Aid,
    "assignment": Assignment,
    "introduction": Introduction,
    "objective": Objective,
    "pledge": SponsorPledge,
    "tranche": Tranche,
}
OWNED = (Action, Introduction, Objective)


def shown(model: type[Base]) -> set[int]:
    """The rows that the list shows now: a change of another one moves nothing in it, and proves nothing."""
    found = [
        (ABOUT.get(sort.split("-")[0]), object_id, user_id)
        for sort, object_id, user_id in db.session.execute(
            sa.select(AwaitedRow.sort, AwaitedRow.object_id, AwaitedRow.user_id)
        )
    ]
    if model is User:
        return {user_id for about, _, user_id in found if about in OWNED}
    return {object_id for about, object_id, _ in found if about is model}


def move(history: History, model: type[Base], name: str) -> None:
    rows = db.session.scalars(sa.select(model).order_by(*sa.inspect(model).primary_key)).all()
    if not rows:
        return
    seen = shown(model)
    row = history.random.choice([row for row in rows if row.id in seen] or rows)
    if history.random.random() < 0.3:
        row = history.random.choice(rows)
    if name:
        setattr(row, name, some_other_value(history, model.__table__.columns[name]))
    else:
        db.session.delete(row)


@pytest.mark.parametrize("seed", range(100, 103))
def test_whatever_is_written_the_rows_say_what_all_the_others_say(app: object, seed: int) -> None:
    history, now = History(seed), NOW
    every = moves() * 2
    history.random.shuffle(every)
    drawing.catch_up(now)
    for model, name in every:
        with db.session.no_autoflush:
            move(history, model, name)
        try:
            db.session.commit()
        except sa.exc.SQLAlchemyError:
            # Refused by a constraint: nothing moved.
            db.session.rollback()
        AWAITED.bring_up_to_date(now)
        assert list(AWAITED.wrong(now)) == [], f"{model.__tablename__}.{name}"
        db.session.rollback()


def an_objective(laureate: Laureate, holder: User) -> None:
    factories.objective(factories.priority(factories.roadmap(laureate)), due_on=TODAY, owner_id=holder.id)


def an_action(laureate: Laureate, holder: User) -> None:
    factories.action(laureate, owner_id=holder.id)


def an_introduction(laureate: Laureate, holder: User) -> None:
    factories.introduction(laureate, factories.contact(), owner_id=holder.id)


def an_assignment(laureate: Laureate, holder: User) -> None:
    sheet = factories.expert()
    sheet.user_id = holder.id
    factories.scoped_assignment(laureate, sheet, status=AssignmentStatus.IN_PROGRESS, ends_on=TODAY)


def the_lead(laureate: Laureate, holder: User) -> None:
    place = db.session.scalars(sa.select(Membership).where(Membership.laureate_id == laureate.id)).first()
    assert place
    place.user_id = holder.id
    factories.checkpoint(laureate, TODAY - timedelta(days=3))


@pytest.mark.parametrize("hold", [an_objective, an_action, an_introduction, an_assignment, the_lead])
def test_who_holds_one_thing_alone_in_a_project_is_followed_there(
    app: object, hold: Callable[[Laureate, User], None]
) -> None:
    laureate = factories.laureate(starts_on=date(2026, 2, 1))
    factories.coach(laureate)
    factories.coach(laureate, MemberRole.COACH)
    factories.referent(laureate)
    holder = factories.user(Role.EXPERT) if hold is an_assignment else factories.coach()
    hold(laureate, holder)
    db.session.commit()
    drawing.catch_up(NOW)
    rows = sa.select(AwaitedRow.user_id).where(AwaitedRow.laureate_id == laureate.id)
    assert holder.id in db.session.scalars(rows).all()
    # Nothing there is drawn again for another reason than who holds it.
    left = sa.or_(AwaitedRow.all_who_may.is_not(None), AwaitedRow.is_left)
    assert db.session.scalars(rows.where(left)).all() == []
    db.session.rollback()
    holder.is_active = False
    db.session.commit()
    AWAITED.bring_up_to_date(NOW)
    assert list(AWAITED.wrong(NOW)) == []
    assert holder.id not in db.session.scalars(rows).all()


@pytest.mark.parametrize("seed", range(103, 105))
def test_as_the_hours_pass_the_rows_say_what_all_the_others_say(app: object, seed: int) -> None:
    History(seed)
    now = NOW
    for _ in range(20):
        now += timedelta(hours=[1, 5, 24, 24 * 9][_ % 4])
        AWAITED.bring_up_to_date(now)
        assert list(AWAITED.wrong(now)) == [], now
        db.session.rollback()


def test_every_table_that_the_sorts_read_is_followed(app: object) -> None:
    History(1)
    with counted() as statements:
        lists.everything(Facts(Scope(clock.now())))
    names = "|".join(Base.metadata.tables)
    read = {name for statement in statements for name in re.findall(rf"(?:FROM|JOIN) ({names})\b", statement)}
    assert len(read) > 20
    assert read - LIVE == {model.__tablename__ for model in FOLLOWED} & read


def test_only_sorts_that_say_so_wait_about_no_laureate(app: object) -> None:
    mail(MailStatus.DOUBTFUL)
    for seed in range(3):
        History(seed)
    found = lists.everything(Facts(Scope(paris_instant(date(2026, 3, 20), 10))))
    assert {one.sort.name for one in found if one.laureate is None} <= {
        sort.name for sort in SORTS.values() if sort.of_no_laureate
    }


def test_what_is_written_is_shown_at_once_with_no_scheduler(signed_in: SignIn) -> None:
    laureate = factories.laureate(starts_on=date(2026, 2, 20))
    referent = factories.referent(laureate)
    browser = signed_in(referent)
    for number in range(3):
        factories.action(laureate, f"Relire la page {number}", owner_id=referent.id)
        db.session.commit()
        assert f"Relire la page {number}" in text_of(browser.get("/"))
        assert f"Relire la page {number}" in text_of(browser.get(f"/laureats/{laureate.slug}"))


def test_a_home_is_right_while_more_are_behind_than_one_reader_draws(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AWAITED, "at_once", 1)
    coach = factories.coach()
    for number in range(4):
        laureate = factories.laureate(f"Projet {number}")
        factories.action(laureate, f"Relire la page {number}", owner_id=coach.id)
    db.session.commit()
    shown = text_of(signed_in(coach).get("/ce-qui-m-attend?tout=oui"))
    assert [f"Relire la page {number}" in shown for number in range(4)] == [True] * 4
    drawing.catch_up(clock.now())
    assert not AWAITED.is_behind(clock.now())


def test_who_comes_to_decide_finds_what_was_left_to_the_others(app: object) -> None:
    laureate = factories.laureate(starts_on=TODAY - timedelta(days=350))
    coach = factories.coach(laureate)
    db.session.commit()
    drawing.catch_up(clock.now())
    assert "renewal-decide" in {one.sort.name for one in lists.shown_to(coach, clock.now()) if one.is_left}
    newcomer = factories.user(Role.DIRECTION)
    db.session.commit()
    assert "renewal-decide" in {one.sort.name for one in lists.shown_to(newcomer, clock.now())}
    assert "renewal-decide" not in {one.sort.name for one in lists.shown_to(coach, clock.now())}


def test_a_statement_on_many_rows_has_them_all_drawn_again(app: object) -> None:
    for number in range(3):
        factories.laureate(f"Projet {number}")
    db.session.commit()
    drawing.catch_up(clock.now())
    db.session.execute(sa.update(Laureate).values(status=LaureateStatus.ENDED))
    db.session.commit()
    assert AWAITED.is_behind(clock.now())
    drawing.catch_up(clock.now())
    assert list(AWAITED.wrong(clock.now())) == []
