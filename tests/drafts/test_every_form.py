"""Every form with a long text, sent after the session ended, comes back filled once its person signed in again."""

import html
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from aic_tracker import clock
from aic_tracker.accounts.models import UserSession
from aic_tracker.db import db
from aic_tracker.web import fields
from tests.inputs.doors import Door, House, doors, encoded, furnished, made_forms
from tests.support.client import FAR, Client, text_of

FORM = "application/x-www-form-urlencoded"
WORDS = "Une remarque écrite avec soin,\r\net que l’on regretterait « d’avoir perdue »."


@pytest.fixture
def house(empty_app: Flask) -> Iterator[House]:
    with furnished(empty_app) as furnished_house:
        yield furnished_house


def end_sessions(app: Flask) -> None:
    with app.app_context():
        db.session.execute(sa.update(UserSession).values(expires_at=clock.now()))
        db.session.commit()


def sign_in_again(house: House, browser: Client, actor: str) -> None:
    """The same browser: what its cookie held before goes, as at a real sign-in."""
    browser.set_cookie("session", house.seats[actor].cookie, domain="localhost")
    with house.app.app_context():
        db.session.execute(sa.update(UserSession).values(expires_at=FAR))
        db.session.commit()


def led_to(answer: TestResponse) -> str:
    """The page asked for, behind the sign-in that one is led to."""
    assert answer.status_code == 303, answer.status_code
    assert answer.location.startswith("/connexion?next="), answer.location
    return unquote(answer.location.removeprefix("/connexion?next="))


def long_texts(door: Door) -> dict[str, str]:
    boxes = [box for box in door.boxes.values() if issubclass(box.of, fields.LongText)]
    return {box.name: f"{WORDS} ({number})" for number, box in enumerate(boxes)}


def test_every_form_with_a_long_text_comes_back_filled(house: House) -> None:
    offences, kept = [], 0
    for door in doors(house):
        words = long_texts(door)
        if not words or door.actors == ("anonymous",):
            continue
        actor = door.actors[0]
        others = [(box.name, box.value) for box in door.boxes.values() if box.name not in words and box.value]
        browser = house.browser(actor)
        with house.app.app_context():
            marks = [("csrf_token", house.seats[actor].csrf_token), ("form_account", browser.account_mark())]
        end_sessions(house.app)
        body = encoded([*others, *words.items(), *marks, ("form_key", "une-clef")])
        path = led_to(browser.post(door.path, data=body, content_type=FORM))
        sign_in_again(house, browser, actor)
        with made_forms() as made:
            page = browser.get(path)
        shown = html.unescape(page.text).replace("\r\n", "\n")
        # The page may hold other forms than the one that was sent: those read nothing.
        read = {each.name for form in made for each in form if each.name in words and each.typed}
        is_drawn = "Votre saisie a été gardée" in text_of(page)
        missing = {name for name in (read if is_drawn else words) if words[name].replace("\r\n", "\n") not in shown}
        if missing:
            offences.append(f"{actor} {door.path} {page.status_code} loses {missing}")
        kept += len(read) if is_drawn else 0
        house.restore()
    assert not offences, "\n".join(offences)
    assert kept > 45
