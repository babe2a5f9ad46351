"""What is sent twice is done once: a double click, a page sent again."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts import idempotency_keys
from aic_tracker.accounts.models import SentForm
from aic_tracker.db import Base, db
from aic_tracker.scheduler import jobs
from aic_tracker.site import idempotency
from aic_tracker.timesheet.models import TimeEntry
from tests.inputs import sensible
from tests.inputs.doors import House, doors, encoded
from tests.support.at_once import both
from tests.support.client import text_of
from tests.support.picture import ordinary_tables

KEY = ("form_key", "une-clef")
FORM = "application/x-www-form-urlencoded"
DAY = [("on", "2026-03-02"), ("quarters", "1"), ("activity", "Atelier"), ("note", "")]


def counts(house: House) -> dict[str, int]:
    with house.app.app_context():
        found = {
            table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in ordinary_tables()
        }
        db.session.rollback()
    return found


def test_every_form_sent_twice_counts_once(house: House) -> None:
    sent, offences = 0, []
    for door in doors(house):
        for actor in door.actors:
            found = sensible.accepted(house, door, actor) if actor != "anonymous" else None
            if found is None:
                continue
            sent += 1
            first = house.post(actor, door.path, [*found, KEY])
            counted = counts(house)
            again = house.post(actor, door.path, [*found, KEY])
            # Somebody signed out, or without a session any more, is sent to sign in.
            if again.location != first.location and not (again.location or "").startswith("/connexion"):
                offences.append(f"{actor} {door.path}: {first.location}, then {again.status_code} {again.location}")
            if counts(house) != counted:
                offences.append(f"{actor} {door.path} counts twice")
            house.restore()
            # From two tabs at the same instant: the second one is led somewhere, or told why not.
            answers = both(*[partial(house.post, actor, door.path, found)] * 2)
            if answers[0] not in (302, 303) or answers[1] not in (302, 303, 404, 409, 422):
                offences.append(f"{actor} {door.path} at once: {answers}")
            house.restore()
            break
    assert offences == []
    assert sent > 75


def test_the_same_day_typed_again_is_another_entry(house: House) -> None:
    path = f"/laureats/{house.world.slug}/temps/nouveau"
    for key in ("une-clef", "une-autre"):
        assert house.post("referent", path, [*DAY, ("form_key", key)]).status_code == 303
    assert of(house, TimeEntry) == 2


def test_a_page_gone_back_to_and_changed_is_another_form(house: House) -> None:
    path = f"/laureats/{house.world.slug}/temps/nouveau"
    for activity in ("Atelier", "Comité"):
        typed = [pair for pair in DAY if pair[0] != "activity"]
        assert house.post("referent", path, [*typed, ("activity", activity), KEY]).status_code == 303
    assert of(house, TimeEntry) == 2


def test_a_refused_form_is_sent_again_once_corrected_with_the_same_key(house: House) -> None:
    path = f"/laureats/{house.world.slug}/temps/nouveau"
    assert house.post("referent", path, [("activity", "Atelier"), KEY]).status_code == 422
    assert house.post("referent", path, [("activity", "Atelier"), KEY]).status_code == 422
    assert house.post("referent", path, [*DAY, KEY]).status_code == 303


def test_the_second_answer_says_that_it_counted_once(house: House) -> None:
    path = f"/laureats/{house.world.slug}/temps/nouveau"
    house.post("referent", path, [*DAY, KEY])
    browser = house.browser("referent")
    answer = browser.post(
        path, data=encoded([*DAY, KEY, ("csrf_token", house.seats["referent"].csrf_token)]), content_type=FORM
    )
    assert "n’a compté qu’une fois" in text_of(browser.get(answer.location))


def test_of_two_at_the_same_moment_one_counts(house: House) -> None:
    path, gate, answers = f"/laureats/{house.world.slug}/temps/nouveau", Barrier(2), []

    def send() -> None:
        gate.wait()
        answers.append(house.post("referent", path, [*DAY, KEY]))

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, answers[0].location)}
    assert of(house, TimeEntry) == 1


def test_while_the_first_answer_is_on_its_way_the_second_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "TRIES", 1)
    monkeypatch.setattr(idempotency_keys, "note_answer", lambda _key, _location: None)
    path = f"/laureats/{house.world.slug}/temps/nouveau"
    house.post("referent", path, [*DAY, KEY])
    answer = house.post("referent", path, [*DAY, KEY])
    assert (answer.status_code, of(house, TimeEntry)) == (409, 1)
    assert "il n’a compté qu’une fois" in text_of(answer)


def test_one_person_s_key_says_nothing_to_another(house: House) -> None:
    path = f"/laureats/{house.world.slug}/actions/nouvelle"
    typed = [("title", "Écrire"), KEY]
    assert {house.post(actor, path, typed).status_code for actor in ("coach", "referent")} == {303}


def test_every_form_of_the_pages_carries_a_key_of_its_own(house: House) -> None:
    page = house.browser("coach").get(f"/laureats/{house.world.slug}/feuille-de-route").text
    keys = re.findall('name="form_key" value="([^"]+)"', page)
    assert len(keys) == len(set(keys)) > 1


def test_they_are_forgotten_after_a_day(house: House, at: Callable[[str], None]) -> None:
    house.post("referent", f"/laureats/{house.world.slug}/temps/nouveau", [*DAY, KEY])
    assert of(house, SentForm) == 1
    at("2026-03-03T12:00")
    with house.app.app_context():
        jobs.forget_counters(clock.now())
    assert of(house, SentForm) == 0


# The same again is the same: a sign-out, a month declared without an account.
WITHOUT_KEY = {"layouts/_header.html", "timesheet/declare_from_mail.html"}


def test_every_template_that_sends_a_form_gives_it_a_key() -> None:
    folder = Path(__file__).resolve().parents[2] / "templates"
    lacking = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        if (text := path.read_text(encoding="utf-8")).count("csrf_token()") > text.count("form_key()")
    }
    assert lacking == WITHOUT_KEY, "write the field form_key beside csrf_token, as dsfr/form.html does"


def of(house: House, table: type[Base]) -> int:
    """Rows of that table beside those of the world."""
    with house.app.app_context():
        found = db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        db.session.rollback()
    return found - len(house.picture.rows[table.__tablename__])
