"""A server that is reloaded while people use it: no request fails, and the measures go on."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from aic_tracker import config
from aic_tracker.db import db

ROOT = Path(__file__).parents[2]
PEOPLE = 4
TOKEN = "jeton-tire-au-hasard-0123456789"


@pytest.fixture
def web(app, tmp_path):
    """gunicorn with two workers, on the tests' database, as deploy/aic-web.service starts it."""
    db.session.remove()
    db.engine.dispose()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    settings = config.current()
    environment = {
        "PATH": os.environ["PATH"],
        "TMPDIR": str(tmp_path),
        "PORT": str(port),
        "WEB_CONCURRENCY": "2",
        "GUNICORN_CMD_ARGS": "--graceful-timeout=35",
        "DATABASE_URL": settings.database.url,
        "AIC_APP_SECRET": settings.app.secret,
        "AIC_APP_INSTANCE": settings.app.instance,
        "AIC_SMTP_HOST": "127.0.0.1",
        "AIC_METRICS_TOKEN": TOKEN,
    }
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:app"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        _wait_for(lambda: _get(port) == 200)
        yield port, process, log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    assert process.returncode == 0
    assert list(tmp_path.glob("aic-measures-*")) == [], "the measures of processes that are gone stay"


def test_no_request_fails_while_the_web_is_reloaded(web):
    port, process, log = web
    answers, stopping = [], threading.Event()

    def go_on():
        while not stopping.is_set():
            answers.append(_get(port, ("/connexion", "/healthz")[len(answers) % 2]))

    people = [threading.Thread(target=go_on) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    before = _booted(log)
    for number in range(1, 3):
        process.send_signal(signal.SIGHUP)
        _wait_for(lambda n=number: _booted(log) >= before + 2 * n)
        # Meanwhile requests wait in the system's queue for the program to be loaded again.
        served = len(answers)
        _wait_for(lambda n=served: len(answers) > n + 2 * PEOPLE)
    stopping.set()
    for person in people:
        person.join(timeout=150)
    assert set(answers) == {200}, {answer: answers.count(answer) for answer in set(answers)}
    assert len(answers) > 20
    # Added up over the processes, those that are gone included.
    counted = sum(
        float(line.rsplit(" ", 1)[1])
        for line in _read(port).splitlines()
        if line.startswith("aic_request_duration_seconds_count") and ('"health' in line or '"accounts' in line)
    )
    assert counted >= len(answers)


def _booted(log):
    return log.read_text().count("Booting worker")


def _get(port, path="/healthz"):
    """The status; what happened when there is no whole answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        # As a proxy does by default: one connection a request.
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, HTTPException) as error:
        return repr(error)
    finally:
        connection.close()


def _read(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def _wait_for(done):
    limit = time.monotonic() + 150
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.05)
