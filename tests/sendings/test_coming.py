"""The reminders to come are drawn once for all their readers: as the events say them, and again when one moves."""

import re
from datetime import date, timedelta
from itertools import groupby

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.changes import Change
from aic_tracker.db import Base, db
from aic_tracker.demo import season
from aic_tracker.events import reminding
from aic_tracker.reminders import schedule
from aic_tracker.scheduler import jobs
from aic_tracker.sendings import coming
from aic_tracker.sendings.models import Departure
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted


def drawn():
    """What the page shows, in its order."""
    jobs.draw_departures(clock.now())
    rows = db.session.scalars(coming.departures(clock.now(), laureate_ids=None, reader_ids=None)).all()
    readers = coming.readers_of((row.place for row in rows), "")
    return [(row.due_at, row.laureate_name, row.about, readers.get(row.place, [])) for row in rows]


def as_events_say():
    dues = schedule.to_come(clock.now(), coming.DAYS_AHEAD)
    recalls = reminding.to_come(clock.now(), coming.DAYS_AHEAD)
    names = {user.id: user.name for user in db.session.scalars(sa.select(User))}
    found = [list(group) for _, group in groupby(dues, key=coming._departure)]
    db.session.rollback()
    told = [
        (
            group[0].stage.due_at,
            group[0].occurrence.laureate_name,
            group[0].occurrence.about,
            [due.recipient.name for due in group],
        )
        for group in found
    ]
    told += [(one.due_at, "", one.about, [names[id] for id in one.reader_ids]) for one in recalls]
    return sorted(told, key=lambda one: one[0])


def test_the_season_shows_what_its_events_say_in_their_order(app, at):
    season.load(clock.today())
    db.session.commit()
    told = as_events_say()
    assert len(told) > 30
    assert drawn() == told
    at("2026-03-02T19:00")
    assert drawn() == as_events_say()
    at("2026-03-03T07:00")
    assert drawn() == as_events_say()


def test_whatever_the_kinds_read_is_followed(app):
    season.load(clock.today())
    db.session.commit()
    with counted() as statements:
        schedule.to_come(clock.now(), coming.DAYS_AHEAD)
        reminding.to_come(clock.now(), coming.DAYS_AHEAD)
    named = {name.strip('"') for text in statements for name in re.findall(r"(?:FROM|JOIN) (\"?\w+\"?)", text)}
    read = named & set(Base.metadata.tables)
    assert {"checkpoint", "objective", "user_account"} <= read
    # How far what is kept of what waits was drawn: what it is drawn from is followed.
    drawing = {"awaited_drawn", "change"}
    assert read - drawing - {model.__tablename__ for model in coming.FOLLOWED} == set()


def test_nothing_is_drawn_again_while_nothing_moves(app, signed_in):
    laureate = factories.laureate("Vikidia")
    coach = factories.coach(laureate)
    factories.checkpoint(laureate, date(2026, 3, 12))
    browser = signed_in(coach)
    assert "Point régulier du 12 mars" in text_of(browser.get("/envois"))
    assert not coming.is_behind(clock.now())
    laureate.tagline = "Une encyclopédie"
    db.session.commit()
    assert not coming.is_behind(clock.now())
    assert db.session.scalar(sa.select(sa.func.count(Change.id)).where(Change.picture == coming.PICTURE)) == 0


def test_what_moves_is_shown_at_once(app, signed_in):
    laureate = factories.laureate("Vikidia")
    browser = signed_in(factories.coach(laureate))
    point = factories.checkpoint(laureate, date(2026, 3, 12))
    assert "Point régulier du 12 mars" in text_of(browser.get("/envois"))
    point.starts_at += timedelta(days=1)
    db.session.commit()
    assert "Point régulier du 13 mars" in text_of(browser.get("/envois"))
    laureate.name = "Wikimini"
    db.session.commit()
    assert "Wikimini" in text_of(browser.get("/envois"))


def test_what_has_left_is_no_longer_to_come(app, at):
    laureate = factories.laureate("Vikidia")
    factories.coach(laureate)
    factories.checkpoint(laureate, date(2026, 3, 9))
    before = drawn()
    at("2026-03-02T08:30")  # the clock goes back: what had left is to come again
    assert len(drawn()) >= len(before)
    at("2026-03-06T09:00")
    assert all(due_at > clock.now() for due_at, *_ in drawn())


def test_two_who_draw_at_once_keep_the_later_drawing(app, monkeypatch: pytest.MonkeyPatch):
    laureate = factories.laureate("Vikidia")
    factories.coach(laureate)
    factories.checkpoint(laureate, date(2026, 3, 12))
    to_come = schedule.to_come

    def interrupted(now, days):
        found = to_come(now, days)
        monkeypatch.setattr(schedule, "to_come", to_come)
        db.session.rollback()
        factories.checkpoint(laureate, date(2026, 3, 19), number=2)
        jobs.draw_departures(now)
        return found

    monkeypatch.setattr(schedule, "to_come", interrupted)
    jobs.draw_departures(clock.now())
    assert any("19\N{NO-BREAK SPACE}mars" in about for about in db.session.scalars(sa.select(Departure.about)))
    assert not coming.is_behind(clock.now())


@pytest.mark.parametrize("typed", ["vikidia", "VIKI", "{id}"])
def test_a_laureate_is_found_by_words_of_its_name_or_by_its_number(app, signed_in, typed):
    vikidia, umap = factories.laureate("Vikidia"), factories.laureate("uMap")
    for laureate in (vikidia, umap):
        factories.coach(laureate)
        factories.checkpoint(laureate, date(2026, 3, 12))
    text = text_of(signed_in(factories.coach()).get("/envois", query_string={"laureat": typed.format(id=vikidia.id)}))
    table = text.partition("à venir")[2]
    assert "Vikidia" in table
    assert "uMap" not in table
