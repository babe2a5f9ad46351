import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest
from flask import Flask

from aic_tracker import clock, config
from tests.support import smtp
from tests.support.mails import use_server

ROOT = Path(__file__).parents[2]


@pytest.fixture
def server(app: Flask) -> Iterator[smtp.Server]:
    with smtp.Server() as server:
        use_server(server)
        yield server


@pytest.fixture
def start(server: smtp.Server) -> Iterator[Callable[..., "Popen[str]"]]:
    """Starts a Python process on the tests' database and SMTP server; it is ended with the test."""
    started: list[Popen[str]] = []

    def run(*arguments: str) -> "Popen[str]":
        settings = config.current()
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": settings.database.url,
            "AIC_APP_SECRET": settings.app.secret,
            "AIC_APP_INSTANCE": settings.app.instance,
            "AIC_SMTP_HOST": server.host,
            "AIC_SMTP_PORT": str(server.port),
            "AIC_SMTP_SECURITY": "none",
            "AIC_SMTP_TIMEOUT": str(settings.smtp.timeout),
        }
        process = Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


@pytest.fixture
def worker(start: Callable[..., "Popen[str]"]) -> Callable[..., "Popen[str]"]:
    """`worker("deliver")`, `worker("plan", crash_point)`: at the tests' own clock."""
    script = str(Path(__file__).with_name("worker.py"))

    def run(job: str, *crash_point: str) -> "Popen[str]":
        return start(script, job, clock.now().isoformat(), *crash_point)

    return run
