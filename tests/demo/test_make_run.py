"""`make run` on any port: both processes, and every link of every mail of the demonstration opens."""

import html
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from aic_tracker.demo import mailbox
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.mail.outbox import UNSETTLED

ROOT = Path(__file__).parents[2]
# Gone on purpose: a month that is closed is no longer declared from its mail.
GONE = ("/temps/",)


class Run:
    """The demonstration as `make run` starts it, on a port that nobody names in the code."""

    def __init__(self, url: str, folder: Path) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
        self._log = folder / "log"
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PORT": str(self.port),
            "DATABASE_URL": url,
            "AIC_APP_INSTANCE": str(folder),
            "AIC_REMINDERS_TICK_SECONDS": "1",
        }
        with self._log.open("wb") as output:
            self.process = subprocess.Popen(
                ["sh", "scripts/run.sh"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)

    def wait_for(self, done: Callable[[], bool]) -> None:
        limit = time.monotonic() + 240
        while not done():
            assert self.process.poll() is None, self._log.read_text()[-3000:]
            assert time.monotonic() < limit, self._log.read_text()[-3000:]
            time.sleep(0.5)

    def is_up(self) -> bool:
        return "200" in Browser(self.port).get(f"http://127.0.0.1:{self.port}/healthz", "")

    def has_sent(self, kinds: int) -> bool:
        """Whether mails of so many kinds left, and none waits."""
        with self.engine.connect() as connection:
            counted = dict(
                connection.execute(sa.select(OutgoingMail.kind, sa.func.count()).group_by(OutgoingMail.kind)).all()
            )
            waiting = sa.select(sa.func.count()).where(OutgoingMail.status.in_(UNSETTLED))
            return len(counted) >= kinds and connection.execute(waiting).scalar_one() == 0

    def mails(self) -> list[sa.Row[tuple[int, str, bytes]]]:
        statement = sa.select(OutgoingMail.user_id, OutgoingMail.kind, OutgoingMail.content)
        with self.engine.connect() as connection:
            return list(connection.execute(statement.where(OutgoingMail.status == MailStatus.SENT)).all())


class Browser:
    def __init__(self, port: int) -> None:
        self._site = f"http://127.0.0.1:{port}"
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open

    def get(self, address: str, told: str = "") -> str:
        """« » when a page opened; what happened otherwise, after `told`."""
        try:
            with self._open(address, timeout=60) as answer:
                return "" if told else str(answer.status)
        except urllib.error.HTTPError as error:
            return f"{told} {error.code} {address}"
        except (OSError, HTTPException) as error:
            return f"{told} {error!r} {address}"

    def post(self, path: str, page: str, **typed: str) -> None:
        with self._open(self._site + page, timeout=60) as answer:
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
        assert token
        with self._open(self._site + path, urlencode({**typed, "csrf_token": token[1]}).encode(), timeout=60) as answer:
            assert answer.status == 200


def links(content: bytes) -> set[str]:
    """Every address of a mail that leads to this machine: its text, its HTML, its invitation, its headers."""
    read = mailbox.read(content)
    pieces = [piece.content.decode() for piece in read.pieces if piece.content_type == "text/calendar"]
    parts = [read.text, html.unescape(read.html), *(re.sub(r"\r?\n ", "", piece) for piece in pieces)]
    head = re.sub(r"\r?\n[ \t]", "", content.partition(b"\r\n\r\n")[0].decode(errors="replace"))
    found = {link for part in (*parts, head) for link in re.findall(r'https?://[^\s<>"]+', part)}
    return {link.rstrip(".,") for link in found if urlsplit(link).hostname in ("127.0.0.1", "localhost")}


@pytest.fixture
def run(new_database_url: Callable[[str], str], tmp_path: Path) -> Iterator[Run]:
    running = Run(new_database_url(tmp_path.name), tmp_path)
    try:
        running.wait_for(running.is_up)
        yield running
    finally:
        running.stop()
        running.engine.dispose()


def test_every_link_of_every_mail_opens_on_another_port(run: Run) -> None:
    with run.engine.connect() as connection:
        email = connection.execute(sa.text("SELECT email FROM user_account WHERE role = 'coach' ORDER BY id")).scalar()
    asker = Browser(run.port)
    asker.post("/connexion", "/connexion", email=str(email))
    run.wait_for(lambda: run.has_sent(kinds=3))
    readers: dict[int, Browser] = {}
    wrong, opened = [], set()
    for user_id, kind, content in run.mails():
        if user_id not in readers:
            readers[user_id] = Browser(run.port)
            readers[user_id].post(f"/demo/{user_id}", "/demo")
        # A link to sign in opens in the browser that asked for it.
        reader = asker if kind == "sign-in" else readers[user_id]
        for link in links(content):
            trouble = reader.get(link, kind)
            if not (trouble.startswith(f"{kind} 410") and urlsplit(link).path.startswith(GONE)):
                wrong += [trouble] if trouble else []
            opened.add(link)
    assert wrong == []
    assert len(opened) > 10
    assert {urlsplit(link).port for link in opened} == {run.port}


def test_the_web_and_the_scheduler_end_together(run: Run) -> None:
    """The scheduler is the first child of what `make run` starts."""
    pid = run.process.pid
    scheduler = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
    os.kill(scheduler, signal.SIGTERM)
    run.process.wait(timeout=30)
    assert "200" not in Browser(run.port).get(f"http://127.0.0.1:{run.port}/healthz", "")


def test_a_stop_that_is_asked_for_is_no_failure(run: Run) -> None:
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(timeout=30) == 0
