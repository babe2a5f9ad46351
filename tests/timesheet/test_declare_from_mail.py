"""A referent declares the month from the mail: two clicks, no password, one use, this month only."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.db import db
from aic_tracker.laureates.models import Laureate
from aic_tracker.timesheet import month_links, rules
from aic_tracker.timesheet.models import MonthDeclaration, MonthLink, TimeEntry
from tests import factories as make
from tests.support.client import Client, text_of

FEBRUARY = date(2026, 2, 1)


def link(laureate: Laureate, user, month: date = FEBRUARY) -> str:
    return month_links.path(user, laureate.id, month)


def entries() -> list[tuple[date, int]]:
    return [(entry.on, entry.quarters) for entry in db.session.query(TimeEntry).order_by(TimeEntry.on)]


def test_the_days_of_last_month_are_proposed_and_confirmed_at_once(app: Flask, client: Client) -> None:
    laureate = make.laureate("Vikidia")
    referent = make.referent(laureate)
    for day in (12, 13, 14):
        make.time_entry(laureate, referent, date(2026, 1, day), 3)
    page = client.get(link(laureate, referent))
    assert "Votre temps de février 2026" in text_of(page)
    assert 'value="2,25"' in page.text
    answer = client.submit(link(laureate, referent), {"quarters": "2,25"}, follow_redirects=True)
    assert "2,25 j pour Vikidia" in text_of(answer)
    made = [entry for entry in entries() if entry[0] >= FEBRUARY]
    assert made == [(date(2026, 2, 2), 4), (date(2026, 2, 3), 4), (date(2026, 2, 4), 1)]


def test_without_a_last_month_the_middle_of_the_band_is_proposed(app: Flask, client: Client) -> None:
    laureate = make.laureate()
    page = client.get(link(laureate, make.referent(laureate)))
    assert 'value="3"' in page.text


def test_nothing_this_month_is_one_click_too(app: Flask, client: Client) -> None:
    laureate = make.laureate("Vikidia")
    referent = make.referent(laureate)
    answer = client.submit(link(laureate, referent), {"then": "nothing"}, follow_redirects=True)
    assert "Rien ce mois-ci pour Vikidia" in text_of(answer)
    assert db.session.query(MonthDeclaration).one().month == FEBRUARY


def test_opening_the_link_changes_nothing_however_often(app: Flask, client: Client) -> None:
    laureate = make.laureate()
    referent = make.referent(laureate)
    for _ in range(3):
        assert client.get(link(laureate, referent)).status_code == 200
    assert entries() == []
    assert db.session.query(MonthLink).count() == 0


def test_the_link_serves_once(app: Flask, client: Client) -> None:
    laureate = make.laureate()
    referent = make.referent(laureate)
    client.submit(link(laureate, referent), {"quarters": "1"})
    again = client.submit(link(laureate, referent), {"quarters": "2"})
    assert "il ne sert qu’une fois" in text_of(again)
    assert entries() == [(date(2026, 2, 2), 4)]


def test_the_link_signs_nobody_in(app: Flask, client: Client) -> None:
    laureate = make.laureate()
    referent = make.referent(laureate)
    client.submit(link(laureate, referent), {"quarters": "1"})
    assert client.get(f"/laureats/{laureate.slug}/temps").status_code == 303


@pytest.mark.parametrize("token", ["x", "WzEsMSwiMjAyNi0wMiJd.forged", "%00"])
def test_a_forged_link_does_not_exist(app: Flask, client: Client, token: str) -> None:
    assert client.get(f"/temps/{token}").status_code == 404


def test_a_deactivated_person_s_link_does_not_exist(app: Flask, client: Client) -> None:
    laureate = make.laureate()
    referent = make.referent(laureate)
    referent.is_active = False
    db.session.commit()
    assert client.get(link(laureate, referent)).status_code == 404


def test_a_closed_month_is_told_and_not_changed(app: Flask, client: Client, at: Callable[[str], None]) -> None:
    laureate = make.laureate()
    referent = make.referent(laureate)
    at("2026-03-11T09:00")
    answer = client.submit(link(laureate, referent), {"quarters": "1"})
    assert answer.status_code == 410
    assert "est clos" in text_of(answer)
    assert entries() == []


def test_days_taken_by_another_project_are_left_alone(app: Flask, client: Client) -> None:
    vikidia, umap = make.laureate("Vikidia"), make.laureate("uMap")
    referent = make.referent(vikidia)
    make.member(umap, referent)
    make.time_entry(umap, referent, date(2026, 2, 2), 3)
    client.submit(link(vikidia, referent), {"quarters": "1"})
    own = [(e.on, e.quarters) for e in db.session.query(TimeEntry).filter_by(laureate_id=vikidia.id)]
    assert own == [(date(2026, 2, 2), 1), (date(2026, 2, 3), 3)]


def test_time_already_noted_is_said_and_only_the_rest_proposed(app: Flask, client: Client) -> None:
    laureate = make.laureate()
    referent = make.referent(laureate)
    make.time_entry(laureate, referent, date(2026, 2, 2), 4)
    page = client.get(link(laureate, referent))
    assert "Vous avez déjà noté 1 j" in text_of(page)
    assert 'value="2"' in page.text


@pytest.mark.parametrize("typed", ["", "0", "-1", "0,3", "99", "abc", "NaN", "９"])
def test_a_wrong_value_is_explained_and_kept(app: Flask, client: Client, typed: str) -> None:
    laureate = make.laureate()
    referent = make.referent(laureate)
    answer = client.submit(link(laureate, referent), {"quarters": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text or not typed
    assert entries() == []


@given(st.integers(1, 60), st.lists(st.integers(0, 4), max_size=22))
def test_the_days_found_add_up_or_there_is_not_room_enough(quarters: int, free: list[int]) -> None:
    room = [(date(2026, 2, 1 + n), share) for n, share in enumerate(free)]
    shares = rules.spread(quarters, room)
    if sum(free) < quarters:
        assert shares is None
    else:
        assert shares is not None
        assert sum(share for _day, share in shares) == quarters
        assert all(0 < share <= dict(room)[day] for day, share in shares)
