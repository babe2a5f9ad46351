"""The web as it is deployed."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from aic_tracker import config
from aic_tracker.db import db
from tests.deploy.server import TOKEN, get, wait_for

ROOT = Path(__file__).parents[2]


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
        wait_for(lambda: get(port) == 200)
        yield port, process, log
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    assert process.returncode == 0
    assert list(tmp_path.glob("aic-measures-*")) == [], "the measures of processes that are gone stay"
