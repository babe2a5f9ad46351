"""What watches over the service asks."""

import sqlite3
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from aic_tracker import clock
from aic_tracker.accounts import links
from aic_tracker.db import db
from aic_tracker.mail.models import QueueState
from tests import factories
from tests.support.client import Client


def test_a_healthy_service_says_the_age_of_its_last_tick_and_the_length_of_its_queue(client: Client) -> None:
    assert client.get("/healthz").get_json() == {
        "status": "ok",
        "database": "ok",
        "last_tick_seconds": None,
        "queue": 0,
        "mail": "running",
        "failures": 0,
    }
    factories.save(QueueState(id=1, last_tick_at=clock.now() - timedelta(seconds=42)))
    user = factories.user()
    links.request_sign_in(user.email, next_path="/", now=clock.now())
    db.session.commit()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "ok",
        "database": "ok",
        "last_tick_seconds": 42,
        "queue": 1,
        "mail": "running",
        "failures": 0,
    }


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"paused_until": clock.now() + timedelta(days=36500), "pause_reason": "Mot de passe refusé."}, "paused"),
        ({"paused_until": clock.now() - timedelta(days=36500), "pause_reason": "Mot de passe refusé."}, "running"),
        ({"hold_reason": "À vérifier."}, "held"),
    ],
)
def test_a_queue_that_does_not_run_is_told_without_its_reason(
    client: Client, state: dict[str, object], said: str
) -> None:
    factories.save(QueueState(id=1, **state))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()["mail"]) == (200, said)
    assert "passe" not in answer.text


def test_a_database_gone_is_a_503_in_json_there_and_a_page_elsewhere(
    client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(factories.user())

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("unable to open database file"))

    monkeypatch.setattr(db.engine, "connect", gone)
    monkeypatch.setattr(type(db.session()), "execute", gone)
    monkeypatch.setattr(type(db.session()), "scalar", gone)
    monkeypatch.setattr(type(db.session()), "get", gone)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json() == {
        "status": "down",
        "database": "unreachable",
        "last_tick_seconds": None,
        "queue": None,
        "mail": None,
        "failures": None,
    }
    page = client.get("/mon-compte")
    assert page.status_code == 503
    assert "momentanément indisponible" in page.text
