"""The technical log: one JSON line per event, which names nobody and holds no secret."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Blueprint, Flask

from aic_tracker import config, create_app
from aic_tracker.access.guards import public
from aic_tracker.accounts.models import Role, User
from aic_tracker.audit.chain import request_id
from aic_tracker.db import db
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.site import logs
from tests import factories
from tests.support.client import Client

NAME, EMAIL = "Canari Sansnom", "canari@example.org"
TOKEN = "jetonsecretdecanari0123456789ABCDEFGH-_"
SECRETS = ("canari", "Sansnom", TOKEN, "jetonsecret")


@contextmanager
def lines(formatter: logging.Formatter | None = None) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the process writes meanwhile, as the server would."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter or logs.JsonLines())
    root, ours = logging.getLogger(), logging.getLogger("aic_tracker")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    logs.access.setLevel(logging.INFO)
    try:
        yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    finally:
        root.removeHandler(handler)
        ours.setLevel(before)
        text = out.getvalue()
        assert not any(secret.lower() in text.lower() for secret in SECRETS), text


def test_a_request_is_told_by_its_route_and_its_reader_by_a_number(app: Flask, signed_in: Any) -> None:
    laureate = factories.laureate("Canari")
    coach = factories.coach(name=NAME, email=EMAIL)
    client = signed_in(coach)
    with lines() as written:
        answer = client.get(f"/laureats/{laureate.slug}/journal?personne={TOKEN}")
    (line,) = written()
    assert line.pop("duration_ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert line == {
        "level": "info",
        "logger": "aic_tracker.access",
        "message": "request",
        "request_id": answer.headers["X-Request-ID"],
        "method": "GET",
        "endpoint": "journal.show",
        "route": "/laureats/<slug>/journal",
        "status": 200,
        "user_id": coach.id,
    }


def test_signing_in_and_failing_to_leave_no_address_and_no_token(app: Flask, client: Client) -> None:
    factories.user(Role.COACH, name=NAME, email=EMAIL)
    with lines() as written:
        client.submit("/connexion", {"email": EMAIL})
        content = db.session.scalars(sa.select(OutgoingMail.content)).one().replace(b"=\r\n", b"")
        found = re.search(rb"/connexion/([\w-]+)", content)
        assert found is not None
        link = found[0].decode()
        client.get(link)
        assert client.submit(link).status_code == 303
        client.get("/mon-compte")
        client.submit(link)
        client.get(f"/connexion/{TOKEN}")
        client.submit(f"/connexion/{TOKEN}")
        client.get(f"/calendrier/{TOKEN}.ics")
        client.get(f"/nulle/part/{TOKEN}?email={EMAIL}")
        client.open("/connexion", method="CANARI")
        client.submit("/deconnexion")
    told = written()
    assert all(line["message"] == "request" for line in told)
    assert not any(found[1].decode() in json.dumps(line) for line in told)
    assert [line["status"] for line in told][-5:] == [410, 404, 404, 405, 303]
    assert {line["user_id"] for line in told} == {None, db.session.scalars(sa.select(User.id)).one()}


faulty = Blueprint("faulty", __name__)


@faulty.route("/pannes/<token>")
@public
def crash(token: str) -> str:
    try:
        raise KeyError(EMAIL)
    except KeyError as error:
        logging.getLogger("aic_tracker.somewhere").warning("%s wrote to %s with %s", "somebody", EMAIL, TOKEN)
        raise RuntimeError(f"{NAME} {token}") from error


@pytest.fixture
def faulty_client(settings: config.Settings, empty_app: Flask) -> Iterator[Client]:
    app = create_app(settings)
    app.test_client_class = Client
    app.register_blueprint(faulty)
    yield app.test_client()  # type: ignore[misc]
    with app.app_context():
        db.engine.dispose()
    config.use(settings)


def test_a_crash_tells_where_and_not_with_what(faulty_client: Client) -> None:
    with lines() as written:
        answer = faulty_client.get(f"/pannes/{TOKEN}?email={EMAIL}", headers={"X-Request-ID": "proxy-0123456789"})
    warning, error, request = written()
    assert warning["message"] == "somebody wrote to [adresse] with […]"
    assert error["message"] == "unhandled exception"
    assert error["route"] == "/pannes/<token>"
    assert error["exception"][-1] == "RuntimeError"
    assert "KeyError" in error["exception"]
    assert any("crash: raise RuntimeError" in place for place in error["exception"])
    assert (request["status"], request["endpoint"]) == (500, "faulty.crash")
    assert {line["request_id"] for line in (warning, error, request)} == {"proxy-0123456789"}
    assert "proxy-0123456789" in answer.text
    assert answer.headers["X-Request-ID"] == "proxy-0123456789"


def test_lines_for_people_keep_the_same_secrets(faulty_client: Client) -> None:
    with lines(logs.Lines()):
        faulty_client.get(f"/pannes/{TOKEN}?email={EMAIL}")


@pytest.mark.parametrize("given", ["", "court", "x" * 65, "deux mots 12", "<script>alert", "été-0123456789"])
def test_an_odd_request_id_is_replaced(app: Flask, client: Client, given: str) -> None:
    answers = [client.get("/robots.txt", headers={"X-Request-ID": given.encode().decode("latin-1")}) for _ in "ab"]
    kept = [answer.headers.getlist("X-Request-ID") for answer in answers]
    assert all(len(values) == 1 and re.fullmatch(r"[0-9a-f]{16}", values[0]) for values in kept)
    assert kept[0] != kept[1]
    assert request_id.get() == ""


def test_configuring_dresses_the_whole_process(capsys: pytest.CaptureFixture[str]) -> None:
    root, ours, werkzeug = logging.getLogger(), logging.getLogger("aic_tracker"), logging.getLogger("werkzeug")
    before = (root.handlers[:], root.level, ours.level, logs.access.level, werkzeug.level)
    try:
        logs.configure("json")
        logging.getLogger("aic_tracker.scheduler.runner").info("sent 3")
        logging.getLogger("another.library").info("unseen")
        logs.configure("text")
        logging.getLogger("aic_tracker.scheduler.runner").info("sent 4")
        logs.access.info("unseen")
    finally:
        root.handlers[:] = before[0]
        for logger, level in zip((root, ours, logs.access, werkzeug), before[1:], strict=True):
            logger.setLevel(level)
    first, second = capsys.readouterr().err.splitlines()
    assert json.loads(first)["message"] == "sent 3"
    assert second.endswith("aic_tracker.scheduler.runner sent 4")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [({}, "json"), ({"AIC_DEMO": "1"}, "text"), ({"AIC_DEMO": "1", "AIC_APP_LOGS": "json"}, "json")],
)
def test_the_demonstration_alone_writes_for_people(tmp_path: Any, environment: dict[str, str], expected: str) -> None:
    base = {"AIC_APP_SECRET": "x" * 20 + "0123456789abcdef", "AIC_SMTP_HOST": "h", "AIC_APP_INSTANCE": str(tmp_path)}
    assert config.load({**base, **environment}).app.logs == expected


def test_another_form_of_logs_is_refused(tmp_path: Any) -> None:
    with pytest.raises(config.ConfigError, match="json ou text"):
        config.load({"AIC_DEMO": "1", "AIC_APP_INSTANCE": str(tmp_path), "AIC_APP_LOGS": "xml"})
