"""What watches over the service reads its measures, with a token."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from aic_tracker import clock, config, create_app
from aic_tracker.db import db
from aic_tracker.mail.models import Failure, QueueState
from tests import factories
from tests.support.client import Client
from tests.support.mails import queue_one


@pytest.fixture
def measured(empty_app, settings):
    """The same database, by an application that has a token; no context pushed."""
    app = create_app(replace(settings, metrics=replace(settings.metrics, token="jeton-tire-au-hasard-0123456789")))
    app.test_client_class = Client
    yield app
    with app.app_context():
        db.engine.dispose()
    config.use(settings)


def read(app, path="/metrics", token="jeton-tire-au-hasard-0123456789"):
    return app.test_client().get(path, headers={"Authorization": f"Bearer {token}"})


def samples(answer):
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_without_a_token_in_the_settings_the_page_does_not_exist(client):
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize("token", ["", "autre", "jeton-tire-au-hasard-012345678", "é"])
def test_another_token_is_refused(measured, token):
    answer = read(measured, token=token)
    assert (answer.status_code, answer.text) == (401, "")
    assert measured.test_client().get("/metrics").status_code == 401


def test_it_tells_the_queue_the_scheduler_and_the_database(measured):
    with measured.app_context():
        queue_one()
        queue_one("two", status="sent")
        at = clock.now()
        values = {"stage": "plan", "kind": "x", "reason": "…", "first_at": at, "last_at": at, "count": 9}
        factories.save(Failure(key="plan:x::", **values))
        factories.save(Failure(key="plan:x:1:", closed_at=at, **values))
        factories.save(QueueState(id=1, last_tick_at=clock.now() - timedelta(seconds=42), hold_reason="À vérifier."))
        db.session.remove()
    found = samples(read(measured))
    assert found[("aic_database_up",)] == 1
    assert (found[("aic_mails", "pending")], found[("aic_mails", "sent")], found[("aic_mails", "failed")]) == (1, 1, 0)
    assert found[("aic_scheduler_last_tick_age_seconds",)] == 42
    assert (found[("aic_failures", "plan")], found[("aic_failures", "deliver")]) == (1, 0)
    assert (found[("aic_mail_held",)], found[("aic_mail_paused",)]) == (1, 0)


def test_requests_are_counted_by_view_and_class_of_status_and_name_nobody(measured):
    before = samples(read(measured))
    with measured.app_context():
        coach = factories.coach(factories.laureate("Vikidia"), email="camille@example.org")
        client = measured.test_client()
        client.sign_in(coach)
        db.session.remove()
    assert client.get("/laureats/vikidia").status_code == 200
    assert client.get("/laureats/camille@example.org").status_code == 404
    assert client.get("/rien/camille@example.org").status_code == 404
    answer = read(measured)
    found = samples(answer)

    def more(*labels):
        key = ("aic_request_duration_seconds_count", *labels)
        return found.get(key, 0) - before.get(key, 0)

    shown = measured.url_map.bind("aic.test").match("/laureats/vikidia")[0]
    assert more("2xx", shown) == 1
    assert more("4xx", shown) == 1
    assert more("4xx", "none") == 1
    for word in ("camille", "vikidia", "Camille", "@"):
        assert word not in answer.text


def test_a_database_gone_is_told_as_such(measured, monkeypatch):
    def gone(*_, **__):
        raise OperationalError("SELECT 1", {}, sqlite3.OperationalError("unable to open database file"))

    with measured.app_context():
        monkeypatch.setattr(type(db.session()), "execute", gone)
        monkeypatch.setattr(type(db.session()), "scalars", gone)
    found = samples(read(measured))
    assert found[("aic_database_up",)] == 0
    assert not [name for name in found if name[0] in ("aic_mails", "aic_mail_held")]


def test_a_token_too_short_is_refused_in_the_settings(tmp_path):
    environ = {"AIC_APP_SECRET": "a secret that only tests know, and long enough", "AIC_SMTP_HOST": "127.0.0.1"}
    (tmp_path / "token").write_text("court\n")
    with pytest.raises(config.ConfigError, match="au moins 16 caractères"):
        config.load({**environ, "AIC_METRICS_TOKEN_FILE": str(tmp_path / "token")})
